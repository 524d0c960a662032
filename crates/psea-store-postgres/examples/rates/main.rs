//! How many proofs a second this store accepts, beside what `pgbench` reaches with the same function
//! on the same server: `cargo run --release -p psea-store-postgres --example rates`.
//!
//! Starts a throw-away PostgreSQL of its own, in the directory for temporary files (`TMPDIR`), and
//! lets the store and `pgbench` take turns, so that whatever else the machine does meets both.
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

use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use psea_jose::es256::P256Backend;
use psea_store_postgres::PostgresStore;
use psea_verifier::{AsyncEnrollmentAdmin as _, AsyncVerifier, EnrolledDevice, NewEnrollment};

use crate::server::{Server, bin};
use crate::support::{attester, change, commit, config, proof, real_key};

/// Turns of each, and proofs in a turn for these clients.
const TURNS: u64 = 5;
const SIZES: [(u64, u64); 3] = [(1, 800), (4, 2_400), (16, 8_000)];

/// One call as the store makes it. `convert_to` stands for the texts that the store sends as octets.
const SCRIPT: &str = "\\set n :n + 1\n\
    SELECT code, detail FROM psea.commit(convert_to('p' || :client_id, 'UTF8'), \
    convert_to('kp' || :client_id, 'UTF8'), 0, 'single', :n, 0, 'tenant.example', \
    convert_to('p' || :client_id || '-' || :n, 'UTF8'), 1785300600, NULL, NULL, NULL, \
    'payment.execute', 1785300000, 1785300000, 'high', \
    decode(repeat('01', 33), 'hex'), decode(repeat('02', 32), 'hex'), \
    decode(repeat('03', 32), 'hex'), 0::smallint, false);\n";

/// Where the counters of a turn begin.
#[derive(Clone, Copy)]
struct Turn {
    clients: u64,
    each: u64,
    first: u64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let server = Server::start(&[]);
    let database = server.database().await;
    let dir = tempfile::tempdir().unwrap();
    let options = server.options(&database).backend(Arc::new(P256Backend));
    options.migrate().await.unwrap();
    let store = options.anchor(dir.path().join("anchor")).connect().await.unwrap();
    for client in 0..16 {
        for (name, kid) in [("p", "kp"), ("s", "ks"), ("v", "kv")] {
            let device = EnrolledDevice::Id(psea_claims::DeviceId::new("device-7f3a").unwrap());
            let (name, kid) = (attester(&format!("{name}{client}")), format!("{kid}{client}"));
            let new = NewEnrollment::new(name, kid, real_key(7), device);
            store.enroll(new, change()).await.unwrap();
        }
    }
    measured_with(&server, &database).await;
    println!(
        "accepted a second, and the ratio to pgbench in the same turn: medians of {TURNS} turns (least to greatest):"
    );
    for (clients, proofs) in SIZES {
        let mut rates = [Vec::new(), Vec::new(), Vec::new()];
        for number in 0..TURNS {
            let turn =
                Turn { clients, each: proofs / clients, first: (clients * 100 + number) * 10_000 };
            // Who begins changes, so that neither always runs on what the other left behind.
            for step in 0..3 {
                let who = ((number + step) % 3) as usize;
                let rate = match who {
                    0 => pgbench(&server, &database, turn),
                    1 => commits(&store, turn).await,
                    _ => verifications(&store, turn).await,
                };
                rates[who].push(rate);
            }
        }
        // The ratio of each turn, since what else the machine does changes from turn to turn.
        let ratio = |ours: &[f64]| {
            let each = rates[0].iter().zip(ours).map(|(theirs, ours)| ours / theirs);
            Summary::of(each.collect())
        };
        let ratios = [ratio(&rates[1]), ratio(&rates[2])];
        let [pgbench, commits, verifications] = rates.map(Summary::of);
        println!("  {clients:2} clients: pgbench {pgbench:.0}");
        println!("              commits {commits:.0}, ratio {:.2}", ratios[0]);
        println!("              whole verifications {verifications:.0}, ratio {:.2}", ratios[1]);
    }
}

struct Summary {
    least: f64,
    median: f64,
    greatest: f64,
}

impl Summary {
    fn of(mut rates: Vec<f64>) -> Self {
        rates.sort_by(f64::total_cmp);
        Self { least: rates[0], median: rates[rates.len() / 2], greatest: rates[rates.len() - 1] }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = f.precision().unwrap_or(0);
        let Self { least, median, greatest } = self;
        write!(f, "{median:.digits$} ({least:.digits$} to {greatest:.digits$})")
    }
}

async fn measured_with(server: &Server, database: &str) {
    let raw = server.raw(database).await;
    let sql = "SELECT version(), current_setting('fsync'), current_setting('shared_buffers'), \
               current_setting('wal_sync_method')";
    let row = raw.query_one(sql, &[]).await.unwrap();
    let text = |column: usize| row.get::<_, String>(column);
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    println!("{}; {cores} cores, shared with the clients", text(0));
    println!(
        "fsync {}, synchronous_commit on, {}, shared_buffers {}; data in {}",
        text(1),
        text(3),
        text(2),
        std::env::temp_dir().display()
    );
    println!("pgbench -M prepared, 2 threads; the store: 2 threads, 16 connections, an anchor");
}

/// Transactions a second of pgbench, which calls the function that commits.
fn pgbench(server: &Server, database: &str, turn: Turn) -> f64 {
    let script = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(script.path(), SCRIPT).unwrap();
    let threads = turn.clients.min(2).to_string();
    let output = Command::new(bin("pgbench"))
        .args(["-n", "-M", "prepared", "-j", &threads, "-D", &format!("n={}", turn.first), "-f"])
        .arg(script.path())
        .args(["-c", &turn.clients.to_string(), "-t", &turn.each.to_string()])
        .arg(server.url(database))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next());
    tps.unwrap_or_else(|| panic!("{said}")).parse().unwrap()
}

/// Commits of proofs that were appraised before.
async fn commits(store: &PostgresStore, turn: Turn) -> f64 {
    let mut prepared = Vec::new();
    for client in 0..turn.clients {
        let mut own = Vec::new();
        for counter in turn.first + 1..=turn.first + turn.each {
            let one = proof(&format!("ks{client}"), format!("s{client}-{counter}"), counter);
            own.push(one.signed_by(7).appraise(store, &config()).await.unwrap());
        }
        prepared.push(own);
    }
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for own in prepared {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            for one in own {
                assert_eq!(commit(one, &store).await, "approved");
            }
        }));
    }
    ended(tasks).await;
    (turn.clients * turn.each) as f64 / begun.elapsed().as_secs_f64()
}

/// From the octets that came in to the approval, with the signature.
async fn verifications(store: &PostgresStore, turn: Turn) -> f64 {
    let verifier = AsyncVerifier::new(config(), Arc::new(store.clone()));
    let mut prepared = Vec::new();
    for client in 0..turn.clients {
        let counters = turn.first + 1..=turn.first + turn.each;
        let own: Vec<_> = counters
            .map(|counter| {
                let one = proof(&format!("kv{client}"), format!("v{client}-{counter}"), counter);
                let one = one.signed_by(7);
                (one.body(), one.expected())
            })
            .collect();
        prepared.push(own);
    }
    let now = support::at(support::NOW);
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for own in prepared {
        let verifier = verifier.clone();
        tasks.push(tokio::spawn(async move {
            for (body, expected) in own {
                let _approval = verifier.verify(&body, &expected, now).await.unwrap();
            }
        }));
    }
    ended(tasks).await;
    (turn.clients * turn.each) as f64 / begun.elapsed().as_secs_f64()
}

async fn ended(tasks: Vec<tokio::task::JoinHandle<()>>) {
    for task in tasks {
        task.await.unwrap();
    }
}
