//! Many threads at one store.

mod one_proof;
mod pairs;
mod revocation;

pub(super) use one_proof::one_of_many;
pub(super) use pairs::exclusive_pairs;
pub(super) use revocation::nothing_after_a_revocation;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Barrier, Mutex, RwLock};
use std::thread;

/// Runs `rounds` rounds: `prepare` makes one, every thread acts on it at once, `check` is given
/// what they answered, by thread.
pub(super) fn race<R: Send + Sync, T: Send>(
    threads: usize,
    rounds: usize,
    mut prepare: impl FnMut(usize) -> R,
    act: impl Fn(&R, usize) -> T + Sync,
    mut check: impl FnMut(usize, R, Vec<T>),
) {
    let (start, end) = (Barrier::new(threads + 1), Barrier::new(threads + 1));
    let round: RwLock<Option<R>> = RwLock::new(None);
    let answers = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for thread in 0..threads {
            let (start, end, round, answers, act) = (&start, &end, &round, &answers, &act);
            scope.spawn(move || {
                loop {
                    start.wait();
                    {
                        let round = round.read().unwrap();
                        let Some(round) = round.as_ref() else { break };
                        // A panic must not leave the others waiting.
                        let answer = catch_unwind(AssertUnwindSafe(|| act(round, thread)));
                        answers.lock().unwrap().push((thread, answer));
                    }
                    end.wait();
                }
            });
        }
        let result = catch_unwind(AssertUnwindSafe(|| {
            for index in 0..rounds {
                let prepared = prepare(index);
                *round.write().unwrap() = Some(prepared);
                start.wait();
                end.wait();
                let prepared = round.write().unwrap().take().unwrap();
                let mut given = std::mem::take(&mut *answers.lock().unwrap());
                given.sort_by_key(|(thread, _)| *thread);
                let given = given.into_iter().map(|(_, answer)| match answer {
                    Ok(answer) => answer,
                    Err(panic) => resume_unwind(panic),
                });
                check(index, prepared, given.collect());
            }
        }));
        *round.write().unwrap() = None;
        start.wait();
        if let Err(panic) = result {
            resume_unwind(panic);
        }
    });
}
