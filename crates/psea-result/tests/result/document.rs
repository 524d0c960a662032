//! docs/result-format.md shows what the code makes, and names every claim and every code.

use psea_jose::es256::{Es256Signer as _, P256Backend};
use psea_result::{KeySet, Metadata, PinnedKeys, ResultClaimName, sign_approval};
use serde_json::Value;

use crate::support::*;

const DOCUMENT: &str = include_str!("../../../../docs/result-format.md");

/// The document shows this, in its own lines.
fn shows(text: &str) {
    assert!(DOCUMENT.contains(&format!("\n{text}\n")), "docs/result-format.md lacks:\n{text}");
}

/// The same members in the same order, for a reader.
fn pretty(json: &str) -> String {
    let value: Value = serde_json::from_str(json).unwrap();
    serde_json::to_string_pretty(&value).unwrap()
}

/// Key 1 was revoked, 2 is retired, 3 active, 4 announced.
fn key_set() -> KeySet {
    let day = 86_400;
    let mut set = KeySet::new(*key(1).public_key(), 3_600, at(NOW - 90 * day));
    for (octet, days) in [(2, 60), (3, 30)] {
        set.announce(*key(octet).public_key(), at(NOW - (days + 1) * day)).unwrap();
        set.activate(&kid(&key(octet)), at(NOW - days * day)).unwrap();
    }
    set.announce(*key(4).public_key(), at(NOW - 60)).unwrap();
    set.revoke(&kid(&key(1)), at(NOW - 10 * day)).unwrap();
    set
}

#[test]
fn the_examples_are_what_the_code_makes() {
    shows(&pretty(approval().to_canonical().as_str()));
    let mut refusal = refusal();
    refusal.envelope.aud = psea_claims::Audience::of_attester(&approval().ueid);
    shows(&pretty(refusal.to_canonical().as_str()));
    shows(&pretty(key_set().to_jwks().as_str()));
    let metadata = Metadata {
        issuer: audience(ISS),
        jwks_uri: "https://verifier.example/psea/keys.json".into(),
    };
    shows(&pretty(metadata.to_canonical().as_str()));
    shows(sign_approval(&approval(), &key(3)).unwrap().as_str());
}

/// Whoever builds a reader from the document has its examples to try it on.
#[test]
fn the_example_token_is_read_by_the_example_key_set() {
    let keys = PinnedKeys::from_jwks(key_set().to_jwks().as_octets(), &P256Backend).unwrap();
    let token = DOCUMENT.lines().find(|line| line.starts_with("eyJ")).unwrap();
    assert_eq!(code(&reader().read(token, &keys, now())), "approval");
}

#[test]
fn every_claim_and_every_code_is_named() {
    for claim in ResultClaimName::ALL {
        assert!(DOCUMENT.contains(&format!("\n| `{}` |", claim.as_str())), "{claim}");
    }
    // One of each arm of `ResultError::code`.
    for code in [
        "result_too_large",
        "result_malformed",
        "header_alg",
        "header_typ",
        "header_crit",
        "header_b64",
        "header_kid",
        "header_parameter",
        "key_unknown",
        "key_not_active",
        "key_retired",
        "key_revoked",
        "signature_malformed",
        "signature_invalid",
        "payload_malformed",
        "payload_not_canonical",
        "claim_unknown",
        "claim_missing",
        "claim_invalid",
        "version_unsupported",
        "issuer_mismatch",
        "audience_mismatch",
        "expired",
        "issued_in_future",
        "lifetime_exceeded",
    ] {
        assert!(DOCUMENT.contains(&format!("`{code}`")), "{code}");
    }
}
