//! `psea keyset` (docs/result-format.md, the key set and its rotation).

use psea::result::{KeySet, KeyState};

use crate::support::{NOW, PASSPHRASE, Place, RESULT_VERIFIER};

const SECRET: &str = "--passphrase-file secret";

impl Place {
    /// Runs a verb of `keyset` at a time, and gives its document.
    #[track_caller]
    fn keyset(&self, verb: &str, now: u64) -> serde_json::Value {
        self.run(&format!("keyset {verb} --now {now} --json")).exits(0).json()
    }

    #[track_caller]
    fn announced(&self, now: u64) -> String {
        let document = self.keyset(&format!("announce {SECRET}"), now);
        document["kid"].as_str().unwrap().into()
    }

    fn key_set(&self) -> KeySet {
        KeySet::from_jwks(self.read("keyset/jwks.json").as_bytes()).unwrap()
    }

    fn states(&self) -> Vec<KeyState> {
        self.key_set().keys().iter().map(psea::result::KeySetKey::state).collect()
    }
}

#[test]
fn a_private_key_is_sealed_and_its_owners_alone() {
    let place = Place::with_key_set();
    let kid = place.key_set().active().unwrap().kid();
    let file = place.path(&format!("keyset/{kid}.pem"));
    let pem = std::fs::read_to_string(&file).unwrap();
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), "{pem}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let directory = std::fs::metadata(place.path("keyset")).unwrap();
        assert_eq!(directory.permissions().mode() & 0o777, 0o700);
    }
    assert!(!place.read("keyset/jwks.json").contains("\"d\""));
}

/// The form is a standard one: another implementation opens it, and only with the passphrase.
#[test]
fn openssl_opens_it() {
    let place = Place::with_key_set();
    let kid = place.key_set().active().unwrap().kid();
    let open = |passphrase: &str| {
        let mut openssl = std::process::Command::new("openssl");
        openssl.args(["pkey", "-pubout", "-passin", &format!("pass:{passphrase}"), "-in"]);
        openssl.arg(place.path(&format!("keyset/{kid}.pem"))).output()
    };
    let Ok(opened) = open(PASSPHRASE) else {
        eprintln!("not run: there is no openssl here");
        return;
    };
    assert!(opened.status.success(), "{opened:?}");
    let public =
        psea::jose::es256::PublicKey::from_spki_pem(std::str::from_utf8(&opened.stdout).unwrap());
    assert_eq!(public.unwrap().thumbprint(), kid);
    assert!(!open("wrong").unwrap().status.success());
}

#[test]
fn the_passphrase_is_needed_and_never_printed() {
    let place = Place::new();
    assert_eq!(place.error("keyset init", 2), "passphrase_needed");
    place.write("empty", "\nsecond line");
    assert_eq!(place.error("keyset init --passphrase-file empty", 2), "passphrase_empty");
    assert!(!place.path("keyset/jwks.json").exists(), "a refused beginning leaves no key set");
    // The environment will do.
    let mut command = place.command("keyset init");
    let said: crate::support::Said =
        command.env("PSEA_KEYSET_PASSPHRASE", PASSPHRASE).output().unwrap().into();
    let said = said.exits(0);
    assert!(!said.out.contains(PASSPHRASE) && !said.err.contains(PASSPHRASE), "{said:?}");
    place.write("secret", PASSPHRASE);
    let said = place.run(&format!("keyset announce {SECRET}")).exits(0);
    assert!(!said.out.contains(PASSPHRASE) && !said.err.contains(PASSPHRASE), "{said:?}");
}

/// A planned rotation: announce, wait one cache lifetime, activate.
#[test]
fn a_key_is_activated_one_cache_lifetime_after_its_announcement() {
    let place = Place::with_key_set();
    let first = place.key_set().active().unwrap().kid();
    let second = place.announced(NOW + 1);
    let early = format!("keyset activate {second} --now {}", NOW + 3600);
    assert_eq!(place.error(&early, 1), "too_early");
    place.run(&early).exits(1).tells(&[&(NOW + 3601).to_string(), "wait"]);
    assert_eq!(place.states(), [KeyState::Active, KeyState::Announced]);

    let shown = place.run("keyset show").exits(0).out;
    for part in [first.as_str(), &second, "announced", "active", "usable from", "3600 s"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let done = place.keyset(&format!("activate {second}"), NOW + 3601);
    assert_eq!(done["active"], second.as_str());
    assert_eq!(done["state"], "active");
    assert_eq!(place.states(), [KeyState::Retired, KeyState::Active]);
    let back = format!("keyset activate {first} --now {}", NOW + 3602);
    assert_eq!(place.error(&back, 2), "key_state");
}

/// A key that was announced and is not needed, and the last one of a verifier that closes.
#[test]
fn a_key_is_retired_by_hand() {
    let place = Place::with_key_set();
    let first = place.key_set().active().unwrap().kid();
    let second = place.announced(NOW + 1);
    let done = place.keyset(&format!("retire {second}"), NOW + 2);
    assert_eq!((&done["state"], &done["active"]), (&"retired".into(), &first.as_str().into()));
    let said = place.run(&format!("keyset retire {first} --now {}", NOW + 2)).exits(0);
    assert!(said.out.contains("no key is active"), "{}", said.out);
    assert_eq!(place.states(), [KeyState::Retired, KeyState::Retired]);
    let again = format!("keyset retire {first} --now {}", NOW + 3);
    assert_eq!(place.error(&again, 2), "key_state");
}

/// What is published is what is kept, to the letter, also with --json.
#[test]
fn show_prints_the_public_document() {
    let place = Place::with_key_set();
    let kept = place.read("keyset/jwks.json");
    assert_eq!(place.run("keyset show --jwks").exits(0).out, kept);
    assert_eq!(place.run("keyset show --json").exits(0).out, kept);
}

#[test]
fn the_metadata_says_where_the_key_set_is() {
    let place = Place::new();
    let metadata = "keyset metadata --iss verifier.example --jwks-uri";
    let said = place.run(&format!("{metadata} https://verifier.example/keys.json")).exits(0);
    let read = psea::result::Metadata::parse(said.out.trim().as_bytes()).unwrap();
    assert_eq!(read.jwks_uri, "https://verifier.example/keys.json");
    assert_eq!(place.error(&format!("{metadata} http://verifier.example/k"), 2), "usage");
}

#[test]
fn faults_have_codes() {
    let place = Place::with_key_set();
    assert_eq!(place.error(&format!("keyset init {SECRET}"), 2), "keyset_exists");
    assert_eq!(place.error("keyset show --keyset elsewhere", 2), "keyset_missing");
    assert!(!place.path("elsewhere").exists());
    assert_eq!(place.error("keyset activate nobody", 2), "key_unknown");
    let kid = place.key_set().active().unwrap().kid();
    assert_eq!(place.error(&format!("keyset revoke {kid}"), 2), "confirmation_needed");
    let ahead = format!("keyset revoke {kid} --yes --now {NOW} --since {}", NOW + 1);
    assert_eq!(place.error(&ahead, 2), "usage");
    let before = format!("keyset retire {kid} --now {}", NOW - 1);
    assert_eq!(place.error(&before, 2), "clock");
    assert_eq!(place.states(), [KeyState::Active]);

    // A key whose private half is gone would leave the verifier without a voice.
    let second = place.announced(NOW + 1);
    std::fs::remove_file(place.path(&format!("keyset/{second}.pem"))).unwrap();
    let activate = format!("keyset activate {second} --now {}", NOW + 3601);
    assert_eq!(place.error(&activate, 2), "key_missing");
    assert_eq!(place.states(), [KeyState::Active, KeyState::Announced]);

    let set = place.read("keyset/jwks.json");
    place.write("keyset/jwks.json", &set[..set.len() / 2]);
    assert_eq!(place.error("keyset show", 2), "keyset_damaged");
}

/// Changes at once are made one after the other: none is lost.
#[test]
fn announcements_at_once_all_stay() {
    let place = Place::with_key_set();
    let announce = format!("keyset announce {SECRET} --now {NOW}");
    let children: Vec<_> = (0..4).map(|_| place.spawn(&mut place.command(&announce))).collect();
    for child in children {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    assert_eq!(place.states().len(), 5);
}

/// docs/result-format.md, in an emergency: each step, and what consumers see at it.
#[test]
fn an_emergency_rotation() {
    let place = Place::with_key_set();
    let first = place.key_set().active().unwrap().kid();
    let body = place.body("");
    place.result(&body, "stolen.jwt", NOW + 1).exits(0);
    place.copy("keyset/jwks.json", "old.json");
    let leaked = NOW + 10;
    let noticed = NOW + 100;

    // 2. Revoked as of the last time at which it was ours alone. No key is active.
    let said = place.keyset(&format!("revoke {first} --yes --since {}", NOW + 20), noticed);
    assert_eq!(said["active"], serde_json::Value::Null);
    place.keyset(&format!("revoke {first} --yes --since {leaked}"), noticed);
    let later = format!("keyset revoke {first} --yes --since {} --now {noticed}", NOW + 20);
    assert_eq!(place.error(&later, 2), "key_state");
    let verify = format!("{RESULT_VERIFIER} --json --now {noticed} --result r.jwt");
    let silent = place.run_with_input(&verify, &body).exits(2).json();
    assert_eq!(silent["error"]["code"], "no_active_key");

    // 3. Another key, at once.
    let second = place.announced(noticed);
    place.copy("keyset/jwks.json", "announced.json");
    let done = place.keyset(&format!("activate {second}"), noticed);
    assert_eq!(done["active"], second.as_str());
    assert_eq!(place.states(), [KeyState::Revoked, KeyState::Active]);

    // 5. The same approval, signed anew with the same jti.
    place.result(&body, "anew.jwt", NOW + 2).exits(1);
    assert_ne!(place.read("anew.jwt"), place.read("stolen.jwt"));
    let claims = |token: &str, keys: &str| {
        place.read_result(token, keys, &format!("--now {}", NOW + 2)).exits(0).json()["claims"]
            .clone()
    };
    assert_eq!(claims("anew.jwt", "keyset/jwks.json"), claims("stolen.jwt", "old.json"));

    // 6. An old copy asks for a refresh; one that knows the key as announced does too.
    let code = |token: &str, keys: &str, at: &str| {
        place.read_result(token, keys, at).exits(1).json()["code"].clone()
    };
    let now = format!("--now {}", NOW + 2);
    assert_eq!(code("anew.jwt", "old.json", &now), "key_unknown");
    assert_eq!(code("anew.jwt", "announced.json", &now), "key_not_active");

    // What the revoked key signed counts for nothing now; 7. in a ledger, before the revocation.
    assert_eq!(code("stolen.jwt", "keyset/jwks.json", &now), "key_revoked");
    let before = format!("--recorded {}", leaked - 1);
    place.read_result("stolen.jwt", "keyset/jwks.json", &before).exits(0);
    let after = format!("--recorded {leaked}");
    assert_eq!(code("stolen.jwt", "keyset/jwks.json", &after), "key_revoked");
}
