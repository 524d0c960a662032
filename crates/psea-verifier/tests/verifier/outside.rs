//! A token from outside: what the signature covers is the octets, whatever their spelling (§2).

use proptest::prelude::*;
use psea_seed::cases;
use psea_verifier::VerifierConfig;

use crate::support::*;

const SPACES: [&str; 6] = ["", " ", "\t", "\n", "\r\n", " \n\t "];

/// The payload's members in the given order, with white space between all tokens.
fn spelled(draft: &Draft, order: &[usize], spaces: &[&str]) -> String {
    let members: Vec<_> = draft.claims.iter().collect();
    let mut spaces = spaces.iter().cycle();
    let mut space = || *spaces.next().unwrap();
    let mut text = format!("{}{{", space());
    for (position, index) in order.iter().enumerate() {
        let (name, value) = members[*index];
        let comma = if position == 0 { "" } else { "," };
        text += &format!("{comma}{}\"{name}\"{}:{}{value}{}", space(), space(), space(), space());
    }
    text + "}" + space()
}

fn order() -> impl Strategy<Value = Vec<usize>> {
    Just((0..draft("a-1", 1).claims.len()).collect()).prop_shuffle()
}

proptest! {
    #![proptest_config(cases(64))]

    /// §2, §3.5: members in any order and any white space verify; a deployment that requires the
    /// canonical form refuses all spellings but one.
    #[test]
    fn any_order_and_white_space(
        order in order(),
        spaces in prop::collection::vec(prop::sample::select(&SPACES[..]), 1..40),
    ) {
        let proof = draft("a-1", 1);
        let text = spelled(&proof, &order, &spaces);
        let header = "{ \"typ\":\"psea-proof+jwt\",\n\"x\":[1.5],\"kid\":\"\\u006bey-1\",\"alg\":\"ES256\"}";
        let body = proof.body_around(&sign(header, &text, &signer()));
        let lenient = verifier(config(), &store());
        let approval = lenient.verify(body.as_bytes(), &expected(), now()).unwrap();
        prop_assert_eq!(approval.signed_payload(), text.as_bytes());
        prop_assert_eq!(answer(&lenient, &body, now()), "jti_replayed");

        let strict = verifier(config().require_canonical_payload(), &store());
        let code = if text == proof.payload() { "approved" } else { "payload_not_canonical" };
        prop_assert_eq!(answer(&strict, &body, now()), code);
    }
}

/// §2: names and values may be escaped; the values are those after unescaping.
#[test]
fn escapes_in_the_payload_are_read() {
    let proof = draft("a-1", 1);
    let text = proof.payload().replace("\"jti\"", "\"\\u006ati\"").replace("high", "h\\u0069gh");
    let body = proof.body_around(&sign(&proof.header.to_string(), &text, &signer()));
    assert_eq!(answer(&verifier(config(), &store()), &body, now()), "approved");
    let strict = verifier(VerifierConfig::require_canonical_payload(config()), &store());
    assert_eq!(answer(&strict, &body, now()), "payload_not_canonical");
}

/// §3.4: what else stands in the header confers nothing; an enrolled key alone verifies.
#[test]
fn keys_in_the_header_are_not_looked_at() {
    let jwk = other_signer();
    let jwk: serde_json::Value =
        serde_json::from_str(psea_jose::es256::Es256Signer::public_key(&jwk).to_jwk().as_str())
            .unwrap();
    let proof = draft("a-1", 1).header("jwk", jwk).header("jku", "https://evil.example/keys");
    let proof = proof.header("x5c", serde_json::json!(["AAAA"])).header("b64", true);
    let forged = proof.body_around(&proof.proof_by(&other_signer()));
    let verifier = verifier(config(), &store());
    assert_eq!(answer(&verifier, &forged, now()), "signature_invalid");
    assert_eq!(answer(&verifier, &proof.body(), now()), "approved");
}
