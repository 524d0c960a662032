//! The second implementation's opinion of a proof: test-vectors/oracle, in Python.

use std::io::Write as _;
use std::process::{Command, Stdio};

use psea_jose::es256::PublicKey;
use serde_json::{Value, json};

use crate::support::NOW;

/// What the oracle answers to this body, of an Attester that is enrolled with this key.
pub(crate) fn verify(key: &PublicKey, body: &str) -> Value {
    let key: Value = serde_json::from_str(key.to_jwk().as_str()).unwrap();
    let request = json!({"suite": "verify", "vector": {
        "id": "piv",
        "verifier": {"iss": "tenant.example", "aud": "verifier.example", "profiles": ["draft-03"]},
        "enrollments": [
            {"attester": "attester-1", "kid": "key-1", "key": key, "device_id": "device-7f3a"}
        ],
        "steps": [{"submit": {"now": NOW, "op": "payment.execute", "tier": "high", "body": body}}],
    }});
    let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/../../test-vectors/oracle/oracle.py");
    let mut process = Command::new("python3")
        .arg(oracle)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    writeln!(process.stdin.take().unwrap(), "{request}").unwrap();
    let output = process.wait_with_output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).expect("an answer of the oracle");
    answer["steps"][0].clone()
}
