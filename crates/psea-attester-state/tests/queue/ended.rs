//! What is known of a proof that waits no longer.

use psea_attester_state::queue::Label;
use psea_attester_state::{Chain, DropReason, End, Ended, EnrollError, EntryId, Millis, RedbState};
use psea_claims::{Counter, CounterScope, Jti, Operation, Tier};

use crate::support::*;

/// A proof may have been accepted if a request with it was not answered. A refusal answers the last
/// of its requests; the ends of windows and a revocation answer none.
#[test]
fn what_may_have_been_accepted_is_unknown() {
    let dropped = End::Dropped;
    for (end, unknown) in [
        (End::Accepted, [false, false, false]),
        (dropped(DropReason::Rejected), [false, false, true]),
        (dropped(DropReason::Stale), [false, false, true]),
        (dropped(DropReason::Grace), [false, true, true]),
        (dropped(DropReason::Expired), [false, true, true]),
        (dropped(DropReason::Revoked), [false, true, true]),
    ] {
        let label = Label {
            scope: CounterScope::SINGLE,
            counter: Counter::new(1).unwrap(),
            jti: Jti::new("a-1").unwrap(),
            op: Operation::new(OP).unwrap(),
            tier: Tier::new("low").unwrap(),
        };
        for (sent, unknown) in (0..).zip(unknown) {
            let (id, at, label) = (EntryId::new(1), Millis::new(NOW), label.clone());
            let ended = Ended { id, label, at, sent, end };
            assert_eq!(ended.is_unknown(), unknown, "{end:?} after {sent} requests");
        }
    }
}

/// A new key is not enrolled while proofs of the present one wait.
#[test]
fn no_enrollment_while_proofs_wait() {
    let directory = directory();
    create(directory.path(), false);
    let queue = open(directory.path(), options(), NOW);
    for jti in ["a-1", "a-2"] {
        offer(&queue, request(jti, OP, "low"), NOW).unwrap();
    }
    drop(queue);
    let state = RedbState::open(directory.path().join("state")).unwrap();
    let error = state.enroll(&enrollment(true), Chain::Fresh).unwrap_err();
    assert!(matches!(error, EnrollError::Waiting(2)), "{error}");
    assert_eq!(state.enrollment().unwrap(), Some(enrollment(false)), "nothing was changed");
}
