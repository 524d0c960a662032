//! Ranges and spellings of the integer claims.

use crate::{INTEGER, Payload, name};

/// §3.5: 0 to 2^53 − 1, both inclusive; −0 is 0.
#[test]
fn range() {
    for (value, want) in
        [("0", 0), ("-0", 0), ("1", 1), ("9007199254740991", 9_007_199_254_740_991)]
    {
        assert_eq!(Payload::full().with("iat", value).accepted().iat.get(), want);
        assert_eq!(Payload::full().with("exp", value).accepted().exp.get(), want);
        assert_eq!(Payload::full().with("psea_counter", value).accepted().counter.get(), want);
    }
    for claim in ["iat", "exp", "psea_counter"] {
        for value in [
            "-1",
            "-9007199254740991",
            "9007199254740992",
            "9007199254740993",
            "9223372036854775807",
            "18446744073709551615",
            "18446744073709551616",
            "99999999999999999999999999",
        ] {
            Payload::full().with(claim, value).invalid(name(claim), INTEGER);
        }
    }
}

/// §2: integers are written without fraction and exponent.
#[test]
fn spelling() {
    for claim in ["iat", "exp", "psea_counter"] {
        for value in ["1.0", "1e2", "1E2", "0.0", "-0.0", "1785300000.0", "17853e5", "1.5", "0e0"] {
            Payload::full().with(claim, value).invalid(name(claim), INTEGER);
        }
    }
}

/// §3.5: that `exp` lies behind `iat` is a matter of freshness, not of shape.
#[test]
fn exp_before_iat() {
    let claims = Payload::full().with("exp", "1").with("iat", "2").accepted();
    assert_eq!((claims.exp.get(), claims.iat.get()), (1, 2));
}
