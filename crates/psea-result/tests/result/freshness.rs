//! `iat` and `exp`, to the second.

use psea_result::{DEFAULT_MAX_LIFETIME, ResultReader, sign_approval, sign_refusal};

use crate::support::*;

/// An approval that lives from NOW + `iat` to NOW + `exp`.
fn token(iat: u64, exp: u64) -> String {
    let mut claims = approval();
    (claims.envelope.iat, claims.envelope.exp) = (at(NOW + iat), at(NOW + exp));
    sign_approval(&claims, &key(7)).unwrap().into_string()
}

fn read_at(reader: &ResultReader, token: &str, offset: u64) -> &'static str {
    code(&reader.read(token, &pins(), at(NOW + offset)))
}

#[test]
fn it_counts_from_iat_until_exp() {
    let token = token(100, 160);
    for (offset, expected) in [
        (99, "issued_in_future"),
        (100, "approval"),
        (159, "approval"),
        (160, "expired"),
        (161, "expired"),
    ] {
        assert_eq!(read_at(&reader(), &token, offset), expected, "{offset}");
    }
}

#[test]
fn the_skew_widens_both_ends() {
    let (token, reader) = (token(100, 160), reader().clock_skew(30));
    for (offset, expected) in
        [(69, "issued_in_future"), (70, "approval"), (189, "approval"), (190, "expired")]
    {
        assert_eq!(read_at(&reader, &token, offset), expected, "{offset}");
    }
}

/// No more than a minute.
#[test]
fn the_skew_is_at_most_sixty_seconds() {
    let (token, reader) = (token(100, 160), reader().clock_skew(3_600));
    assert_eq!(read_at(&reader, &token, 219), "approval");
    assert_eq!(read_at(&reader, &token, 220), "expired");
}

#[test]
fn the_lifetime_is_bounded() {
    let most = DEFAULT_MAX_LIFETIME;
    assert_eq!(read_at(&reader(), &token(0, most), 0), "approval");
    assert_eq!(read_at(&reader(), &token(0, most + 1), 0), "lifetime_exceeded");
    assert_eq!(read_at(&reader().max_lifetime(59), &token(0, 60), 0), "lifetime_exceeded");
    assert_eq!(read_at(&reader().max_lifetime(60), &token(0, 60), 0), "approval");
    // `exp` at or before `iat`: with a skew it would look fresh.
    let skewed = reader().clock_skew(60);
    assert_eq!(read_at(&skewed, &token(50, 50), 50), "lifetime_exceeded");
    assert_eq!(read_at(&skewed, &token(50, 49), 50), "lifetime_exceeded");
    assert_eq!(read_at(&skewed, &token(50, 51), 50), "approval");
}

/// The ends of the integers are times like all others.
#[test]
fn the_ends_of_time() {
    let mut claims = approval();
    (claims.envelope.iat, claims.envelope.exp) = (at(0), psea_claims::EpochSeconds::MAX);
    let token = sign_approval(&claims, &key(7)).unwrap().into_string();
    let reader = reader().clock_skew(60).max_lifetime(u64::MAX);
    assert_eq!(code(&reader.read(&token, &pins(), psea_claims::EpochSeconds::MAX)), "approval");
    assert_eq!(code(&reader.read(&token, &pins(), at(0))), "approval");
}

/// An approval completes what was begun, however late; a refusal does not, and neither one that is
/// ahead or lives too long.
#[test]
fn reading_late_forgives_an_approval_its_end_alone() {
    let late = |token: &str, offset| code(&reader().read_late(token, &pins(), at(NOW + offset)));
    assert_eq!(late(&token(100, 160), 100), "approval");
    assert_eq!(late(&token(100, 160), 160), "approval");
    assert_eq!(late(&token(100, 160), 100_000_000), "approval");
    assert_eq!(late(&token(100, 160), 99), "issued_in_future");
    assert_eq!(late(&token(100, 401), 1_000), "lifetime_exceeded");
    let refused = sign_refusal(&refusal(), &key(7)).unwrap();
    assert_eq!(refused.to_string(), refused.as_str(), "a token is shown as it is");
    let refused = refused.into_string();
    assert_eq!(late(&refused, 0), "refusal");
    assert_eq!(late(&refused, 59), "refusal");
    assert_eq!(late(&refused, 60), "expired");
}
