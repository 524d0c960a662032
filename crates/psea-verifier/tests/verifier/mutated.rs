//! Octets from anyone: no panic, no approval of anything but what was signed, and never an
//! internal fault (§3.13.2).

use std::sync::Arc;

use proptest::prelude::*;
use psea_seed::cases;
use psea_verifier::{ChallengePolicy, MemoryStore, Verifier, VerifierConfig};

use crate::codes::is_rejection;
use crate::support::*;

fn strictest() -> VerifierConfig {
    config().with_chain().challenges(ChallengePolicy::Optional).clock_skew(60).unwrap()
}

/// A submission that passes, with something of everything in its body.
fn rich() -> Draft {
    let report = psea_claims::SignalReport::parse(br#"{"a":[1,"x"]}"#).unwrap();
    draft("a-1", 1)
        .claim("psea_chain_prev", SENTINEL)
        .claim("submods", serde_json::json!({"psea-device-state": {"os": "x"}}))
        .claim("psea_signals_hash", report.hash().to_text())
        .beside("signalReport", r#"{"a":[1,"x"]}"#)
        .beside("requestId", "\"r-1\"")
}

/// What may come of octets that did not come from the Attester.
fn check(verifier: &Verifier, store: &MemoryStore, octets: &[u8]) -> Result<(), TestCaseError> {
    let before = state(store);
    match verifier.verify(octets, &expected(), now()) {
        Ok(approval) => {
            // The change was one that changes nothing: white space, an unsigned member.
            let signed = rich().payload();
            prop_assert_eq!(approval.signed_payload(), signed.as_bytes());
            prop_assert_eq!(approval.action().as_str(), ACTION);
        }
        Err(refusal) => {
            prop_assert!(is_rejection(refusal.code()), "{}", refusal.code());
            prop_assert!(!refusal.to_string().is_empty());
            prop_assert_eq!(&state(store), &before);
        }
    }
    Ok(())
}

fn world(store: Arc<MemoryStore>) -> (Verifier, Arc<MemoryStore>) {
    (verifier(strictest(), &store), store)
}

#[derive(Clone, Debug)]
enum Edit {
    Flip(prop::sample::Index, u8),
    Set(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Copy(prop::sample::Index, prop::sample::Index, usize),
    Truncate(prop::sample::Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let index = any::<prop::sample::Index>;
    let structural = prop::sample::select(&b"{}[]\",:.\\ \n0-eu="[..]);
    prop_oneof![
        (index(), 0..8_u8).prop_map(|(at, bit)| Edit::Flip(at, bit)),
        (index(), structural.clone()).prop_map(|(at, octet)| Edit::Set(at, octet)),
        (index(), prop::collection::vec(structural, 1..4)).prop_map(|(at, o)| Edit::Insert(at, o)),
        (index(), prop::collection::vec(any::<u8>(), 1..3)).prop_map(|(at, o)| Edit::Insert(at, o)),
        (index(), 1..9_usize).prop_map(|(at, count)| Edit::Remove(at, count)),
        (index(), index(), 1..60_usize).prop_map(|(from, to, count)| Edit::Copy(from, to, count)),
        index().prop_map(Edit::Truncate),
    ]
}

fn apply(octets: &mut Vec<u8>, edit: &Edit) {
    let end = octets.len();
    if end == 0 {
        return;
    }
    match edit {
        Edit::Flip(at, bit) => octets[at.index(end)] ^= 1 << bit,
        Edit::Set(at, octet) => octets[at.index(end)] = *octet,
        Edit::Insert(at, new) => {
            let at = at.index(end);
            octets.splice(at..at, new.iter().copied());
        }
        Edit::Remove(at, count) => {
            let at = at.index(end);
            octets.drain(at..end.min(at + count));
        }
        Edit::Copy(from, to, count) => {
            let (from, to) = (from.index(end), to.index(end));
            let part = octets[from..end.min(from + count)].to_vec();
            octets.splice(to..to, part);
        }
        Edit::Truncate(at) => octets.truncate(at.index(end)),
    }
}

/// A token made of any octets, so that the checks behind the base64 are reached.
fn token() -> impl Strategy<Value = String> {
    let segment = || {
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..70),
            Just(draft("a-1", 1).header.to_string().into_bytes()),
            Just(rich().payload().into_bytes()),
            Just(vec![1; 64]),
        ]
    };
    let encode = |octets: &Vec<u8>| psea_jose::base64::url::encode(octets);
    prop::collection::vec(segment(), 1..5)
        .prop_map(move |parts| parts.iter().map(encode).collect::<Vec<_>>().join("."))
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn any_octets(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let (verifier, store) = world(gullible_store());
        prop_assert!(verifier.verify(&octets, &expected(), now()).is_err());
        check(&verifier, &store, &octets)?;
    }

    #[test]
    fn any_text(text in "\\PC*") {
        let (verifier, store) = world(gullible_store());
        check(&verifier, &store, text.as_bytes())?;
        let quoted = rich().body_around(&text);
        check(&verifier, &store, quoted.as_bytes())?;
    }

    /// Behind a signature that always verifies, anything but the one payload is refused.
    #[test]
    fn any_token(token in token()) {
        let (verifier, store) = world(gullible_store());
        check(&verifier, &store, rich().body_around(&token).as_bytes())?;
    }

    #[test]
    fn edited_bodies(edits in prop::collection::vec(edit(), 1..4)) {
        let (verifier, store) = world(store());
        let mut octets = rich().body().into_bytes();
        edits.iter().for_each(|edit| apply(&mut octets, edit));
        check(&verifier, &store, &octets)?;
    }

    /// Edits of the signed payload, behind a signature that always verifies.
    #[test]
    fn edited_payloads(edits in prop::collection::vec(edit(), 1..3)) {
        let (verifier, store) = world(gullible_store());
        let mut payload = rich().payload().into_bytes();
        edits.iter().for_each(|edit| apply(&mut payload, edit));
        let url = |octets: &[u8]| psea_jose::base64::url::encode(octets);
        let header = url(rich().header.to_string().as_bytes());
        let token = format!("{header}.{}.{}", url(&payload), url(&[1; 64]));
        let before = state(&store);
        match verifier.verify(rich().body_around(&token).as_bytes(), &expected(), now()) {
            Ok(approval) => {
                // Whatever it is, it was read as it was signed.
                prop_assert_eq!(approval.signed_payload(), &payload[..]);
                let value: serde_json::Value = serde_json::from_slice(&payload).unwrap();
                prop_assert_eq!(value["jti"].as_str(), Some(approval.jti().as_str()));
                prop_assert_eq!(&value["iss"], ISS);
                prop_assert_eq!(&value["psea_payload_hash"], &rich().claims["psea_payload_hash"]);
            }
            Err(refusal) => {
                prop_assert!(is_rejection(refusal.code()), "{}", refusal.code());
                prop_assert_eq!(&state(&store), &before);
            }
        }
    }
}

/// The submission that the edits start from passes.
#[test]
fn the_unedited_body_passes() {
    let (verifier, _) = world(store());
    assert_eq!(answer(&verifier, &rich().body(), now()), "approved");
    let (gullible, _) = world(gullible_store());
    assert_eq!(answer(&gullible, &rich().unsigned_body(), now()), "approved");
}

/// Every truncation, and every single flipped bit of the proof.
#[test]
fn truncations_and_flipped_bits() {
    let (verifier, store) = world(store());
    let body = rich().body();
    for end in 0..body.len() {
        let code = answer_to(&verifier, &body.as_bytes()[..end], &expected(), now());
        assert_eq!(code, "body_malformed", "{end}");
    }
    let proof = rich().proof_by(&signer());
    let start = body.find(&proof).unwrap();
    for position in start..start + proof.len() {
        for bit in 0..8 {
            let mut octets = body.clone().into_bytes();
            octets[position] ^= 1 << bit;
            let code = answer_to(&verifier, &octets, &expected(), now());
            assert!(is_rejection(code), "{code} at {position}.{bit}");
        }
    }
    assert_eq!(state(&store).records, []);
}
