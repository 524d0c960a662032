//! Everything that goes wrong has an error of its own, and no counter is used twice (§3.10).

use std::time::{Duration, Instant};

use psea_attester::{AttestError, HardwareKey as _, KeyError};
use psea_key_piv::{PivError, PivKey, PivReference};

use crate::card::{GENERAL_AUTHENTICATE, METADATA, Profile, RESET, SELECT, VERIFY};
use crate::stack::with_card;
use crate::support::*;

/// A wrong PIN costs a try and no counter, a right one gives the tries back, the third wrong one
/// locks the card, and a locked card does not ask for a PIN any more.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn wrong_pins_are_counted_by_the_card() {
    with_card(Profile::plain(), |stack| {
        let wrong = Some("314159");
        let user = User::types(&[wrong, wrong, Some("271828"), wrong, wrong, wrong]);
        let (key, attester) = (key(stack, &user), attester());
        assert_eq!(tries_left(prove(&attester, &key, "a-1")), 2);
        assert_eq!(tries_left(prove(&attester, &key, "a-1")), 1);
        assert_eq!(stack.card.log().last(), Some(&RESET));
        assert_eq!(counter(&prove(&attester, &key, "a-1").unwrap()), 1);
        let shown: Vec<_> = user.asked().iter().map(|asked| asked.tries_left).collect();
        assert_eq!(shown, [Some(3), Some(2), Some(1)]);

        assert_eq!(tries_left(prove(&attester, &key, "a-2")), 2);
        assert_eq!(tries_left(prove(&attester, &key, "a-2")), 1);
        for asked in [3, 0] {
            let locked = prove(&attester, &key, "a-2").unwrap_err();
            assert!(matches!(locked, AttestError::Key(KeyError::Locked)), "{locked:?}");
            assert_eq!(user.asked().len(), asked, "a locked card needs no PIN");
        }
        assert_eq!(stack.card.signatures(), 1);
    });
}

/// What can be no PIN does not reach the card, and costs no try.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn what_is_no_pin_costs_no_try() {
    with_card(Profile::yubikey(), |stack| {
        let user = User::types(&[Some(""), Some("12345"), Some("271828271")]);
        let (key, attester) = (key(stack, &user), attester());
        for _ in 0..3 {
            assert_eq!(tries_left(prove(&attester, &key, "a-1")), 3);
        }
        assert_eq!(stack.card.tries(), 3);
        assert_eq!(counter(&prove(&attester, &key, "a-1").unwrap()), 1);
    });
}

/// A user who declines; the card is not asked to verify anything.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_user_who_declines() {
    with_card(Profile::yubikey(), |stack| {
        let user = User::types(&[None]);
        let (key, attester) = (key(stack, &user), attester());
        stack.card.log();
        let declined = prove(&attester, &key, "a-1").unwrap_err();
        assert!(matches!(declined, AttestError::Key(KeyError::Declined)), "{declined:?}");
        assert_eq!(stack.card.log(), [SELECT, METADATA, METADATA, VERIFY], "the tries alone");
        assert_eq!((user.asked().len(), stack.card.tries()), (1, 3));
        assert_eq!(counter(&prove(&attester, &key, "a-1").unwrap()), 1);
    });
}

/// A card that is pulled: before, nobody is asked; while the PIN is verified, no counter is used;
/// while it signs, the counter is a gap. Inserted again, it works.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_card_that_is_removed() {
    with_card(Profile::yubikey(), |stack| {
        let user = User::willing();
        let (key, attester) = (key(stack, &user), attester());
        let verifier = verifier(key.public_key());
        submit(&verifier, &prove(&attester, &key, "a-1").unwrap()).unwrap();
        user.asked();

        let removed = |answer: Result<_, AttestError>| match answer {
            Err(AttestError::Key(KeyError::Removed)) => (),
            Err(other) => panic!("{other:?}"),
            Ok::<psea_attester::Proof, _>(_) => panic!("a proof"),
        };
        stack.card.pull();
        stack.await_no_card();
        removed(prove(&attester, &key, "a-2"));
        assert_eq!(user.asked(), []);
        let gone = PivKey::open(&stack.reference(), User::willing()).unwrap_err();
        assert!(matches!(gone, PivError::Key(KeyError::Removed)), "{gone:?}");

        // The first VERIFY asks for the tries, so it is pulled before anyone is asked.
        for (command, asked) in [(VERIFY, 0), (GENERAL_AUTHENTICATE, 1)] {
            stack.card.insert();
            stack.await_card();
            stack.card.pull_at(command);
            removed(prove(&attester, &key, "a-2"));
            assert_eq!(user.asked().len(), asked);
        }
        stack.card.insert();
        stack.await_card();
        // Pulled after the PIN, before the signature.
        let confirmed = attester.propose(request("a-2")).unwrap().verify_user(&key).unwrap();
        stack.card.pull();
        removed(confirmed.sign(now()));

        stack.card.insert();
        stack.await_card();
        let next = prove(&attester, &key, "a-3").unwrap();
        assert_eq!(counter(&next), 4, "1, two gaps for what was verified, 4");
        submit(&verifier, &next).unwrap();
    });
}

/// A reader that is not there.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_reader_that_is_gone() {
    with_card(Profile::yubikey(), |_| {
        let reference: PivReference = "piv:Another reader 00 00".parse().unwrap();
        let gone = PivKey::open(&reference, User::willing()).unwrap_err();
        assert!(matches!(gone, PivError::Key(KeyError::Removed)), "{gone:?}");
    });
}

/// Another program that wants the card for itself, or holds it in a transaction: busy, after as
/// long as was agreed, and free again later.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_card_that_others_use_is_busy() {
    with_card(Profile::yubikey(), |stack| {
        let patience = Duration::from_millis(500);
        let user = User::willing();
        let (key, attester) = (key(stack, &user).waiting(patience), attester());
        let busy = || {
            let busy = prove(&attester, &key, "a-1").unwrap_err();
            assert!(matches!(busy, AttestError::Key(KeyError::Busy)), "{busy:?}");
            assert_eq!(user.asked(), [], "nobody is asked");
        };
        let other = stack.other_program(pcsc::ShareMode::Exclusive);
        busy();
        let refused = PivKey::open(&stack.reference(), User::willing()).unwrap_err();
        assert!(matches!(refused, PivError::Key(KeyError::Busy)), "{refused:?}");
        drop(other);

        let mut other = stack.other_program(pcsc::ShareMode::Shared);
        let transaction = other.transaction().unwrap();
        let begun = Instant::now();
        busy();
        assert!(begun.elapsed() >= patience);
        transaction.end(pcsc::Disposition::LeaveCard).map_err(|(_, error)| error).unwrap();
        // One that is connected and idle does not disturb.
        assert_eq!(counter(&prove(&attester, &key, "a-1").unwrap()), 1);
    });
}

/// Another card, or another key, in the reader than the one that was opened: nobody's PIN goes
/// there.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn another_card_gets_no_pin() {
    with_card(Profile::yubikey(), |stack| {
        let user = User::willing();
        let (key, attester) = (key(stack, &user), attester());
        let others = [
            Profile::yubikey_that(|told| told.attestation = None).with_key(8),
            Profile::yubikey_that(|told| told.pin_policy = 2),
            Profile { has_piv: false, ..Profile::yubikey() },
        ];
        for other in others {
            stack.card.become_card(other);
            let refused = prove(&attester, &key, "a-1").unwrap_err();
            assert!(matches!(refused, AttestError::Key(KeyError::Unsuitable(_))), "{refused:?}");
        }
        assert_eq!((user.asked(), stack.card.tries()), (vec![], 3));
        stack.card.become_card(Profile::yubikey());
        assert_eq!(counter(&prove(&attester, &key, "a-1").unwrap()), 1);
        assert_eq!(key.report().stack, "piv");
    });
}
