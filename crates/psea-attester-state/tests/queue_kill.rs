//! The whole process is killed while it makes, stores and sends proofs, again and again, on a real
//! file. The parent is the server.
//!
//! A program of its own, with one test at a time: a child holds copies of all its parent's locks
//! for a moment, which would disturb tests of locks beside it.
//!
//! `PSEA_SEED` repeats a random run; `PSEA_LONG=1` kills five times as often,
//! `PSEA_LONG=n` n times.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::wildcard_imports,
    reason = "helpers of tests, which clippy does not count as tests"
)]

#[path = "queue/support.rs"]
mod support;

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use psea_attester_state::queue::Backoff;
use psea_attester_state::{End, Millis, NoAnswer, Outgoing, QueueOptions, Transport};

use support::*;

/// One test at a time.
static ALONE: Mutex<()> = Mutex::new(());

const DIRECTORY: &str = "PSEA_TEST_KILLED_IN";
const NUMBER: &str = "PSEA_TEST_NUMBER";
const FAULT: &str = "PSEA_TEST_FAULT";
/// Says that a proof is queued before it is stored.
const EARLY: &str = "early";
/// Holds on to requests beyond their deadline.
const HOLDS_ON: &str = "holds-on";
const TIERS: [&str; 2] = ["low", "high"];

fn clock() -> u64 {
    u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

fn options() -> QueueOptions {
    let backoff = Backoff::new(5, 40).unwrap();
    QueueOptions::default().request_timeout(80).backoff(backoff).most(100_000)
}

/// One line, whole: what the kill cuts short lacks its end.
fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(format!("psea {line} .\n").as_bytes());
    let _ = out.flush();
}

/// The way to the parent.
struct Pipe {
    holds_on: bool,
}

impl Transport for Pipe {
    fn submit(&self, request: &Outgoing) -> Result<String, NoAnswer> {
        let (jti, tier) = (request.label().jti.as_str(), request.label().tier.as_str());
        let deadline = request.deadline().get() + if self.holds_on { 60_000 } else { 0 };
        tell(&format!("begins {jti} {tier} {deadline} {} {}", clock(), request.body()));
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map_err(NoAnswer::because)?;
        match line.trim() {
            "" | "none" => Err(NoAnswer::because("lost")),
            result => Ok(result.into()),
        }
    }
}

/// The process that is killed. Does nothing when it is run as a test.
#[test]
fn child() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let number = std::env::var(NUMBER).unwrap();
    let fault = std::env::var(FAULT).unwrap_or_default();
    let queue = open(Path::new(&directory), options(), clock());
    let mut random = Random::of(number.parse().unwrap());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0.. {
                let tier = TIERS[round % 2];
                let jti = format!("{tier}-{number}-{round}");
                if fault == EARLY {
                    tell(&format!("queued {jti}"));
                }
                offer(&queue, request(&jti, OP, tier), clock()).unwrap();
                tell(&format!("queued {jti}"));
                std::thread::sleep(Duration::from_millis(4));
            }
        });
        let pipe = Pipe { holds_on: fault == HOLDS_ON };
        loop {
            let now = || Millis::new(clock());
            queue.turn(&pipe, &keys(), &now, &mut || random.next()).unwrap();
            std::thread::sleep(Duration::from_millis(2));
        }
    });
}

#[derive(Default)]
struct Seen {
    queued: BTreeSet<String>,
    /// Requests that no answer came to, with their deadlines.
    open: HashMap<String, u64>,
    requests: usize,
    cut_off: usize,
}

/// Reads what the child tells, answers its requests, and finds what is wrong.
struct Parent<'s> {
    server: &'s Server,
    random: Random,
    seen: Seen,
}

impl Parent<'_> {
    /// What the child is answered, if it is to be answered.
    fn hear(&mut self, line: &str, killed: bool) -> Result<Option<String>, String> {
        // The test harness may have begun the line.
        let line = line.find("psea ").and_then(|at| line.get(at..)?.strip_suffix(" ."));
        let words: Vec<_> = line.unwrap_or_default().splitn(7, ' ').collect();
        match words[..] {
            ["psea", "queued", jti] => {
                self.seen.queued.insert(jti.into());
                Ok(None)
            }
            ["psea", "begins", jti, tier, deadline, at, body] => {
                let (deadline, at): (u64, u64) = (deadline.parse().unwrap(), at.parse().unwrap());
                if let Some(open) = self.seen.open.get(jti).filter(|open| **open > at) {
                    return Err(format!("{jti}: begun {} ms before its end", open - at));
                }
                self.seen.requests += 1;
                self.seen.open.insert(jti.into(), deadline);
                let fate = self.random.below(5);
                // Lost on the way there, now and then.
                let result = (fate > 0).then(|| self.server.take(jti, tier, body, clock()));
                if killed {
                    self.seen.cut_off += 1;
                    return Ok(None);
                }
                std::thread::sleep(Duration::from_millis(self.random.below(12)));
                // Lost on the way back, now and then.
                Ok(Some(result.filter(|_| fate > 1).unwrap_or_else(|| "none".into())))
            }
            _ => Ok(None),
        }
    }

    fn kill(&mut self, directory: &Path, number: usize, fault: &str) -> Result<(), String> {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "child", "--nocapture"]);
        command.env(DIRECTORY, directory).env(NUMBER, number.to_string()).env(FAULT, fault);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut to_child = child.stdin.take().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        let reader = std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let end = Instant::now() + Duration::from_millis(60 + self.random.below(200));
        let mut wrong = self.serve(&lines, &mut to_child, end);
        child.kill().unwrap();
        child.wait().unwrap();
        reader.join().unwrap();
        for line in lines.try_iter() {
            let heard = self.hear(&line, true).map(drop);
            wrong = wrong.and(heard);
        }
        wrong
    }

    fn serve(
        &mut self,
        lines: &Receiver<String>,
        to_child: &mut impl std::io::Write,
        end: Instant,
    ) -> Result<(), String> {
        while let Ok(line) = lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            // Killed while its request is under way, now and then.
            if let Some(answer) = self.hear(&line, false)? {
                if Instant::now() >= end {
                    self.seen.cut_off += 1;
                    break;
                }
                let jti = line.split(' ').skip_while(|word| *word != "begins").nth(1).unwrap();
                self.seen.open.remove(jti);
                let _ = to_child.write_all(format!("{answer}\n").as_bytes());
                let _ = to_child.flush();
            }
        }
        Ok(())
    }

    /// Sends what is left, and looks whether everything that was queued was accepted once.
    fn settle(&self, directory: &Path) -> Result<usize, String> {
        let time = Cell::new(clock() + 10_000);
        let queue = open(directory, options(), time.get());
        let way = Way::new(self.server, &time, 1, 0);
        while let Some(wake) = way.turn(&queue).wake {
            time.set(wake.get());
        }
        let ended = queue.ended().unwrap();
        if let Some(dropped) = ended.iter().find(|ended| ended.end != End::Accepted) {
            return Err(format!("dropped: {dropped:?}"));
        }
        let accepted: BTreeSet<_> = ended.iter().map(|e| e.label.jti.as_str().to_owned()).collect();
        if accepted.len() != ended.len() {
            return Err("ended twice".into());
        }
        if let Some(lost) = self.seen.queued.difference(&accepted).next() {
            return Err(format!("lost: {lost}"));
        }
        let times = self.server.times.borrow();
        if let Some(jti) = accepted.iter().find(|jti| times.get(*jti) != Some(&1)) {
            return Err(format!("{jti}: accepted {:?} times", times.get(jti)));
        }
        if times.len() != accepted.len() {
            return Err("the Verifier accepted what the queue does not know".into());
        }
        Ok(accepted.len())
    }
}

#[test]
fn nothing_is_lost_or_sent_twice_at_once() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut random = Random::seeded("queue kills");
    let directory = directory();
    create(directory.path(), false);
    let server = Server::new(false);
    let seed = random.next();
    let mut parent = Parent { server: &server, random: Random::of(seed), seen: Seen::default() };
    let kills = rounds(50);
    for number in 0..kills {
        if let Err(wrong) = parent.kill(directory.path(), number, "") {
            panic!("kill {number}: {wrong}");
        }
    }
    let accepted = parent.settle(directory.path()).unwrap();
    let Seen { requests, cut_off, .. } = parent.seen;
    println!(
        "{kills} kills, {requests} requests of which {cut_off} cut off by a kill, {accepted} \
         proofs accepted once, 0 lost, 0 twice at once"
    );
    assert!(cut_off > 0 && requests > kills, "hardly anything was under way");
}

/// The control: a process that says `queued` before it stores the proof is caught.
#[test]
fn control_says_queued_before_it_is_stored() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut random = Random::seeded("queue kills, control early");
    let caught = (0..8).find_map(|_| {
        let directory = directory();
        create(directory.path(), false);
        let server = Server::new(false);
        let seed = random.next();
        let mut parent =
            Parent { server: &server, random: Random::of(seed), seen: Seen::default() };
        for number in 0..10 {
            parent.kill(directory.path(), number, EARLY).unwrap();
        }
        parent.settle(directory.path()).err()
    });
    println!("caught: {}", caught.expect("the harness sees no lost proof"));
}

/// The control: a transport that holds on to its requests beyond their deadline is caught.
#[test]
fn control_a_transport_that_holds_on() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut random = Random::seeded("queue kills, control holds on");
    let directory = directory();
    create(directory.path(), false);
    let server = Server::new(false);
    let seed = random.next();
    let mut parent = Parent { server: &server, random: Random::of(seed), seen: Seen::default() };
    let caught = (0..80).find_map(|number| parent.kill(directory.path(), number, HOLDS_ON).err());
    println!("caught: {}", caught.expect("the harness sees no second request"));
}
