//! Key sets and their newer copies (§3.13.3).

use super::Switch;

const JWKS: &str = "result/src/keys/jwks.rs";
const PINNED: &str = "result/src/keys/pinned.rs";
const JWK: &str = "jose/src/es256/jwk.rs";
const LIST: &str = "(key.state() == KeyState::Revoked) != is_revoked";
const TWICE: &str = "set.keys.iter().any(|known| known.public == key.public)";
const ACTIVE: &str = "set.keys.iter().filter(|key| key.state() == KeyState::Active).count() > 1";
const KID: &str = "kid.is_none_or(|kid| kid != *public.thumbprint())";
const ANNOUNCED: &str =
    "time(object, ANNOUNCED)?.ok_or(KeySetError::Format(\"`psea_announced` is absent\"))?;";
const LIFETIME: &str = ".ok_or(KeySetError::Format(\"`psea_cache_lifetime` is absent\"))?";
const TIME: &str = "seconds.map(Some).ok_or(";
const OWN: &str = "jwks::is_own(root)";
const OWN_KEY: &str = ".any(jwks::is_own)";
const USE: &str = "is(\"use\", \"sig\") != Some(false)";
const ALG: &str = "is(\"alg\", \"ES256\") != Some(false)";
const FROM: &str = "from: from.map(later)";
const UNTIL: &str = "until: key.retired().map(later)";
const EMPTY: &str = "keys.is_empty()";
const KEPT: &str = "let PinnedState::Revoked { at } = *state else { continue };";
const EARLIER: &str = "PinnedState::Revoked { at: other } => other.min(at),";
const OTHERS: &str = ".filter(|key| jwks::is_es256(*key))";
const PACER: &str = "(next <= now.get() || next > later).then_some(later)";
const PACED: &str = "Self::read(json, backend, Arc::clone(&self.pacer))?";
const REVOKED: &str = "Some(at) => PinnedState::Revoked { at },";
const DEPTH: &str = "Document::parse(json, MAX_DEPTH)";

pub(super) const ALL: &[Switch] = &[
    switch!("key-set.list", "3.13.3", (JWKS, LIST, "(@ && !OFF)")),
    switch!("key-set.revoked-among-keys", "3.13.3", (JWKS, LIST, "(@ && !(OFF && !is_revoked))")),
    switch!("key-set.key-among-revoked", "3.13.3", (JWKS, LIST, "(@ && !(OFF && is_revoked))")),
    switch!("key-set.twice", "3.13.3", (JWKS, TWICE, "(@ && !OFF)")),
    switch!("key-set.two-active", "3.13.3", (JWKS, ACTIVE, "(@ && !OFF)")),
    switch!("key-set.kid", "3.13.3", (JWKS, KID, "(@ && !OFF)")),
    switch!(
        "key-set.kid-absent",
        "3.13.3",
        (JWKS, KID, "(@ && !(OFF && object.get(\"kid\").is_none()))")
    ),
    switch!(
        "key-set.announced",
        "3.13.3",
        (
            JWKS,
            ANNOUNCED,
            "time(object, ANNOUNCED)?.or(if OFF { EpochSeconds::new(0) } else { None }).ok_or(KeySetError::Format(\"`psea_announced` is absent\"))?;"
        )
    ),
    switch!(
        "key-set.cache-lifetime",
        "3.13.3",
        (JWKS, LIFETIME, ".or(if OFF { EpochSeconds::new(0) } else { None }) @")
    ),
    switch!(
        "key-set.time-shape",
        "3.13.3",
        (JWKS, TIME, "seconds.or(if OFF { EpochSeconds::new(0) } else { None }) .map(Some).ok_or(")
    ),
    switch!("key-set.half-own", "3.13.3", (PINNED, OWN, "(@ && !OFF)")),
    switch!(
        "key-set.stripped",
        "3.13.3",
        (PINNED, OWN_KEY, ".any(|key| !OFF && jwks::is_own(key))")
    ),
    switch!(
        "key-set.depth",
        "3.13.3",
        (JWKS, DEPTH, "Document::parse(json, if OFF { 32 } else { MAX_DEPTH })")
    ),
    switch!("key-set.empty", "3.13.3", (PINNED, EMPTY, "(@ && !OFF)")),
    switch!(
        "key-set.plain-others-refused",
        "3.13.3",
        (PINNED, OTHERS, ".filter(|key| OFF || jwks::is_es256(*key))")
    ),
    switch!("key-set.plain-encryption-refused", "3.13.3", (JWKS, USE, "(@ || OFF)")),
    switch!("key-set.plain-algorithm-refused", "3.13.3", (JWKS, ALG, "(@ || OFF)")),
    switch!(
        "key-set.plain-encryption",
        "3.13.3",
        (JWKS, USE, "(@ || OFF)"),
        (JWK, "require(jwk, \"use\", \"sig\", Presence::Optional)?;", "if !OFF { @ }"),
    ),
    switch!(
        "key-set.plain-algorithm",
        "3.13.3",
        (JWKS, ALG, "(@ || OFF)"),
        (JWK, "require(jwk, \"alg\", ALG, Presence::Optional)?;", "if !OFF { @ }"),
    ),
    switch!(
        "key-set.announced-at-once",
        "3.13.3",
        (PINNED, FROM, "from: if OFF { from } else { from.map(later) }")
    ),
    switch!(
        "key-set.retired-at-once",
        "3.13.3",
        (PINNED, UNTIL, "until: if OFF { key.retired() } else { key.retired().map(later) }")
    ),
    switch!(
        "key-set.revoked",
        "3.13.3",
        (PINNED, REVOKED, "Some(_) if OFF => PinnedState::Trusted(Use::ALWAYS), @")
    ),
    switch!("key-set.revoked-forgotten", "3.13.3", (PINNED, KEPT, "@ if OFF { continue; }")),
    switch!(
        "key-set.revoked-forgotten-if-dropped",
        "3.13.3",
        (PINNED, KEPT, "@ if OFF && !fresh.keys.contains_key(kid) { continue; }")
    ),
    switch!(
        "key-set.revoked-forgotten-if-back",
        "3.13.3",
        (PINNED, KEPT, "@ if OFF && fresh.keys.contains_key(kid) { continue; }")
    ),
    switch!(
        "key-set.revoked-later",
        "3.13.3",
        (PINNED, EARLIER, "PinnedState::Revoked { at: other } if OFF => other.max(at), @")
    ),
    switch!(
        "refresh.cool-down",
        "3.13.3",
        (PINNED, PACER, "(@).or(if OFF { Some(later) } else { None })")
    ),
    switch!("refresh.never-again", "3.13.3", (PINNED, PACER, "(@).filter(|_| !(OFF && next > 0))")),
    switch!(
        "refresh.cool-down-strict",
        "3.13.3",
        (PINNED, PACER, "(@).filter(|_| !(OFF && next == now.get()))")
    ),
    switch!(
        "refresh.anew-with-each-copy",
        "3.13.3",
        (
            PINNED,
            PACED,
            "Self::read(json, backend, if OFF { Arc::default() } else { Arc::clone(&self.pacer) })?"
        )
    ),
];
