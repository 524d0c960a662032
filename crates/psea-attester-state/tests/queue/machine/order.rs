//! §3.10: a proof waits for the one before it in its scope, also for one that is being made, and
//! for nothing else.

use super::*;

/// A proof that is being made is not overtaken by a later one of its scope.
#[test]
fn a_proof_in_the_making_is_waited_for() {
    let mut machine = resume([]);
    let first = machine.open_ticket(&scope(1)).unwrap();
    let second = machine.open_ticket(&scope(1)).unwrap();
    let _ = machine.step(QUEUED, 0, Event::Made(second, due(1, 1, 2)));
    assert_eq!(tick(&mut machine, QUEUED), Step::default());
    assert_eq!(machine.wake(QUEUED), Some(QUEUED.plus(1_000)));
    let _ = machine.step(QUEUED, 0, Event::Made(first, due(2, 1, 1)));
    assert_eq!(sent(&tick(&mut machine, QUEUED)), [2]);
}

/// What waited before a ticket was opened has a lower counter than the proof to be made under it.
#[test]
fn what_waited_before_is_not_held() {
    let mut machine = resume([due(1, 1, 1)]);
    machine.open_ticket(&scope(1)).unwrap();
    machine.open_ticket(&scope(2)).unwrap();
    assert_eq!(machine.wake(QUEUED), Some(QUEUED));
    assert_eq!(sent(&tick(&mut machine, QUEUED)), [1]);
}

/// What was made after a ticket was opened may have a higher counter than the proof to be made
/// under it, also when nothing waits any more that waited before.
#[test]
fn what_was_made_after_is_held() {
    let mut machine = resume([due(1, 1, 1)]);
    let second = machine.open_ticket(&scope(1)).unwrap();
    let third = machine.open_ticket(&scope(1)).unwrap();
    let _ = machine.step(QUEUED, 0, Event::Made(third, due(2, 1, 3)));
    let _ = machine.step(QUEUED, 0, answered(1, 0, Answer::Approved));
    assert_eq!(tick(&mut machine, QUEUED), Step::default());
    assert_eq!(machine.wake(QUEUED), Some(QUEUED.plus(1_000)));
    machine.close_ticket(second);
    assert_eq!(machine.wake(QUEUED), Some(QUEUED));
    assert_eq!(sent(&tick(&mut machine, QUEUED)), [2]);
}
