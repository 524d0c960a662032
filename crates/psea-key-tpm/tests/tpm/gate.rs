//! The gate (§3.7): the TPM's own, one PIN for one signature.

use std::sync::Arc;

use psea_attester::{AttestError, HardwareKey as _, KeyError};
use psea_key_tpm::TpmKey;

use crate::foreign::{self, Foreign};
use crate::support::*;
use crate::swtpm::Swtpm;

/// §3.7: the user is asked once for each signature and sees the action; a wrong PIN is refused
/// with the tries that are left, by the TPM, before a counter is used (§3.10).
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn one_pin_for_each_signature() {
    let swtpm = Swtpm::start();
    let user = User::types(&[Some(PIN), Some("000000"), None, Some(""), Some(PIN)]);
    let (key, attester) = (key(&swtpm, "a.tpmkey", &user).named("the bank's key"), attester());
    let verifier = verifier(key.public_key());

    let first = prove(&attester, &key, "a-1").unwrap();
    submit(&verifier, &first).unwrap();
    let asked = user.asked();
    let most = asked[0].tries_left.unwrap();
    let expected = |tries| Asked {
        action: ACTION.into(),
        key: "the bank's key".into(),
        tries_left: Some(tries),
    };
    assert_eq!(asked, [expected(most)]);

    assert_eq!(tries_left(prove(&attester, &key, "a-2")), most - 1, "a wrong PIN");
    let declined = prove(&attester, &key, "a-2").unwrap_err();
    assert!(matches!(declined, AttestError::Key(KeyError::Declined)), "{declined}");
    assert_eq!(tries_left(prove(&attester, &key, "a-2")), most - 1, "no PIN is not counted");
    let second = prove(&attester, &key, "a-2").unwrap();
    submit(&verifier, &second).unwrap();
    assert_eq!(user.asked(), [most, most - 1, most - 1, most - 1].map(expected));
    assert_eq!((counter(&first), counter(&second)), (1, 2), "what failed used no counter");
}

/// §3.7: after a signature the TPM signs nothing more without the PIN, whoever asks: no session,
/// no loaded key and no authorisation is left over.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn a_signature_leaves_nothing_that_could_sign_again() {
    let swtpm = Swtpm::start();
    let user = User::willing();
    let (key, attester) = (key(&swtpm, "a.tpmkey", &user), attester());
    let sign = |pin| foreign::sign(&swtpm, "a.tpmkey", pin);
    assert_eq!(swtpm.loaded(), 0);
    assert_eq!(sign("").unwrap_err(), foreign::AUTH_FAIL, "before the first");
    prove(&attester, &key, "a-1").unwrap();
    assert_eq!(swtpm.loaded(), 0);
    assert_eq!(sign("").unwrap_err(), foreign::AUTH_FAIL, "after it");
    // Control: the same commands with the PIN do sign.
    sign(PIN).unwrap();

    // Between the verification and the signature nothing is loaded either.
    let proposal = attester.propose(request("a-2")).unwrap();
    let confirmed = proposal.verify_user(&key).unwrap();
    assert_eq!(swtpm.loaded(), 0);
    assert!(!format!("{confirmed:?}").contains(PIN));
    confirmed.sign(now()).unwrap();
    assert_eq!(user.asked().len(), 2);
}

/// The TPM's own counter locks the key; then nobody is asked for a PIN any more, and the right one
/// does not help.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn the_tpm_locks_after_wrong_pins() {
    let swtpm = Swtpm::start();
    let user = User::types(&[Some("000000"); 40]);
    let (key, attester) = (key(&swtpm, "a.tpmkey", &user), attester());
    let mut last = tries_left(prove(&attester, &key, "a-1"));
    while last > 1 {
        let tries = tries_left(prove(&attester, &key, "a-1"));
        assert_eq!(tries, last - 1);
        last = tries;
    }
    let locking = prove(&attester, &key, "a-1").unwrap_err();
    assert!(matches!(locking, AttestError::Key(KeyError::Locked)), "{locking}");
    user.asked();
    let locked = prove(&attester, &key, "a-1").unwrap_err();
    assert!(matches!(locked, AttestError::Key(KeyError::Locked)), "{locked}");
    assert_eq!(user.asked(), [], "nobody is asked in vain");
    assert_eq!(foreign::sign(&swtpm, "a.tpmkey", PIN).unwrap_err(), foreign::LOCKOUT);

    foreign::reset_lockout(&swtpm);
    let right = TpmKey::open(&swtpm.reference("a.tpmkey"), User::willing()).unwrap();
    let proof = prove(&attester, &right, "a-1").unwrap();
    assert_eq!(counter(&proof), 1);
}

/// A key that others lock between verification and signature is refused at the signature, and
/// leaves a gap (§3.10), not a proof.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn a_key_that_locks_before_the_signature_gives_no_proof() {
    let swtpm = Swtpm::start();
    let (key, attester) = (key(&swtpm, "a.tpmkey", &User::willing()), attester());
    let confirmed = attester.propose(request("a-1")).unwrap().verify_user(&key).unwrap();
    while foreign::sign(&swtpm, "a.tpmkey", "000000").unwrap_err() != foreign::LOCKOUT {}
    let locked = confirmed.sign(now()).unwrap_err();
    assert!(matches!(locked, AttestError::Key(KeyError::Locked)), "{locked}");
    foreign::reset_lockout(&swtpm);
    assert_eq!(counter(&prove(&attester, &key, "a-1").unwrap()), 2);
}

/// Even where a file claims that its key's PIN was shown: a key with an empty PIN gives no proof,
/// since a user's PIN is never empty.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn an_empty_pin_with_a_false_note_gives_no_proof() {
    let swtpm = Swtpm::start();
    let claim = Foreign { auth: "", pin_shown: true, ..Foreign::default() };
    claim.write(&swtpm, "a.tpmkey");
    let user = User::types(&[Some(""), Some("\0"), Some("0000")]);
    let key = TpmKey::open(&swtpm.reference("a.tpmkey"), Arc::clone(&user) as _).unwrap();
    let attester = attester();
    let most = tries_left(prove(&attester, &key, "a-1"));
    assert_eq!(tries_left(prove(&attester, &key, "a-1")), most);
    assert_eq!(tries_left(prove(&attester, &key, "a-1")), most - 1);
}
