//! Which keys are opened, and which are refused with what reason.

use std::sync::Arc;

use psea_attester::{HardwareKey as _, KeyError};
use psea_claims::UvGate;
use psea_key_piv::{PinPolicy, PivError, PivKey, PivReference, Refusal, Slot};

use crate::card::{GENERAL_AUTHENTICATE, PIN, Profile, RESET, VERIFY, attestation, of_other_curve};
use crate::stack::{Stack, with_card};
use crate::support::*;

fn open(stack: &Stack) -> Result<PivKey, PivError> {
    PivKey::open(&stack.reference(), User::willing())
}

fn refusal(stack: &Stack, name: &str) -> Refusal {
    match open(stack) {
        Err(PivError::Refused(refusal)) => refusal,
        other => panic!("{name}: {other:?}"),
    }
}

/// §3.7: what the card says of itself decides, and a key that may be used otherwise than by one PIN
/// for one signature is not opened.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn keys_without_the_gate_are_refused_with_the_reason() {
    with_card(Profile::yubikey(), |stack| {
        let other = Profile::yubikey_that(|_| ()).with_key(8);
        let cases = [
            (
                "once",
                Refusal::PinPolicy(PinPolicy::Once),
                Profile::yubikey_that(|t| t.pin_policy = 2),
            ),
            (
                "never",
                Refusal::PinPolicy(PinPolicy::Never),
                Profile::yubikey_that(|t| t.pin_policy = 1),
            ),
            (
                "default",
                Refusal::PinPolicy(PinPolicy::Other(0)),
                Profile::yubikey_that(|t| t.pin_policy = 0),
            ),
            ("RSA", Refusal::NotP256, Profile::yubikey_that(|t| t.algorithm = 0x07)),
            ("P-384", Refusal::NotP256, Profile::yubikey_that(|t| t.algorithm = 0x14)),
            ("imported", Refusal::FromOutside, Profile::yubikey_that(|t| t.origin = 2)),
            ("factory PIN", Refusal::FactoryPin, Profile::yubikey_that(|t| t.factory_pin = true)),
            ("no key", Refusal::NoKey, Profile::yubikey_that(|t| t.holds_key = false)),
            (
                "attested once",
                Refusal::PinPolicy(PinPolicy::Once),
                Profile::yubikey_that(|t| {
                    t.attestation = Some(attestation(&Profile::plain().key, 2));
                }),
            ),
            ("another key attested", Refusal::OtherKeyAttested, other),
            ("no PIV", Refusal::NotPiv, Profile { has_piv: false, ..Profile::yubikey() }),
            (
                "certificate for P-384",
                Refusal::NotP256,
                Profile { certificate: Some(of_other_curve()), t0: false, ..Profile::plain() },
            ),
            (
                "certificate that is none",
                Refusal::NotP256,
                Profile { certificate: Some(vec![0x30, 0]), t0: false, ..Profile::plain() },
            ),
            (
                "no certificate",
                Refusal::NoKey,
                Profile { certificate: None, t0: false, ..Profile::plain() },
            ),
            (
                "signs without a PIN",
                Refusal::SignsWithoutPin,
                Profile { pin_policy: 1, ..Profile::yubikey() },
            ),
        ];
        for (name, expected, profile) in cases {
            stack.card.become_card(profile);
            assert_eq!(refusal(stack, name), expected, "{name}");
            let contradicted = matches!(expected, Refusal::PinPolicy(_) | Refusal::SignsWithoutPin);
            assert_eq!(expected.uv_gate() == UvGate::Contradicted, contradicted, "{name}");
            assert_eq!(stack.card.log().last(), Some(&RESET), "{name}");
        }
        // Control: cards as they should be are opened. A key that was not attested is not refused.
        for profile in [
            Profile::yubikey(),
            Profile::yubikey_that(|told| told.attestation = None),
            Profile { t0: false, ..Profile::plain() },
        ] {
            stack.card.become_card(profile);
            let key = open(stack).unwrap();
            submit(&verifier(key.public_key()), &prove(&attester(), &key, "a-1").unwrap()).unwrap();
        }
    });
}

/// §3.7: no other slot than 9c, whatever it holds. The card is not even asked.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn other_slots_are_refused() {
    with_card(Profile::yubikey(), |stack| {
        stack.card.log();
        for number in [0x9A, 0x9D, 0x9E, 0x82] {
            let slot = Slot::from_number(number).unwrap();
            let reference = PivReference::new(stack.reference().reader(), slot).unwrap();
            let refused = PivKey::open(&reference, User::willing()).unwrap_err();
            assert!(
                matches!(refused, PivError::Refused(Refusal::Slot(s)) if s == slot),
                "{refused}"
            );
            assert!(refused.to_string().contains("9c"), "{refused}");
        }
        assert_eq!(stack.card.log(), [] as [u8; 0]);
    });
}

/// Opening tries no PIN, shows that the card refuses without one, and disturbs nobody by a reset.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn opening_leaves_the_card_as_it_is() {
    with_card(Profile::yubikey(), |stack| {
        open(stack).unwrap();
        stack.card.log();
        open(stack).unwrap();
        let log = stack.card.log();
        assert_eq!(log.last(), Some(&GENERAL_AUTHENTICATE), "{log:02X?}");
        assert!(!log.contains(&VERIFY) && !log.contains(&RESET), "{log:02X?}");
        assert_eq!((stack.card.signatures(), stack.card.tries()), (0, 3));
    });
}

/// What is listed: every reader, with the report of its key or the reason against it.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn readers_are_listed_with_reports_and_reasons() {
    with_card(Profile::yubikey(), |stack| {
        let found = PivKey::list().unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].reference, stack.reference());
        let (public, report) = found[0].key.as_ref().unwrap();
        let key = open(stack).unwrap();
        assert_eq!((public, report), (key.public_key(), &key.report()));
        // The second slot of the virtual reader is empty.
        assert!(matches!(found[1].key, Err(PivError::Key(KeyError::Removed))), "{found:?}");

        stack.card.become_card(Profile::yubikey_that(|told| told.pin_policy = 2));
        let found = PivKey::list().unwrap();
        let refused = found[0].key.as_ref().unwrap_err();
        assert!(refused.to_string().contains("`once`, not `always`"), "{refused}");
    });
}

/// The user sees what the key is called, and no PIN is ever printed.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn names_are_shown_and_pins_are_not() {
    with_card(Profile::yubikey(), |stack| {
        let user = User::willing();
        let key = key(stack, &user);
        assert_eq!(key.reference(), &stack.reference());
        let named =
            PivKey::open(&stack.reference(), Arc::clone(&user) as _).unwrap().named("the blue one");
        for (key, name) in [(&key, stack.reference().to_string()), (&named, "the blue one".into())]
        {
            let proposal = attester().propose(request("a-1")).unwrap();
            let verified = key.verify_user(&proposal.prompt()).unwrap();
            assert!(!format!("{key:?} {verified:?}").contains(PIN));
            let asked = Asked { action: ACTION.into(), key: name, tries_left: Some(3) };
            assert_eq!(user.asked(), [asked]);
        }
    });
}
