//! What each answer does, and what no answer does.

use std::cell::Cell;

use psea_attester::{AttestError, AttesterState as _, TrustState};
use psea_attester_state::{DropReason, End, Millis, OfflineQueue, QueueError, RedbState, Refused};
use psea_verifier::EnrollmentStatus;

use crate::support::*;

fn ends(queue: &OfflineQueue) -> Vec<(String, End)> {
    let ended = queue.ended().unwrap().into_iter();
    ended.map(|ended| (ended.label.jti.as_str().into(), ended.end)).collect()
}

/// What policy marks as needing the server first is refused before the user is asked, and costs no
/// counter.
#[test]
fn server_first_is_never_queued() {
    let directory = directory();
    create(directory.path(), false);
    let queue = open(directory.path(), options(), NOW);
    let error = queue.propose(request("a-1", "wire.transfer", "low")).unwrap_err();
    assert!(matches!(&error, QueueError::ServerFirst(op) if **op == *"wire.transfer"), "{error}");
    assert!(queue.waiting().is_empty() && queue.ended().unwrap().is_empty());
    offer(&queue, request("a-2", OP, "low"), NOW).unwrap();
    assert_eq!(queue.waiting()[0].label.counter.get(), 1);
}

/// A proof that never gets through is dropped, visibly, when its window or its `exp` ends.
#[test]
fn windows_end_visibly() {
    let directory = directory();
    create(directory.path(), false);
    let queue = open(directory.path(), options(), NOW);
    offer(&queue, request("grace", OP, "low"), NOW).unwrap();
    let queued = offer(&queue, request("exp", OP, "high").lifetime(60), NOW).unwrap();
    assert_eq!(queued.until.get(), NOW + 60_000);
    let (server, clock) = (Server::new(false), Cell::new(NOW));
    // Nothing gets through: requests are lost on the way there.
    struct Nowhere;
    impl psea_attester_state::Transport for Nowhere {
        fn submit(
            &self,
            _: &psea_attester_state::Outgoing,
        ) -> Result<String, psea_attester_state::NoAnswer> {
            Err(psea_attester_state::NoAnswer::because("no network"))
        }
    }
    let mut ended = Vec::new();
    while clock.get() < NOW + 90_000_000 {
        let now = || Millis::new(clock.get());
        let turn = queue.turn(&Nowhere, &keys(), &now, &mut || 5).unwrap();
        ended.extend(turn.ended);
        let Some(wake) = turn.wake else { break };
        assert!(wake > now(), "a turn that is over has nothing to do at once");
        clock.set(wake.get());
    }
    let said: Vec<_> = ended.iter().map(|e| (e.label.jti.as_str(), e.at.get(), e.end)).collect();
    let expired = ("exp", NOW + 60_000, End::Dropped(DropReason::Expired));
    let grace = ("grace", NOW + 86_400_000, End::Dropped(DropReason::Grace));
    assert_eq!(said, [expired, grace]);
    assert!(ended.iter().all(psea_attester_state::Ended::is_unknown), "they were sent");
    assert_eq!(queue.ended().unwrap().len(), 2);
    queue.forget(ended[0].id).unwrap();
    assert_eq!(queue.ended().unwrap(), ended[1..]);
    assert!(server.accepted.borrow().is_empty());
}

/// A refusal drops the proof; the next one of its scope is sent.
#[test]
fn a_refusal_drops_one_proof() {
    let directory = directory();
    create(directory.path(), false);
    let queue = open(directory.path(), options(), NOW);
    for jti in ["a-1", "a-2"] {
        offer(&queue, request(jti, OP, "low"), NOW).unwrap();
    }
    let (server, clock) = (Server::new(false), Cell::new(NOW));
    server.set_status(EnrollmentStatus::Suspended);
    let way = Way::new(&server, &clock, 1, 0);
    let turn = way.turn(&queue);
    assert_eq!(turn.ended.len(), 2);
    assert!(turn.ended.iter().all(|e| e.end == End::Dropped(DropReason::Rejected)));
    assert!(!turn.ended[0].is_unknown());
    // §3.11: too late for the Verifier's clock.
    server.set_status(EnrollmentStatus::Active);
    offer(&queue, request("a-3", OP, "low").lifetime(60), NOW).unwrap();
    let late = |_: ()| NOW + 300_000;
    struct Late<'s>(&'s Server, u64);
    impl psea_attester_state::Transport for Late<'_> {
        fn submit(
            &self,
            request: &psea_attester_state::Outgoing,
        ) -> Result<String, psea_attester_state::NoAnswer> {
            let (jti, tier) = (request.label().jti.as_str(), request.label().tier.as_str());
            Ok(self.0.take(jti, tier, request.body(), self.1))
        }
    }
    let slow = Late(&server, late(()));
    let began = Cell::new(false);
    // The request begins in time, and arrives late.
    let now = || Millis::new(if began.replace(true) { NOW + 300_000 } else { NOW });
    let turn = queue.turn(&slow, &keys(), &now, &mut || 5).unwrap();
    assert_eq!(turn.ended[0].end, End::Dropped(DropReason::Stale));
    assert!(server.accepted.borrow().is_empty());
    // How each ended is kept.
    drop(queue);
    let queue = open(directory.path(), options(), NOW);
    let [rejected, stale] = [DropReason::Rejected, DropReason::Stale].map(End::Dropped);
    let kept = [("a-1", rejected), ("a-2", rejected), ("a-3", stale)];
    assert_eq!(ends(&queue), kept.map(|(jti, end)| (jti.to_owned(), end)));
}

/// §3.13.1: a verified revocation stops the queue for good, and drops all of it visibly.
#[test]
fn a_revocation_stops_everything() {
    let directory = directory();
    create(directory.path(), false);
    let queue = open(directory.path(), options(), NOW);
    for (jti, tier) in [("a-1", "low"), ("a-2", "low"), ("b-1", "high")] {
        offer(&queue, request(jti, OP, tier), NOW).unwrap();
    }
    let confirmed = queue.propose(request("a-3", OP, "top")).unwrap();
    let (server, clock) = (Server::new(false), Cell::new(NOW));
    server.set_status(EnrollmentStatus::Revoked);
    let way = Way::new(&server, &clock, 1, 0);
    let turn = way.turn(&queue);
    assert_eq!(way.requests.get(), 1);
    assert_eq!(turn.ended.len(), 3);
    assert!(turn.ended.iter().all(|e| e.end == End::Dropped(DropReason::Revoked)));
    assert!(queue.waiting().is_empty());
    assert_eq!(turn.wake, None);
    let error = confirmed.verify_user(&key()).unwrap().sign(Millis::new(NOW)).unwrap_err();
    assert!(matches!(error, QueueError::Attest(AttestError::NotTrusted(TrustState::Revoked))));
    let error = queue.propose(request("a-4", OP, "low")).unwrap_err();
    assert!(matches!(error, QueueError::Attest(AttestError::NotTrusted(_))), "{error}");
    drop((queue, error));
    let state = RedbState::open(directory.path().join("state")).unwrap();
    assert_eq!(state.trust().unwrap(), TrustState::Revoked);
}

/// §3.13.1: the process ended between the revocation and the drop; or the answer came otherwise.
#[test]
fn a_revocation_counts_after_a_restart() {
    let directory = directory();
    create(directory.path(), false);
    let queue = open(directory.path(), options(), NOW);
    offer(&queue, request("a-1", OP, "low"), NOW).unwrap();
    drop(queue);
    let state = RedbState::open(directory.path().join("state")).unwrap();
    state.set_trust(TrustState::Revoked).unwrap();
    drop(state);
    let queue = open(directory.path(), options(), NOW);
    assert_eq!(ends(&queue), [("a-1".to_owned(), End::Dropped(DropReason::Revoked))]);
}

/// §3.13.3: a revocation that does not verify is no answer.
#[test]
fn a_forged_revocation_is_not_obeyed() {
    let directory = directory();
    create(directory.path(), false);
    let queue = open(directory.path(), options(), NOW);
    offer(&queue, request("a-1", OP, "low"), NOW).unwrap();
    let (server, clock) = (Server::new(false), Cell::new(NOW));
    server.set_status(EnrollmentStatus::Revoked);
    struct Forger<'s>(&'s Server);
    impl psea_attester_state::Transport for Forger<'_> {
        fn submit(
            &self,
            request: &psea_attester_state::Outgoing,
        ) -> Result<String, psea_attester_state::NoAnswer> {
            let (jti, tier) = (request.label().jti.as_str(), request.label().tier.as_str());
            let right = self.0.take(jti, tier, request.body(), NOW);
            let (signed, signature) = right.rsplit_once('.').unwrap();
            let first = if signature.starts_with('A') { 'B' } else { 'A' };
            Ok(format!("{signed}.{first}{}", signature.get(1..).unwrap()))
        }
    }
    let now = || Millis::new(clock.get());
    let turn = queue.turn(&Forger(&server), &keys(), &now, &mut || 5).unwrap();
    assert!(turn.ended.is_empty());
    assert_eq!(queue.waiting().len(), 1);
    assert!(queue.waiting()[0].problem.is_some());
    queue.propose(request("a-2", OP, "low")).unwrap();
    // The control: the same answer unforged is obeyed.
    clock.set(NOW + 10_000);
    assert_eq!(Way::new(&server, &clock, 1, 0).turn(&queue).ended.len(), 1);
    let full = queue.propose(request("a-3", OP, "low")).unwrap_err();
    assert!(!matches!(full, QueueError::Refused(Refused::Full(_))));
}
