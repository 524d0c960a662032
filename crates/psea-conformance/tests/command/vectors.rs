//! Vectors that are out of order are errors, never skipped.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, command, fake_command, fixtures, ids, report};

/// One fixture with a replacement made in it.
fn changed(file: &str, from: &str, to: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(fixtures().join(file)).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(dir.path().join(file), text.replacen(from, to, 1)).unwrap();
    dir
}

fn run(path: &Path) -> Ran {
    command(&["run", path.to_str().unwrap(), "--exec", &fake_command("")])
}

/// A fault whose message has all of the parts; nothing else is written.
fn refused(path: &Path, says: &[&str]) {
    let ran = run(path);
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    for part in says {
        assert!(ran.stderr.contains(part), "{part:?} is not in:\n{}", ran.stderr);
    }
}

pub(crate) fn an_unknown_suite_is_named() {
    let dir = changed("ueid.json", "\"ueid\"", "\"ueidd\"");
    let says = "unknown suite `ueidd`; this version knows canonical-json, ueid, chain-entry, attest, verify, result";
    refused(dir.path(), &["ueid.json", says]);
}

pub(crate) fn an_unknown_format_is_named() {
    let dir = changed("ueid.json", "psea-vectors/1", "psea-vectors/2");
    refused(
        dir.path(),
        &["ueid.json", "`format` is `psea-vectors/2`; this version reads `psea-vectors/1`"],
    );
}

pub(crate) fn an_unknown_member_is_named() {
    let dir = changed("ueid.json", "\"device_id\"", "\"remark\": 1,\n      \"device_id\"");
    refused(
        dir.path(),
        &[
            "ueid.json",
            "line 14, vector `ueid.draft-03`: unknown field `remark`, expected one of `id`",
        ],
    );
}

pub(crate) fn an_unknown_member_of_a_step_is_named() {
    let dir =
        changed("verify.json", "\"code\": \"header_alg\"", "\"code\": \"header_alg\", \"why\": 1");
    refused(dir.path(), &["vector `verify.header.alg-none`", "unknown field `why`"]);
    let dir = changed("verify.json", "\"restart\": {}", "\"restart\": {\"hard\": true}");
    refused(dir.path(), &["vector `verify.replay`", "unknown field `hard`"]);
    let dir = changed("verify.json", "\"aud\"", "\"max_lifetme\": 3, \"aud\"");
    refused(dir.path(), &["vector `verify.header.alg-none`", "unknown field `max_lifetme`"]);
}

pub(crate) fn a_missing_expectation_is_named() {
    let dir = changed("chain-entry.json", "\"chain_entry\"", "\"chain_prev\"");
    refused(dir.path(), &["vector `chain-entry.first`", "duplicate field `chain_prev`"]);
    let dir = changed("canonical-json.json", "\"result\": \"invalid\"", "\"result\": \"valid\"");
    refused(
        dir.path(),
        &["vector `canonical-json.not-utf8`: `canonical`: state it, the input is valid"],
    );
    let dir = changed("attest.json", ",\n      \"result\": \"invalid\"", "");
    refused(
        dir.path(),
        &["vector `attest.counter-too-large`: `header`: state it, or `result`: `invalid`"],
    );
}

pub(crate) fn a_step_of_two_kinds_is_refused() {
    let status =
        "\"restart\": {}, \"set_status\": {\"attester\": \"attester-1\", \"status\": \"revoked\"}";
    let dir = changed("verify.json", "\"restart\": {}", status);
    refused(
        dir.path(),
        &["vector `verify.replay`", "each step has exactly one of `submit`, `set_status`"],
    );
}

pub(crate) fn a_duplicate_id_is_named() {
    let dir = changed("verify.json", "\"id\": \"verify.accept\"", "\"id\": \"verify.replay\"");
    refused(
        dir.path(),
        &["verify.json: line ", "vector `verify.replay`: the id is taken by an earlier vector"],
    );
}

pub(crate) fn a_duplicate_id_across_files_is_named() {
    let dir = changed("ueid.json", "draft-03", "draft-03");
    fs::copy(dir.path().join("ueid.json"), dir.path().join("ueid-2.json")).unwrap();
    refused(
        dir.path(),
        &[
            "ueid.json: vector `ueid.draft-03`: the id is taken by a vector of ",
            "ueid-2.json; give",
        ],
    );
}

pub(crate) fn a_file_that_is_named_twice_is_read_once() {
    let fixtures = fixtures();
    let file = fixtures.join("ueid.json");
    let (dir, file, fake) = (fixtures.to_str().unwrap(), file.to_str().unwrap(), fake_command(""));
    let ran = command(&["run", dir, file, "--exec", &fake, "--json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.status, ids(&report, "passed").len()), (0, 13));
}

pub(crate) fn zero_vectors_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let text =
        r#"{"format":"psea-vectors/1","suite":"ueid","draft":"draft-yossif-psea-03","vectors":[]}"#;
    fs::write(dir.path().join("ueid.json"), text).unwrap();
    refused(dir.path(), &["ueid.json: `vectors` is empty; nothing would be checked"]);
}

pub(crate) fn a_directory_without_vectors_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("notes.txt"), "").unwrap();
    refused(dir.path(), &["no file ends in `.json` here"]);
}

pub(crate) fn a_missing_file_is_an_error() {
    refused(Path::new("no/such/file.json"), &["no/such/file.json: cannot be read: "]);
}

pub(crate) fn what_is_no_json_is_an_error() {
    let dir = changed("ueid.json", "[", "");
    refused(dir.path(), &["ueid.json: not a vector file: "]);
}

pub(crate) fn all_errors_are_shown_at_once() {
    let dir = changed("ueid.json", "\"device_id\"", "\"remark\": 1,\n      \"device_id\"");
    fs::write(dir.path().join("other.json"), "{}").unwrap();
    refused(
        dir.path(),
        &["`remark`", "other.json: not a vector file", "2 errors in the vectors; nothing was done"],
    );
}

pub(crate) fn a_filter_that_matches_nothing_is_an_error() {
    let (dir, fake) = (fixtures(), fake_command(""));
    let ran =
        command(&["run", dir.to_str().unwrap(), "--exec", &fake, "--filter", "verify.nothing"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("no vector matches `verify.nothing`"), "{}", ran.stderr);
}

pub(crate) fn a_filter_chooses() {
    let (status, by_text) = report("", &["--filter", "header"]);
    assert_eq!((status, ids(&by_text, "passed")), (0, vec!["verify.header.alg-none"]));
    let (status, by_pattern) = report("", &["--filter", "*.draft-0?"]);
    assert_eq!((status, ids(&by_pattern, "passed")), (0, vec!["ueid.draft-03"]));
}
