//! The Python oracle as a judge of proofs. For any key's tests: copy the file.
//!
//! Needs `python3` with `cryptography` (test-vectors/oracle/requirements.txt).

use std::io::Write as _;
use std::process::{Command, Stdio};

use psea_attester::testing::MadeProof;
use serde_json::{Value, json};

const ORACLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../test-vectors/oracle/oracle.py");

/// Puts the proof into a vector of the suite `verify`, and has the oracle answer it.
pub(crate) fn accepted_by_the_oracle(made: &MadeProof) -> Result<(), String> {
    let request = json!({ "suite": "verify", "vector": vector(made) }).to_string();
    let answer: Value = serde_json::from_str(&ask(&request)).unwrap();
    let step = &answer["steps"][0];
    match (step["result"].as_str(), step["code"].as_str()) {
        (Some("accept"), _) => Ok(()),
        (_, Some(code)) => Err(code.to_owned()),
        _ => Err(answer.to_string()),
    }
}

fn vector(made: &MadeProof) -> Value {
    let key: Value = serde_json::from_slice(made.public_key.to_jwk().as_octets()).unwrap();
    json!({
        "id": "verify.made-by-a-key",
        "title": "A proof that a key in hardware made.",
        "sections": ["3.7"],
        "flags": [],
        "verifier": { "iss": made.iss, "aud": made.aud, "profiles": ["draft-03"] },
        "enrollments": [{
            "attester": "attester-1",
            "kid": made.kid,
            "key": key,
            "device_id": made.device_id,
            "uv": made.uv_gate.name(),
        }],
        "steps": [{ "submit": {
            "now": made.now,
            "op": made.op,
            "tier": made.tier,
            "body": made.body,
        } }],
    })
}

/// One line in, one line out; the end of its input ends the oracle.
fn ask(request: &str) -> String {
    let mut oracle = Command::new("python3")
        .arg(ORACLE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs the oracle");
    let mut stdin = oracle.stdin.take().unwrap();
    writeln!(stdin, "{request}").unwrap();
    drop(stdin);
    let output = oracle.wait_with_output().unwrap();
    assert!(output.status.success(), "the oracle failed: {}", output.status);
    String::from_utf8(output.stdout).unwrap()
}
