//! A database with many live ids, and commits into it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use psea_store_postgres::PostgresStore;
use psea_verifier::{Appraised, AsyncEnrollmentAdmin as _, StoreTime};
use tokio::task::JoinHandle;

use crate::server::Server;
use crate::support::{AnySignature, ISS, NOW, change, commit, config, new_enrollment, proof};

/// How many seconds an id is kept after its commit: the lifetime of these proofs, and the store's
/// tolerance of clocks.
const KEPT: u64 = 300 + StoreTime::CLOCK_TOLERANCE;
/// Ids that one call forgets, at most.
const BATCH: u32 = 2_000;

pub(crate) struct Filled {
    store: PostgresStore,
    raw: tokio_postgres::Client,
    attesters: u64,
    /// Ids that come and go in a second of the moved clock.
    a_second: u64,
    /// Proofs made so far. Each is the next of the Attester whose turn it is.
    made: AtomicU64,
    pruned: Arc<AtomicU64>,
    /// While true, ids are pruned.
    busy: Arc<AtomicBool>,
    pruner: JoinHandle<()>,
}

impl Filled {
    pub(crate) async fn new(server: &Server, rows: u64, attesters: u64) -> Arc<Self> {
        let begun = Instant::now();
        let database = server.database().await;
        let options = server.options(&database).backend(Arc::new(AnySignature));
        options.migrate().await.unwrap();
        let store = options.connect().await.unwrap();
        store.enroll(new_enrollment("model", "model"), change()).await.unwrap();
        let raw = server.raw(&database).await;
        fill(&raw, rows, attesters).await;
        println!("{rows} ids of {attesters} Attesters: {} s", begun.elapsed().as_secs());

        let (pruned, busy) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let pruner = tokio::spawn(prune(store.clone(), Arc::clone(&pruned), Arc::clone(&busy)));
        let a_second = (rows / KEPT).max(1);
        let made = AtomicU64::new(0);
        Arc::new(Self { store, raw, attesters, a_second, made, pruned, busy, pruner })
    }

    /// Milliseconds of each of so many commits, with no other under way.
    pub(crate) async fn alone(&self, commits: u64) -> Vec<f64> {
        self.busy.store(true, Ordering::Relaxed);
        let mut times = Vec::new();
        for _ in 0..commits {
            let appraised = self.appraised().await;
            let begun = Instant::now();
            assert_eq!(commit(appraised, &self.store).await, "approved");
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        self.busy.store(false, Ordering::Relaxed);
        times
    }

    /// So many clients make so many commits each.
    pub(crate) async fn together(self: &Arc<Self>, clients: u64, each: u64) {
        self.busy.store(true, Ordering::Relaxed);
        let mut tasks = Vec::new();
        for _ in 0..clients {
            let filled = Arc::clone(self);
            tasks.push(tokio::spawn(async move {
                for _ in 0..each {
                    assert_eq!(commit(filled.appraised().await, &filled.store).await, "approved");
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        self.busy.store(false, Ordering::Relaxed);
    }

    async fn appraised(&self) -> Appraised {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let (attester, counter) = (number % self.attesters, 1 + number / self.attesters);
        let now = NOW + 1 + StoreTime::CLOCK_TOLERANCE + number / self.a_second;
        let jti = format!("{attester:x}-{counter:x}-7f9c1c2e");
        let proof = proof(&format!("key-{attester:08x}"), jti, counter).now(now);
        proof.appraise(&self.store, &config()).await.unwrap()
    }

    pub(crate) async fn ids(&self) -> f64 {
        self.number("SELECT count(*) FROM psea.jti").await
    }

    /// MiB.
    pub(crate) async fn size(&self) -> f64 {
        self.number("SELECT pg_database_size(current_database()) / 1048576").await
    }

    pub(crate) fn pruned(&self) -> f64 {
        self.pruned.load(Ordering::Relaxed) as f64
    }

    async fn number(&self, sql: &str) -> f64 {
        self.raw.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) as f64
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        self.pruner.abort();
    }
}

/// Prunes as an operator's timer would, in small batches.
async fn prune(store: PostgresStore, pruned: Arc<AtomicU64>, busy: Arc<AtomicBool>) {
    loop {
        if busy.load(Ordering::Relaxed) {
            let gone = store.prune(BATCH).await.unwrap();
            pruned.fetch_add(gone.jtis, Ordering::Relaxed);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Rows as the commits of these Attesters would have left them: ids that look random, which expire
/// evenly over the time that an id is kept.
async fn fill(raw: &tokio_postgres::Client, rows: u64, attesters: u64) {
    let script = format!(
        "INSERT INTO psea.attester (name, kid, key, device_is_ueid, device, status, uv_gate, version)
            SELECT convert_to('attester-' || g, 'UTF8'),
                convert_to('key-' || lpad(to_hex(g), 8, '0'), 'UTF8'),
                key, device_is_ueid, device, status, uv_gate, version
            FROM generate_series(0, {attesters} - 1) g, psea.attester WHERE kid = 'model';
        INSERT INTO psea.jti (iss, jti, keep_until, attester, accepted_at, counter, uv, scope, op,
                tier, ueid, payload_hash, proof_hash)
            SELECT '{ISS}', convert_to(gen_random_uuid()::text, 'UTF8'),
                {NOW} + 1 + g * {KEPT} / {rows}, g % {attesters} + 2, {NOW}, 1, 0, 'single',
                'payment.execute', 'high', decode(repeat('01', 33), 'hex'),
                sha256(int8send(g)), sha256(int8send(-g))
            FROM generate_series(0::bigint, {rows} - 1) g;
        UPDATE psea.meta SET latest = {NOW};"
    );
    raw.batch_execute(&script).await.unwrap();
    for sql in ["VACUUM ANALYZE psea.jti", "VACUUM ANALYZE psea.attester", "CHECKPOINT"] {
        raw.batch_execute(sql).await.unwrap();
    }
}
