//! Public keys as SEC1 points.

use psea_jose::es256::{KeyError, PublicKey};

use crate::{P, X, Y, add, hex, hex32, negate, small};

fn point(tag: u8, x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[tag], x, y].concat()
}

/// SEC1 §2.3.3: uncompressed and compressed forms give the same key.
#[test]
fn forms() {
    let (x, y) = (hex(X), hex(Y));
    let key = PublicKey::from_sec1(&point(4, &x, &y)).unwrap();
    assert_eq!(key.as_sec1()[..], point(4, &x, &y));
    // y is odd: tag 03; the other tag is the other point with this x.
    assert_eq!(PublicKey::from_sec1(&point(3, &x, &[])), Ok(key));
    let mirrored = PublicKey::from_sec1(&point(2, &x, &[])).unwrap();
    assert_eq!(mirrored.as_sec1()[1..33], x);
    assert_eq!(mirrored.as_sec1()[33..], add(&hex32(P), &negate(&hex32(Y))));
    assert_ne!(mirrored, key);
}

/// SEC1 §2.3.4: every other first octet is refused: hybrid forms, forms that only some libraries know.
#[test]
fn other_tags() {
    let (x, y) = (hex(X), hex(Y));
    for tag in (0..=0xFF_u8).filter(|tag| *tag != 4) {
        assert_eq!(PublicKey::from_sec1(&point(tag, &x, &y)), Err(KeyError::Point), "{tag}");
    }
    for tag in (0..=0xFF_u8).filter(|tag| !matches!(tag, 2 | 3)) {
        assert_eq!(PublicKey::from_sec1(&point(tag, &x, &[])), Err(KeyError::Point), "{tag}");
    }
}

/// SP 800-56A §5.6.2.3.3: a point of the curve, with coordinates below p, other than infinity.
#[test]
fn not_a_point() {
    let (x, y, p) = (hex32(X), hex32(Y), hex32(P));
    for (x, y) in [
        (x, add(&y, &small(1))),
        (add(&x, &small(1)), y),
        (y, x),
        (small(0), small(0)),
        (small(1), small(1)),
        (p, y),
        (x, p),
        ([0xFF; 32], [0xFF; 32]),
    ] {
        assert_eq!(
            PublicKey::from_sec1(&point(4, &x, &y)),
            Err(KeyError::Point),
            "{x:02x?} {y:02x?}"
        );
    }
    // x = 5 is on the curve; x = 5 + p is the same residue in another spelling, and fits 256 bits.
    assert!(PublicKey::from_sec1(&point(2, &small(5), &[])).is_ok());
    assert_eq!(PublicKey::from_sec1(&point(2, &add(&p, &small(5)), &[])), Err(KeyError::Point));
    // x = 1 is on no point.
    assert_eq!(PublicKey::from_sec1(&point(2, &small(1), &[])), Err(KeyError::Point));
}

/// SEC1 §2.3.4: infinity and wrong lengths.
#[test]
fn infinity_and_lengths() {
    assert_eq!(PublicKey::from_sec1(&[0]), Err(KeyError::Point));
    assert_eq!(PublicKey::from_sec1(&[0; 33]), Err(KeyError::Point));
    assert_eq!(PublicKey::from_sec1(&[0; 65]), Err(KeyError::Point));
    let whole = point(4, &hex(X), &hex(Y));
    for length in (0..=80).filter(|length| *length != 65) {
        let mut octets = whole.clone();
        octets.resize(length, 0);
        assert_eq!(PublicKey::from_sec1(&octets), Err(KeyError::Point), "{length}");
    }
    // Without the tag.
    assert_eq!(PublicKey::from_sec1(&whole[1..]), Err(KeyError::Point));
}
