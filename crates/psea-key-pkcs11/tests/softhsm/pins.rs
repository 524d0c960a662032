//! PINs: asked for once for each signature, wrong ones told apart, none kept.

use std::sync::Arc;
use std::time::{Duration, Instant};

use psea_attester::{HardwareKey as _, KeyError, Pin};
use psea_key_pkcs11::Pkcs11Key;

use crate::support::*;
use crate::token::{PIN, SoftHsm, WRONG_PIN, test_name};

/// §3.7: one request for each signature, which shows the action and names the key.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn each_signature_is_asked_for() {
    SoftHsm::run(test_name!(), |_| {
        let module = module();
        let typist = Typist::typing(PIN);
        let entry = Arc::clone(&typist) as _;
        let key = Pkcs11Key::open(&module, &generated(&module), &Pin::new(PIN), entry).unwrap();
        let attester = attester();
        for _ in 0..3 {
            prove(&attester, &key).unwrap();
        }
        let action = r#"{"actionType":"transfer","amount":2500}"#;
        let asked = format!("{action} with approvals on the token psea");
        assert_eq!(*typist.asked.lock().unwrap(), vec![asked; 3]);
    });
}

/// Wrong PINs, PINs of an inadmissible length, and no PIN: each is what it is, none uses a counter,
/// and a right one works afterwards. `SoftHSM2` counts no tries and locks nothing.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn a_wrong_pin_is_told_apart() {
    SoftHsm::run(test_name!(), |_| {
        let module = module();
        let typist = Typist::typing(PIN);
        let entry = Arc::clone(&typist) as _;
        let key = Pkcs11Key::open(&module, &generated(&module), &Pin::new(PIN), entry).unwrap();
        let attester = attester();
        for pin in [WRONG_PIN, "1", "", "2468100", "\u{0}46810"].repeat(5) {
            typist.set(Some(pin));
            let error = key_error(prove(&attester, &key));
            assert!(matches!(error, KeyError::NotVerified { .. }), "{pin:?}: {error:?}");
        }
        typist.set(None);
        assert!(matches!(key_error(prove(&attester, &key)), KeyError::Declined));
        typist.set(Some(PIN));
        let proof = prove(&attester, &key).unwrap();
        assert_eq!(proof.claims().counter.get(), 1);
        assert_eq!(proof.claims().uv.method().as_str(), "pin");
    });
}

/// While a verification is outstanding another one on the same token waits, and is told that the
/// token is busy if that takes too long; it is free when the first is dropped.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn a_busy_token_is_told() {
    SoftHsm::run(test_name!(), |_| {
        let module = module();
        let uri = generated(&module);
        let open = || {
            let key = Pkcs11Key::open(&module, &uri, &Pin::new(PIN), Typist::typing(PIN));
            key.unwrap().waiting(Duration::from_millis(100))
        };
        let (first, second, attester) = (open(), open(), attester());
        let held = proposal(&attester).verify_user(&first).unwrap();
        let began = Instant::now();
        assert!(matches!(key_error(prove(&attester, &second)), KeyError::Busy));
        assert!(began.elapsed() >= Duration::from_millis(100));
        drop(held);
        assert_eq!(prove(&attester, &second).unwrap().claims().counter.get(), 1);
        drop(proposal(&attester).verify_user(&first).unwrap());
    });
}

/// No form of the key, of its verification or of an error shows the PIN.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn no_text_shows_the_pin() {
    SoftHsm::run(test_name!(), |_| {
        let module = module();
        let typist = Typist::typing(PIN);
        let uri = generated(&module);
        let key = Pkcs11Key::open(&module, &uri, &Pin::new(PIN), Arc::clone(&typist) as _);
        let (key, attester) = (key.unwrap(), attester());
        let prompt = proposal(&attester);
        let verified = key.verify_user(&prompt.prompt()).unwrap();
        let texts = [format!("{key:?}"), format!("{key:#?}"), format!("{verified:#?}")];
        drop(verified);
        typist.set(Some(WRONG_PIN));
        let error = key_error(prove(&attester, &key));
        for text in texts.into_iter().chain([format!("{error:?}"), error.to_string()]) {
            assert!(!text.contains(PIN) && !text.contains(WRONG_PIN), "{text}");
        }
    });
}

/// A token that fails, here because its files are gone, is a failure of the hardware: not the user's
/// fault, no proof, and no counter used. `SoftHSM2`'s tokens cannot be pulled out, so that `Removed`
/// is shown by its mapping alone.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn a_token_that_fails_signs_nothing() {
    SoftHsm::run(test_name!(), |softhsm| {
        let module = module();
        let typist = Typist::typing(PIN);
        let entry = Arc::clone(&typist) as _;
        let key = Pkcs11Key::open(&module, &generated(&module), &Pin::new(PIN), entry).unwrap();
        softhsm.remove_tokens();
        let error = key_error(prove(&attester(), &key));
        assert!(matches!(error, KeyError::Hardware(_)), "{error:?}");
        assert!(typist.asked.lock().unwrap().is_empty(), "nobody types a PIN for nothing");
        let error = module.keys(&uri("type=private"), None).unwrap_err();
        assert!(error.to_string().contains("hardware failed"), "{error}");
    });
}
