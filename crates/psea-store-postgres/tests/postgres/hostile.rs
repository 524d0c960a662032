//! The malformed submissions of `psea-hostile` against a store on a server: the same codes as in
//! memory (row P9), and every row of every table as it was (row P7).
//!
//! Signatures are checked. The records that the store keeps in memory answer no submission: a
//! refusal by one of them is given only after the server was asked for the record as it is now.
//! Once they are kept, as by default, and once they are not.
//!
//! `cargo test -p psea-store-postgres --test postgres hostile -- --ignored --nocapture` prints the
//! counts.

use std::future::Future;
use std::sync::Arc;

use psea_hostile::{
    Case, Counts, EVERY_CLASS, audience_before_issuer, config_of_both, enroll_async, expected, now,
    starts,
};
use psea_jose::es256::P256Backend;
use psea_store_postgres::PostgresStore;
use psea_verifier::{AsyncChallengeStore as _, AsyncVerifier, Challenge};
use tokio_postgres::Client;

use crate::server::Server;

/// How many are on their way at a time.
const TASKS: usize = 4;

struct Deployment {
    store: PostgresStore,
    verifier: AsyncVerifier,
    raw: Client,
}

impl Deployment {
    /// `cached`: how many records are kept, if not as many as by default.
    async fn new(server: &Server, cached: Option<usize>) -> Arc<Self> {
        let database = server.database().await;
        let mut options = server.options(&database).backend(Arc::new(P256Backend));
        if let Some(cached) = cached {
            options = options.cached(cached);
        }
        options.migrate().await.unwrap();
        let store = options.connect().await.unwrap();
        enroll_async(&store, &P256Backend).await;
        let verifier = AsyncVerifier::new(config_of_both(), Arc::new(store.clone()));
        Arc::new(Self { store, verifier, raw: server.raw(&database).await })
    }

    async fn answer(&self, body: &[u8]) -> &'static str {
        match self.verifier.verify(body, &expected(), now()).await {
            Ok(_) => "approved",
            Err(refusal) => refusal.code(),
        }
    }

    /// Every row of every table, with where it is and which transaction wrote it: a row that was
    /// written again with the same values is another.
    async fn rows(&self) -> Vec<(String, Vec<String>)> {
        let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'psea' ORDER BY 1";
        let mut all = Vec::new();
        for table in self.raw.query(tables, &[]).await.unwrap() {
            let table: String = table.get(0);
            let sql =
                format!("SELECT concat_ws(' ', ctid, xmin, t) FROM psea.{table} t ORDER BY 1");
            let rows = self.raw.query(&sql, &[]).await.unwrap();
            all.push((table, rows.iter().map(|row| row.get(0)).collect()));
        }
        all
    }
}

/// Every submission, and the tables after each class.
async fn run<A, F>(deployment: &Arc<Deployment>, answer: A) -> Result<Counts, String>
where
    A: Fn(Arc<Deployment>, Case) -> F + Copy + Send + 'static,
    F: Future<Output = &'static str> + Send,
{
    let (before, mut counts) = (deployment.rows().await, Counts::default());
    assert_eq!(before.len(), 8, "{before:?}");
    for (class, cases) in EVERY_CLASS {
        let cases = cases();
        let tasks = cases.chunks(cases.len().div_ceil(TASKS)).map(|chunk| {
            let (deployment, chunk) = (Arc::clone(deployment), chunk.to_vec());
            tokio::spawn(async move {
                let mut counts = Counts::default();
                for case in chunk {
                    let given = answer(Arc::clone(&deployment), case.clone()).await;
                    case.judge(class, given)?;
                    counts.add(given);
                }
                Ok::<_, String>(counts)
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            counts.merge(&task.await.unwrap()?);
        }
        let after = deployment.rows().await;
        if let Some(((table, _), _)) = before.iter().zip(&after).find(|(b, a)| b != a) {
            return Err(format!("{class}: psea.{table} changed"));
        }
    }
    Ok(counts)
}

async fn as_it_is(deployment: Arc<Deployment>, case: Case) -> &'static str {
    deployment.answer(&case.body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn a_refusal_leaves_every_row_as_it_was() {
    let server = Server::shared();
    for cached in [None, Some(0)] {
        let deployment = Deployment::new(&server, cached).await;
        println!("in all: {}", run(&deployment, as_it_is).await.unwrap());
        let (before, [start, ..]) = (deployment.rows().await, starts());
        assert_eq!(deployment.answer(start.body().as_bytes()).await, "approved");
        assert_ne!(deployment.rows().await, before);
    }
}

/// The controls: a refusal that is written, and two checks swapped.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn a_written_refusal_and_swapped_checks_are_noticed() {
    async fn written(deployment: Arc<Deployment>, case: Case) -> &'static str {
        let challenge = Challenge::new(psea_hostile::nonce("refused"), now(), 60);
        drop(deployment.store.issue(challenge).await);
        deployment.answer(&case.body).await
    }
    async fn swapped(deployment: Arc<Deployment>, case: Case) -> &'static str {
        audience_before_issuer(&case.body, deployment.answer(&case.body).await)
    }
    let server = Server::shared();
    let deployment = Deployment::new(&server, None).await;
    let fault = run(&deployment, swapped).await.unwrap_err();
    assert!(fault.ends_with("issuer_mismatch was expected: audience_mismatch"), "{fault}");
    let fault = run(&deployment, written).await.unwrap_err();
    assert_eq!(fault, "several defects: psea.challenge changed");
}
