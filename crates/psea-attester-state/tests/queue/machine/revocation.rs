//! §3.13.1: a revocation stops the queue; what is under way ends with its own answer.

use psea_attester_state::queue::{Change, Ended, Phase, Refused};
use psea_attester_state::{DropReason, End};

use super::*;

const REVOKED: End = End::Dropped(DropReason::Revoked);

fn under_way(id: u64, of: u64) -> Waiting {
    let phase = Phase::InFlight { deadline: QUEUED.plus(REQUEST) };
    Waiting { sent: 1, phase, ..due(id, of, 1) }
}

/// One proof ends, and nothing is sent.
fn ends(waiting: Waiting, end: End) -> Step {
    let Waiting { id, label, sent, .. } = waiting;
    let change = Change::End(Ended { id, label, at: QUEUED, sent, end });
    Step { changes: vec![change], send: Vec::new() }
}

/// A proof that ended may be answered once more, by another of its requests: only a revocation
/// says something about the others.
#[test]
fn of_answers_to_what_ended_only_a_revocation_counts() {
    let mut machine = resume([due(2, 2, 1)]);
    for answer in [Answer::Approved, Answer::Rejected, Answer::Stale, Answer::Nothing] {
        assert_eq!(machine.step(QUEUED, 0, answered(1, 1, answer)), Step::default(), "{answer:?}");
        let ticket = machine.open_ticket(&scope(1)).unwrap();
        machine.close_ticket(ticket);
    }
    let step = machine.step(QUEUED, 0, answered(1, 1, Answer::Revoked));
    assert_eq!(step, ends(due(2, 2, 1), REVOKED));
    assert_eq!(machine.open_ticket(&scope(1)), Err(Refused::Revoked));
}

/// After a revocation a request's answer is the last word on its proof, and no answer is one too.
#[test]
fn what_is_under_way_ends_with_its_answer() {
    for (answer, end) in [
        (Answer::Approved, End::Accepted),
        (Answer::Rejected, End::Dropped(DropReason::Rejected)),
        (Answer::Stale, End::Dropped(DropReason::Stale)),
        (Answer::Revoked, REVOKED),
        (Answer::Nothing, REVOKED),
    ] {
        let mut machine = resume([under_way(1, 1)]);
        assert_eq!(machine.step(QUEUED, 0, Event::Revoked), Step::default());
        let step = machine.step(QUEUED, 0, answered(1, 1, answer));
        assert_eq!(step, ends(under_way(1, 1), end), "{answer:?}");
        assert_eq!(machine.wake(QUEUED), None);
    }
}
