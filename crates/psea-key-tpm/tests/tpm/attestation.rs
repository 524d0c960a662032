//! What the TPM certifies of a key, appraised as an enrollment would.

use psea_attester::{HardwareKey as _, KeyError, KeyReport, Pin};
use psea_jose::es256::{P256Backend, PublicKey, Signature as Es256Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};
use tss_esapi::structures::{Attest, AttestInfo, Public, Signature};
use tss_esapi::traits::UnMarshall as _;

use crate::support::*;
use crate::swtpm::Swtpm;

/// The key that was made is certified when it is made, and again over a challenge: by a restricted
/// key, about the key that signs the proofs, as it is.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn the_tpm_certifies_the_key() {
    let swtpm = Swtpm::start();
    let key = key(&swtpm, "a.tpmkey", &User::willing());
    let first = appraise(&key.report(), b"", key.public_key()).unwrap();
    let fresh = key.certify(&Pin::new(PIN), b"enrollment 17").unwrap();
    let second = appraise(&fresh, b"enrollment 17", key.public_key()).unwrap();
    assert_eq!(first, second, "one TPM has one attestation key");
    assert_eq!(fresh.properties, key.report().properties);

    // Controls: another challenge, another key and a changed octet are noticed.
    assert_eq!(appraise(&fresh, b"enrollment 18", key.public_key()).unwrap_err(), "challenge");
    let other = crate::support::key(&swtpm, "b.tpmkey", &User::willing());
    assert_eq!(appraise(&fresh, b"enrollment 17", other.public_key()).unwrap_err(), "another key");
    let mut changed = fresh.clone();
    let (_, octets) = changed.attestation.as_mut().unwrap();
    let clock = 2 + 4 + 2 + 2 + 34 + 2 + 13 + 1;
    octets[clock] ^= 1;
    assert_eq!(appraise(&changed, b"enrollment 17", key.public_key()).unwrap_err(), "signature");

    let wrong = key.certify(&Pin::new("000000"), b"").unwrap_err();
    assert!(matches!(wrong, KeyError::NotVerified { tries_left: Some(_) }), "{wrong}");
    assert_eq!(swtpm.loaded(), 0);
}

/// The attestation key's point, if all that an attestation should show is shown.
fn appraise(
    report: &KeyReport,
    challenge: &[u8],
    enrolled: &PublicKey,
) -> Result<Vec<u8>, &'static str> {
    let (kind, octets) = report.attestation.as_ref().ok_or("none")?;
    assert_eq!(*kind, "tpm2-certify");
    let (statement, rest) = sized(octets);
    // TPMT_SIGNATURE of ECDSA: algorithm, hash, r, s.
    let (r, after_r) = sized(&rest[4..]);
    let (s, publics) = sized(after_r);
    let signature = Signature::unmarshall(&rest[..rest.len() - publics.len()]).unwrap();
    assert!(matches!(signature, Signature::EcDsa(_)));
    let (by, about) = sized(publics);
    let (about, end) = sized(about);
    assert_eq!(end, b"");

    let signer = Public::unmarshall(by).unwrap();
    let attributes = signer.object_attributes();
    assert!(attributes.restricted() && attributes.sign_encrypt() && attributes.fixed_tpm());
    let verifying = VerifyingKey::new(point(&signer), &P256Backend).unwrap();
    let signature = [padded(r), padded(s)].concat();
    let signature = Es256Signature::from_octets(&signature).unwrap();
    verifying.verify(statement, &signature).map_err(|_| "signature")?;

    let statement = Attest::unmarshall(statement).unwrap();
    if statement.extra_data().value() != challenge {
        return Err("challenge");
    }
    let AttestInfo::Certify { info } = statement.attested() else { return Err("type") };
    // TPM2B_NAME: the hash's id, and the hash of the public area.
    let name = [&[0, 0x0b], Sha256::digest(about).as_slice()].concat();
    assert_eq!(info.name().value(), name);
    let about = Public::unmarshall(about).unwrap();
    if point(&about) != *enrolled {
        return Err("another key");
    }
    let attributes = about.object_attributes();
    assert!(attributes.fixed_tpm() && attributes.fixed_parent() && attributes.user_with_auth());
    assert!(attributes.sensitive_data_origin() && !attributes.no_da());
    Ok(point(&signer).as_sec1().to_vec())
}

/// What a size of two octets announces, and what follows.
fn sized(octets: &[u8]) -> (&[u8], &[u8]) {
    let size = usize::from(octets[0]) << 8 | usize::from(octets[1]);
    octets[2..].split_at(size)
}

fn padded(number: &[u8]) -> [u8; 32] {
    let mut octets = [0; 32];
    octets[32 - number.len()..].copy_from_slice(number);
    octets
}

fn point(public: &Public) -> PublicKey {
    let Public::Ecc { unique, .. } = public else { panic!("{public:?}") };
    let coordinates = [padded(unique.x().value()), padded(unique.y().value())].concat();
    PublicKey::from_sec1(&[&[4], coordinates.as_slice()].concat()).unwrap()
}
