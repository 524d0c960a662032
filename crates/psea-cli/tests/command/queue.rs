//! §3.7: proofs that were made offline.

use serde_json::{Value, json};

use crate::support::{ATTEST, NOW, PASSPHRASE, Place, Said};

const STATE: &str = "--state key.state.redb";

/// With an attester that may approve payments offline, and a verifier that lets them wait.
fn offline() -> Place {
    let place = Place::with_key_set();
    place.configure("max_lifetime", 86_400);
    place.write("offline.json", r#"{"offline": ["payment.execute"]}"#);
    place
}

fn put(place: &Place, jti: &str) -> Said {
    place.attest(&format!("--now {NOW} --jti {jti} --queue offline.json --json"))
}

/// Sends what is due with this program.
fn run(place: &Place, exec: &str, now: u64) -> Said {
    run_within(place, exec, now, "300")
}

fn run_within(place: &Place, exec: &str, now: u64, seconds: &str) -> Said {
    let now = now.to_string();
    let arguments = [
        "queue",
        "run",
        "--state",
        "key.state.redb",
        "--keys",
        "keyset/jwks.json",
        "--json",
        "--now",
        &now,
        "--timeout",
        seconds,
        "--exec",
        exec,
    ];
    place.run_all(&arguments)
}

/// The verifier of this machine, as a program that carries proofs to it.
fn verifier(now: u64) -> String {
    format!(
        "{} verify --state verifier --op payment.execute --tier high --passphrase-file secret \
         --result - --now {now}",
        env!("CARGO_BIN_EXE_psea")
    )
}

fn list(place: &Place, now: u64) -> Value {
    place.run(&format!("queue list {STATE} --now {now} --json")).exits(0).json()
}

/// In order, each accepted once, and told until it is forgotten.
#[test]
fn what_was_queued_is_sent_in_order() {
    let place = offline();
    assert_eq!(PASSPHRASE, place.read("secret").trim_end());
    for (number, jti) in ["a-1", "a-2", "a-3"].into_iter().enumerate() {
        let json = put(&place, jti).exits(0).json();
        assert_eq!((&json["queued"], &json["jti"]), (&json!(number), &json!(jti)));
        assert_eq!(json["exp"], NOW + 86_400);
    }
    let waiting = list(&place, NOW)["waiting"].clone();
    assert_eq!(waiting.as_array().unwrap().len(), 3);
    assert_eq!((&waiting[0]["phase"], &waiting[0]["sent"]), (&json!("due"), &json!(0)));

    let now = NOW + 3_600;
    let said = run(&place, &verifier(now), now).exits(0).json();
    let ended = said["ended"].as_array().unwrap();
    let order: Vec<_> = ended.iter().map(|ended| ended["jti"].as_str().unwrap()).collect();
    assert_eq!(order, ["a-1", "a-2", "a-3"]);
    assert!(ended.iter().all(|ended| ended["end"] == "accepted"), "{said}");
    assert_eq!(said["waiting"], 0);
    assert_eq!(place.stats()["records"], 3);

    assert_eq!(list(&place, now)["ended"].as_array().unwrap().len(), 3);
    place.run(&format!("queue forget {STATE} 1 7")).exits(1).tells(&["not_ended", "7"]);
    place.run(&format!("queue forget {STATE} 1")).exits(0);
    place.run(&format!("queue forget {STATE} --all")).exits(0);
    assert_eq!(list(&place, now)["ended"], json!([]));
    let text = place.run(&format!("queue list {STATE}")).exits(0).out;
    assert!(text.contains("nothing waits"), "{text}");
}

/// An operation that needs the server first is refused before anybody is asked, and never queued.
#[test]
fn what_needs_the_server_is_not_queued() {
    let place = offline();
    let attest = ATTEST.replace("payment.execute", "limit.raise");
    let said = place.run(&format!("{attest} --yes --queue offline.json")).exits(1);
    let said = said.tells(&["server_first", "limit.raise"]);
    assert!(!said.err.contains("Approve"), "the user was asked: {}", said.err);
    assert_eq!(list(&place, NOW)["waiting"], json!([]));
    let shown = place.run(&format!("state show {STATE} --json")).exits(0).json();
    assert_eq!(shown["counters"], json!([]), "a counter was used");
    for (policy, problem) in [("{", "policy_unusable"), (r#"{"all":true}"#, "policy_unusable")] {
        place.write("offline.json", policy);
        assert_eq!(put(&place, "a-1").exits(2).json()["error"]["code"], problem);
    }
}

/// What is no answer leaves the proof waiting: nothing said, something unsigned, a program that
/// hangs, one that is none. Then the verifier says what became of it.
#[test]
fn what_is_no_answer_is_tried_again() {
    let place = offline();
    put(&place, "a-1").exits(0);
    let (mut now, mut sent) = (NOW, 0);
    let stubborn = "sh -c 'exec sleep 60'";
    for (exec, problem) in [
        ("sh -c 'exit 7'", "exit status: 7"),
        ("echo approved", ""),
        ("./absent", "absent"),
        (stubborn, "did not end in time"),
    ] {
        let seconds = if exec == stubborn { "1" } else { "300" };
        let said = run_within(&place, exec, now, seconds).exits(0).json();
        assert_eq!((&said["ended"], &said["waiting"]), (&json!([]), &json!(1)), "{exec}");
        sent += 1;
        let waiting = list(&place, now)["waiting"][0].clone();
        assert_eq!((&waiting["sent"], &waiting["phase"]), (&json!(sent), &json!("due")));
        let told = waiting["problem"].as_str().unwrap();
        assert!(!told.is_empty() && told.contains(problem), "{exec}: {told}");
        // Not before its delay is over.
        let next = waiting["next_ms"].as_u64().unwrap();
        assert!(next > now * 1000, "{exec}");
        let early = run(&place, &verifier(now), now).exits(0).json();
        assert_eq!(early["ended"], json!([]), "{exec}: sent before its delay was over");
        now = next / 1000 + 1;
    }
    // It was accepted, and the answer was lost.
    let lost = format!("sh -c '{} >/dev/null'", verifier(now));
    run(&place, &lost, now).exits(0);
    assert_eq!(place.stats()["records"], 1);
    now = list(&place, now)["waiting"][0]["next_ms"].as_u64().unwrap() / 1000 + 1;
    let said = run(&place, &verifier(now), now).exits(0).json();
    assert_eq!(said["ended"][0]["end"], "accepted");
    assert_eq!(place.stats()["records"], 1);
}

/// What is refused, or expires, is dropped visibly; one that may have been executed is told apart.
#[test]
fn what_is_dropped_is_told() {
    let place = offline();
    put(&place, "a-1").exits(0);
    // The verifier accepts a later proof first, so that it refuses the one that waits.
    let body = place.body("");
    place.verify(&body, "").exits(0);
    let said = run(&place, &verifier(NOW + 2), NOW + 2).exits(1).json();
    assert_eq!(
        (&said["ended"][0]["reason"], &said["ended"][0]["unknown"]),
        (&json!("rejected"), &json!(false))
    );

    put(&place, "a-2").exits(0);
    run(&place, "true", NOW + 3).exits(0);
    let late = NOW + 86_401;
    let said = run(&place, "true", late).exits(3).json();
    assert_eq!(
        (&said["ended"][0]["reason"], &said["ended"][0]["unknown"]),
        (&json!("expired"), &json!(true))
    );
    let text = place.run(&format!("queue list {STATE}")).exits(0).out;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("it MAY have been executed: ask before"), "{text}");
}

/// §3.13.1: a signed `revoked` stops the queue and the attester.
#[test]
fn a_revocation_stops_the_queue() {
    let place = offline();
    put(&place, "a-1").exits(0);
    put(&place, "a-2").exits(0);
    place.run("revoke --state verifier alice --reason stolen --yes").exits(0);
    let said = run(&place, &verifier(NOW + 1), NOW + 1).json();
    let ended = said["ended"].as_array().unwrap();
    assert_eq!(ended.len(), 2, "{said}");
    assert!(ended.iter().all(|ended| ended["reason"] == "revoked"), "{said}");
    assert_eq!(put(&place, "a-3").exits(2).json()["error"]["code"], "not_trusted");
    place.attest("").exits(2).tells(&["not_trusted", "make a new key"]);
}

/// The state has one key; another one waits until what it signed was sent.
#[test]
fn another_key_waits_for_the_queue() {
    let place = offline();
    put(&place, "a-1").exits(0);
    place.attest("--kid other").exits(2).tells(&["queue_waiting", "psea queue run"]);
    run(&place, &verifier(NOW + 1), NOW + 1).exits(0);
    place.attest("--kid other").exits(0);
}
