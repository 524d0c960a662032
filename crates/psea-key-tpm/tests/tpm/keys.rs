//! Which keys are opened, and which are refused with what reason.

use std::sync::Arc;

use psea_attester::{HardwareKey as _, Pin};
use psea_claims::UvGate;
use psea_jose::base64::url;
use psea_key_tpm::{Refusal, TpmError, TpmKey};
use tss_esapi::interface_types::ecc::EccCurve;
use tss_esapi::structures::EccScheme;

use crate::foreign::{self, Foreign, attributes};
use crate::support::*;
use crate::swtpm::Swtpm;

fn open(swtpm: &Swtpm, name: &str) -> Result<TpmKey, TpmError> {
    TpmKey::open(&swtpm.reference(name), User::willing())
}

/// §3.7: what the TPM reports of a key decides, whatever its file says.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn keys_without_the_gate_are_refused_with_the_reason() {
    let swtpm = Swtpm::start();
    let good = Foreign::default();
    let cases = [
        ("noDA", Refusal::NoLockout, Foreign { attributes: attributes().with_no_da(true), ..good }),
        (
            "no userWithAuth",
            Refusal::NoUserAuth,
            Foreign {
                attributes: attributes().with_user_with_auth(false),
                policy: &[1; 32],
                ..good
            },
        ),
        ("policy", Refusal::Policy, Foreign { policy: &[1; 32], ..good }),
        (
            "duplicable",
            Refusal::Duplicable,
            Foreign {
                attributes: attributes().with_fixed_tpm(false).with_fixed_parent(false),
                ..good
            },
        ),
        (
            "restricted",
            Refusal::NotForSigning,
            Foreign { attributes: attributes().with_restricted(true), ..good },
        ),
        (
            "decrypts",
            Refusal::OtherUses,
            Foreign {
                attributes: attributes().with_decrypt(true),
                scheme: EccScheme::Null,
                ..good
            },
        ),
        ("P-384", Refusal::NotP256, Foreign { curve: EccCurve::NistP384, ..good }),
        ("empty PIN", Refusal::EmptyPin, Foreign { auth: "", pin_shown: false, ..good }),
    ];
    for (name, expected, key) in cases {
        key.write(&swtpm, name);
        match open(&swtpm, name) {
            Err(TpmError::Refused(refusal)) => {
                assert_eq!(refusal, expected, "{name}");
                let ungated = ["no userWithAuth", "empty PIN"].contains(&name);
                assert_eq!(refusal.uv_gate() == UvGate::Contradicted, ungated, "{name}");
            }
            other => panic!("{name}: {other:?}"),
        }
        assert_eq!(swtpm.loaded(), 0, "{name}");
    }
    // Control: a key as ours, and one that leaves the scheme open, are opened and sign.
    for (name, scheme) in [("as ours", good.scheme), ("open", EccScheme::Null)] {
        Foreign { scheme, ..good }.write(&swtpm, name);
        let key = open(&swtpm, name).unwrap();
        let proof = prove(&attester(), &key, "a-1").unwrap();
        submit(&verifier(key.public_key()), &proof).unwrap();
    }
}

/// A key whose PIN was not shown costs one try when it is opened, and never the last: two openings
/// with three tries, then none.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn the_empty_pin_is_not_tried_when_that_could_lock() {
    let swtpm = Swtpm::start();
    Foreign { pin_shown: false, ..Foreign::default() }.write(&swtpm, "unknown");
    let user = User::willing();
    let known = key(&swtpm, "known.tpmkey", &user);
    let left = || {
        prove(&attester(), &known, "a-1").unwrap();
        user.asked()[0].tries_left.unwrap()
    };
    let mut tries = left();
    while tries > 1 {
        open(&swtpm, "unknown").unwrap();
        tries -= 1;
        assert_eq!(left(), tries, "an opening costs one");
    }
    let refused = open(&swtpm, "unknown").unwrap_err();
    assert!(matches!(refused, TpmError::Refused(Refusal::PinNotShown)), "{refused}");
    assert_eq!(left(), 1, "and a refused one none");
    // A key that was made here costs nothing to open.
    open(&swtpm, "known.tpmkey").unwrap();
    assert_eq!(left(), 1);
}

/// A key needs a PIN that can be one, and never replaces another key.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn making_a_key_refuses_bad_pins_and_existing_files() {
    let swtpm = Swtpm::start();
    let reference = swtpm.reference("a.tpmkey");
    for pin in ["", "123", "123456\0", &"1".repeat(33)] {
        let refused = TpmKey::generate(&reference, &Pin::new(pin)).unwrap_err();
        assert!(matches!(refused, TpmError::Pin), "{refused}");
        assert!(!reference.file().exists());
    }
    let longest = "9".repeat(32);
    let public = TpmKey::generate(&reference, &Pin::new(longest)).unwrap();
    let before = std::fs::read(reference.file()).unwrap();
    let refused = TpmKey::generate(&reference, &Pin::new(PIN)).unwrap_err();
    assert!(matches!(refused, TpmError::Io { operation: "written", .. }), "{refused}");
    assert_eq!(std::fs::read(reference.file()).unwrap(), before);
    assert_eq!(open(&swtpm, "a.tpmkey").unwrap().public_key(), &public);
    assert_eq!(swtpm.loaded(), 0);
}

/// A file is of one TPM; another one, and a damaged file, are told apart.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn a_key_of_another_tpm_is_refused() {
    let (swtpm, other) = (Swtpm::start(), Swtpm::start());
    key(&swtpm, "a.tpmkey", &User::willing());
    std::fs::copy(swtpm.dir().join("a.tpmkey"), other.dir().join("a.tpmkey")).unwrap();
    let refused = open(&other, "a.tpmkey").unwrap_err();
    assert!(matches!(&refused, TpmError::OtherTpm { .. }), "{refused}");

    let text = std::fs::read_to_string(swtpm.dir().join("a.tpmkey")).unwrap();
    let mut damaged: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut private = url::decode(damaged["private"].as_str().unwrap()).unwrap();
    private[60] ^= 1;
    damaged["private"] = url::encode(&private).into();
    std::fs::write(swtpm.dir().join("damaged.tpmkey"), damaged.to_string()).unwrap();
    let refused = open(&swtpm, "damaged.tpmkey").unwrap_err();
    assert!(matches!(&refused, TpmError::OtherTpm { .. }), "{refused}");
    std::fs::write(swtpm.dir().join("cut.tpmkey"), text.replace("pin_shown", "pinshown")).unwrap();
    let refused = open(&swtpm, "cut.tpmkey").unwrap_err();
    assert!(matches!(&refused, TpmError::File { .. }), "{refused}");
    let refused = open(&swtpm, "none.tpmkey").unwrap_err();
    assert!(matches!(&refused, TpmError::Io { operation: "read", .. }), "{refused}");
    open(&swtpm, "a.tpmkey").unwrap();
}

/// A TPM whose endorsement hierarchy is closed makes keys, without an attestation; one whose owner
/// hierarchy is closed makes none, and says what to do.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn closed_hierarchies_are_told() {
    let swtpm = Swtpm::start();
    foreign::close(&swtpm, "endorsement");
    let key = key(&swtpm, "a.tpmkey", &User::willing());
    assert_eq!(key.report().attestation, None);
    let closed = key.certify(&Pin::new(PIN), b"").unwrap_err();
    assert!(closed.to_string().contains("endorsement"), "{closed}");
    prove(&attester(), &key, "a-1").unwrap();

    foreign::close(&swtpm, "owner");
    let closed = TpmKey::generate(&swtpm.reference("b.tpmkey"), &Pin::new(PIN)).unwrap_err();
    assert!(closed.to_string().contains("owner hierarchy"), "{closed}");
    assert_eq!(swtpm.loaded(), 0);
}

/// What is listed: every key file, each with its report or its reason.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn keys_are_listed_with_their_reports_and_reasons() {
    let swtpm = Swtpm::start();
    let good = key(&swtpm, "b.tpmkey", &User::willing());
    Foreign { attributes: attributes().with_no_da(true), ..Foreign::default() }
        .write(&swtpm, "a.tpmkey");
    std::fs::write(swtpm.dir().join("c.tpmkey"), "{}").unwrap();
    std::fs::write(swtpm.dir().join("other.txt"), "{}").unwrap();
    let found = TpmKey::list(swtpm.dir(), &swtpm.tcti()).unwrap();
    let names = ["a.tpmkey", "b.tpmkey", "c.tpmkey"].map(|name| swtpm.reference(name));
    assert_eq!(found.iter().map(|f| f.reference.clone()).collect::<Vec<_>>(), names);
    let refused = found[0].key.as_ref().unwrap_err();
    assert!(matches!(refused, TpmError::Refused(Refusal::NoLockout)), "{refused}");
    assert!(refused.to_string().contains("noDA"), "{refused}");
    let (public, report) = found[1].key.as_ref().unwrap();
    assert_eq!((public, report), (good.public_key(), &good.report()));
    assert!(matches!(found[2].key, Err(TpmError::File { .. })));

    assert_eq!((report.stack, report.uv_gate), ("tpm", UvGate::Unknown));
    assert_eq!(good.uv_gate(), UvGate::Unknown);
    let property = |name: &str| {
        let found = report.properties.iter().find(|(n, _)| n == name);
        found.unwrap_or_else(|| panic!("{name}")).1.as_str()
    };
    assert_eq!(property("userWithAuth"), "set");
    assert_eq!(property("noDA"), "clear");
    assert_eq!(property("fixedTPM"), "set");
    assert_eq!(property("pinShown"), "set");
    assert_eq!(property("name").len(), 68);
    assert!(property("TPM2_PT_MAX_AUTH_FAIL").parse::<u32>().unwrap() > 0);
}

/// The key survives a restart of its TPM, opened before or after.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn a_key_survives_a_restart_of_the_tpm() {
    let swtpm = Swtpm::start();
    let user = User::willing();
    let (before, attester) = (key(&swtpm, "a.tpmkey", &user), attester());
    let verifier = verifier(before.public_key());
    submit(&verifier, &prove(&attester, &before, "a-1").unwrap()).unwrap();
    let tries = user.asked()[0].tries_left;
    swtpm.shut_down();
    swtpm.run();
    submit(&verifier, &prove(&attester, &before, "a-2").unwrap()).unwrap();
    assert_eq!(user.asked()[0].tries_left, tries, "an orderly restart costs no try");
    let after = TpmKey::open(&swtpm.reference("a.tpmkey"), Arc::clone(&user) as _).unwrap();
    assert_eq!(after.public_key(), before.public_key());
    submit(&verifier, &prove(&attester, &after, "a-3").unwrap()).unwrap();
}
