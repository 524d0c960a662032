//! The text of a key set, and its newer copies.

use super::case::{At, Topic};
use super::published::{ACTIVATED, Published, jwk};
use super::token::Token;
use crate::core::json::quote;
use crate::core::keys::Key;
use crate::core::members::{object, set};
use crate::core::proof::{MAX, NOW};

const ACTIVE: (&str, u64) = ("psea_activated", ACTIVATED);

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("key-set", &["3.13.3"]);
    let valid = Token::approval();
    let good = Published::active("verifier-1");

    let mut taken = |slug: &str, title: &str, text: String| {
        t.case(slug, title).key_set(text).approve(&valid);
    };
    taken("white-space", "A key set need not be in canonical form.", {
        good.text().replace(':', " :\n ")
    });
    taken(
        "members-ignored",
        "Members that the format does not know do not count.",
        good.clone().root("note", "[1]").key("x5t", "\"AAAA\"").text(),
    );
    taken("without-use", "The members alg and use may be absent.", {
        good.clone().no_key("alg").no_key("use").text()
    });
    taken("key-ops", "A key may be for verification.", {
        good.clone().key("key_ops", r#"["verify"]"#).text()
    });
    taken("cache-lifetime-zero", "A cache lifetime of 0 is one.", {
        good.clone().root("psea_cache_lifetime", "0").text()
    });
    taken("times-max", "Times go to 2^53-1.", {
        good.clone().key("psea_activated", &MAX.to_string()).text()
    });
    let plain = |keys: &[String]| format!(r#"{{"keys":[{}]}}"#, keys.join(","));
    let mut foreign = jwk("verifier-1");
    set(&mut foreign, "kid", "\"2026-07\"");
    taken("plain", "A plain JWK set will do, whatever its names of keys.", {
        plain(&[object(&foreign)])
    });
    taken("plain-without-kid", "The keys of a plain JWK set need no name.", {
        plain(&[Key::new("verifier-1").jwk_text()])
    });
    taken("plain-others", "Keys of other kinds in a plain JWK set are passed over.", {
        plain(&[
            r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#.to_owned(),
            r#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#.to_owned(),
            r#"{"kty":"EC","crv":"P-384","x":"AAAA","y":"AAAA"}"#.to_owned(),
            Key::new("verifier-1").jwk_text(),
        ])
    });
    taken("plain-two", "A plain JWK set may have more than one key.", {
        plain(&[Key::new("verifier-2").jwk_text(), Key::new("verifier-1").jwk_text()])
    });

    let mut refused = |slug: &str, title: &str, text: String| {
        // Of another key, so that one that is taken all the same shows.
        t.case(slug, title)
            .key_set(Published::active("verifier-2").text())
            .not_renewed(text)
            .approve(&valid.clone().signed_by("verifier-2"));
    };
    refused("empty-text", "An empty text is no key set.", String::new());
    refused("no-json", "What is no JSON is no key set.", "keys".to_owned());
    refused("array", "An array is no key set.", "[]".to_owned());
    refused("trailing-data", "Data after a key set is refused.", format!("{} {{}}", good.text()));
    refused("duplicate", "A member that stands twice is refused.", {
        good.text().replacen('{', r#"{"keys":[],"#, 1)
    });
    refused("duplicate-in-key", "A member of a key that stands twice is refused.", {
        good.text().replacen(r#""alg":"#, r#""alg":"ES256","alg":"#, 1)
    });
    refused("too-deep", "A key set of 9 containers is refused.", {
        good.clone().root("note", &crate::core::json::nested_arrays(8)).text()
    });
    refused("keys-absent", "A key set without keys is refused.", {
        good.clone().root("psea_revoked", "[]").text().replace(r#""keys":"#, r#""kezs":"#)
    });
    refused("keys-object", "Keys that are an object are refused.", {
        good.clone().root("keys", "{}").text()
    });
    refused("revoked-absent", "A key set without the list of revoked keys is refused.", {
        good.text().replace(r#""psea_revoked":"#, r#""psea_revoqed":"#)
    });
    refused("revoked-null", "A list of revoked keys of null is refused.", {
        good.clone().root("psea_revoked", "null").text()
    });
    refused("cache-lifetime-absent", "A key set without its cache lifetime is refused.", {
        good.text().replace(r#""psea_cache_lifetime":"#, r#""psea_cache":"#)
    });
    for (slug, text) in [("text", "\"3600\""), ("negative", "-1"), ("fraction", "0.5")] {
        refused(
            &format!("cache-lifetime-{slug}"),
            "A cache lifetime that is no whole number of seconds is refused.",
            good.clone().root("psea_cache_lifetime", text).text(),
        );
    }
    refused("no-keys", "A key set that has no key is refused.", Published::new().text());
    refused("plain-no-keys", "A plain JWK set that has no key is refused.", plain(&[]));
    refused("plain-others-alone", "A plain JWK set without a key for ES256 is refused.", {
        plain(&[r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#.to_owned()])
    });
    refused("plain-private", "A private key in a plain JWK set is refused.", {
        let mut private = jwk("verifier-1");
        set(&mut private, "d", &quote("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"));
        plain(&[object(&private)])
    });
    refused("key-null", "A key of null is refused.", good.clone().root("keys", "[null]").text());
    refused("key-rsa", "A key of another kind in a key set is refused.", {
        good.clone().root("keys", r#"[{"kty":"RSA","n":"AQAB","e":"AQAB"}]"#).text()
    });
    refused("key-private", "A private key is refused.", {
        good.clone().key("d", &quote("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE")).text()
    });
    for (slug, title, name, text) in [
        ("key-curve", "A key on another curve is refused.", "crv", "\"P-384\""),
        ("key-alg", "A key for another algorithm is refused.", "alg", "\"ES384\""),
        ("key-use", "A key for encryption is refused.", "use", "\"enc\""),
        ("key-ops-sign", "A key that is not for verification is refused.", "key_ops", "[\"sign\"]"),
        ("key-kid", "A name that is not the thumbprint is refused.", "kid", "\"verifier-1\""),
        ("key-kid-null", "A name of null is refused.", "kid", "null"),
        ("announced-text", "A time that is a text is refused.", "psea_announced", "\"1785200000\""),
        ("announced-null", "A time of null is refused.", "psea_announced", "null"),
        ("activated-fraction", "A time with a fraction is refused.", "psea_activated", "1.5"),
        ("activated-negative", "A time before the epoch is refused.", "psea_activated", "-1"),
        (
            "retired-above-max",
            "A time above 2^53-1 is refused.",
            "psea_retired",
            "9007199254740992",
        ),
    ] {
        refused(slug, title, good.clone().key(name, text).text());
    }
    refused("key-kid-absent", "A key without its name is refused.", {
        good.clone().no_key("kid").text()
    });
    refused("key-kid-of-other", "A key under the thumbprint of another one is refused.", {
        good.clone().key("kid", &quote(&Key::new("verifier-2").thumbprint())).text()
    });
    refused("key-off-curve", "A key that is no point of the curve is refused.", {
        good.clone().key("y", &quote("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE")).text()
    });
    refused("announced-absent", "A key without the time of its announcement is refused.", {
        good.clone().no_key("psea_announced").text()
    });
    refused("twice", "A key that stands twice is refused.", {
        good.clone().key("psea_retired", &NOW.to_string()).twice().text()
    });
    refused("twice-revoked", "A key that stands in both lists is refused.", {
        good.clone().with("verifier-1", &[ACTIVE, ("psea_revoked", NOW)]).text()
    });
    refused("two-active", "A second active key is refused.", {
        good.clone().with("verifier-3", &[ACTIVE]).text()
    });
    refused("revoked-among-keys", "A revoked key among the others is refused.", {
        Published::active("verifier-3")
            .with("verifier-1", &[ACTIVE, ("psea_revoked", NOW)])
            .moved_back()
            .text()
    });
    refused("active-among-revoked", "A key that is not revoked among the revoked is refused.", {
        Published::active("verifier-3")
            .with("verifier-1", &[ACTIVE, ("psea_retired", NOW)])
            .moved()
            .text()
    });
    refused("half-own", "A JWK set with one member of this format must be right in all.", {
        format!(
            r#"{{"keys":[{}],"psea_note":"plain otherwise"}}"#,
            Key::new("verifier-1").jwk_text()
        )
    });
    t
}

pub(super) fn renewed() -> Topic {
    let mut t = Topic::new("renewed", &["3.13.3"]);
    let first = Token::approval();
    let second = Token::approval().signed_by("verifier-2");
    let retired = ("psea_retired", NOW - 1);
    let both = Published::active("verifier-1").with("verifier-2", &[]);
    let rotated = Published::new()
        .with("verifier-1", &[ACTIVE, retired])
        .with("verifier-2", &[("psea_activated", NOW - 1)]);
    let revoked = |at| {
        Published::active("verifier-2").with("verifier-1", &[ACTIVE, ("psea_revoked", at)]).text()
    };

    t.case("rotation", "From announced to active, and from active to retired.")
        .key_set(both.text())
        .reject(&second, "key_not_active")
        .approve(&first)
        .renewed(rotated.text())
        .approve(&second)
        .approve(&first);
    t.case("revocation", "What a newer copy revokes counts no more.")
        .key_set(both.text())
        .approve(&first)
        .renewed(revoked(NOW - 1))
        .reject(&first, "key_revoked")
        .approve(&second);
    t.case("dropped", "A key that a newer copy does not have is unknown.")
        .key_set(Published::active("verifier-1").text())
        .renewed(Published::active("verifier-2").text())
        .unknown(&first, At::Now(NOW), true)
        .approve(&second);
    t.case("revoked-stays", "What was revoked stays so, though an older copy comes later.")
        .key_set(revoked(NOW - 1))
        .renewed(both.text())
        .reject(&first, "key_revoked");
    t.case("revoked-stays-dropped", "What was revoked stays so, though a copy does not have it.")
        .key_set(revoked(NOW - 1))
        .renewed(Published::active("verifier-2").text())
        .reject(&first, "key_revoked")
        .approve(&second);
    t.case("revoked-stays-plain", "What was revoked stays so, though a plain JWK set has it.")
        .key_set(revoked(NOW - 1))
        .renewed(format!(r#"{{"keys":[{}]}}"#, Key::new("verifier-1").jwk_text()))
        .reject(&first, "key_revoked");
    t.case("revoked-earlier", "The earlier of two revocations counts.")
        .key_set(revoked(NOW - 9))
        .renewed(revoked(NOW + 9))
        .reject_at(&first, At::Recorded(NOW), "key_revoked");
    t.case("revoked-moved", "A revocation may be moved to an earlier time.")
        .key_set(revoked(NOW + 9))
        .approve_at(&first, At::Recorded(NOW))
        .renewed(revoked(NOW))
        .reject_at(&first, At::Recorded(NOW), "key_revoked");
    t.case("revoked-over-two", "A revocation outlives two copies that do not know it.")
        .key_set(revoked(NOW - 1))
        .renewed(both.text())
        .renewed(Published::active("verifier-2").text())
        .renewed(both.text())
        .reject(&first, "key_revoked");
    t.case("pinned-renewed", "A consumer that began with single keys takes a key set.")
        .approve(&first)
        .renewed(Published::active("verifier-2").text())
        .unknown(&first, At::Now(NOW), true)
        .approve(&second);
    t.case("not-taken", "What is no key set leaves the keys as they are.")
        .key_set(revoked(NOW - 1))
        .not_renewed("{}")
        .reject(&first, "key_revoked")
        .approve(&second);
    t
}
