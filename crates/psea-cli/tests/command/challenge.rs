//! §3.1.1: challenges, issued by one process and burned by another.

use crate::support::{NOW, Place};

#[test]
fn a_challenge_serves_once() {
    let place = Place::enrolled();
    place.configure("challenges", "required");
    let code = |body: &str| place.verify(body, "--json").exits(1).json()["code"].clone();
    assert_eq!(code(&place.body("")), "challenge_missing");
    assert_eq!(code(&place.body("--nonce made-up")), "challenge_unknown");
    assert_eq!(code(&place.body("--nonce -starts-like-a-flag")), "challenge_unknown");

    let issue = format!("challenge --state verifier --attester alice --ttl 60 --now {NOW}");
    let nonce = place.run(&issue).exits(0).out;
    let nonce = nonce.trim_end();
    assert_eq!(nonce.len(), 64, "32 octets: {nonce}");
    place.verify(&place.body(&format!("--nonce {nonce}")), "").exits(0);
    assert_eq!(code(&place.body(&format!("--nonce {nonce}"))), "challenge_unknown");

    let json = place.run(&format!("{issue} --op other --json")).exits(0).json();
    assert_eq!(json["until"], NOW + 60);
    let other = json["nonce"].as_str().unwrap();
    assert_ne!(other, nonce);
    assert_eq!(code(&place.body(&format!("--nonce {other}"))), "challenge_unknown");
}
