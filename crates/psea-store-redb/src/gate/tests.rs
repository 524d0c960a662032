use std::time::Duration;

use redb::Builder;
use redb::backends::InMemoryBackend;

use super::group::{Batch, End, Engine};
use super::*;
use crate::codec::{StoreState, state_row};
use crate::schema::{META, META_STATE};

/// An answer that was decided on what is durable is right whatever becomes of its batch. One that
/// was decided after a write of the same batch is given with it or not at all.
#[test]
fn an_answer_after_a_write_waits_for_it() {
    let db = Builder::new().create_with_backend(InMemoryBackend::new()).unwrap();
    let txn = db.begin_write().unwrap();
    let state = state_row(&StoreState::default());
    let mut meta = txn.open_table(META.definition()).unwrap();
    meta.insert(META_STATE, state.as_slice()).unwrap();
    drop(meta);
    let mut tx = Tx::open(&txn).unwrap();
    let before = decide(&mut tx, |_| Ok(Step::Answer("before")));
    assert!(matches!(before, group::Step::Stands(Ok("before"))));
    let written = decide(&mut tx, |_| Ok(Step::Written("written")));
    assert!(matches!(written, group::Step::Depends(Ok("written"))));
    let after = decide(&mut tx, |_| Ok(Step::Answer("after")));
    assert!(matches!(after, group::Step::Depends(Ok("after"))));
    assert_eq!(tx.writes, 1);
}

/// Keeps count of its batches: what each said of its length before and after it was entered, and
/// how many of its jobs were run.
#[derive(Default)]
struct Counting(Vec<[usize; 3]>);

impl Engine for Counting {
    type Tx<'t> = usize;

    fn run(&mut self, batch: &mut Batch<Self>) -> End {
        let (before, mut entered) = (batch.len(), 0);
        let result = batch.enter(&mut entered);
        self.0.push([before, batch.len(), entered]);
        match result {
            Ok(()) => End::Durable,
            Err(why) => End::Failed(group::Failure::Nothing(why)),
        }
    }
}

type Told = Result<(), group::Failure>;

/// Four submissions at once that do the same, in batches of up to two: their batches, and what
/// they were told. Again, with more time to meet, until two of them share the first batch.
fn together(step: fn() -> group::Step<()>) -> (Vec<[usize; 3]>, Vec<Told>) {
    let rounds = (0..10).map(|round| {
        let (queue, mut engine) = (Queue::new(2), Counting::default());
        let told = std::thread::scope(|scope| {
            let submit = |_| {
                scope.spawn(|| {
                    queue.submit(move |entered: &mut usize| {
                        *entered = entered.saturating_add(1);
                        step()
                    })
                })
            };
            let submissions: Vec<_> = (0..4).map(submit).collect();
            std::thread::sleep(Duration::from_millis(1 << round));
            let serving = scope.spawn(|| queue.serve(&mut engine));
            let told = submissions.into_iter().map(|one| one.join().unwrap()).collect();
            queue.close();
            serving.join().unwrap();
            told
        });
        (engine.0, told)
    });
    let met = |(batches, _): &(Vec<[usize; 3]>, _)| batches.first().is_some_and(|[n, ..]| *n == 2);
    rounds.into_iter().find(met).expect("no two submissions met in a batch")
}

/// A batch has the jobs that wait in it and those that were run.
#[test]
fn a_batch_knows_how_many_jobs_it_has() {
    let (batches, told) = together(|| group::Step::Depends(()));
    assert!(batches.iter().all(|[before, after, run]| before == run && after == run));
    assert_eq!(batches.iter().map(|[_, _, run]| run).sum::<usize>(), 4, "{batches:?}");
    assert_eq!(told, [Ok(()), Ok(()), Ok(()), Ok(())]);
}

/// A submission that was not run is told so, and why: its outcome is known.
#[test]
fn who_was_not_run_is_told_that_nothing_was_changed() {
    let (batches, mut told) = together(|| group::Step::Spoils("spoiled".into()));
    assert_eq!(batches, [[2, 2, 1]]);
    told.sort_by_key(|told| matches!(told, Err(group::Failure::Stopped(_))));
    let nothing = || Err(group::Failure::Nothing("spoiled".into()));
    let stopped = || Err(group::Failure::Stopped("spoiled".into()));
    assert_eq!(told, [nothing(), nothing(), stopped(), stopped()]);
}

/// Panics where it is dropped before it was looked at.
struct Unused(bool);

impl Unused {
    const fn look(&mut self) {
        self.0 = true;
    }
}

impl Drop for Unused {
    fn drop(&mut self) {
        assert!(self.0 || std::thread::panicking(), "dropped before it was looked at");
    }
}

/// Whatever becomes of the thread that serves, nobody waits for it for ever: of three submissions
/// one is run and spoils the batch, one is turned away and ends the thread, and one is forgotten.
/// Again, with more time to meet, until they share a batch.
#[test]
fn who_is_forgotten_is_told_that_nobody_knows() {
    let rounds = (0..10).map(|round| {
        let (queue, mut engine) = (Queue::new(3), Counting::default());
        let told = std::thread::scope(|scope| {
            let submit = |_| {
                scope.spawn(|| {
                    let mut unused = Unused(false);
                    queue.submit(move |_: &mut usize| -> group::Step<()> {
                        unused.look();
                        group::Step::Spoils("spoiled".into())
                    })
                })
            };
            let submissions: Vec<_> = (0..3).map(submit).collect();
            std::thread::sleep(Duration::from_millis(1 << round));
            let serving = scope.spawn(|| queue.serve(&mut engine));
            let told: Vec<Told> = submissions
                .into_iter()
                .map(|one| one.join().unwrap_or(Err(group::Failure::Stopped("late".into()))))
                .collect();
            // It ended by the panic, if it had somebody to turn away.
            drop(serving.join());
            told
        });
        (engine.0.first() == Some(&[3, 3, 0])).then_some(told)
    });
    let mut told =
        rounds.into_iter().flatten().next().expect("no three submissions met in a batch");
    told.sort_by_key(|told| matches!(told, Err(group::Failure::Unknown(_))));
    let nothing = || Err(group::Failure::Nothing("spoiled".into()));
    let unknown = Err(group::Failure::Unknown("the store's thread is gone".into()));
    assert_eq!(told, [nothing(), nothing(), unknown]);
}
