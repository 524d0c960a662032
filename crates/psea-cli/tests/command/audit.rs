//! `psea audit`.

use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::{ATTEST, NOW, Place};

/// Bodies of alice, one a line, with counters from 1 on.
fn bodies(place: &Place, count: u64) -> Vec<String> {
    (0..count).map(|number| line(&place.body(&format!("--jti a-{number}")))).collect()
}

fn line(body: &str) -> String {
    serde_json::from_str::<Value>(body).unwrap().to_string()
}

fn write(place: &Place, lines: &[String]) {
    place.write("bodies.jsonl", lines.join("\n") + "\n");
}

/// What the audit says, without what differs from run to run.
fn audit(place: &Place, more: &str, exit: i32) -> Value {
    let said = place.run(&format!("audit --state verifier --json bodies.jsonl {more}"));
    let mut json = said.exits(exit).json();
    json.as_object_mut().unwrap().remove("seconds");
    json
}

fn codes(json: &Value) -> Vec<(String, u64, u64)> {
    let code = |code: &Value| {
        let number = |name: &str| code[name].as_u64().unwrap();
        (code["code"].as_str().unwrap().into(), number("proofs"), number("first_line"))
    };
    json["codes"].as_array().unwrap().iter().map(code).collect()
}

#[test]
fn proofs_that_were_accepted_in_this_order_are_sound() {
    let place = Place::enrolled();
    write(&place, &bodies(&place, 3));
    let json = audit(&place, "", 0);
    let whole = json!({"sound": true, "file": "bodies.jsonl", "proofs": 3, "passed": 3,
        "refused": 0, "counters": 1, "codes": []});
    assert_eq!(json, whole);
    let said = place.run("audit --state verifier bodies.jsonl").exits(0);
    assert!(said.out.contains("SOUND") && said.err.is_empty(), "no bar but on terminals: {said:?}");
    assert_eq!(audit(&place, "--op payment.execute --tier high", 0), whole);
    // Nothing was accepted by it, and nothing is in its way: the proofs can still be verified.
    let body = place.read("bodies.jsonl").lines().next().unwrap().to_owned();
    place.verify(&body, "").exits(0);
    let piped = place.run_with_input("audit --state verifier -", place.read("bodies.jsonl"));
    assert!(piped.exits(0).out.contains("SOUND"));
    // No proof at all says nothing against anybody.
    place.write("bodies.jsonl", "\n \n");
    assert_eq!(audit(&place, "", 0)["proofs"], 0);
}

/// Each defect has the code that a Verifier gives it, and the line on which it is first.
#[test]
fn each_defect_is_told_with_its_code_and_line() {
    let place = Place::enrolled();
    let good = bodies(&place, 4);
    let changed = |number: usize, change: &dyn Fn(&mut Value)| {
        let mut body: Value = serde_json::from_str(&good[number]).unwrap();
        change(&mut body);
        body.to_string()
    };
    let proof = |body: &Value| body["proof"].as_str().unwrap().to_owned();
    let unsigned = changed(1, &|body| {
        let signed = proof(body);
        let (signed, _) = signed.rsplit_once('.').unwrap();
        body["proof"] = format!("{signed}.{}", "A".repeat(86)).into();
    });
    let other_action = changed(1, &|body| body["actionPayload"]["amount"] = 9.into());
    let no_action = changed(1, &|body| {
        body.as_object_mut().unwrap().remove("actionPayload");
    });
    let long = format!("{{\"proof\":\"{}\"}}", "x".repeat(200_000));

    place.run("keygen --out other.json").exits(0);
    let instead = |of: &str, other: &str| {
        let attest = ATTEST.replace(of, other);
        line(&place.run(&format!("{attest} --yes --now {NOW}")).exits(0).out)
    };
    let unknown = instead("key.json", "other.json");
    let other_op = instead("payment.execute", "payment.refund");
    let other_tier = instead("--tier high", "--tier low");
    let other_aud = instead("verifier.example", "other.example");
    let other_iss = instead("tenant.example", "other.example");
    let other_device = instead("device-7f3a", "device-0000");
    let lived = line(&place.body("--lifetime 300"));
    let last = bodies(&place, 1).remove(0);

    let named = "--op payment.execute --tier high";
    let cases: [(&str, &str, String, &str); 12] = [
        ("no JSON", "body_malformed", "{".into(), ""),
        ("too long", "body_too_large", long, ""),
        ("no action", "action_payload_missing", no_action, ""),
        ("another key", "key_unknown", unknown, ""),
        ("no signature", "signature_invalid", unsigned, ""),
        ("another action", "action_mismatch", other_action, ""),
        ("another operation", "operation_mismatch", other_op, named),
        ("another tier", "tier_mismatch", other_tier, named),
        ("another Verifier", "audience_mismatch", other_aud, ""),
        ("another deployment", "issuer_mismatch", other_iss, ""),
        ("another device", "ueid_mismatch", other_device, ""),
        ("a replay", "counter_not_increasing", good[0].clone(), ""),
    ];
    for (what, code, defect, more) in cases {
        write(&place, &[good[0].clone(), good[1].clone(), defect, last.clone()]);
        let json = audit(&place, more, 1);
        assert_eq!(codes(&json), [(code.to_owned(), 1, 3)], "{what}");
        assert_eq!((&json["proofs"], &json["passed"]), (&4.into(), &3.into()), "{what}");
    }
    write(&place, &[good[1].clone(), good[0].clone()]);
    assert_eq!(codes(&audit(&place, "", 1)), [("counter_not_increasing".into(), 1, 2)]);
    place.configure("max_lifetime", 299);
    write(&place, &[lived]);
    assert_eq!(codes(&audit(&place, "", 1)), [("lifetime_exceeded".into(), 1, 1)]);
    let said = place.run("audit --state verifier bodies.jsonl").exits(1);
    for part in ["NOT SOUND", "lifetime_exceeded", "first line", "§3.11"] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
}

/// §3.14: the status is that of the time of signing.
#[test]
fn the_status_is_that_of_the_time_of_signing() {
    let place = Place::enrolled();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let at = |seconds: u64| line(&place.attest(&format!("--now {seconds}")).exits(0).out);
    write(&place, &[at(now - 1_000), at(now + 1_000)]);
    let change = |verb: &str, more: &str| {
        let verb = format!("{verb} --state verifier alice --reason mislaid {more}");
        place.run(&verb).exits(0);
    };
    change("suspend", "");
    assert_eq!(codes(&audit(&place, "", 1)), [("enrollment_suspended".into(), 1, 2)]);
    change("reactivate", "");
    assert_eq!(audit(&place, "", 0)["passed"], 2);
    change("revoke", "--yes");
    assert_eq!(codes(&audit(&place, "", 1)), [("enrollment_revoked".into(), 1, 2)]);
}

/// §3.12: a proof that is missing is told once, where it is missed.
#[test]
fn a_gap_in_the_chain_is_told_once() {
    let place = Place::enrolled();
    place.configure("chain", true);
    let mut lines = Vec::new();
    let mut previous = "0".repeat(64);
    for _ in 0..5 {
        let body = place.body(&format!("--chain-prev {previous}"));
        let approved = place.verify(&body, "--json").exits(0).json();
        previous = approved["chain_entry"].as_str().unwrap().into();
        lines.push(line(&body));
    }
    write(&place, &lines);
    assert_eq!(audit(&place, "", 0)["passed"], 5);
    lines.remove(2);
    write(&place, &lines);
    assert_eq!(codes(&audit(&place, "", 1)), [("chain_broken".into(), 1, 3)]);
}

/// Killed at any moment, the audit goes on and ends with the totals of an undisturbed one.
#[test]
fn a_killed_audit_ends_with_the_same_totals() {
    let place = Place::enrolled();
    let (good, bad) = (bodies(&place, 2), String::from("{"));
    // Most are replays, each with its signature checked: enough for some checkpoints.
    let mut lines = vec![good[0].clone(); 60_000];
    lines[7] = bad;
    lines.push(good[1].clone());
    write(&place, &lines);
    let whole = audit(&place, "", 1);
    assert_eq!(whole["passed"], 2);

    let (mut kills, begun) = (0, Instant::now());
    let resumed = loop {
        let mut command =
            place.command("audit --state verifier --json --resume r.json bodies.jsonl");
        let mut child = place.spawn(command.stderr(Stdio::null()));
        let before = std::fs::read(place.path("r.json")).ok();
        // Until it has written how far it is, and then a little, unless it ends.
        let ended = loop {
            if child.try_wait().unwrap().is_some() {
                break true;
            }
            if std::fs::read(place.path("r.json")).ok() != before {
                std::thread::sleep(Duration::from_millis(30));
                break false;
            }
            assert!(begun.elapsed() < Duration::from_secs(300), "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        };
        if !ended && kills < 2 {
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            continue;
        }
        let said: crate::support::Said = child.wait_with_output().unwrap().into();
        break said.exits(1).json();
    };
    let mut resumed = resumed;
    let members = resumed.as_object_mut().unwrap();
    members.remove("seconds");
    let at = members.remove("resumed_at");
    assert_eq!(resumed, whole);
    assert!(kills > 0, "it ended before it could be killed: the file is too short");
    assert!(at.is_some_and(|at| at.as_u64().unwrap() > 0), "it began anew after {kills} kills");
    // What was added is audited alone.
    let more = line(&place.body("--jti b-1"));
    place.write("bodies.jsonl", place.read("bodies.jsonl") + &more + "\n");
    let grown = audit(&place, "--resume r.json", 1);
    assert_eq!((&grown["resumed_at"], &grown["passed"]), (&60_001.into(), &3.into()));
}

/// A checkpoint of something else would make totals of nothing.
#[test]
fn a_checkpoint_of_something_else_is_refused() {
    let place = Place::enrolled();
    let lines = bodies(&place, 2);
    write(&place, &lines);
    audit(&place, "--resume r.json", 0);
    let refused = |more: &str| {
        let arguments = format!("audit --state verifier bodies.jsonl --resume r.json {more}");
        place.error(&arguments, 2)
    };
    assert_eq!(refused("--op payment.execute --tier high"), "checkpoint_invalid");
    write(&place, &[lines[1].clone(), lines[0].clone()]);
    assert_eq!(refused(""), "checkpoint_invalid");
    write(&place, &lines[..1]);
    assert_eq!(refused(""), "checkpoint_invalid");
    write(&place, &lines);
    place.configure("clock_skew", 1);
    assert_eq!(refused(""), "checkpoint_invalid");
    place.configure("clock_skew", 0);
    place.write("r.json", "{}");
    assert_eq!(refused(""), "checkpoint_invalid");
    let piped = place.run_with_input("audit --state verifier --resume r.json --json -", "");
    assert_eq!(piped.exits(2).json()["error"]["code"], "usage");
    assert_eq!(place.error("audit --state verifier gone.jsonl", 2), "file_missing");
}

/// The memory does not depend on the length of the file, nor on that of a line.
#[test]
#[cfg(target_os = "linux")]
fn memory_is_flat() {
    let place = Place::enrolled();
    let body = bodies(&place, 1).remove(0);
    // Refused before the signature, so that the octets are many and the time is short.
    let unsigned = body.replace("\"proof\":\"", "\"proof\":\"-");
    let padded = format!("{}{}", unsigned, " ".repeat(60_000));
    let peak = |lines: usize| {
        let mut text = (padded.clone() + "\n").repeat(lines);
        text.push_str(&"x".repeat(lines * 60_000));
        place.write("bodies.jsonl", text + "\n");
        let mut child = place.spawn(&mut place.command("audit --state verifier bodies.jsonl"));
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0;
        while child.try_wait().unwrap().is_none() {
            let said = std::fs::read_to_string(&status).unwrap_or_default();
            let line = said.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("");
            let kib = line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok());
            peak = kib.unwrap_or(0).max(peak);
        }
        peak
    };
    let (few, many) = (peak(100), peak(1_500));
    assert!(few > 0);
    // 84 and 84 MB more of text.
    assert!(many < few + 12_000, "{few} KiB for 12 MB, {many} KiB for 180 MB");
}
