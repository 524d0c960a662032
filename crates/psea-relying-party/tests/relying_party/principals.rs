//! An approval beside a standing grant: three answers, never two.

use psea_relying_party::{Concurrence, concur};

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
