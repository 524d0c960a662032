//! A TPM that is away, full or slow: distinct errors, and no counter used twice (§3.10).

use std::time::Duration;

use psea_attester::{AttestError, HardwareKey as _, KeyError};
use psea_key_tpm::{TpmError, TpmKey, TpmReference};

use crate::foreign;
use crate::load::leave_objects;
use crate::support::*;
use crate::swtpm::Swtpm;

/// Removed before the PIN: nobody is asked and no counter is used. Removed between PIN and
/// signature: the counter is a gap. Back again: the next proof has the next counter.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn a_tpm_that_is_removed() {
    let swtpm = Swtpm::start();
    let user = User::willing();
    let (key, attester) = (key(&swtpm, "a.tpmkey", &user), attester());
    let verifier = verifier(key.public_key());
    let first = prove(&attester, &key, "a-1").unwrap();
    submit(&verifier, &first).unwrap();
    assert_eq!(user.asked().len(), 1);

    swtpm.kill();
    let gone = prove(&attester, &key, "a-2").unwrap_err();
    assert!(matches!(gone, AttestError::Key(KeyError::Removed)), "{gone:?}");
    assert_eq!(user.asked(), []);
    let gone = TpmKey::open(key.reference(), User::willing()).unwrap_err();
    assert!(matches!(gone, TpmError::Key(KeyError::Removed)), "{gone:?}");

    swtpm.run();
    let confirmed = attester.propose(request("a-2")).unwrap().verify_user(&key).unwrap();
    swtpm.kill();
    let gone = confirmed.sign(now()).unwrap_err();
    assert!(matches!(gone, AttestError::Key(KeyError::Removed)), "{gone:?}");

    swtpm.run();
    let next = prove(&attester, &key, "a-3").unwrap();
    assert_eq!((counter(&first), counter(&next)), (1, 3), "1, a gap, 3");
    submit(&verifier, &next).unwrap();
}

/// A TPM that loses power while keys are in use takes that for a wrong PIN (TPM 2.0 Part 1,
/// dictionary attack protection): at most one try is gone, and reported so.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn a_loss_of_power_costs_at_most_one_try() {
    let swtpm = Swtpm::start();
    let user = User::types(&[Some(PIN), Some("000000"), Some(PIN), Some(PIN)]);
    let (key, attester) = (key(&swtpm, "a.tpmkey", &user), attester());
    prove(&attester, &key, "a-1").unwrap();
    let left = tries_left(prove(&attester, &key, "a-2"));
    user.asked();
    swtpm.kill();
    swtpm.run();
    prove(&attester, &key, "a-2").unwrap();
    let after = user.asked()[0].tries_left.unwrap();
    println!("{left} tries before the loss of power, {after} after it");
    assert!(after == left || after + 1 == left, "{left} tries, then {after}");
}

/// A TPM whose memory others hold is busy; once they let go, it signs.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn a_tpm_that_is_full_is_busy() {
    let swtpm = Swtpm::start();
    let (key, attester) = (key(&swtpm, "a.tpmkey", &User::willing()), attester());
    while leave_objects(&swtpm, 1) {}
    let busy = prove(&attester, &key, "a-1").unwrap_err();
    assert!(matches!(busy, AttestError::Key(KeyError::Busy)), "{busy:?}");
    // A TPM that starts again forgets them.
    swtpm.shut_down();
    swtpm.run();
    assert_eq!(counter(&prove(&attester, &key, "a-1").unwrap()), 1);
}

/// Another program that fills the TPM for a moment is waited for.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn another_program_is_waited_for() {
    let swtpm = Swtpm::start();
    let (key, attester) = (key(&swtpm, "a.tpmkey", &User::willing()), attester());
    let mut other = swtpm.raw();
    foreign::root(&mut other);
    foreign::root(&mut other);
    assert_eq!(swtpm.loaded(), 2, "no room for a root and a key");
    let verifier = verifier(key.public_key());
    let proof = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| prove(&attester, &key, "a-1").unwrap());
        std::thread::sleep(Duration::from_millis(300));
        assert!(!waiting.is_finished());
        drop(other);
        waiting.join().unwrap()
    });
    submit(&verifier, &proof).unwrap();
    assert_eq!(swtpm.loaded(), 0);
}

/// A device that does not exist is a TPM that is not there.
#[test]
fn no_device_is_no_tpm() {
    let dir = tempfile::tempdir().unwrap();
    let tcti = format!("device:{}", dir.path().join("tpmrm0").display());
    let reference = TpmReference::new(dir.path().join("a.tpmkey"), &tcti).unwrap();
    let gone = TpmKey::generate(&reference, &psea_attester::Pin::new(PIN)).unwrap_err();
    assert!(matches!(gone, TpmError::Key(KeyError::Removed)), "{gone:?}");
    assert!(!reference.file().exists());
}
