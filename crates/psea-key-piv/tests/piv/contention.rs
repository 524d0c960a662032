//! Many signatures, one after the other and at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use psea_attester::{AttestError, HardwareKey as _, KeyError};
use psea_key_piv::PivKey;

use crate::card::Profile;
use crate::stack::with_card;
use crate::support::*;

/// Threads share a key, and two openings share a card: every signature is made, once, with its own
/// PIN and counter.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn threads_take_turns() {
    const THREADS: usize = 8;
    const EACH: usize = 4;
    with_card(Profile::yubikey(), |stack| {
        let user = User::willing();
        let (one, attester) = (key(stack, &user), attester());
        let two = PivKey::open(&stack.reference(), Arc::clone(&user) as _).unwrap();
        let (one, two) =
            (one.waiting(Duration::from_secs(60)), two.waiting(Duration::from_secs(60)));
        let begun = Instant::now();
        let mut proofs: Vec<_> = std::thread::scope(|scope| {
            let work = |thread: usize| {
                let (key, attester) =
                    (if thread.is_multiple_of(2) { &one } else { &two }, &attester);
                scope.spawn(move || {
                    let prove = |n| prove(attester, key, &format!("a-{thread}-{n}")).unwrap();
                    (0..EACH).map(prove).collect::<Vec<_>>()
                })
            };
            let threads: Vec<_> = (0..THREADS).map(work).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        println!("{} signatures by {THREADS} threads in {:?}", THREADS * EACH, begun.elapsed());
        assert_eq!(user.asked().len(), THREADS * EACH);
        assert_eq!(stack.card.signatures(), THREADS * EACH);
        proofs.sort_by_key(counter);
        let numbers: Vec<_> = proofs.iter().map(counter).collect();
        assert_eq!(numbers, (1..=(THREADS * EACH) as u64).collect::<Vec<_>>());
        let verifier = verifier(one.public_key());
        for proof in &proofs {
            submit(&verifier, proof).unwrap();
        }
        assert!(!stack.card.is_verified());
    });
}

/// One after the other: how long one takes, apart from its user.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn fifty_signatures_in_a_row() {
    with_card(Profile::yubikey(), |stack| {
        let (key, attester) = (key(stack, &User::willing()), attester());
        let verifier = verifier(key.public_key());
        let begun = Instant::now();
        for number in 1..=50 {
            let proof = prove(&attester, &key, &format!("a-{number}")).unwrap();
            assert_eq!(counter(&proof), number);
            submit(&verifier, &proof).unwrap();
        }
        println!("50 signatures in {:?}", begun.elapsed());
        assert_eq!(stack.card.signatures(), 50);
    });
}

/// A verification that is held holds the card: another one is busy, not deadlocked, and the one
/// that is held still signs.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn two_verifications_at_once_do_not_deadlock() {
    with_card(Profile::yubikey(), |stack| {
        let key = key(stack, &User::willing()).waiting(Duration::from_millis(500));
        let attester = attester();
        let held = attester.propose(request("a-1")).unwrap().verify_user(&key).unwrap();
        let busy = prove(&attester, &key, "a-2").unwrap_err();
        assert!(matches!(busy, AttestError::Key(KeyError::Busy)), "{busy:?}");
        let proof = held.sign(now()).unwrap();
        submit(&verifier(key.public_key()), &proof).unwrap();
        prove(&attester, &key, "a-2").unwrap();
    });
}
