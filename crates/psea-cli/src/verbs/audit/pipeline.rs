//! One thread reads, all cores judge, and what was judged comes back in the file's order.
//!
//! Chunks are dealt out in turns and collected in the same turns. Every queue holds a few chunks,
//! so that the memory does not depend on the file's length.

use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::input::{Chunk, Input, unreadable};
use super::judge::{Judge, Judged};
use crate::failure::Failure;

/// Chunks that wait for one thread, or for being collected from it.
const WAITING: usize = 2;

/// Why it ended early.
pub(super) enum Stopped {
    Unreadable(io::Error),
    Failed(Failure),
}

impl Stopped {
    pub(super) fn or_unreadable(self, path: &Path) -> Failure {
        match self {
            Self::Unreadable(error) => unreadable(path, &error),
            Self::Failed(failure) => failure,
        }
    }
}

/// Judges the rest of the input; `each` is given every chunk in the file's order.
pub(super) fn run(
    input: Input,
    judge: &Judge<'_>,
    mut each: impl FnMut(Judged) -> Result<(), Failure>,
) -> Result<(), Stopped> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let (mut hands, mut collected) = (Vec::new(), Vec::new());
        for _ in 0..threads {
            let (hand, dealt) = sync_channel::<Chunk>(WAITING);
            let (give, judged) = sync_channel::<Judged>(WAITING);
            scope.spawn(move || {
                for chunk in dealt {
                    if give.send(judge.chunk(chunk)).is_err() {
                        break;
                    }
                }
            });
            hands.push(hand);
            collected.push(judged);
        }
        let reading = scope.spawn(move || deal(input, &hands));
        collect(&collected, &mut each).map_err(Stopped::Failed)?;
        let read = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.map_err(Stopped::Unreadable)
    })
}

fn deal(mut input: Input, hands: &[SyncSender<Chunk>]) -> io::Result<()> {
    for hand in hands.iter().cycle() {
        let Some(chunk) = input.next()? else { break };
        if hand.send(chunk).is_err() {
            break;
        }
    }
    Ok(())
}

/// Ends with the first thread that has nothing more: those after it in turn have neither.
fn collect(
    collected: &[Receiver<Judged>],
    each: &mut impl FnMut(Judged) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for judged in collected.iter().cycle() {
        let Ok(judged) = judged.recv() else { break };
        each(judged)?;
    }
    Ok(())
}
