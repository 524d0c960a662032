//! Whether a store that has been used for long is as fast as a new one.
//!
//! `cargo run --release -p psea-benches --bin growth -- [DIRECTORY] [--rows N] [--attesters N]`
//!
//! Fills the embedded store until `rows` ids of accepted proofs are live (ten million by default),
//! and measures commits there and at ten thousand, in the same process. Time is an argument: it
//! moves on by a second after so many commits that as many ids leave by pruning as come in, so that
//! every figure is taken with pruning at work. The signature is left out, since it costs the same
//! at any size.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a measurement"
)]

mod load;
mod memory;
mod proof;

use std::path::PathBuf;
use std::sync::Arc;

use psea_store_redb::{Options, RedbStore};
use psea_verifier::testing::AnySignature;

use load::Load;

/// Ids that are live at the start.
const FEW: u64 = 10_000;
/// How many times larger a latency may be at the end.
const ALLOWED: f64 = 1.25;

struct Given {
    directory: PathBuf,
    rows: u64,
    attesters: u64,
}

fn given() -> Result<Given, String> {
    let mut given = Given { directory: std::env::temp_dir(), rows: 10_000_000, attesters: 100_000 };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let number = arguments.next().and_then(|text| text.replace('_', "").parse().ok());
            number.ok_or(format!("{argument} needs a number"))
        };
        match argument.as_str() {
            "--rows" => given.rows = number()?,
            "--attesters" => given.attesters = number()?,
            directory => given.directory = directory.into(),
        }
    }
    Ok(given)
}

fn main() -> Result<(), String> {
    let given = given()?;
    let directory = tempfile::tempdir_in(&given.directory).map_err(|error| error.to_string())?;
    let path = directory.path().join("store");
    let options = Options::new();
    let store = options.create(&path, Arc::new(AnySignature)).map_err(|error| error.to_string())?;
    println!("embedded store in {}", given.directory.display());

    let mut load = Load::new(&store, given.attesters);
    load.enroll();
    let start = measure(&mut load, &store, FEW);
    load.fill(given.rows);
    let end = measure(&mut load, &store, given.rows);

    println!("\n{:<34}{:>14}{:>14}{:>8}", "", "at the start", "at the end", "ratio");
    row("ids of accepted proofs", "", start.rows, end.rows);
    row("latency alone, median", "ms", start.median, end.median);
    row("latency alone, 99th percentile", "ms", start.late, end.late);
    row("256 in flight", "/s", start.rate, end.rate);
    row("memory of the process", "MiB", start.memory, end.memory);
    row("file", "MiB", start.file, end.file);
    let ratio = end.median / start.median;
    let verdict = if ratio <= ALLOWED { "within" } else { "above" };
    println!("\nmedian latency: {ratio:.2} of that at the start, {verdict} {ALLOWED}");
    Ok(())
}

fn row(what: &str, unit: &str, start: f64, end: f64) {
    let digits = usize::from(start < 100.0) * 2;
    let what = if unit.is_empty() { what.to_owned() } else { format!("{what}, {unit}") };
    println!("{what:<34}{start:>14.digits$}{end:>14.digits$}{:>8.2}", end / start);
}

struct Figures {
    rows: f64,
    median: f64,
    late: f64,
    rate: f64,
    memory: f64,
    file: f64,
}

/// With `rows` ids live, as many leaving as coming.
fn measure(load: &mut Load<'_>, store: &RedbStore, rows: u64) -> Figures {
    load.settle(rows);
    let before = store.stats().unwrap();
    let mut alone = load.alone(1_000);
    alone.sort_by(f64::total_cmp);
    let rate = load.together(256, 50_000);
    let after = store.stats().unwrap();
    assert!(
        after.records < before.records + before.records / 2 + 60_000,
        "pruning does not keep up"
    );
    let at = |share: usize| alone[alone.len() * share / 100];
    Figures {
        rows: after.records as f64,
        median: at(50),
        late: at(99),
        rate,
        memory: memory::resident() / f64::from(1 << 20),
        file: after.file as f64 / f64::from(1 << 20),
    }
}
