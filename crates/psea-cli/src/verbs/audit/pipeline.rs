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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verbs::audit::input::Place;

    const CHUNKS: usize = 5;
    const PERMITS: usize = CHUNKS + 2;
    const ORDERS: [[Turn; CHUNKS]; 5] =
        [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 1, 4, 3], [1, 0, 3, 2, 4], [3, 1, 4, 0, 2]];

    fn judged(turn: Turn) -> Message {
        let end = Place { lines: turn, ..Place::default() };
        Message::Judged(turn, Judged { verdicts: Vec::new(), end })
    }

    struct Collected {
        ended: Result<(), Failure>,
        given: Vec<Turn>,
        permits_left: usize,
    }

    /// What comes of these messages where `each` fails at `bad`, with permits to spare.
    fn collected(messages: impl IntoIterator<Item = Message>, bad: Option<Turn>) -> Collected {
        let (permit, permits) = sync_channel(PERMITS);
        (0..PERMITS).for_each(|_| permit.send(()).unwrap());
        let (give, came) = channel();
        messages.into_iter().for_each(|message| give.send(message).unwrap());
        // Whoever would wait for more sees that there is none.
        drop((permit, give));
        let mut given = Vec::new();
        let ended = collect(came, &permits, &mut |chunk: Judged| {
            given.push(chunk.end.lines);
            if bad == Some(chunk.end.lines) {
                Err(Failure::new("bad", "a bad one"))
            } else {
                Ok(())
            }
        });
        Collected { ended, given, permits_left: permits.try_iter().count() }
    }

    #[test]
    fn chunks_that_come_in_any_order_are_given_out_in_the_files() {
        for order in ORDERS {
            let found = collected(order.map(judged), None);
            assert!(found.ended.is_ok(), "{order:?}");
            assert_eq!(found.given, [0, 1, 2, 3, 4], "{order:?}");
            assert_eq!(found.permits_left, PERMITS - CHUNKS, "{order:?}");
        }
    }

    /// One that is early is still on its way: its permit is not another's.
    #[test]
    fn a_permit_is_taken_for_each_chunk_that_is_given_out_and_for_no_other() {
        for (came, out) in [(&[][..], 0), (&[1, 2, 4], 0), (&[4, 0, 2], 1), (&[2, 1, 0, 4], 3)] {
            let found = collected(came.iter().copied().map(judged), None);
            assert_eq!(found.given, (0..out as Turn).collect::<Vec<_>>(), "{came:?}");
            assert_eq!(found.permits_left, PERMITS - out, "{came:?}");
        }
    }

    /// A chunk that is lost leaves a gap, and nothing may be given out as if there were none.
    #[test]
    fn a_lost_chunk_ends_it() {
        for order in ORDERS {
            for lost in 0..=CHUNKS {
                let (before, after) = order.split_at(lost);
                let messages = before.iter().copied().map(judged);
                let messages = messages.chain([Message::Lost]);
                let found = collected(messages.chain(after.iter().copied().map(judged)), None);
                let given: Vec<Turn> = (0..).take_while(|turn| before.contains(turn)).collect();
                assert!(found.ended.is_ok(), "{order:?}, {lost}");
                assert_eq!(found.permits_left, PERMITS - given.len(), "{order:?}, {lost}");
                assert_eq!(found.given, given, "{order:?}, {lost}");
            }
        }
    }

    #[test]
    fn an_error_ends_it_at_once() {
        for order in ORDERS {
            for bad in 0..CHUNKS as Turn {
                let found = collected(order.map(judged), Some(bad));
                assert_eq!(found.ended.unwrap_err().message(), "a bad one", "{order:?}, {bad}");
                assert_eq!(found.given, (0..=bad).collect::<Vec<_>>(), "{order:?}, {bad}");
            }
        }
    }

    #[test]
    fn whoever_panics_says_that_a_chunk_is_lost_and_nobody_else_does() {
        let (give, came) = channel();
        drop(Giver(give.clone()));
        assert!(came.try_recv().is_err());
        let thread = std::thread::spawn(move || {
            let _giver = Giver(give);
            panic!("this one is meant");
        });
        assert!(thread.join().is_err());
        assert!(matches!(came.recv(), Ok(Message::Lost)));
    }
}
