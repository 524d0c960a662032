use crate::support::Place;

/// The main job: an approval, five refusals, each with its code and section, and one execution.
#[test]
fn the_demo_approves_once_and_refuses_five_attacks() {
    let said = Place::new().run("demo --json").exits(0);
    let json = said.json();
    assert_eq!(json["as_expected"], true);
    assert_eq!(json["approval"]["result"], "approved");
    assert_eq!(json["approval"]["uv"]["anchor"], "asserted");
    assert_eq!(json["approval"]["action"]["amount"], 12500);
    assert_eq!(json["header"]["typ"], "psea-proof+jwt");
    assert_eq!(json["claims"]["psea_counter"], 1);
    let refusals: Vec<_> = json["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| ["code", "section", "outcome"].map(|name| r[name].as_str().unwrap().to_owned()))
        .collect();
    let expected = [
        ["action_mismatch", "3.13.2", "reject"],
        ["jti_replayed", "3.10", "reject"],
        ["counter_not_increasing", "3.10", "reject"],
        ["expired", "3.11", "stale"],
        ["signature_invalid", "3.4", "reject"],
    ];
    assert_eq!(refusals, expected.map(|row| row.map(String::from)));

    // §3.13.3, B.4: the relying party executes the action that was approved, once.
    let relying = &json["relying_party"];
    assert_eq!(relying["executed"], json["prompt"]["action"]);
    let codes: Vec<_> =
        relying["attempts"].as_array().unwrap().iter().map(|a| &a["code"]).collect();
    assert_eq!(codes, ["action_mismatch", "already_used"]);
}

#[test]
fn the_demo_tells_its_story_and_leaves_nothing_behind() {
    let place = Place::new();
    let temporary = place.path("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let output = place.command("demo").env("TMPDIR", &temporary).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "DEVELOPMENT KEY",
        "Sign exactly this?",
        r#"{"actionType":"wire-transfer","amount":12500,"currency":"EUR","to":"DE02120300000000202051"}"#,
        "psea_payload_hash",
        "APPROVED",
        "asserted",
        "§3.13.2",
        "EXECUTED",
        "already_used",
        "All seven refusals are as expected. Exit code 0.",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(output.stderr.is_empty());
    assert!(!text.contains('\u{1b}'), "colour on something that is no terminal");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert_eq!(std::fs::read_dir(temporary).unwrap().count(), 0);
}

/// Every run has a key and ids of its own.
#[test]
fn no_two_demos_share_a_key() {
    let place = Place::new();
    let kid = || place.run("demo --json").json()["development_key"]["kid"].clone();
    assert_ne!(kid(), kid());
}
