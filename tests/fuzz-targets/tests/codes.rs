//! How deep `verify_pipeline` goes: which codes its inputs reach, in each deployment.
//!
//! The inputs are the seeds, changed seeds, and what a fuzzer left in `fuzz/corpus/verify_pipeline`.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::Path;

use psea_fuzz_targets::seeds::Seeds;
use psea_fuzz_targets::{Deployment, verify_pipeline_code};

/// What the seeds reach already, so that a fuzzer starts behind every check.
///
/// Not among them: `body_too_large` and `proof_too_large`, since inputs are short; the faults of a
/// store, which is never asked to fail.
const REACHED: [&str; 43] = [
    "body_malformed",
    "action_payload_missing",
    "proof_malformed",
    "header_alg",
    "header_typ",
    "header_crit",
    "header_b64",
    "header_kid",
    "key_unknown",
    "signature_malformed",
    // By r or s out of range: any other verifies.
    "signature_invalid",
    "enrollment_suspended",
    "enrollment_revoked",
    "payload_malformed",
    "payload_not_canonical",
    "claim_unknown",
    "claim_missing",
    "claim_invalid",
    "profile_unsupported",
    "version_unsupported",
    "issuer_mismatch",
    "audience_mismatch",
    "operation_mismatch",
    "tier_mismatch",
    "ueid_mismatch",
    "caller_mismatch",
    "expired",
    "issued_in_future",
    "lifetime_exceeded",
    "challenge_missing",
    "challenge_unknown",
    "uv_not_verified",
    "uv_contradicted",
    "uv_unattested",
    "action_payload_invalid",
    "action_mismatch",
    "signals_missing",
    "signals_mismatch",
    "context_mismatch",
    "jti_replayed",
    "counter_not_increasing",
    "chain_broken",
    "approved",
];

#[test]
fn submissions_reach_every_check() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut inputs = Seeds::of(&project.join("test-vectors")).for_target("verify_pipeline");
    let seeds = inputs.len();
    if let Ok(files) = std::fs::read_dir(project.join("fuzz/corpus/verify_pipeline")) {
        inputs.extend(files.map(|file| std::fs::read(file.unwrap().path()).unwrap()));
    }
    println!("{seeds} seeds, {} files of a corpus", inputs.len() - seeds);

    let mut counts = BTreeMap::<&str, [usize; 2]>::new();
    for input in &inputs {
        let (deployment, code) = verify_pipeline_code(input);
        counts.entry(code).or_default()[usize::from(deployment == Deployment::Strict)] += 1;
    }
    println!("{:24} {:>8} {:>8}", "code", "plain", "strict");
    for (code, [plain, strict]) in &counts {
        println!("{code:24} {plain:8} {strict:8}");
    }
    let missing: Vec<_> = REACHED.iter().filter(|code| !counts.contains_key(*code)).collect();
    assert!(missing.is_empty(), "no seed reaches {missing:?}");
    assert!(counts["approved"].iter().all(|count| *count > 0), "{:?}", counts["approved"]);
}
