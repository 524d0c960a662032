//! `list`, `show`, `schema`, `--help`.

use serde_json::Value;

use crate::support::{command, fixtures};

pub(crate) fn list_shows_every_vector() {
    let ran = command(&["list", fixtures().to_str().unwrap()]);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let ids: Vec<_> =
        ran.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let expected = [
        "attest.plain",
        "attest.counter-too-large",
        "canonical-json.transfer",
        "canonical-json.not-utf8",
        "chain-entry.first",
        "result.alg-none",
        "result.twice",
        "result.build",
        "result.ledger",
        "ueid.draft-03",
        "verify.header.alg-none",
        "verify.replay",
        "verify.accept",
    ];
    assert_eq!(ids, expected);
    assert!(
        ran.stdout.contains("ueid.draft-03             A device of a tenant.\n"),
        "{}",
        ran.stdout
    );
}

pub(crate) fn show_prints_the_vector_and_its_tokens() {
    let fixtures = fixtures();
    let dir = fixtures.to_str().unwrap();
    let ran = command(&["show", "verify.replay", dir]);
    assert_eq!(ran.status, 0);
    assert!(
        ran.stdout.contains("token of step 3 (decoded for reading; nothing was verified)"),
        "{}",
        ran.stdout
    );

    let ran = command(&["show", "verify.replay", dir, "--json"]);
    let shown: Value = serde_json::from_str(&ran.stdout).unwrap();
    let file = std::fs::read_to_string(fixtures.join("verify.json")).unwrap();
    let file: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(shown, file["vectors"][1]);
}

pub(crate) fn show_of_an_unknown_id_is_an_error() {
    let ran = command(&["show", "verify.repla", fixtures().to_str().unwrap()]);
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("no vector has the id `verify.repla`"), "{}", ran.stderr);
}

pub(crate) fn schema_is_read_from_a_directory() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("schema")).unwrap();
    std::fs::write(dir.path().join("schema/ueid.schema.json"), "{\"title\": \"ueid\"}\n").unwrap();
    let ran = command(&["schema", "ueid", "--dir", dir.path().to_str().unwrap()]);
    assert_eq!(
        (ran.status, ran.stdout.as_str(), ran.stderr.as_str()),
        (0, "{\"title\": \"ueid\"}\n", "")
    );
}

pub(crate) fn schema_of_an_unknown_suite_is_an_error() {
    let ran = command(&["schema", "ueidd"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("unknown suite `ueidd`"), "{}", ran.stderr);
}

pub(crate) fn schema_that_is_missing_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let ran = command(&["schema", "verify", "--dir", dir.path().to_str().unwrap()]);
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.stderr.contains("verify.schema.json") && ran.stderr.contains("--dir"),
        "{}",
        ran.stderr
    );
}

pub(crate) fn help_teaches() {
    let ran = command(&["--help"]);
    assert_eq!(ran.status, 0);
    assert!(
        ran.stdout.contains("psea-conformance run test-vectors --exec 'node adapter.js'"),
        "{}",
        ran.stdout
    );
    let ran = command(&["run", "--help"]);
    assert_eq!(ran.status, 0);
    assert!(ran.stdout.contains("\"unsupported\": true"), "{}", ran.stdout);
    assert_eq!(command(&["run", "--no-such-flag"]).status, 2);
    assert_eq!(command::<&str>(&[]).status, 2);
}
