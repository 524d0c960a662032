//! The key for development says what it is (§3.7.1).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use psea_attester::software::SoftwareKey;
use psea_attester::{AttestError, HardwareKey as _, KeyError};
use psea_claims::UvGate;

use crate::support::*;

/// §3.7.1: nothing attests its gate, and its proofs name the method `software`.
#[test]
fn it_is_not_attested() {
    let key = SoftwareKey::for_development(&[7; 32], |_| true).unwrap();
    assert_eq!(key.uv_gate(), UvGate::Unknown);
    let attester = attester(config());
    let confirmed = attester.propose(request("a-1")).unwrap().verify_user(&key).unwrap();
    let proof = confirmed.sign(now()).unwrap();
    assert_eq!(payload(proof.compact())["psea_uv"]["method"], "software");
}

/// Its `Debug` form says what it is and keeps the scalar to itself, and so do the stages that
/// hold it.
#[test]
fn it_does_not_print_its_scalar() {
    let scalar: [u8; 32] = std::array::from_fn(|index| 0xA1 ^ u8::try_from(index).unwrap());
    let key = SoftwareKey::for_development(&scalar, |_| true).unwrap();
    let attester = attester(config());
    let confirmed = attester.propose(request("a-1")).unwrap().verify_user(&key).unwrap();
    let texts = [format!("{key:?}"), format!("{key:#?}"), format!("{confirmed:?}")];
    assert!(texts[0].contains("DEVELOPMENT ONLY"), "{}", texts[0]);
    let hex: String = scalar.iter().map(|octet| format!("{octet:02x}")).collect();
    let forms = [
        hex.clone(),
        hex.to_uppercase(),
        psea_jose::base64::url::encode(&scalar),
        psea_jose::base64::standard::encode(&scalar),
        format!("{scalar:?}"),
        format!("{:?}", &scalar[..4]).trim_end_matches(']').into(),
    ];
    for text in texts {
        for form in &forms {
            assert!(!text.contains(form.as_str()), "{text}");
        }
    }
}

/// §3.7: the callback is asked once for each proof, and its no is a no.
#[test]
fn the_callback_stands_in_for_the_user() {
    let asked = Arc::new(AtomicUsize::new(0));
    let key = SoftwareKey::for_development(&[7; 32], {
        let asked = Arc::clone(&asked);
        move |prompt| {
            asked.fetch_add(1, Ordering::SeqCst);
            prompt.action().as_str() != ACTION
        }
    })
    .unwrap();
    let attester = attester(config());
    let declined = attester.propose(request("a-1")).unwrap().verify_user(&key).unwrap_err();
    assert!(matches!(declined, AttestError::Key(KeyError::Declined)));
    let other = psea_claims::ActionPayload::parse(b"{}").unwrap();
    let request = request_at("a-1", "high", other);
    let proof = attester.propose(request).unwrap().verify_user(&key).unwrap().sign(now()).unwrap();
    assert_eq!(counter(proof.compact()), 1);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

/// A scalar outside [1, n − 1] is no key.
#[test]
fn scalars_are_checked() {
    for scalar in [[0; 32], [0xFF; 32]] {
        assert!(SoftwareKey::for_development(&scalar, |_| true).is_err());
    }
}
