//! User verification (§3.7.1): the claim, and what enrollment knows of the key.

use super::case::Topic;
use crate::core::proof::{OP, Proof};

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("uv", &["3.7.1"]);
    let valid = Proof::new();
    let uv = |text: &str| valid.clone().claim("psea_uv", text);

    for (slug, method) in [
        ("biometric", "biometric"),
        ("pin", "pin"),
        ("fido", "fido_uv"),
        ("unknown", "retina-2"),
        ("unicode", "\u{6307}\u{7d0b}"),
        ("empty", ""),
    ] {
        let title = format!("The method `{method}` is tolerated.");
        let text = format!(r#"{{"method":"{method}","verified":true}}"#);
        t.accept(&format!("method-{slug}"), &title, &uv(&text));
    }
    t.accept(
        "further-members",
        "Further members of psea_uv are tolerated.",
        &uv(r#"{"factors":["face",2],"method":"biometric","strength":null,"verified":true}"#),
    );
    t.reject(
        "not-verified",
        "A proof that says that nobody was verified is refused.",
        "uv_not_verified",
        &uv(r#"{"method":"biometric","verified":false}"#),
    );
    t.reject(
        "not-verified-none",
        "A method of none is refused for its verified of false.",
        "uv_not_verified",
        &uv(r#"{"method":"none","verified":false}"#),
    );
    t.case(
        "not-verified-unknown",
        "The proof's own word is needed where attestation says nothing.",
    )
    .enrolled_uv(Some("unknown"))
    .reject(&uv(r#"{"method":"pin","verified":false}"#), "uv_not_verified");

    t.case("attested", "A key whose gate is attested gives attested verification.")
        .enrolled_uv(Some("attested"))
        .accept(&valid);
    t.case("asserted", "A key of which nothing is attested gives asserted verification.")
        .enrolled_uv(Some("unknown"))
        .accept(&valid);
    t.case("asserted-default", "Nothing is attested where the enrollment says nothing.")
        .enrolled_uv(None)
        .accept(&valid);
    t.case("contradicted", "A key whose attestation contradicts the claim is refused.")
        .enrolled_uv(Some("contradicted"))
        .reject(&valid, "uv_contradicted");
    t.case("claimed-attested", "A token does not attest to itself.")
        .enrolled_uv(Some("unknown"))
        .accept(&uv(r#"{"attested":true,"method":"biometric","verified":true}"#));

    t.case("high-attested", "A high-assurance operation takes attested verification.")
        .high_assurance(OP)
        .accept(&valid);
    t.case("high-asserted", "A high-assurance operation refuses asserted verification.")
        .high_assurance(OP)
        .enrolled_uv(Some("unknown"))
        .reject(&valid, "uv_unattested");
    t.case(
        "high-contradicted",
        "A contradiction is refused as such for a high-assurance operation too.",
    )
    .high_assurance(OP)
    .enrolled_uv(Some("contradicted"))
    .reject(&valid, "uv_contradicted");
    t.case("high-claimed", "Members of psea_uv do not attest for a high-assurance operation.")
        .high_assurance(OP)
        .enrolled_uv(Some("unknown"))
        .reject(&uv(r#"{"attested":true,"method":"biometric","verified":true}"#), "uv_unattested");
    t.case("high-evidence", "Evidence in the body does not attest to the key's gate by itself.")
        .high_assurance(OP)
        .enrolled_uv(Some("unknown"))
        .reject(&valid.clone().body("integrityEvidence", r#"{"uv":"attested"}"#), "uv_unattested");
    t.case("high-other-operation", "An operation that is not listed takes asserted verification.")
        .high_assurance("payment.cancel")
        .enrolled_uv(Some("unknown"))
        .accept(&valid);
    t.case("high-case", "Operations are listed by their exact name.")
        .high_assurance("Payment.Execute")
        .enrolled_uv(Some("unknown"))
        .accept(&valid);

    t.case(
        "user-hash-ignored",
        "The user digest is no input: proofs of two digests are approved alike.",
    )
    .sections(&["3.8"])
    .accept(&Proof::nth(1).claim_str("psea_user_hash", super::claims_pattern::USER_HASH))
    .accept(&Proof::nth(2).claim_str("psea_user_hash", &"A".repeat(43)))
    .accept(&Proof::nth(3));
    t
}
