//! §3.12: with the chain layer on, one proof at a time waits.

use std::cell::Cell;

use psea_attester_state::{End, QueueError, Refused};

use crate::support::*;

#[test]
fn the_next_proof_is_made_when_the_one_before_it_ended() {
    let directory = directory();
    create(directory.path(), true);
    let (server, clock) = (Server::new(true), Cell::new(NOW));
    let way = Way::new(&server, &clock, 3, 4);
    let mut queue = open(directory.path(), options(), NOW);
    for number in 0..5 {
        let jti = format!("a-{number}");
        offer(&queue, request(&jti, OP, "low"), clock.get()).unwrap();
        let error = queue.propose(request("b", OP, "high")).unwrap_err();
        assert!(matches!(error, QueueError::Refused(Refused::ChainBusy)), "{error}");
        drop(error);
        // Also after a restart.
        drop(queue);
        queue = open(directory.path(), options(), clock.get());
        assert!(queue.propose(request("b", OP, "high")).is_err());
        while let Some(wake) = way.turn(&queue).wake {
            clock.set(wake.get());
        }
    }
    // Each refers to the acceptance of the one before it: the Verifier took them all.
    assert_eq!(*server.accepted.borrow(), ["a-0", "a-1", "a-2", "a-3", "a-4"]);
    assert!(queue.ended().unwrap().iter().all(|ended| ended.end == End::Accepted));
}
