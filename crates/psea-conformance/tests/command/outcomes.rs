//! What becomes of a vector when the implementation does this or that.

use serde_json::{Value, json};

use crate::support::{command, fixtures, ids, report, vector};

const ALL: usize = 13;

/// Exactly one vector fails, all others pass.
fn only_failure(mode: &str, id: &str, more: &[&str]) -> Value {
    let (status, report) = report(&format!("{mode} {id}"), more);
    assert_eq!(ids(&report, "failed"), [id]);
    assert_eq!(ids(&report, "passed").len(), ALL - 1);
    assert_eq!(status, 1);
    vector(&report, id).clone()
}

fn only_difference(mode: &str, id: &str, more: &[&str]) -> Value {
    let vector = only_failure(mode, id, more);
    assert_eq!(vector.get("failure"), None);
    let differences = vector["differences"].as_array().unwrap();
    assert_eq!(differences.len(), 1);
    differences[0].clone()
}

fn passes(mode: &str, more: &[&str]) {
    let (status, report) = report(mode, more);
    assert_eq!(ids(&report, "passed").len(), ALL);
    assert_eq!((status, &report["all_passed"]), (0, &json!(true)));
}

pub(crate) fn all_pass() {
    passes("", &[]);
}

pub(crate) fn a_wrong_code_fails() {
    let difference = only_difference("wrong-code", "verify.header.alg-none", &[]);
    assert_eq!(
        difference,
        json!({"step": 1, "member": "code", "expected": "header_alg", "got": "header_typ"})
    );
}

pub(crate) fn an_unknown_code_fails() {
    let difference = only_difference("wrong-code", "verify.replay", &[]);
    assert_eq!(
        difference,
        json!({"step": 3, "member": "code", "expected": "jti_replayed", "got": "no_such_code"})
    );
}

pub(crate) fn a_wrong_code_passes_with_codes_off() {
    passes("wrong-code verify.header.alg-none", &["--codes", "off"]);
}

pub(crate) fn a_missing_code_fails_unless_codes_are_off() {
    let difference = only_difference("no-code", "verify.header.alg-none", &[]);
    assert_eq!(
        difference,
        json!({"step": 1, "member": "code", "expected": "header_alg", "got": "nothing"})
    );
    passes("no-code verify.header.alg-none", &["--codes", "off"]);
}

pub(crate) fn an_accept_for_a_reject_fails_with_codes_off_too() {
    let expected =
        json!({"step": 1, "member": "result", "expected": "reject header_alg", "got": "accept"});
    assert_eq!(only_difference("accept", "verify.header.alg-none", &[]), expected);
    assert_eq!(only_difference("accept", "verify.header.alg-none", &["--codes", "off"]), expected);
}

pub(crate) fn user_verification_is_compared_where_stated() {
    let difference = only_difference("wrong-uv", "verify.accept", &[]);
    assert_eq!(
        difference,
        json!({"step": 1, "member": "uv", "expected": "attested", "got": "asserted"})
    );
    passes("wrong-uv verify.accept", &["--codes", "off"]);
}

pub(crate) fn a_missing_step_fails() {
    let difference = only_difference("too-few-steps", "verify.accept", &[]);
    assert_eq!(
        difference,
        json!({"member": "steps", "expected": "1, one for each step", "got": "0"})
    );
}

pub(crate) fn a_wrong_value_of_another_suite_fails() {
    let difference = only_difference("wrong-ueid", "ueid.draft-03", &["--codes", "off"]);
    assert_eq!(difference["member"], "ueid");
    assert_eq!(difference["expected"], "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7");
    assert_eq!(difference["got"], "AceY_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7");
}

pub(crate) fn claims_and_words_of_a_result_are_compared() {
    let difference = only_difference("wrong-claim", "result.ledger", &[]);
    assert_eq!((&difference["step"], &difference["member"]), (&json!(1), &json!("claims")));
    // Codes are codes; what an approval says counts without them too.
    only_difference("wrong-claim", "result.ledger", &["--codes", "off"]);
    let difference = only_difference("wrong-outcome", "result.twice", &[]);
    assert_eq!(
        difference,
        json!({"step": 2, "member": "code", "expected": "already_used", "got": "expired"})
    );
    passes("wrong-outcome result.twice", &["--codes", "off"]);
}

pub(crate) fn a_result_is_built_by_its_text_and_a_signature_that_verifies() {
    let difference = only_difference("other-signature", "result.build", &[]);
    assert_eq!((&difference["step"], &difference["member"]), (&json!(1), &json!("token")));
    assert!(difference["got"].as_str().unwrap().ends_with("under the vector's key)"));
    passes("no-token result.build", &[]);
}

pub(crate) fn a_crash_fails_one_vector() {
    let failure = &only_failure("crash", "attest.plain", &[])["failure"];
    assert_eq!(failure["kind"], "crash");
    let message = failure["message"].as_str().unwrap();
    assert!(
        message.starts_with("the implementation ended before it answered (exit status: 3)"),
        "{message}"
    );
    assert_eq!(failure["stderr"], "first line of the trouble\nout of \u{1b}[31mcheese");
}

pub(crate) fn a_flood_on_standard_error_is_bounded() {
    let failure = &only_failure("flood-stderr-and-crash", "attest.plain", &[])["failure"];
    let stderr = failure["stderr"].as_str().unwrap();
    assert!(stderr.ends_with("last words") && stderr.len() <= 8 * 1024, "{}", stderr.len());
}

pub(crate) fn a_hang_fails_one_vector() {
    let failure = &only_failure("hang", "verify.header.alg-none", &["--timeout", "3"])["failure"];
    assert_eq!(failure["kind"], "time_out");
    assert_eq!(
        failure["message"],
        "no answer within 3 s; is standard output flushed after each line?"
    );
}

/// The request is longer than the pipe holds, so that writing blocks too.
pub(crate) fn a_process_that_does_not_read_is_timed_out() {
    let dir = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(fixtures().join("ueid.json")).unwrap();
    let long = text.replace("device-7f3a", &"d".repeat(1_000_000));
    std::fs::write(dir.path().join("ueid.json"), long).unwrap();
    let fake = crate::support::fake_command("not-reading -");
    let ran = command(&[
        "run",
        dir.path().to_str().unwrap(),
        "--exec",
        &fake,
        "--timeout",
        "0.3",
        "--json",
    ]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        vector(&report, "ueid.draft-03")["failure"]["message"],
        "no answer within 0.3 s; is standard output flushed after each line?"
    );
    assert_eq!(ran.status, 1);
}

fn wrong_line(mode: &str, id: &str, says: &str) {
    let failure = &only_failure(mode, id, &[])["failure"];
    assert_eq!(failure["kind"], "wrong_line");
    let message = failure["message"].as_str().unwrap();
    assert!(message.contains(says), "{message}");
}

pub(crate) fn a_garbage_line_fails_one_vector() {
    wrong_line("garbage", "ueid.draft-03", "the line is not JSON");
    wrong_line("garbage", "ueid.draft-03", "\nVerified OK");
}

pub(crate) fn a_line_that_is_no_text_fails_one_vector() {
    wrong_line("not-utf8", "ueid.draft-03", "not UTF-8");
}

pub(crate) fn a_wrong_id_fails_one_vector() {
    let says = "`id` is `verify.accept`, and the request was for `verify.header.alg-none`";
    wrong_line("wrong-id", "verify.header.alg-none", says);
}

pub(crate) fn an_unknown_member_of_an_answer_fails() {
    wrong_line(
        "unknown-member",
        "verify.accept",
        "not an answer of suite verify: unknown field `reason`",
    );
}

/// The second line is taken for the answer to the next vector, and the process started anew.
pub(crate) fn a_line_too_many_fails_the_next_vector_only() {
    let (status, report) = report("two-lines verify.header.alg-none", &[]);
    assert_eq!(ids(&report, "failed"), ["verify.replay"]);
    assert_eq!(vector(&report, "verify.replay")["failure"]["kind"], "wrong_line");
    assert_eq!(status, 1);
}

pub(crate) fn unsupported_is_counted_and_no_pass() {
    let (status, report) = report("unsupported ueid.draft-03", &[]);
    assert_eq!(
        report["totals"],
        json!({"total": ALL, "passed": ALL - 1, "failed": 0, "unsupported": 1})
    );
    assert_eq!(ids(&report, "unsupported"), ["ueid.draft-03"]);
    assert_eq!((status, &report["all_passed"]), (1, &json!(false)));
}

pub(crate) fn unsupported_is_only_ever_true() {
    wrong_line("unsupported-false", "ueid.draft-03", "`unsupported` is only ever `true`");
}

/// Whatever the workspace's crates answer, the counts add up and the status follows them.
pub(crate) fn the_own_implementation_is_never_a_pass_by_default() {
    let ran = command(&["run", fixtures().to_str().unwrap(), "--json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let passed = ids(&report, "passed").len();
    assert_eq!(passed + ids(&report, "failed").len() + ids(&report, "unsupported").len(), ALL);
    assert_eq!(ran.status, i32::from(passed != ALL));
}
