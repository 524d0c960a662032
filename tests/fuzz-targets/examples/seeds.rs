//! Writes the seeds of every fuzz target to `fuzz/corpus`, from `test-vectors`:
//! `cargo run -p psea-fuzz-targets --example seeds`.
#![allow(clippy::unwrap_used, reason = "a chore")]

use std::path::Path;

use psea_fuzz_targets::TARGETS;
use psea_fuzz_targets::seeds::Seeds;

fn main() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let all = Seeds::of(&project.join("test-vectors"));
    for (name, _) in TARGETS {
        let directory = project.join("fuzz/corpus").join(name);
        std::fs::create_dir_all(&directory).unwrap();
        let seeds = all.for_target(name);
        for (number, seed) in seeds.iter().enumerate() {
            std::fs::write(directory.join(format!("seed-{number:04}")), seed).unwrap();
        }
        println!("{name}: {}", seeds.len());
    }
}
