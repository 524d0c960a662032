use crate::support::{NOW, Place, VERIFY};

/// §3.10: the same proof twice is refused, in another process.
#[test]
fn a_proof_is_approved_once_across_runs() {
    let place = Place::enrolled();
    place.attest(&format!("--now {NOW} --out body.json")).exits(0);
    let verify = format!("{VERIFY} --now {} body.json", NOW + 1);
    let first = place.run(&verify).exits(0);
    assert!(first.out.contains("APPROVED") && first.out.contains("asserted"), "{}", first.out);
    let second = place.run(&verify).exits(1);
    for part in ["REFUSED jti_replayed", "§3.10", "replay stage", "reject", "to do"] {
        assert!(second.out.contains(part), "{part}: {}", second.out);
    }
}

#[test]
fn an_approval_says_all_in_json() {
    let place = Place::enrolled();
    let json = place.verify(&place.body("--jti a-1"), "--json").exits(0).json();
    assert_eq!(json["result"], "approved");
    assert_eq!(json["outcome"], "approve");
    assert_eq!(json["attester"], "alice");
    assert_eq!(json["jti"], "a-1");
    assert_eq!(json["counter"], 1);
    assert_eq!(json["uv"]["anchor"], "asserted");
    assert_eq!(json["uv"]["method"], "software");
    assert_eq!(json["action"]["amount"], 2500);
    assert_eq!(json["payload_hash"], "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=");
}

#[test]
fn refusals_say_code_section_stage_and_outcome() {
    let place = Place::enrolled();
    let body = place.body("");
    let refused = |body: &str, more: &str| {
        let json = place.verify(body, &format!("--json {more}")).exits(1).json();
        assert_eq!(json["result"], "refused");
        assert!(json["advice"].as_str().is_some_and(|advice| !advice.is_empty()));
        ["code", "section", "stage", "outcome"].map(|name| json[name].as_str().unwrap().to_owned())
    };
    let cases = [
        (body.replace("2500", "9500"), ["action_mismatch", "3.13.2", "action", "reject"]),
        ("{".into(), ["body_malformed", "3.6", "decode", "reject"]),
        (
            body.replace("\"proof\":\"e", "\"proof\":\"f"),
            ["proof_malformed", "3.4", "decode", "reject"],
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(refused(&body, ""), expected);
    }
    let late = place.run_with_input(&format!("{VERIFY} --json --now {}", NOW + 300), &body);
    assert_eq!(late.exits(1).json()["outcome"], "stale");
    let other =
        format!("verify --json --state verifier --op payment.execute --tier low --now {NOW}");
    assert_eq!(place.run_with_input(&other, &body).exits(1).json()["code"], "tier_mismatch");
    // No refusal changed anything.
    place.verify(&body, "").exits(0);
}

/// §3.10: a state that was restored makes an older counter.
#[test]
fn an_older_counter_is_refused() {
    let place = Place::enrolled();
    let first = place.body("");
    let second = place.body("");
    place.verify(&second, "").exits(0);
    let said = place.verify(&first, "--json").exits(1);
    assert_eq!(said.json()["code"], "counter_not_increasing");
}

#[test]
fn both_revisions_verify_where_the_verifier_lists_them() {
    let place = Place::enrolled();
    let body = place.body("--profile draft-02");
    assert_eq!(place.verify(&body, "--json").exits(1).json()["code"], "profile_unsupported");
    let config = place.read("verifier/verifier.json");
    place.write(
        "verifier/verifier.json",
        config.replace("\"draft-03\"", "\"draft-03\",\"draft-02\""),
    );
    assert_eq!(place.verify(&body, "--json").exits(0).json()["profile"], "draft-02");
}

/// §3.12, §3.13.5, §3.10: what verifier.json can require, `attest` can give.
#[test]
fn chain_caller_and_scope_work_across_runs() {
    let place = Place::enrolled();
    let config = place
        .read("verifier/verifier.json")
        .replace("\"chain\": false", "\"chain\": true")
        .replace("\"callers\": {}", "\"callers\": {\"payment.execute\": \"com.bank.app\"}")
        .replace("\"counter_scope\": \"single\"", "\"counter_scope\": {\"payload\": \"/to\"}");
    place.write("verifier/verifier.json", config);
    let sentinel = "0".repeat(64);

    let code = |body: &str| place.verify(body, "--json").exits(1).json()["code"].clone();
    assert_eq!(code(&place.body("")), "caller_mismatch");
    assert_eq!(code(&place.body("--caller com.bank.app")), "chain_broken");
    let first = place.body(&format!("--caller com.bank.app --chain-prev {sentinel}"));
    let entry = place.verify(&first, "--json").exits(0).json()["chain_entry"].clone();
    let entry = entry.as_str().unwrap();
    let again = format!("--caller com.bank.app --chain-prev {sentinel}");
    assert_eq!(code(&place.body(&again)), "chain_broken");
    let second = place.body(&format!("--caller com.bank.app --chain-prev {entry}"));
    place.verify(&second, "").exits(0);
}

/// §3.7.1: an operation that needs an attested gate.
#[test]
fn high_assurance_needs_an_attested_key() {
    let place = Place::enrolled();
    let config = place.read("verifier/verifier.json");
    let config = config
        .replace("\"high_assurance_ops\": []", "\"high_assurance_ops\": [\"payment.execute\"]");
    place.write("verifier/verifier.json", config);
    assert_eq!(place.verify(&place.body(""), "--json").exits(1).json()["code"], "uv_unattested");

    place.run("keygen --out bob.json").exits(0);
    place
        .run("enroll --state verifier --attester bob --key bob.pub.json --device-id device-7f3a --uv attested")
        .exits(0);
    // The last --key counts.
    let body = place
        .run(&crate::support::ATTEST.replace("key.json", "bob.json --yes --now 1785300000"))
        .exits(0)
        .out;
    assert_eq!(place.verify(&body, "--json").exits(0).json()["uv"]["anchor"], "attested");
}

/// One of two processes that verify the same body at once is refused.
#[test]
fn two_at_once_approve_once() {
    let place = Place::enrolled();
    for _ in 0..8 {
        place.attest(&format!("--now {NOW} --out body.json")).exits(0);
        let arguments = format!("{VERIFY} --json --now {} body.json", NOW + 1);
        let children: Vec<_> =
            (0..4).map(|_| place.spawn(&mut place.command(&arguments))).collect();
        let mut codes: Vec<_> = children
            .into_iter()
            .map(|child| child.wait_with_output().unwrap().status.code().unwrap())
            .collect();
        codes.sort_unstable();
        assert_eq!(codes, [0, 1, 1, 1]);
    }
}
