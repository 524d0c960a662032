//! `psea verify --result` and `psea result read` (docs/result-format.md).

use crate::support::{NOW, Place};

const PARTY: &str = "shop.example";

#[test]
fn an_approval_is_signed_for_a_relying_party() {
    let place = Place::with_key_set();
    let said = place.result(&place.body("--jti a-1"), "r.jwt", NOW + 1).exits(0);
    assert!(said.out.contains("APPROVED") && said.out.contains("and not here"), "{}", said.out);
    assert!(!said.out.contains("execute exactly this"), "one party executes: {}", said.out);

    let read = place.read_result("r.jwt", "keyset/jwks.json", &format!("--now {}", NOW + 60));
    let json = read.exits(0).json();
    assert_eq!(json["result"], "approved");
    let claims = &json["claims"];
    assert_eq!(claims["iss"], "verifier.example");
    assert_eq!(claims["aud"], PARTY);
    assert_eq!(claims["iat"], NOW + 1);
    assert_eq!(claims["exp"], NOW + 61);
    assert_eq!(claims["psea_proof_jti"], "a-1");
    assert_eq!(claims["psea_op"], "payment.execute");
    assert_eq!(claims["psea_durability"], "power_loss");
    let keys = "--keys keyset/jwks.json --from verifier.example --for shop.example";
    let token = place.read("r.jwt");
    let shown = place.run(&format!("result read {keys} {token} --now {}", NOW + 1)).exits(0).out;
    for part in ["RELIABLE", "it says approve", "psea_payload_hash", "left to check"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

/// The same proof again is no second licence, and costs nobody the result.
#[test]
fn the_same_proof_gets_the_same_octets() {
    let place = Place::with_key_set();
    let body = place.body("");
    place.result(&body, "first.jwt", NOW + 1).exits(0);
    let again = place.result(&body, "again.jwt", NOW + 30).exits(1);
    assert!(again.out.contains("REFUSED jti_replayed"), "{}", again.out);
    assert!(again.out.contains("as before") && again.out.contains("approve"), "{}", again.out);
    assert_eq!(place.read("again.jwt"), place.read("first.jwt"));
    // On the standard output, with nothing beside it.
    let json = place.result(&body, "- --json", NOW + 400).exits(1).json();
    assert_eq!(json["repeat"], true);
    assert_eq!(json["outcome"], "approve");
    assert_eq!(json["attestation_result"], place.read("first.jwt").trim());
    assert_eq!(place.result(&body, "-", NOW + 2).exits(1).out, place.read("first.jwt"));
}

#[test]
fn what_cannot_be_relied_on_has_a_code() {
    let place = Place::with_key_set();
    let body = place.body("");
    place.result(&body, "r.jwt", NOW + 1).exits(0);
    let read = |what: &str, more: &str| {
        let said = place.run(&format!(
            "result read {what} --keys keyset/jwks.json --from verifier.example --for {PARTY} \
             --json {more}"
        ));
        let json = said.exits(1).json();
        assert_eq!(json["result"], "unreliable");
        assert!(json["claims"].is_null(), "nothing of it may be used");
        json["code"].as_str().unwrap().to_owned()
    };
    let now = format!("--now {}", NOW + 1);
    let reader = |from: &str, audience: &str| {
        let keys = "--keys keyset/jwks.json --json";
        let said =
            place.run(&format!("result read r.jwt {keys} --from {from} --for {audience} {now}"));
        said.exits(1).json()["code"].clone()
    };
    assert_eq!(reader("other.example", PARTY), "issuer_mismatch");
    assert_eq!(reader("verifier.example", "other.example"), "audience_mismatch");
    assert_eq!(read("r.jwt", &format!("--now {}", NOW + 61)), "expired");
    assert_eq!(read("r.jwt", &format!("--now {NOW}")), "issued_in_future");
    let token = place.read("r.jwt");
    let (signed, _) = token.rsplit_once('.').unwrap();
    place.write("forged.jwt", format!("{signed}.{}", "A".repeat(86)));
    assert_eq!(read("forged.jwt", &now), "signature_invalid");
    // A proof is no result, nor the reverse.
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(read(body["proof"].as_str().unwrap(), &now), "header_typ");
    let as_proof = format!("{{\"proof\":\"{}\",\"actionPayload\":{{}}}}", token.trim());
    assert_eq!(place.verify(&as_proof, "--json").exits(1).json()["code"], "header_typ");
    assert_eq!(place.error("result read r.jwt --keys r.jwt --from a --for b", 2), "keys_unusable");
}

/// A refusal for the attester says one word, and never the code.
#[test]
fn an_attester_is_told_one_word() {
    let place = Place::with_key_set();
    let ueid = |place: &Place, token: &str| {
        let payload = psea::jose::base64::url::decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&payload).unwrap();
        let audience = claims["aud"].as_str().unwrap().to_owned();
        let said = place.run(&format!(
            "result read {token} --keys keyset/jwks.json --from verifier.example --for {audience} \
             --json --now {}",
            NOW + 1
        ));
        (said, audience)
    };
    let token = |body: &str, exit: i32| {
        let said = place.attester_result(body, "r.jwt", NOW + 1).exits(exit);
        assert!(said.err.is_empty(), "{said:?}");
        place.read("r.jwt").trim().to_owned()
    };
    let body = place.body("--jti a-1");
    let (read, audience) = ueid(&place, &token(&body.replace("2500", "9500"), 1));
    let json = read.exits(1).json();
    assert_eq!(json["result"], "refused");
    assert_eq!(json["outcome"], "reject");
    assert_eq!(json["claims"]["psea_refused_jti"], "a-1");
    assert!(!json.to_string().contains("action_mismatch"), "{json}");
    let (read, same) = ueid(&place, &token(&body, 0));
    assert_eq!(read.exits(0).json()["claims"]["ueid"], audience.as_str());
    assert_eq!(same, audience);

    // Nobody to address: an older result is not left in the file.
    assert_eq!(token("{", 1), "");

    let revoke = "revoke --state verifier alice --yes --reason stolen";
    place.run(revoke).exits(0);
    let (read, _) = ueid(&place, &token(&place.body("--jti a-2"), 1));
    let json = read.exits(1).json();
    assert_eq!(json["outcome"], "revoked");
    assert_eq!(json["claims"]["psea_refused_jti"], "a-2");
}

/// A key that does not open must not cost a proof.
#[test]
fn a_locked_key_uses_no_proof_up() {
    let place = Place::with_key_set();
    let body = place.body("");
    place.copy("secret", "right");
    place.write("secret", "wrong");
    let said = place.result(&body, "r.jwt --json", NOW + 1).exits(2);
    assert_eq!(said.json()["error"]["code"], "key_locked");
    assert!(!place.path("r.jwt").exists());
    place.rename("right", "secret");
    place.result(&body, "r.jwt", NOW + 1).exits(0);
}

/// Whether it was told is not known, and asking again is safe.
#[test]
fn a_result_that_cannot_be_written_can_be_asked_for_again() {
    let place = Place::with_key_set();
    let body = place.body("");
    let said = place.result(&body, "absent/r.jwt", NOW + 1).exits(3);
    said.tells(&["file_unwritable", "submit the same proof again"]);
    place.write("body.json", &body);
    let over = format!("{} --result body.json body.json", crate::support::RESULT_VERIFIER);
    assert_eq!(place.error(&over, 2), "file_exists");
    assert_eq!(place.read("body.json"), body);
    place.result(&body, "r.jwt", NOW + 2).exits(1);
    place.read_result("r.jwt", "keyset/jwks.json", &format!("--now {}", NOW + 2)).exits(0);
}

/// A planned rotation interrupts nobody: results of the retired key verify.
#[test]
fn results_verify_under_a_retired_key() {
    let place = Place::with_key_set();
    place.result(&place.body(""), "r.jwt", NOW + 1).exits(0);
    let said = place
        .run(&format!("keyset announce --passphrase-file secret --now {} --json", NOW - 3600))
        .exits(0)
        .json();
    let kid = said["kid"].as_str().unwrap().to_owned();
    place.run(&format!("keyset activate {kid} --now {}", NOW + 2)).exits(0);
    let read = |token: &str| {
        place.read_result(token, "keyset/jwks.json", &format!("--now {}", NOW + 3)).exits(0).json()
    };
    assert_ne!(read("r.jwt")["kid"], kid.as_str());
    place.result(&place.body(""), "new.jwt", NOW + 3).exits(0);
    assert_eq!(read("new.jwt")["kid"], kid.as_str());
}

#[test]
fn a_result_is_for_somebody_only_where_there_is_one() {
    let place = Place::with_key_set();
    assert_eq!(
        place.verify("{", "--for shop.example --json").exits(2).json()["error"]["code"],
        "usage"
    );
}
