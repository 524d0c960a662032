//! Deadlines and delays, and a clock that is set back.

use psea_attester_state::queue::{Change, Phase};

use super::*;

/// The longest delay, with its jitter, of [`options`].
const LONGEST: u64 = 8_000;

/// A clock that is set back does not leave a proof waiting for longer than the longest delay.
#[test]
fn a_clock_set_back_prolongs_no_delay() {
    let phase = Phase::Due { not_before: QUEUED.plus(30_000_000) };
    let mut machine = resume([Waiting { phase, ..due(1, 1, 1) }]);
    assert!(tick(&mut machine, QUEUED).send.is_empty());
    let later = QUEUED.plus(LONGEST);
    assert_eq!(machine.wake(QUEUED), Some(later));
    assert_eq!(sent(&tick(&mut machine, later)), [1]);
}

/// What waits for a millisecond longer than it may waits for as long as it may: that is written,
/// once, and nothing is sent.
#[test]
fn only_what_waits_too_long_is_corrected() {
    type ToPhase = fn(Millis) -> Phase;
    let delay: ToPhase = |not_before| Phase::Due { not_before };
    let request: ToPhase = |deadline| Phase::InFlight { deadline };
    for (longest, to_phase) in [(LONGEST, delay), (REQUEST, request)] {
        let waits = |millis| Waiting { phase: to_phase(QUEUED.plus(millis)), ..due(1, 1, 1) };
        let mut machine = resume([waits(longest + 1)]);
        let corrected = Step { changes: vec![Change::Save(waits(longest))], send: Vec::new() };
        assert_eq!(tick(&mut machine, QUEUED), corrected);
        assert_eq!(tick(&mut machine, QUEUED), Step::default());
    }
}

/// A request may take as long as the options say, and a millisecond at least.
#[test]
fn a_request_has_its_deadline() {
    for (option, takes) in [(0, 1), (1, 1), (30_000, 30_000)] {
        let options = options().request_timeout(option);
        let mut machine = Machine::resume(options, false, vec![due(1, 1, 1)]);
        assert_eq!(tick(&mut machine, QUEUED).send[0].deadline, QUEUED.plus(takes), "{option}");
    }
}
