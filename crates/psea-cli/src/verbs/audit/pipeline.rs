//! One thread reads, all cores judge, and what was judged comes back in the file's order.
//!
//! Whoever is free takes the next chunk: a core that does something else meanwhile holds up nobody.
//! A few chunks are on their way at once, so that the memory does not depend on the file's length.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};

use super::input::{Chunk, Input, unreadable};
use super::judge::{Judge, Judged};
use crate::failure::Failure;

/// Chunks on their way for each core: read and not yet given out.
const ON_THEIR_WAY: usize = 4;

/// A chunk's place in the file's order.
type Turn = u64;

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

enum Message {
    Judged(Turn, Judged),
    /// A thread panicked: its chunk will never come.
    Lost,
}

struct Giver(Sender<Message>);

impl Drop for Giver {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Nobody hears it where the audit has ended already.
            let _ = self.0.send(Message::Lost);
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
        // One permit for each chunk that is on its way; who reads waits for one.
        let (permit, permits) = sync_channel::<()>(threads.saturating_mul(ON_THEIR_WAY));
        let (hand, dealt) = channel::<(Turn, Chunk)>();
        let (give, judged) = channel::<Message>();
        let reading = scope.spawn(move || deal(input, &permit, &hand));
        let dealt = Arc::new(Mutex::new(dealt));
        for _ in 0..threads {
            let (dealt, give) = (Arc::clone(&dealt), Giver(give.clone()));
            scope.spawn(move || {
                while let Some((turn, chunk)) = take(&dealt) {
                    if give.0.send(Message::Judged(turn, judge.chunk(chunk))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(give);
        let collected = collect(judged, &permits, &mut each);
        // After an early end everybody stops at a closed channel.
        drop(permits);
        collected.map_err(Stopped::Failed)?;
        let read = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.map_err(Stopped::Unreadable)
    })
}

fn deal(mut input: Input, permit: &SyncSender<()>, hand: &Sender<(Turn, Chunk)>) -> io::Result<()> {
    let mut turn = 0;
    while permit.send(()).is_ok() {
        let Some(chunk) = input.next()? else { break };
        if hand.send((turn, chunk)).is_err() {
            break;
        }
        turn = turn.saturating_add(1);
    }
    Ok(())
}

/// The next chunk, whoever asks first. None: there are no more.
fn take(dealt: &Mutex<Receiver<(Turn, Chunk)>>) -> Option<(Turn, Chunk)> {
    dealt.lock().ok()?.recv().ok()
}

/// Takes what was judged, in any order, and gives it out in the file's.
fn collect(
    judged: Receiver<Message>,
    permits: &Receiver<()>,
    each: &mut impl FnMut(Judged) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut early, mut next) = (BTreeMap::new(), 0);
    for message in judged {
        // The panic itself goes on where the threads are joined.
        let Message::Judged(turn, chunk) = message else { break };
        early.insert(turn, chunk);
        while let Some(chunk) = early.remove(&next) {
            each(chunk)?;
            next = next.saturating_add(1);
            // Its permit was sent before it was read.
            let _ = permits.recv();
        }
    }
    Ok(())
}
