//! §3.10: the process is killed while it reserves counters, again and again, on a real file: none
//! of those that it gave out is ever given out again.
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

#[path = "state/support.rs"]
mod support;

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use psea_attester::AttesterState as _;
use psea_attester_state::RedbState;

use support::*;

/// One test at a time.
static ALONE: Mutex<()> = Mutex::new(());

const DIRECTORY: &str = "PSEA_TEST_KILLED_IN";
const EARLY: &str = "PSEA_TEST_TELLS_EARLY";
const SCOPES: [&str; 3] = ["low", "high", "top"];

/// The process that is killed: tells every counter that it was given. Does nothing when it is run
/// as a test.
#[test]
fn child() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let early = std::env::var(EARLY).is_ok();
    let state = RedbState::open(Path::new(&directory).join("state")).unwrap();
    std::thread::scope(|scope| {
        for name in SCOPES {
            let state = &state;
            scope.spawn(move || {
                let tell = |counter: u64| {
                    let mut out = std::io::stdout().lock();
                    let _ = writeln!(out, "counter {name} {counter}");
                    let _ = out.flush();
                };
                let mut counter = state.reserve_counter(&tier(name)).unwrap().get();
                tell(counter);
                loop {
                    if early {
                        // Handed out before the write.
                        tell(counter + 1);
                    }
                    counter = state.reserve_counter(&tier(name)).unwrap().get();
                    if !early {
                        tell(counter);
                    }
                }
            });
        }
    });
}

/// One kill; what is wrong after it. `told`: the highest counter of each scope so far.
fn kill(
    directory: &Path,
    after: Duration,
    early: bool,
    told: &mut HashMap<String, u64>,
) -> Result<usize, String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child", "--nocapture"]).env(DIRECTORY, directory);
    if early {
        command.env(EARLY, "1");
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let lines = std::thread::spawn(move || out.lines().map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    let mut given = 0;
    let mut lines = lines.join().unwrap();
    // The last line may have been cut short.
    lines.pop();
    for line in lines {
        let words: Vec<_> = line.split(' ').collect();
        let ["counter", scope, counter] = words[..] else { continue };
        let counter: u64 = counter.parse().unwrap();
        let last = told.entry(scope.into()).or_insert(0);
        if counter <= *last {
            return Err(format!("{scope}: {counter} after {last}"));
        }
        *last = counter;
        given += 1;
    }
    Ok(given)
}

#[test]
fn no_counter_is_given_out_twice() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut random = Random::seeded("kills");
    let directory = directory();
    drop(RedbState::create(directory.path().join("state")).unwrap());
    let (kills, mut given, mut told) = (rounds(50), 0, HashMap::new());
    for number in 0..kills {
        let after = Duration::from_millis(15 + random.below(60));
        match kill(directory.path(), after, false, &mut told) {
            Ok(counters) => given += counters,
            Err(wrong) => panic!("kill {number}: {wrong}"),
        }
    }
    let state = RedbState::open(directory.path().join("state")).unwrap();
    for (scope, last) in told {
        let scope = psea_claims::CounterScope::from_key(format!("tier:{scope}"));
        assert!(state.reserve_counter(&scope).unwrap().get() > last);
    }
    println!("{kills} kills, {given} counters, 0 twice");
    assert!(given > kills, "hardly anything was under way");
}

/// The control: a counter that is handed out before the write is caught.
#[test]
fn control_hands_out_before_the_write() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut random = Random::seeded("kills, control");
    let directory = directory();
    drop(RedbState::create(directory.path().join("state")).unwrap());
    let mut told = HashMap::new();
    let caught = (0..60).find_map(|_| {
        let after = Duration::from_millis(15 + random.below(60));
        kill(directory.path(), after, true, &mut told).err()
    });
    println!("caught: {}", caught.expect("the harness sees no early counter"));
}
