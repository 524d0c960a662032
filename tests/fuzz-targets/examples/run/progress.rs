//! What is running, on standard error.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

pub(crate) struct Progress {
    seconds: u64,
    all: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: BTreeMap<String, (Instant, String)>,
    done: usize,
}

impl Progress {
    pub(crate) fn new(all: usize, seconds: u64) -> Self {
        Self { seconds, all, state: Mutex::default() }
    }

    pub(crate) fn started(&self, target: &str) {
        let mut state = self.state.lock().unwrap();
        state.running.insert(target.to_owned(), (Instant::now(), "seeds".to_owned()));
    }

    /// A line of libFuzzer's: `#1234 NEW cov: 56 ...`.
    pub(crate) fn heard(&self, target: &str, line: &str) {
        let mut state = self.state.lock().unwrap();
        if let Some((_, last)) = state.running.get_mut(target) {
            line.split_whitespace().next().unwrap_or_default().clone_into(last);
        }
    }

    pub(crate) fn ended(&self, target: &str) {
        let mut state = self.state.lock().unwrap();
        state.running.remove(target);
        state.done += 1;
    }

    /// Shows it every second on a terminal, and every 30 s elsewhere.
    pub(crate) fn show_until_done(&self) {
        let is_terminal = std::io::stderr().is_terminal();
        for second in 1_u64.. {
            std::thread::sleep(Duration::from_secs(1));
            let state = self.state.lock().unwrap();
            if state.done == self.all {
                break;
            }
            let line = self.line(&state);
            if is_terminal {
                eprint!("\r\x1b[K{line}");
            } else if second % 30 == 0 {
                eprintln!("{line}");
            }
        }
        if is_terminal {
            eprint!("\r\x1b[K");
        }
    }

    fn line(&self, state: &State) -> String {
        let running = state.running.iter().map(|(target, (started, executions))| {
            let left = self.seconds.saturating_sub(started.elapsed().as_secs());
            let left = if left > 0 { format!("{left} s left") } else { "minimising".to_owned() };
            format!("{target} {executions}, {left}")
        });
        let running: Vec<String> = running.collect();
        format!("{} of {} done; {}", state.done, self.all, running.join("; "))
    }
}
