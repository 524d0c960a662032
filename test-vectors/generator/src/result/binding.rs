//! From whom, and for whom (§3.13.3, §3.13.4).

use super::case::{Asked, Topic};
use super::token::{PARTY, Token};
use crate::core::proof::{AUD, DEVICE, ISS};
use crate::core::values::Revision;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("binding", &["3.13.3", "3.13.4"]);
    let valid = Token::approval();
    for (slug, title, iss) in [
        ("iss-other", "The result of another Verifier is refused.", "other-verifier.example"),
        ("iss-case", "The Verifier's name is case-sensitive.", "Verifier.example"),
        ("iss-prefix", "The Verifier's name is compared whole.", "verifier.example.net"),
        ("iss-space", "The Verifier's name is not trimmed.", "verifier.example "),
        ("iss-tenant", "The issuer of the proof is not the Verifier.", ISS),
        ("iss-party", "The relying party is not the Verifier.", PARTY),
    ] {
        t.reject(slug, title, "issuer_mismatch", &valid.clone().text("iss", iss));
    }
    let ueid = Revision::Draft03.ueid(DEVICE, ISS);
    for (slug, title, aud) in [
        ("aud-other", "A result for another party is refused.", "other.example"),
        ("aud-case", "The party's name is case-sensitive.", "Shop.example"),
        ("aud-prefix", "The party's name is compared whole.", "shop.example.net"),
        ("aud-shorter", "The beginning of the party's name is another one.", "shop.exampl"),
        ("aud-space", "The party's name is not trimmed.", " shop.example"),
        ("aud-verifier", "A result for the Verifier itself is refused.", AUD),
        ("aud-attester", "A result for the attester is none for the relying party.", ueid.as_str()),
        ("aud-wildcard", "The party's name is no pattern.", "*"),
    ] {
        t.reject(slug, title, "audience_mismatch", &valid.clone().text("aud", aud));
    }
    t.case("aud-normalisation", "The party's name is not normalised.")
        .aud("caf\u{e9}.example")
        .reject(&valid.clone().text("aud", "cafe\u{301}.example"), "audience_mismatch");
    t.case("aud-party", "A result for the relying party is none for the attester.")
        .aud(&ueid)
        .reject(&valid, "audience_mismatch");
    t.case("aud-other-attester", "A result for one attester is none for another.")
        .aud(&Revision::Draft03.ueid("device-0000", ISS))
        .reject(&valid.clone().text("aud", &ueid), "audience_mismatch");
    t.reject(
        "refusal-aud",
        "A revocation for somebody else is refused.",
        "audience_mismatch",
        &Token::refusal("revoked").text("aud", "other.example"),
    );
    t.reject(
        "refusal-iss",
        "A revocation by another Verifier is refused.",
        "issuer_mismatch",
        &Token::refusal("revoked").text("iss", "other-verifier.example"),
    );
    t.case("aud-authorizes-nothing", "A result for another party lets nothing through here.")
        .forbid(&valid.text("aud", "other.example"), &Asked::new(), "audience_mismatch");
    t
}
