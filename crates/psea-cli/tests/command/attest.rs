use crate::support::{ATTEST, NOW, Place};

/// Without a terminal nobody can say yes.
#[test]
fn without_a_terminal_a_yes_must_be_given() {
    let place = Place::enrolled();
    place.run(ATTEST).exits(2).tells(&["--yes", "terminal"]);
    let json = place.run(&format!("{ATTEST} --json")).exits(2).json();
    assert_eq!(json["error"]["code"], "confirmation_needed");
    assert_eq!(json["error"]["field"], "--yes");
    assert!(!place.path("key.state.redb").exists(), "no counter was used");
}

/// The prompt shows what is hashed; the body alone goes to the standard output.
#[test]
fn the_prompt_shows_what_is_signed() {
    let place = Place::enrolled();
    let said = place.attest("").exits(0);
    for part in [
        "Approve payment.execute at tier high, for verifier.example?",
        r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#,
        "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=",
    ] {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    let body: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(body["actionPayload"]["amount"], 2500);
    assert!(body["proof"].is_string());
}

/// What a terminal would obey or hide is shown, not obeyed.
#[test]
fn the_prompt_hides_nothing() {
    let place = Place::enrolled();
    place.write("action.json", "{\"to\":\"\u{202e}ecila\\u001b[2J\u{200b}\"}");
    let said = place.attest("").exits(0);
    assert!(said.err.contains(r"\u202eecila\u001b[2J\u200b"), "{}", said.err);
    assert!(!said.err.contains('\u{202e}') && !said.err.contains('\u{1b}'), "{}", said.err);
    // The body has the characters themselves: they are what was hashed.
    assert!(said.out.contains('\u{202e}'));
}

#[test]
fn counters_go_on_from_run_to_run() {
    let place = Place::enrolled();
    for expected in 1..=3 {
        let json = place.attest("--json").exits(0).json();
        assert_eq!(json["counter"], expected);
        assert!(json["body"].as_str().unwrap().contains(json["proof"].as_str().unwrap()));
    }
    let json = place.attest("--json --state other.redb").exits(0).json();
    assert_eq!(json["counter"], 1);
}

#[test]
fn arguments_reach_the_claims() {
    let place = Place::enrolled();
    let body = place.body("--jti a-1 --nonce n-1 --lifetime 60 --kid my-key");
    let json = place.run_with_input("inspect --json", &body).exits(0).json();
    assert_eq!(json["header"]["kid"], "my-key");
    assert_eq!(json["claims"]["jti"], "a-1");
    assert_eq!(json["claims"]["eat_nonce"], "n-1");
    assert_eq!(json["claims"]["iat"], NOW);
    assert_eq!(json["claims"]["exp"], NOW + 60);
    place
        .attest("--lifetime 3600")
        .exits(0)
        .tells(&["3600 s is longer than the recommended 300 s"]);
}

#[test]
fn unusable_inputs_are_named() {
    let place = Place::enrolled();
    let with_key = |key: &str| place.run(&format!("{ATTEST} --yes").replace("key.json", key));
    with_key("software:key.json").exits(0);
    with_key("absent.json").exits(2).tells(&["absent.json", "fix"]);
    with_key("key.pub.json").exits(2).tells(&["key.pub.json", "`d`", "public key", "without .pub"]);
    if cfg!(not(feature = "tpm")) {
        with_key("tpm:key").exits(2).tells(&["feature_missing", "`--features tpm`", "--key"]);
    }
    if cfg!(not(feature = "piv")) {
        with_key("piv:reader").exits(2).tells(&["feature_missing", "`--features piv`", "--key"]);
    }
    if cfg!(feature = "pkcs11") {
        with_key("pkcs11:id=%01?pin-value=1").exits(2).tells(&[
            "key_unknown",
            "pin-value",
            "RFC 7512",
        ]);
        with_key("pkcs11:id=%01").exits(2).tells(&["--pin-file", "terminal"]);
    }
    let key = place.read("key.json");
    place.write("broken.json", &key[..key.len() / 2]);
    with_key("broken.json").exits(2).tells(&["broken.json", "line"]);
    place.run("keygen --out other.json").exits(0);
    let other: serde_json::Value = serde_json::from_str(&place.read("other.json")).unwrap();
    let mut mixed: serde_json::Value = serde_json::from_str(&key).unwrap();
    mixed["d"] = other["d"].clone();
    place.write("mixed.json", mixed.to_string());
    with_key("mixed.json").exits(2).tells(&["mixed.json", "mixes two keys"]);

    place.write("action.json", "{\"amount\": 25.00}");
    place.attest("").exits(2).tells(&["action.json", "amount", "smallest unit"]);
}

#[test]
fn a_damaged_state_makes_no_proof() {
    let place = Place::enrolled();
    place.attest("").exits(0);
    let state = std::fs::read(place.path("key.state.redb")).unwrap();
    place.write("key.state.redb", &state[..state.len() / 2]);
    place.attest("").exits(2).tells(&["key.state.redb", "state_damaged", "make a new key"]);
    assert_eq!(place.error("state show --state key.state.redb", 2), "state_damaged");
}

#[test]
fn the_body_never_replaces_an_input() {
    let place = Place::enrolled();
    for file in ["key.json", "action.json", "key.state.redb"] {
        place.attest(&format!("--out {file}")).exits(2).tells(&[file, "--out"]);
    }
    place.attest("--out no/such/directory.json").exits(2).tells(&["no/such/directory.json"]);
    place.attest("--out .").exits(2).tells(&["regular file"]);
}
