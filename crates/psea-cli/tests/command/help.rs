use crate::support::Place;

const VERBS: [&str; 24] = [
    "demo",
    "keygen",
    "keys",
    "enroll",
    "attest",
    "verify",
    "audit",
    "inspect",
    "canon",
    "challenge",
    "outcome",
    "list",
    "suspend",
    "reactivate",
    "rotate",
    "revoke",
    "store",
    "store check",
    "keyset",
    "keyset metadata",
    "result",
    "result read",
    "queue",
    "state",
];
const OF_QUEUES: [&str; 3] = ["list", "run", "forget"];
const OF_STATES: [&str; 3] = ["show", "acknowledge", "migrate"];
const OF_KEYSETS: [&str; 6] = ["init", "announce", "activate", "retire", "revoke", "show"];
const OF_STORES: [&str; 6] = ["stats", "prune", "export", "import", "migrate", "fence"];

#[test]
fn help_teaches_on_every_verb() {
    let place = Place::new();
    let top = place.run("--help").exits(0).out;
    assert!(top.contains("psea demo") && top.contains("Exit codes:"), "{top}");
    let stores = OF_STORES.map(|verb| format!("store {verb}"));
    let keysets = OF_KEYSETS.map(|verb| format!("keyset {verb}"));
    let queues = OF_QUEUES.map(|verb| format!("queue {verb}"));
    let states = OF_STATES.map(|verb| format!("state {verb}"));
    let nested = stores.iter().chain(&keysets).chain(&queues).chain(&states).map(String::as_str);
    for verb in VERBS.into_iter().chain(nested) {
        let first = verb.split(' ').next().unwrap();
        assert!(top.contains(&format!("\n  {first} ")), "{first}\n{top}");
        let help = place.run(&format!("{verb} --help")).exits(0).out;
        for part in ["Examples:", "Next: ", "--json", "Usage: psea"] {
            assert!(help.contains(part), "{verb}: {part}\n{help}");
        }
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
}

#[test]
fn a_command_line_that_means_nothing_ends_with_2() {
    let place = Place::new();
    for arguments in ["", "prove", "canon", "verify --state verifier", "keygen --size 2"] {
        place.run(arguments).exits(2);
        let said = place.run(&format!("--json {arguments}")).exits(2);
        let json = said.json();
        assert_eq!(json["error"]["code"], "usage", "{arguments}");
        assert!(json["error"]["fix"].is_string(), "{arguments}");
    }
    let said = place.enroll("--iss  --json").exits(2);
    assert_eq!(said.json()["error"]["code"], "usage");
}

/// An argument that no claim could carry is told with the name of its flag.
#[test]
fn arguments_are_checked_where_they_are_given() {
    let place = Place::enrolled();
    place.attest("--jti a/b").exits(2).tells(&["--jti", "A–Z"]);
    place.attest("--now 1.5").exits(2).tells(&["--now", "whole seconds"]);
    place.attest("--lifetime 0").exits(2).tells(&["--lifetime"]);
    place.attest("--profile draft-04").exits(2).tells(&["--profile", "draft-03"]);
    place.attest("--chain-prev 00").exits(2).tells(&["--chain-prev", "64"]);
}

/// An approval that could not be told was not told: no 0.
#[test]
#[cfg(target_os = "linux")]
fn a_result_that_cannot_be_written_is_a_fault() {
    let place = Place::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = place.command("demo").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("could not be written"));
}
