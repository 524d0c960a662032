//! What comes out for enrollment to record.

use psea_attester::HardwareKey as _;
use psea_claims::UvGate;
use psea_key_piv::{Attestation, AttestationError, PinPolicy, TouchPolicy};

use crate::card::{Profile, attestation, certificate, of_other_curve};
use crate::stack::with_card;
use crate::support::*;

/// §3.7.1: the certificate that the card made of its key comes out with the one of its maker, and
/// can be read; the gate stays unknown until someone has verified it.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_yubikeys_attestation_is_reported() {
    with_card(Profile::yubikey(), |stack| {
        let key = key(stack, &User::willing());
        let report = key.report();
        let told = Profile::yubikey().told.unwrap();
        let (leaf, maker) = (told.attestation.unwrap(), told.attestation_certificate.unwrap());
        let (kind, octets) = report.attestation.as_ref().unwrap();
        assert_eq!((*kind, octets), ("piv-attestation", &[leaf, maker].concat()));
        let read = Attestation::read(octets).unwrap();
        assert_eq!(read.public_key, *key.public_key());
        assert_eq!((key.uv_gate(), report.uv_gate), (UvGate::Unknown, UvGate::Unknown));
        let properties: Vec<_> =
            report.properties.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(
            properties,
            [
                ("reader", "PSEA virtual reader 00 00"),
                ("slot", "9c"),
                ("metadata.pin_policy", "always"),
                ("metadata.touch_policy", "never"),
                ("metadata.origin", "generated"),
                ("firmware", "5.4.3"),
                ("serial", "12345678"),
                ("attestation.pin_policy", "always"),
                ("attestation.touch_policy", "never"),
            ]
        );
    });
}

/// A plain card attests nothing.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_plain_card_reports_its_place_alone() {
    with_card(Profile::plain(), |stack| {
        let report = key(stack, &User::willing()).report();
        assert_eq!(
            (report.stack, report.uv_gate, &report.attestation),
            ("piv", UvGate::Unknown, &None)
        );
        assert_eq!(report.properties.len(), 2, "{report:?}");
    });
}

/// What an attestation says is read, and what says nothing is none.
#[test]
fn attestations_are_read() {
    let key = Profile::plain().key;
    let octets = attestation(&key, 2);
    let read = Attestation::read(&octets).unwrap();
    assert_eq!((read.pin_policy, read.touch_policy), (PinPolicy::Once, TouchPolicy::Never));
    assert_eq!((read.firmware, read.serial), (Some([5, 4, 3]), Some(12_345_678)));
    for cut in 0..octets.len() {
        assert_eq!(Attestation::read(&octets[..cut]), Err(AttestationError::Certificate), "{cut}");
    }
    assert_eq!(Attestation::read(&certificate(&key)), Err(AttestationError::Policies));
    assert_eq!(Attestation::read(&of_other_curve()), Err(AttestationError::Policies));
}
