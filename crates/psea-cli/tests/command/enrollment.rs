//! §3.14: enrollments change, at once, with time and reason.

use crate::support::{NOW, Place, VERIFY};

fn code(place: &Place, body: &str) -> serde_json::Value {
    place.verify(body, "--json").exits(1).json()["code"].clone()
}

#[test]
fn a_life_of_an_enrollment() {
    let place = Place::enrolled();
    let (first, second) = (place.body(""), place.body(""));
    place.verify(&first, "").exits(0);

    let suspend =
        ["suspend", "--state", "verifier", "alice", "--reason", "phone mislaid, ticket 4711"];
    let said = place.run_all(&suspend).exits(0);
    assert!(said.out.contains("suspended, was active"), "{}", said.out);
    assert_eq!(code(&place, &second), "enrollment_suspended");
    let text = place.verify(&second, "").exits(1).out;
    assert!(text.contains("REFUSED enrollment_suspended") && text.contains("`psea list NAME`"));

    place.run("reactivate --state verifier alice --reason found").exits(0);
    place.verify(&second, "").exits(0);

    place.run("keygen --out new.json").exits(0);
    let rotated = place
        .run("rotate --state verifier alice --key new.pub.json --reason yearly --json")
        .exits(0)
        .json();
    assert_ne!(rotated["kid"], rotated["kid_before"]);
    assert_eq!(code(&place, &place.body("")), "key_unknown");
    // The attester goes on with its counter and the new key.
    let rotated = format!(
        "{} --yes --now {NOW} --state key.state.redb",
        crate::support::ATTEST.replace("--key key.json", "--key new.json")
    );
    let body = place.run(&rotated).exits(0).out;
    place.verify(&body, "").exits(0);

    let fresh = place.run(&rotated).exits(0).out;
    let revoked = place.run("revoke --state verifier alice --reason stolen --yes --json").exits(0);
    assert_eq!(revoked.json()["status"], "revoked");
    assert_eq!(code(&place, &fresh), "enrollment_revoked");
    let told = place.verify(&fresh, "--json").exits(1).json()["outcome"].clone();
    assert_eq!(told, "revoked");

    // §3.14: revocation is final, and a rotation does not lift it.
    assert_eq!(place.error("reactivate --state verifier alice --reason x", 2), "attester_revoked");
    place.run("reactivate --state verifier alice --reason x").exits(2).tells(&["enroll a new"]);

    let one = place.run("list --state verifier alice --json").exits(0).json();
    assert_eq!(one["status"], "revoked");
    assert_eq!(one["version"], 4);
    let history: Vec<_> = one["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| ["change", "to", "reason"].map(|name| change[name].as_str().unwrap()))
        .collect();
    let kid = one["kid"].as_str().unwrap();
    assert_eq!(history[0][0], "enrolled");
    assert_eq!(
        history[1..],
        [
            ["status", "suspended", "phone mislaid, ticket 4711"],
            ["status", "active", "found"],
            ["key_rotated", kid, "yearly"],
            ["status", "revoked", "stolen"],
        ]
    );
    assert!(one["history"][4]["at"].as_u64().unwrap() > NOW);
    let text = place.run("list --state verifier alice").exits(0).out;
    for part in ["phone mislaid, ticket 4711", "revoked", "device-7f3a", kid, "enrolled by hand"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_list_shows_everybody() {
    let place = Place::enrolled();
    place.run("keygen --out bob.json").exits(0);
    place
        .run(
            "enroll --state verifier --attester bob --key bob.pub.json --device-id d --uv attested",
        )
        .exits(0);
    place.run("suspend --state verifier bob --reason x").exits(0);
    let text = place.run("list --state verifier").exits(0).out;
    let lines: Vec<Vec<_>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["attester", "status", "uv", "gate", "version", "kid"]);
    assert_eq!(lines[1][..4], ["alice", "active", "unknown", "0"]);
    assert_eq!(lines[2][..4], ["bob", "suspended", "attested", "1"]);
    let json = place.run("list --state verifier --json").exits(0).json();
    assert_eq!(json["attesters"][1]["status"], "suspended");
    assert_eq!(json["attesters"][1]["device_id"], "d");
}

#[test]
fn what_changes_nothing_says_why() {
    let place = Place::enrolled();
    let before = place.stats()["changes"].clone();
    for verb in ["suspend", "reactivate", "revoke --yes", "rotate --key key.pub.json"] {
        let named = format!("{verb} --state verifier carol --reason x");
        assert_eq!(place.error(&named, 2), "attester_unknown", "{verb}");
        place.run(&named).exits(2).tells(&["carol", "psea list --state verifier"]);
        // Who changes an enrollment says why.
        place.run(&format!("{verb} --state verifier alice")).exits(2).tells(&["--reason"]);
        let arguments = verb.split(' ').chain(["--state", "verifier", "alice", "--reason", " "]);
        place.run_all(&arguments.collect::<Vec<_>>()).exits(2).tells(&["a reason has"]);
    }
    assert_eq!(place.error("list --state verifier carol", 2), "attester_unknown");
    // Nobody is there to be asked.
    let revoke = "revoke --state verifier alice --reason x";
    assert_eq!(place.error(revoke, 2), "confirmation_needed");
    place.run(revoke).exits(2).tells(&["final", "--yes"]);

    place.run("keygen --out bob.json").exits(0);
    place.run("enroll --state verifier --attester bob --key bob.pub.json --device-id d").exits(0);
    let taken = "rotate --state verifier alice --key bob.pub.json --reason x";
    assert_eq!(place.error(taken, 2), "kid_in_use");
    place
        .run("rotate --state verifier alice --key key.json --reason x")
        .exits(2)
        .tells(&["private key"]);
    assert_eq!(place.stats()["changes"], before.as_u64().unwrap() + 1, "bob, and nothing else");
    place.run_with_input(&format!("{VERIFY} --now {NOW}"), place.body("")).exits(0);
}
