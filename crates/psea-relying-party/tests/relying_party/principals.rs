//! An approval beside a standing grant: three answers, never two.

use psea_relying_party::{Concurrence, concur};

use crate::support::*;

#[test]
fn only_two_that_resolve_to_the_same_concur() {
    let people = [None, Some("alice"), Some("bob")];
    for approval in people {
        for grant in people {
            let expected = match (approval, grant) {
                (None, _) | (_, None) => Concurrence::Indeterminate,
                _ if approval == grant => Concurrence::Authorised,
                _ => Concurrence::Refused,
            };
            assert_eq!(concur(approval, grant), expected);
        }
    }
    // Two that do not resolve are not the same one.
    assert_eq!(concur::<&str>(None, None), Concurrence::Indeterminate);
}

/// Whoever got hold of somebody else's result does not spend it under a grant of their own.
#[test]
fn a_grant_of_somebody_else_uses_nothing_up() {
    let party = party();
    let result = approved("a-1");
    let alices = claims("a-1").ueid;
    let holder = |grant| {
        let attempt = party.authorize_concurring(
            &result,
            &pins(),
            &asked(),
            ACTION.as_bytes(),
            now(),
            |said| concur((said.ueid == alices).then_some("alice"), grant),
        );
        code(&attempt)
    };
    assert_eq!(holder(Some("mallory")), "principals_diverge");
    assert_eq!(holder(None), "principals_unresolved");
    assert_eq!(holder(Some("alice")), "authorized");
    assert_eq!(holder(Some("alice")), "already_used");
    assert_eq!(holder(Some("mallory")), "principals_diverge", "nor learns whether it was spent");
}

/// The comparison sees an approval that holds in everything else, or nothing.
#[test]
fn principals_are_compared_last() {
    let attempt =
        party().authorize_concurring(&approved("a-1"), &pins(), &asked(), b"{}", now(), |_| {
            panic!("another action")
        });
    assert_eq!(code(&attempt), "action_mismatch");
}
