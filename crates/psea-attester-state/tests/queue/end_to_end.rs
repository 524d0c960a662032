//! Attester, queue, a bad way, and a Verifier with signed results: every proof is accepted exactly
//! once, in order, whatever is lost or repeated, over restarts.

use std::cell::Cell;

use psea_attester_state::End;
use psea_attester_state::queue::Phase;

use crate::support::*;

const TIERS: [&str; 3] = ["low", "high", "top"];

fn order(accepted: &[String], tier: &str) -> Vec<usize> {
    let of = accepted.iter().filter_map(|jti| jti.strip_prefix(&format!("{tier}-")));
    of.map(|number| number.parse().unwrap()).collect()
}

#[test]
fn every_proof_is_accepted_exactly_once() {
    let mut random = Random::seeded("end to end");
    let (runs, mut proofs, mut requests) = (rounds(6), 0, 0);
    for run in 0..runs {
        let directory = directory();
        create(directory.path(), false);
        let (server, clock) = (Server::new(false), Cell::new(NOW));
        let way = Way::new(&server, &clock, random.next(), 7);
        let mut queue = open(directory.path(), options(), NOW);
        let mut made = [0_usize; 3];
        for _ in 0..40 {
            match random.below(4) {
                0 => {
                    drop(queue);
                    clock.set(clock.get() + random.below(5_000));
                    queue = open(directory.path(), options(), clock.get());
                }
                1 => {
                    clock.set(clock.get() + random.below(5_000));
                    way.turn(&queue);
                }
                _ => {
                    let at = random.below(3_usize);
                    let jti = format!("{}-{}", TIERS[at], made[at]);
                    offer(&queue, request(&jti, OP, TIERS[at]), clock.get()).unwrap();
                    made[at] += 1;
                }
            }
        }
        while let Some(wake) = way.turn(&queue).wake {
            clock.set(wake.get().max(clock.get()));
        }
        let total: usize = made.iter().sum();
        let ended = queue.ended().unwrap();
        assert!(ended.iter().all(|ended| ended.end == End::Accepted), "run {run}: {ended:?}");
        assert_eq!(ended.len(), total, "run {run}");
        assert!(server.times.borrow().values().all(|times| *times == 1), "run {run}");
        for (tier, made) in TIERS.iter().zip(made) {
            let order = order(&server.accepted.borrow(), tier);
            assert_eq!(order, (0..made).collect::<Vec<_>>(), "run {run}: {tier}");
        }
        proofs += total;
        requests += way.requests.get();
    }
    println!("{runs} runs, {proofs} proofs, {requests} requests, each accepted once, in order");
    assert!(requests > proofs, "nothing went wrong on the way");
}

/// A request under way when the process ended is over at its deadline, and not before.
#[test]
fn a_mark_outlives_the_process() {
    let directory = directory();
    create(directory.path(), false);
    let (server, clock) = (Server::new(false), Cell::new(NOW));
    let queue = open(directory.path(), options().request_timeout(30_000), NOW);
    offer(&queue, request("low-0", OP, "low"), NOW).unwrap();
    let mut turn = psea_attester_state::Turn::default();
    let begun = queue.begin(psea_attester_state::Millis::new(NOW), 1, &mut turn).unwrap().unwrap();
    server.take("low-0", "low", begun.body(), NOW);
    drop((begun, queue));
    let queue = open(directory.path(), options().request_timeout(30_000), NOW + 1_000);
    assert!(matches!(queue.waiting()[0].phase, Phase::InFlight { .. }));
    let way = Way::new(&server, &clock, 1, 0);
    clock.set(NOW + 29_999);
    way.turn(&queue);
    assert_eq!(way.requests.get(), 0);
    clock.set(NOW + 30_000);
    let wake = way.turn(&queue).wake.unwrap();
    assert_eq!(way.requests.get(), 0, "after a delay");
    clock.set(wake.get());
    let turn = way.turn(&queue);
    assert_eq!(turn.ended[0].end, End::Accepted, "the Verifier tells what it said first");
    assert_eq!(*server.accepted.borrow(), ["low-0"]);
}

/// The control: a proof that is sent beside the queue overtakes one of its scope that waits, which
/// the same checks would report.
#[test]
fn control_a_proof_beside_the_queue() {
    let directory = directory();
    create(directory.path(), false);
    let (server, clock) = (Server::new(false), Cell::new(NOW));
    let queue = open(directory.path(), options(), NOW);
    offer(&queue, request("low-0", OP, "low"), NOW).unwrap();
    let beside = queue.attester().propose(request("low-1", OP, "low")).unwrap();
    let now = psea_attester_state::Millis::new(NOW).seconds();
    let beside = beside.verify_user(&key()).unwrap().sign(now).unwrap();
    server.take("low-1", "low", &beside.body().build(), NOW);
    let turn = Way::new(&server, &clock, 1, 0).turn(&queue);
    let dropped = psea_attester_state::DropReason::Rejected;
    assert_eq!(turn.ended[0].end, End::Dropped(dropped));
    assert_eq!(order(&server.accepted.borrow(), "low"), [1]);
}

/// The asynchronous way does the same.
#[test]
fn the_asynchronous_way_delivers_too() {
    use psea_attester_state::queue::{BoxFuture, NoAnswer, Outgoing};
    use std::pin::pin;
    use std::sync::Mutex;
    use std::task::{Context, Poll, Waker};

    struct Later(Mutex<Vec<String>>);
    impl psea_attester_state::AsyncTransport for Later {
        fn submit<'a>(&'a self, request: &'a Outgoing) -> BoxFuture<'a, Result<String, NoAnswer>> {
            Box::pin(async move {
                self.0.lock().unwrap().push(request.label().jti.as_str().into());
                let (jti, tier) = (request.label().jti.as_str(), request.label().tier.as_str());
                Ok(Server::new(false).take(jti, tier, request.body(), NOW))
            })
        }
    }
    let directory = directory();
    create(directory.path(), false);
    let queue = open(directory.path(), options(), NOW);
    for jti in ["low-0", "low-1"] {
        offer(&queue, request(jti, OP, "low"), NOW).unwrap();
    }
    let (later, keys) = (Later(Mutex::default()), keys());
    let now = || psea_attester_state::Millis::new(NOW);
    let mut random = || 1;
    let mut turn = pin!(queue.turn_async(&later, &keys, &now, &mut random));
    let turn = loop {
        if let Poll::Ready(turn) = turn.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            break turn.unwrap();
        }
    };
    assert!(turn.ended.iter().all(|ended| ended.end == End::Accepted));
    assert_eq!(*later.0.lock().unwrap(), ["low-0", "low-1"]);
    assert_eq!(turn.wake, None);
}
