//! What a transport is given, and what is kept of it.

use psea_attester_state::{Millis, NoAnswer, Turn};

use crate::support::*;

/// A request tells which of the proof's requests it is and when it must be over; the body stays
/// the same. Why nothing came of it is kept for whoever looks at the queue.
#[test]
fn each_request_tells_its_number_and_its_deadline() {
    let directory = directory();
    create(directory.path(), false);
    let queue = open(directory.path(), options().request_timeout(30_000), NOW);
    offer(&queue, request("a-1", OP, "low"), NOW).unwrap();
    let (mut now, mut turn, mut bodies) = (Millis::new(NOW), Turn::default(), Vec::new());
    for number in 1..=3 {
        let outgoing = queue.begin(now, 5, &mut turn).unwrap().unwrap();
        assert_eq!(outgoing.attempt(), number);
        assert_eq!(outgoing.deadline(), now.plus(30_000));
        bodies.push(outgoing.body().to_owned());
        let reply = Err(NoAnswer::because(format_args!("no network {number}")));
        queue.finish(outgoing, reply, &keys(), now, 5, &mut turn).unwrap();
        let [waiting] = &queue.waiting()[..] else { panic!("one proof waits") };
        assert_eq!(waiting.problem.as_deref(), Some(&*format!("no network {number}")));
        // Longer than any delay.
        now = now.plus(120_000);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!(turn, Turn::default());
}

/// A proposal takes room while it lives, and no longer.
#[test]
fn a_proposal_that_is_dropped_makes_room() {
    use psea_attester_state::{QueueError, Refused};
    let directory = directory();
    create(directory.path(), false);
    let queue = open(directory.path(), options().most(1), NOW);
    let proposal = queue.propose(request("a-1", OP, "low")).unwrap();
    let error = queue.propose(request("a-2", OP, "low")).unwrap_err();
    assert!(matches!(error, QueueError::Refused(Refused::Full(1))), "{error}");
    drop(proposal);
    offer(&queue, request("a-2", OP, "low"), NOW).unwrap();
}
