//! The document by which a consumer finds the key set.

use psea_result::Metadata;
use serde_json::{Value, json};

use crate::support::*;

fn metadata() -> Metadata {
    Metadata { issuer: audience(ISS), jwks_uri: "https://verifier.example/keys".into() }
}

fn with(change: impl FnOnce(&mut Value)) -> Result<Metadata, String> {
    let text = metadata().to_canonical();
    let mut document: Value = serde_json::from_str(text.as_str()).unwrap();
    change(&mut document);
    Metadata::parse(document.to_string().as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn it_is_read_as_it_was_written() {
    let text = metadata().to_canonical();
    assert_eq!(Metadata::parse(text.as_octets()), Ok(metadata()));
    assert_eq!(with(|_| {}), Ok(metadata()));
    assert_eq!(Metadata::PATH, "/.well-known/psea-verifier");
}

/// Later versions may say more.
#[test]
fn unknown_members_are_passed_over() {
    assert_eq!(with(|document| document["policy_uri"] = json!("x")), Ok(metadata()));
}

#[test]
fn what_is_wrong_is_told() {
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 8] = [
        (|document| document["psea_ack_version"] = json!("2"), "psea_ack_version"),
        (|document| document["psea_ack_alg"] = json!("RS256"), "psea_ack_alg"),
        (|document| document["issuer"] = json!(""), "issuer"),
        (|document| drop(document.as_object_mut().unwrap().remove("issuer")), "issuer"),
        (|document| document["jwks_uri"] = json!("http://verifier.example/keys"), "jwks_uri"),
        (|document| document["jwks_uri"] = json!(7), "jwks_uri"),
        (|document| drop(document.as_object_mut().unwrap().remove("jwks_uri")), "jwks_uri"),
        (|document| *document = json!([]), "not a JSON object"),
    ];
    for (change, problem) in cases {
        let error = with(change).unwrap_err();
        assert!(error.contains(problem), "{error}");
    }
    let error = Metadata::parse(b"{").unwrap_err().to_string();
    assert!(error.contains("not strict JSON"), "{error}");
}
