//! A process that is killed while it reserves counters: none of those that it gave out is ever
//! given out again (§3.10).
//!
//! 0 repetitions in 20 kills bound the rate at 3/20 a kill; the environment variable
//! `PSEA_CRASH_ROUNDS` asks for more, and `PSEA_SEED` repeats a run.
//!
//! A program of its own: a child holds copies of all its parent's locks for a moment, which would
//! disturb tests of locks beside this one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests, which clippy does not count as tests"
)]

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use psea_attester::{AttesterState, FileState, MemoryState};
use psea_claims::CounterScope;

/// One test at a time, for the same reason.
static ALONE: Mutex<()> = Mutex::new(());

const STATE: &str = "PSEA_CRASH_STATE";
const FORGETFUL: &str = "PSEA_CRASH_FORGETFUL";

/// The child process: reserves counters and prints each, until it is killed.
fn reserve_for_ever(path: &OsStr) -> ! {
    let state: Box<dyn AttesterState> = if std::env::var_os(FORGETFUL).is_some() {
        Box::new(MemoryState::volatile())
    } else {
        Box::new(FileState::open(Path::new(path)).unwrap())
    };
    let mut out = std::io::stdout().lock();
    loop {
        let counter = state.reserve_counter(&CounterScope::SINGLE).unwrap();
        writeln!(out, "counter {counter}").unwrap();
        out.flush().unwrap();
    }
}

/// Starts the child, kills it `after` its first counter, and gives the counters that it printed.
fn killed(path: &Path, forgetful: bool, after: Duration) -> Vec<u64> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    // The test itself once more, as the child that its first line makes of it.
    command.args(["--exact", "no_counter_is_given_out_twice", "--nocapture", "--test-threads=1"]);
    command.env(STATE, path).stdout(Stdio::piped()).stderr(Stdio::null());
    if forgetful {
        command.env(FORGETFUL, "1");
    }
    let mut child = command.spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut counters = Vec::new();
    let mut killed = false;
    let mut line = String::new();
    while output.read_line(&mut line).unwrap() > 0 {
        // A line that the kill cut short was not given out.
        if let Some((_, number)) = line.trim_start().split_once("counter ")
            && let Some(number) = number.strip_suffix('\n')
        {
            counters.push(number.parse().unwrap());
            if !killed {
                std::thread::sleep(after);
                // SIGKILL: nothing in the process can react to it.
                child.kill().unwrap();
                killed = true;
            }
        }
        line.clear();
    }
    let status = child.wait().unwrap();
    assert!(killed && !status.success(), "{status}");
    counters
}

/// A small generator: the delays are a function of the seed.
struct SplitMix(u64);

impl SplitMix {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The first counter that does not exceed all before it.
fn repetition(counters: &[u64]) -> Option<u64> {
    counters.windows(2).find(|pair| pair[0] >= pair[1]).map(|pair| pair[1])
}

#[test]
fn no_counter_is_given_out_twice() {
    if let Some(path) = std::env::var_os(STATE) {
        reserve_for_ever(&path);
    }
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let seed = psea_seed::seed("kills");
    let rounds = number("PSEA_CRASH_ROUNDS").unwrap_or(20);
    println!("PSEA_CRASH_ROUNDS={rounds}");
    let mut random = SplitMix(seed);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("attester.json");
    drop(FileState::create(&path).unwrap());
    let mut counters = Vec::new();
    for _ in 0..rounds {
        let after = Duration::from_micros(random.below(40_000));
        counters.extend(killed(&path, false, after));
        assert_eq!(repetition(&counters), None, "PSEA_SEED={seed}: {counters:?}");
    }
    let next = FileState::open(&path).unwrap().reserve_counter(&CounterScope::SINGLE).unwrap();
    counters.push(next.get());
    assert_eq!(repetition(&counters), None, "PSEA_SEED={seed}");
    assert!(counters.len() as u64 > rounds);
}

/// The control: a state that forgets is caught by the same check in two rounds.
#[test]
fn a_forgetful_state_is_caught() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let path = Path::new("unused");
    let mut counters = killed(path, true, Duration::from_millis(1));
    counters.extend(killed(path, true, Duration::from_millis(1)));
    assert_eq!(repetition(&counters), Some(1));
}
