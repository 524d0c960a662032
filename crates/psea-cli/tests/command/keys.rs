use psea::jose::es256::PublicKey;

use crate::support::Place;

#[test]
fn keygen_writes_both_halves_and_warns() {
    let place = Place::new();
    let said = place.run("keygen --out alice.json").exits(0);
    assert!(said.out.contains("DEVELOPMENT KEY"), "{}", said.out);
    let public = PublicKey::from_jwk(place.read("alice.pub.json").as_bytes()).unwrap();
    assert!(said.out.contains(&public.thumbprint()));
    assert!(!place.read("alice.pub.json").contains("\"d\""));
    assert!(place.read("alice.json").contains("\"d\""));
}

#[test]
#[cfg(unix)]
fn the_private_half_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    for arguments in ["keygen", "keygen --force"] {
        place.run(arguments).exits(0);
        let mode = std::fs::metadata(place.path("key.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn keygen_overwrites_only_when_forced() {
    let place = Place::new();
    place.run("keygen").exits(0);
    let key = place.read("key.json");
    place.run("keygen").exits(2).tells(&["key.json", "--force"]);
    assert_eq!(place.read("key.json"), key);
    std::fs::remove_file(place.path("key.json")).unwrap();
    place.run("keygen").exits(2).tells(&["key.pub.json", "--force"]);
    let json = place.run("keygen --force --json").exits(0).json();
    assert_eq!(json["development_only"], true);
    assert_eq!(json["public_file"], "key.pub.json");
    assert_ne!(place.read("key.json"), key);
}

/// A key is named the same way wherever it is asked for.
#[test]
fn a_key_in_a_file_has_a_reference() {
    let place = Place::new();
    place.run("keygen --key software:alice.json").exits(0);
    place.run("keygen --key bob.json").exits(0);
    assert!(place.path("alice.pub.json").exists() && place.path("bob.pub.json").exists());
    assert_eq!(place.error("keygen --key software:x.json --out y.json", 2), "usage");
    let json = place.run("keys software:alice.json --out again.json --json").exits(0).json();
    assert_eq!(
        (&json["keys"][0]["verdict"], &json["public_file"]),
        (&"usable".into(), &"again.json".into())
    );
    assert_eq!(place.read("again.json"), place.read("alice.pub.json"));
    place.run("keys alice.json --out again.json").exits(2).tells(&["file_exists", "--out"]);
    let text = place.run("keys alice.json").exits(0).out;
    assert!(text.contains("for development alone"), "{text}");
}

/// What this psea was built without, and what does not answer, is listed as that.
#[test]
fn every_stack_is_listed() {
    let place = Place::new();
    let said = place.run("keys --module /absent.so --tcti device:/absent --json").exits(0);
    let keys = said.json()["keys"].as_array().unwrap().clone();
    for (stack, built) in [
        ("pkcs11", cfg!(feature = "pkcs11")),
        ("tpm", cfg!(feature = "tpm")),
        ("piv", cfg!(feature = "piv")),
    ] {
        let key = keys.iter().find(|key| key["stack"] == stack).unwrap();
        let reason = key["reasons"].to_string();
        assert_eq!(reason.contains("built without"), !built, "{key}");
        if stack != "piv" {
            assert_eq!(key["verdict"], "unavailable", "{key}");
        }
    }
}

/// JWK, SPKI PEM and DER, SEC1, whichever it is.
#[test]
fn every_form_of_a_public_key_can_be_enrolled() {
    let place = Place::enrolled();
    let key = PublicKey::from_jwk(place.read("key.pub.json").as_bytes()).unwrap();
    let der = key.to_spki_der();
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        psea::jose::base64::standard::encode(&der)
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect::<Vec<_>>()
            .join("\n"),
    );
    place.write("key.der", der);
    place.write("key.pem", pem);
    place.write("key.sec1", key.as_sec1());
    for (file, form) in [("key.der", "SPKI DER"), ("key.pem", "SPKI PEM"), ("key.sec1", "SEC1")] {
        let said = place.run(&format!(
            "enroll --json --state verifier --attester {file} --kid {file} --key {file} --device-id d"
        ));
        let json = said.exits(0).json();
        assert_eq!(json["key_form"], form);
        assert_eq!(json["thumbprint"], key.thumbprint());
    }
}

#[test]
fn what_is_no_public_key_is_refused_with_the_fix() {
    let place = Place::new();
    place.run("keygen").exits(0);
    let enroll = |file: &str| {
        place.run(&format!(
            "enroll --state verifier --attester a --key {file} --device-id d --iss i --aud a"
        ))
    };
    // The private half must not travel to the verifier.
    enroll("key.json").exits(2).tells(&["private key", "key.json", "enroll key.pub.json"]);
    place.write("p384.json", place.read("key.pub.json").replace("P-256", "P-384"));
    enroll("p384.json").exits(2).tells(&["p384.json", "crv"]);
    place.write("text", "hello");
    enroll("text").exits(2).tells(&["text", "JWK"]);
    place.write("x.pem", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n");
    enroll("x.pem").exits(2).tells(&["x.pem", "private key"]);
    enroll("absent").exits(2).tells(&["absent", "cannot be read"]);
    assert!(!place.path("verifier").exists(), "nothing is made for a key that is none");
}

#[test]
fn an_attester_and_a_kid_are_enrolled_once() {
    let place = Place::enrolled();
    place.enroll("").exits(2).tells(&["alice", "--attester"]);
    let again = "enroll --state verifier --attester bob --key key.pub.json --device-id d";
    place.run(again).exits(2).tells(&["kid", "--kid"]);
    let json = place.run(&format!("{again} --json")).exits(2).json();
    assert_eq!(json["error"]["code"], "kid_in_use");
    assert_eq!(json["error"]["field"], "--kid");
}
