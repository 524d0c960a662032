//! A target on inputs from files, without libFuzzer:
//! `cargo run -p psea-fuzz-targets --example again -- <target> <file>…`. It panics where the target does.
#![allow(clippy::panic, reason = "a chore")]

use psea_fuzz_targets::TARGETS;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let Some((_, target)) = TARGETS.iter().find(|(target, _)| *target == name) else {
        panic!("no target is called {name:?}");
    };
    for path in arguments {
        match std::fs::read(&path) {
            Ok(octets) => target(&octets),
            Err(error) => panic!("{path}: {error}"),
        }
        println!("{path}: it holds");
    }
}
