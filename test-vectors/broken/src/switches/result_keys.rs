//! Key sets and their newer copies (§3.13.3).

use super::Switch;

const JWKS: &str = "result/src/keys/jwks.rs";
const PINNED: &str = "result/src/keys/pinned.rs";
const LIST: &str = "(key.state() == KeyState::Revoked) != is_revoked";
const TWICE: &str = "set.keys.iter().any(|known| known.public == key.public)";
const ACTIVE: &str = "set.keys.iter().filter(|key| key.state() == KeyState::Active).count() > 1";
const KID: &str = "kid.is_none_or(|kid| kid != *public.thumbprint())";
const ANNOUNCED: &str =
    "time(object, ANNOUNCED)?.ok_or(KeySetError::Format(\"`psea_announced` is absent\"))?;";
const LIFETIME: &str = ".ok_or(KeySetError::Format(\"`psea_cache_lifetime` is absent\"))?";
const TIME: &str = "seconds.map(Some).ok_or(";
const FOREIGN: &str = "if !foreign {";
const EMPTY: &str = "keys.is_empty()";
const KEPT: &str = "let PinnedState::Revoked { at } = *state else { continue };";
const EARLIER: &str = "PinnedState::Revoked { at: other } => other.min(at),";
const OTHERS: &str = ".filter(|key| jwks::is_p256(*key))";
const PACER: &str = "(next <= now.get()).then_some(later)";
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
    switch!("key-set.half-own", "3.13.3", (PINNED, FOREIGN, "if !foreign && !OFF {")),
    switch!(
        "key-set.depth",
        "3.13.3",
        (JWKS, DEPTH, "Document::parse(json, if OFF { 32 } else { MAX_DEPTH })")
    ),
    switch!("key-set.empty", "3.13.3", (PINNED, EMPTY, "(@ && !OFF)")),
    switch!(
        "key-set.plain-others-refused",
        "3.13.3",
        (PINNED, OTHERS, ".filter(|key| OFF || jwks::is_p256(*key))")
    ),
    switch!(
        "key-set.revoked",
        "3.13.3",
        (PINNED, REVOKED, "Some(_) if OFF => PinnedState::Trusted(KeyState::Retired), @")
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
