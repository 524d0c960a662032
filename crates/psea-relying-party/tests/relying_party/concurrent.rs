//! Many at once: one executes.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};

use psea_claims::EpochSeconds;
use psea_relying_party::{ApprovalId, MemoryOneTime, OneTime, OneTimeError, Use};

use crate::support::*;

const THREADS: usize = 64;

/// How many of 64 threads executed the action with this id.
fn race(one_time: Arc<dyn OneTime>, proof_jti: &str) -> usize {
    let (party, keys, result) = (party_with(one_time), pins(), approved(proof_jti));
    let (barrier, executed) = (Barrier::new(THREADS), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                barrier.wait();
                let attempt = party.authorize(&result, &keys, &asked(), ACTION.as_bytes(), now());
                match attempt {
                    Ok(authorized) => {
                        authorized.execute(|_| executed.fetch_add(1, Ordering::SeqCst))
                    }
                    Err(error) => {
                        assert_eq!(error.code(), "already_used");
                        0
                    }
                };
            });
        }
    });
    executed.load(Ordering::SeqCst)
}

#[test]
fn of_sixty_four_one_executes() {
    let one_time: Arc<dyn OneTime> = Arc::new(MemoryOneTime::volatile());
    for round in 0..8 {
        assert_eq!(race(one_time.clone(), &format!("a-{round}")), 1);
    }
}

/// Looks first and writes later: the bug that the race is for.
#[derive(Debug, Default)]
struct LooksFirst(Mutex<HashSet<String>>);

impl OneTime for LooksFirst {
    fn take(
        &self,
        approval: &ApprovalId<'_>,
        _until: EpochSeconds,
        _now: EpochSeconds,
    ) -> Result<Use, OneTimeError> {
        let key = approval.proof_jti.to_string();
        let known = self.0.lock().unwrap().contains(&key);
        std::thread::sleep(std::time::Duration::from_millis(2));
        self.0.lock().unwrap().insert(key);
        Ok(if known { Use::Again } else { Use::First })
    }
}

/// Control: the same race finds a store whose step is not atomic.
#[test]
fn control_a_store_that_looks_first_is_caught() {
    let one_time: Arc<dyn OneTime> = Arc::new(LooksFirst::default());
    let caught = (0..50).any(|round| race(one_time.clone(), &format!("a-{round}")) > 1);
    assert!(caught, "50 races of {THREADS} threads");
}
