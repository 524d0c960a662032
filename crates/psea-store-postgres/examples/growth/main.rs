//! Whether a large database is as fast as a small one:
//! `cargo run --release -p psea-store-postgres --example growth -- [--rows N] [--attesters N]`.
//!
//! Starts a throw-away PostgreSQL in the directory for temporary files (`TMPDIR`), and fills one
//! database with ten thousand live ids and another with ten million, by default, of a hundred
//! thousand Attesters. Then commits in both take turns, so that whatever else the machine does
//! meets both. Time is an argument: it moves on by a second after so many commits that as many ids
//! leave by pruning as come in, and pruning is at work all the while. The signature is left out,
//! since it costs the same at any size.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a measurement reports by panicking"
)]

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../../tests/postgres/server.rs"]
mod server;
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../../tests/postgres/support.rs"]
mod support;

mod filled;

use std::process::ExitCode;
use std::time::Instant;

use crate::filled::Filled;
use crate::server::Server;

/// Live ids of the small database.
const FEW: u64 = 10_000;
/// How many times larger a latency may be in the large one.
const ALLOWED: f64 = 1.25;
/// Turns of each database, and commits in a turn: alone, and by so many clients.
const TURNS: usize = 7;
const ALONE: u64 = 500;
const TOGETHER: u64 = 4_000;
const CLIENTS: u64 = 16;

fn given() -> Result<(u64, u64), String> {
    let (mut rows, mut attesters) = (10_000_000, 100_000);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let number = arguments.next().and_then(|text| text.replace('_', "").parse().ok());
        let number = number.ok_or_else(|| format!("{argument} needs a number"))?;
        match argument.as_str() {
            "--rows" => rows = number,
            "--attesters" => attesters = number,
            _ => return Err(format!("{argument}: know --rows and --attesters")),
        }
    }
    Ok((rows, attesters))
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let (rows, attesters) = match given() {
        Ok(given) => given,
        Err(what) => {
            eprintln!("{what}");
            return ExitCode::from(2);
        }
    };
    let server = Server::start(&["shared_buffers=2GB", "max_wal_size=8GB"]);
    let few = Filled::new(&server, FEW, attesters).await;
    let many = Filled::new(&server, rows, attesters).await;
    println!("{}, shared_buffers 2 GB, {CLIENTS} clients or one", server_version(&server).await);

    let mut figures = [Figures::default(), Figures::default()];
    for turn in 0..TURNS {
        // Who begins changes, so that neither always runs on what the other left behind.
        for step in 0..2 {
            let which = (turn + step) % 2;
            let filled = [&few, &many][which];
            figures[which].alone.extend(filled.alone(ALONE).await);
            let begun = Instant::now();
            filled.together(CLIENTS, TOGETHER / CLIENTS).await;
            figures[which].rates.push(TOGETHER as f64 / begun.elapsed().as_secs_f64());
        }
        println!("turn {} of {TURNS}", turn + 1);
    }

    let [few_figures, many_figures] = &mut figures;
    println!("\n{:<34}{:>14}{:>14}{:>8}", "", "small", "large", "ratio");
    row("ids of accepted proofs", few.ids().await, many.ids().await);
    row("pruned meanwhile", few.pruned(), many.pruned());
    let medians = [few_figures.late(50), many_figures.late(50)];
    row("latency alone, median, ms", medians[0], medians[1]);
    row("latency alone, 99th percentile, ms", few_figures.late(99), many_figures.late(99));
    row("16 clients, /s", few_figures.rate(), many_figures.rate());
    row("the database, MiB", few.size().await, many.size().await);
    let ratio = medians[1] / medians[0];
    let verdict = if ratio <= ALLOWED { "within" } else { "above" };
    println!("\nmedian latency: {ratio:.2} of the small one's, {verdict} {ALLOWED}");
    ExitCode::SUCCESS
}

async fn server_version(server: &Server) -> String {
    let raw = server.raw("postgres").await;
    raw.query_one("SELECT split_part(version(), ' on ', 1)", &[]).await.unwrap().get(0)
}

fn row(what: &str, small: f64, large: f64) {
    let digits = usize::from(small < 100.0) * 2;
    println!("{what:<34}{small:>14.digits$}{large:>14.digits$}{:>8.2}", large / small);
}

#[derive(Default)]
struct Figures {
    /// Milliseconds.
    alone: Vec<f64>,
    rates: Vec<f64>,
}

impl Figures {
    fn late(&mut self, share: usize) -> f64 {
        self.alone.sort_by(f64::total_cmp);
        self.alone[self.alone.len() * share / 100]
    }

    fn rate(&mut self) -> f64 {
        self.rates.sort_by(f64::total_cmp);
        self.rates[self.rates.len() / 2]
    }
}
