//! `P256Signer`: deterministic, and in range.

use psea_jose::es256::{Es256Signer as _, KeyError, P256Signer, VerifyingKey};

use crate::{BACKENDS, N, SCALAR, X, Y, add, hex, hex32, small};

/// RFC 6979 A.2.5: the published P-256 signatures with SHA-256.
#[test]
fn rfc_6979_vectors() {
    let signer = P256Signer::from_scalar(&hex32(SCALAR)).unwrap();
    assert_eq!(signer.public_key().as_sec1()[..], [vec![4], hex(X), hex(Y)].concat());
    for (message, r, s) in [
        (
            "sample",
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        (
            "test",
            "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
            "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
        ),
    ] {
        let signature = signer.sign(message.as_bytes()).unwrap();
        assert_eq!(signature.as_octets()[..], [hex(r), hex(s)].concat(), "{message}");
        for backend in BACKENDS {
            let key = VerifyingKey::new(*signer.public_key(), *backend).unwrap();
            assert_eq!(key.verify(message.as_bytes(), &signature), Ok(()));
            assert!(key.verify(b"other", &signature).is_err());
        }
    }
}

/// FIPS 186-5: a private scalar lies in [1, n − 1].
#[test]
fn scalar_range() {
    let n = hex32(N);
    for wrong in [small(0), n, add(&n, &small(1)), [0xFF; 32]] {
        assert_eq!(P256Signer::from_scalar(&wrong).map(|_| ()), Err(KeyError::PrivateScalar));
    }
    for good in [small(1), add(&n, &[0xFF; 32])] {
        let signer = P256Signer::from_scalar(&good).unwrap();
        assert_eq!(*signer.to_scalar(), good);
    }
    // 1·G and (n − 1)·G = −G: the same x.
    let (one, last) = (small(1), add(&n, &[0xFF; 32]));
    let x =
        |scalar| P256Signer::from_scalar(scalar).unwrap().public_key().as_sec1()[1..33].to_vec();
    assert_eq!(x(&one), x(&last));
    assert_eq!(x(&one), hex("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"));
}

/// A private key does not print itself; a verifying key prints its public half.
#[test]
fn debug_output() {
    let signer = P256Signer::from_scalar(&hex32(SCALAR)).unwrap();
    let public = format!("{:?}", signer.public_key());
    assert_eq!(format!("{signer:?}"), format!("P256Signer {{ public: {public}, .. }}"));
    for backend in BACKENDS {
        let key = VerifyingKey::new(*signer.public_key(), *backend).unwrap();
        assert_eq!(key.public(), signer.public_key());
        assert_eq!(format!("{key:?}"), format!("VerifyingKey({public})"));
        assert_eq!(key.clone().public(), signer.public_key());
    }
}

/// Each library is told apart in logs by the name of its crate.
#[test]
fn backends_have_names() {
    let names: Vec<_> = BACKENDS.iter().map(|backend| backend.name()).collect();
    assert_eq!(names[0], "p256");
    assert!(names[1..].iter().all(|name| *name == "aws-lc-rs"), "{names:?}");
}
