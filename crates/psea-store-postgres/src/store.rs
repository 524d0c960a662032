use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use deadpool_postgres::{Object, Pool};
use psea_claims::EpochSeconds;
use psea_jose::es256::Es256Backend;
use psea_verifier::{
    AsyncVerifierStore, BoxFuture, Commit, CommitRequest, Durability, Enrollment, StoreError,
    StorePromise, StoreTime,
};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};

use crate::anchor::{Anchor, OlderCopy};
use crate::cache::Cache;
use crate::error::{detailed, no_connection, unavailable};
use crate::metrics;
use crate::options::PostgresOptions;
use crate::server::i64_of;

/// Enrollments, challenges and replay state in one PostgreSQL database.
///
/// Cheap to clone; clones share the pool.
#[derive(Clone)]
pub struct PostgresStore {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) pool: Pool,
    pub(crate) backend: Arc<dyn Es256Backend>,
    pub(crate) durability: Durability,
    pub(crate) timeout: Duration,
    /// How often the server said that a commit might not have been replicated.
    pub(crate) doubts: Arc<AtomicU64>,
    pub(crate) anchor: Arc<Anchor>,
    pub(crate) cache: Cache,
}

/// How much one [`prune`](PostgresStore::prune) forgot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Ids, with the records of their approvals.
    pub jtis: u64,
    /// Challenges.
    pub challenges: u64,
}

/// How many rows the store has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreCounts {
    /// Enrolled Attesters, of any status.
    pub attesters: u64,
    /// Counters: scopes of Attesters in which a proof was accepted.
    pub counters: u64,
    /// Kept ids.
    pub jtis: u64,
    /// Kept challenges, burned ones among them.
    pub challenges: u64,
}

impl PostgresStore {
    pub(crate) fn new(
        options: &PostgresOptions,
        pool: Pool,
        durability: Durability,
        doubts: Arc<AtomicU64>,
        anchor: Arc<Anchor>,
    ) -> Self {
        let backend = Arc::clone(&options.backend);
        let (timeout, cache) = (options.timeout, Cache::new(options.cached));
        let inner = Inner { pool, backend, durability, timeout, doubts, anchor, cache };
        Self { inner: Arc::new(inner) }
    }

    /// What this process found, if it was connected to an older copy of the database: for whoever
    /// operates it. Proofs that the copy could have forgotten are refused since.
    #[must_use]
    pub fn older_copy(&self) -> Option<OlderCopy> {
        self.inner.anchor.older_copy()
    }

    /// What is kept of time.
    ///
    /// # Errors
    ///
    /// If the store cannot say.
    pub async fn time(&self) -> Result<StoreTime, StoreError> {
        let row = self.ask_one("SELECT latest, fence FROM psea.meta", &[]).await?;
        let latest = seconds(row.try_get(0).map_err(unavailable)?)?;
        let fence: Option<i64> = row.try_get(1).map_err(unavailable)?;
        Ok(StoreTime { latest, fence: fence.map(seconds).transpose()? })
    }

    /// Refuses from now on every proof issued until `at`, an operator's word after a restore. A
    /// fence never moves back.
    ///
    /// # Errors
    ///
    /// If the store failed.
    pub async fn fence(&self, at: EpochSeconds) -> Result<(), StoreError> {
        let sql = "UPDATE psea.meta SET fence = GREATEST(fence, $1) RETURNING 1";
        self.change(sql, &[&i64_of(at)]).await.map(drop)
    }

    /// Lifts the fence: an operator's word that the database holds everything that was acknowledged
    /// after all. Where it does not, proofs that it forgot are accepted once more.
    ///
    /// # Errors
    ///
    /// If the store failed.
    pub async fn lift_fence(&self) -> Result<(), StoreError> {
        self.change("UPDATE psea.meta SET fence = NULL RETURNING 1", &[]).await.map(drop)
    }

    /// Forgets at most `batch` ids, and as many challenges, that can no longer matter at any time
    /// that will be served. To be called again until it forgets fewer: each call is a short
    /// transaction that waits for nobody, and several may run at once.
    ///
    /// # Errors
    ///
    /// If the store failed. What was forgotten was past either way.
    pub async fn prune(&self, batch: u32) -> Result<Pruned, StoreError> {
        let sql = "SELECT jtis, challenges FROM psea.prune($1)";
        let row = self.change(sql, &[&i64::from(batch)]).await?;
        let pruned = Pruned { jtis: count(&row, 0)?, challenges: count(&row, 1)? };
        metrics::pruned(&pruned);
        Ok(pruned)
    }

    /// Counts the rows, which reads the tables through: for operators, not for every minute.
    ///
    /// # Errors
    ///
    /// If the store cannot say.
    pub async fn counts(&self) -> Result<StoreCounts, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM psea.attester), \
                   (SELECT count(*) FROM psea.counter), (SELECT count(*) FROM psea.jti), \
                   (SELECT count(*) FROM psea.challenge)";
        let row = self.ask_one(sql, &[]).await?;
        Ok(StoreCounts {
            attesters: count(&row, 0)?,
            counters: count(&row, 1)?,
            jtis: count(&row, 2)?,
            challenges: count(&row, 3)?,
        })
    }

    /// Closes the pool: what is asked afterwards is [`StoreError::Unavailable`].
    pub fn close(&self) {
        self.inner.pool.close();
    }

    /// The rows of a statement that changes nothing.
    pub(crate) async fn ask(
        &self,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        let Session { inner, client } = self.session().await?;
        let asking = async {
            let statement = client.prepare_cached(sql).await?;
            metrics::round_trip();
            client.query(&statement, parameters).await
        };
        match within(inner.timeout, asking).await {
            Some(rows) => rows.map_err(|error| StoreError::Unavailable(detailed(error))),
            None => Err(inner.give_up(client)),
        }
    }

    pub(crate) async fn ask_one(
        &self,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, StoreError> {
        let rows = self.ask(sql, parameters).await?;
        rows.into_iter().next().ok_or_else(|| unavailable("the state of the store is missing"))
    }

    /// The one row of a statement that changes something.
    pub(crate) async fn change(
        &self,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, StoreError> {
        self.session().await?.change(sql, parameters).await
    }

    /// A connection, once one is free.
    pub(crate) async fn session(&self) -> Result<Session<'_>, StoreError> {
        let inner = &*self.inner;
        let client = inner.pool.get().await.map_err(no_connection);
        metrics::pool(&inner.pool.status());
        Ok(Session { inner, client: client? })
    }
}

/// A connection for one statement.
pub(crate) struct Session<'s> {
    inner: &'s Inner,
    client: Object,
}

impl Session<'_> {
    /// The one row of a statement that changes something.
    pub(crate) async fn change(
        self,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, StoreError> {
        let Self { inner, client } = self;
        let Some(statement) = within(inner.timeout, client.prepare_cached(sql)).await else {
            return Err(inner.give_up(client));
        };
        let statement = statement.map_err(|error| StoreError::Unavailable(detailed(error)))?;
        let doubts = inner.doubts.load(Ordering::SeqCst);
        metrics::round_trip();
        // From here on it is sent.
        let answer = within(inner.timeout, client.query_one(&statement, parameters)).await;
        let Some(answer) = answer else {
            inner.give_up(client);
            return Err(StoreError::OutcomeUnknown("PostgreSQL did not answer in time".into()));
        };
        if inner.doubts.load(Ordering::SeqCst) != doubts {
            return Err(StoreError::OutcomeUnknown(
                "PostgreSQL committed, perhaps without its synchronous standby".into(),
            ));
        }
        answer.map_err(after_sending)
    }
}

impl Inner {
    /// A connection that owes an answer serves nobody else.
    fn give_up(&self, client: Object) -> StoreError {
        drop(Object::take(client));
        unavailable(format!("PostgreSQL did not answer within {:?}", self.timeout))
    }
}

async fn within<V>(limit: Duration, work: impl Future<Output = V>) -> Option<V> {
    tokio::time::timeout(limit, work).await.ok()
}

/// An `ERROR` is the server's word that the statement's transaction was rolled back. Whatever
/// else goes wrong after a statement was sent leaves open what became of it: a lost connection, a
/// `FATAL` that may end the wait for a standby, an answer that cannot be read.
fn after_sending(error: Error) -> StoreError {
    use tokio_postgres::error::{Severity, SqlState};
    let rolled_back = error.as_db_error().is_some_and(|said| {
        said.parsed_severity() == Some(Severity::Error)
            && *said.code() != SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN
            && *said.code() != SqlState::TRANSACTION_RESOLUTION_UNKNOWN
    });
    if rolled_back {
        StoreError::Unavailable(detailed(error))
    } else {
        StoreError::OutcomeUnknown(detailed(error))
    }
}

pub(crate) fn count(row: &Row, column: usize) -> Result<u64, StoreError> {
    let number: i64 = row.try_get(column).map_err(unavailable)?;
    u64::try_from(number).map_err(unavailable)
}

/// A time as it was stored.
pub(crate) fn seconds(stored: i64) -> Result<EpochSeconds, StoreError> {
    u64::try_from(stored)
        .ok()
        .and_then(EpochSeconds::new)
        .ok_or_else(|| unavailable(format!("the store holds {stored} as a time")))
}

impl AsyncVerifierStore for PostgresStore {
    fn promise(&self) -> StorePromise {
        StorePromise {
            durability: self.inner.durability,
            notices_older_copy: self.inner.anchor.outlives_the_process(),
        }
    }

    fn find<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        Box::pin(async {
            let kept = self.inner.cache.get(kid);
            metrics::cached(kept.is_some());
            match kept {
                Some(record) => Ok(Some(record)),
                None => self.find_enrollment(kid).await,
            }
        })
    }

    fn find_current<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        Box::pin(self.find_enrollment(kid))
    }

    fn commit<'a>(
        &'a self,
        request: &'a CommitRequest<'a>,
    ) -> BoxFuture<'a, Result<Commit, StoreError>> {
        Box::pin(async {
            let begun = Instant::now();
            let answer = self.commit_request(request).await;
            metrics::answered(begun.elapsed(), &answer);
            answer
        })
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore")
            .field("durability", &self.inner.durability)
            .field("pool", &self.inner.pool.status())
            .finish_non_exhaustive()
    }
}
