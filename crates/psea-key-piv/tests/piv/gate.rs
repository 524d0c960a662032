//! One PIN, one signature: enforced by the card, and never left open.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use psea_attester::{AttestError, KeyError};

use crate::card::{GENERAL_AUTHENTICATE, METADATA, PIN, Profile, RESET, SELECT, VERIFY};
use crate::stack::{Stack, with_card};
use crate::support::*;

/// From here on, what a proof asks of a card that describes its keys.
const ASKED_FIRST: [u8; 4] = [SELECT, METADATA, METADATA, VERIFY];

/// §3.7: the card is asked for a second signature after each one, without a new PIN, and refuses.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn the_card_refuses_a_second_signature() {
    with_card(Profile::yubikey(), |stack| {
        let user = User::willing();
        let (key, attester) = (key(stack, &user), attester());
        for number in 1..=3 {
            stack.card.log();
            prove(&attester, &key, &format!("a-{number}")).unwrap();
            let signed = [GENERAL_AUTHENTICATE, GENERAL_AUTHENTICATE, RESET];
            let expected = [&ASKED_FIRST[..], &ASKED_FIRST, &signed].concat();
            assert_eq!(stack.card.log(), expected);
            assert_eq!(stack.card.signatures(), number, "two were asked for, one was made");
            assert_eq!(user.asked().len(), 1);
        }
        assert!(!stack.card.is_verified());
    });
}

/// The same, asked of the card by hand, as another program would.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn the_card_itself_is_always_gated() {
    with_card(Profile::yubikey(), |stack| {
        let card = stack.other_program(pcsc::ShareMode::Shared);
        let status = |command: &[u8]| {
            let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
            card.transmit(command, &mut buffer)
                .unwrap()
                .split_last_chunk::<2>()
                .unwrap()
                .1
                .to_owned()
        };
        let select = [0, SELECT, 4, 0, 5, 0xA0, 0, 0, 3, 8];
        let verify = [&[0, VERIFY, 0, 0x80, 8][..], PIN.as_bytes(), &[0xFF; 2]].concat();
        let sign =
            [&[0, 0x87, 0x11, 0x9C, 38, 0x7C, 36, 0x82, 0, 0x81, 32][..], &[5; 32], &[0]].concat();
        assert_eq!(status(&select), [0x90, 0]);
        assert_eq!(status(&sign), [0x69, 0x82]);
        for _ in 0..2 {
            assert_eq!(status(&verify), [0x90, 0]);
            assert_eq!(status(&sign), [0x90, 0]);
            assert_eq!(status(&sign), [0x69, 0x82]);
        }
    });
}

/// §3.7: a card that calls itself gated and signs twice after one PIN is found out at the first
/// signature, which does not leave.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_card_that_lies_is_found_out() {
    with_card(Profile { pin_policy: 2, ..Profile::yubikey() }, |stack| {
        // The plain card says nothing of its policy, the YubiKey says the wrong thing.
        for profile in [Profile::yubikey(), Profile { t0: false, ..Profile::plain() }] {
            stack.card.become_card(Profile { pin_policy: 2, ..profile });
            let (key, attester) = (key(stack, &User::willing()), attester());
            let refused = prove(&attester, &key, "a-1").unwrap_err();
            assert!(
                matches!(refused, AttestError::Key(KeyError::Unsuitable(why)) if why.contains("twice")),
                "{refused}"
            );
            assert!(!stack.card.is_verified());
        }
    });
}

/// §3.7: a verification that is dropped leaves nothing behind.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_dropped_verification_is_forgotten_by_the_card() {
    with_card(Profile::yubikey(), |stack| {
        let (key, attester) = (key(stack, &User::willing()), attester());
        let confirmed = attester.propose(request("a-1")).unwrap().verify_user(&key).unwrap();
        assert!(stack.card.is_verified());
        drop(confirmed);
        assert!(!stack.card.is_verified());
        assert_eq!(stack.card.log().last(), Some(&RESET));
        assert_eq!(counter(&prove(&attester, &key, "a-2").unwrap()), 1);
    });
}

/// The same if the program is killed between the PIN and the signature.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_program_that_dies_leaves_no_verified_card() {
    const VICTIM: &str = "PSEA_PIV_VICTIM";
    if let Ok(reference) = std::env::var(VICTIM) {
        let key = psea_key_piv::PivKey::open(&reference.parse().unwrap(), User::willing()).unwrap();
        let confirmed = attester().propose(request("a-1")).unwrap().verify_user(&key).unwrap();
        println!("\nverified");
        std::thread::sleep(Duration::from_secs(60));
        drop(confirmed);
        return;
    }
    with_card(Profile::yubikey(), |stack| {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["gate::a_program_that_dies_leaves_no_verified_card", "--exact"])
            .args(["--include-ignored", "--nocapture", "--test-threads=1"])
            .env(VICTIM, stack.reference().to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let printed = BufReader::new(victim.stdout.take().unwrap()).lines();
        let verified = printed.map_while(Result::ok).any(|line| line == "verified");
        let was_verified = stack.card.is_verified();
        stack.card.log();
        victim.kill().unwrap();
        victim.wait().unwrap();
        assert!(verified && was_verified);
        await_forgotten(stack);
        assert_eq!(stack.card.log()[0], RESET);
        prove(&attester(), &key(stack, &User::willing()), "a-1").unwrap();
    });
}

fn await_forgotten(stack: &Stack) {
    let begun = Instant::now();
    while stack.card.is_verified() {
        assert!(begun.elapsed() < Duration::from_secs(10), "still verified");
        std::thread::sleep(Duration::from_millis(10));
    }
}
