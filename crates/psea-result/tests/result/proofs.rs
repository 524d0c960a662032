//! A proof is never a result, and a result never a proof: by the real parsers of both (§3.13.3).

use psea_claims::{ActionPayload, ClaimRules, Claims, Limits};
use psea_jose::es256::{Es256Signer as _, P256Backend, VerifyingKey};
use psea_jose::jws::{JwsError, UnverifiedJws};
use serde_json::json;

use crate::support::*;

fn proof_payload() -> String {
    let action = ActionPayload::parse(br#"{"actionType":"transfer"}"#).unwrap();
    json!({
        "jti": "a-1", "aud": AUD, "iss": ISS, "iat": NOW, "exp": NOW + 300, "ueid": UEID,
        "eat_profile": "https://datatracker.ietf.org/doc/draft-yossif-psea/",
        "psea_tier": "high", "psea_op": "payment.execute", "psea_counter": 1,
        "psea_payload_hash": action.hash().to_text(),
        "psea_uv": {"verified": true, "method": "pin"}, "psea_proof_version": "1",
    })
    .to_string()
}

fn proof_header() -> String {
    json!({"alg": "ES256", "kid": kid(&key(7)), "typ": "psea-proof+jwt"}).to_string()
}

/// Reads a token as a Verifier reads a proof, with key 7 enrolled.
fn as_proof(token: &str) -> Result<(), String> {
    let token = UnverifiedJws::parse(token, &Limits::default().header_rules())
        .map_err(|error| format!("{error:?}"))?;
    let key = VerifyingKey::new(*key(7).public_key(), &P256Backend).unwrap();
    let token = token.verify(&key).map_err(|error| format!("{error:?}"))?;
    Claims::parse(&token, &ClaimRules::default()).map_err(|error| format!("{error:?}"))?;
    Ok(())
}

#[test]
fn a_proof_is_no_result_and_a_result_no_proof() {
    let proof = sign(&proof_header(), &proof_payload(), &key(7));
    assert_eq!(as_proof(&proof), Ok(()), "control: it is a proof");
    assert_eq!(read(&proof), "header_typ");
    for result in [approved_by(&key(7)), refused_by(&key(7))] {
        assert_eq!(as_proof(&result), Err(format!("{:?}", JwsError::Typ)));
    }
}

/// Were the same key used for both and the `typ` forged by its holder, the claim sets would still
/// not be one another's.
#[test]
fn the_claim_sets_are_not_one_anothers_either() {
    assert_eq!(read(&signed(&proof_payload())), "payload_malformed", "`psea_uv` nests");
    let mut flat = members(&proof_payload());
    flat.remove("psea_uv");
    assert_eq!(read(&signed_members(&flat)), "claim_missing");
    for payload in [approval().to_canonical(), refusal().to_canonical()] {
        let dressed = sign(&proof_header(), payload.as_str(), &key(7));
        let error = as_proof(&dressed).unwrap_err();
        assert!(error.contains("Unknown") || error.contains("Missing"), "{error}");
    }
}
