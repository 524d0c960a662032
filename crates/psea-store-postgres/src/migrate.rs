//! Versioned migrations of the schema `psea`.

use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Error, NoTls, Socket};

use crate::error::MigrateError;
use crate::options::PostgresOptions;
use crate::server;

/// The version of the schema that this release works with.
pub const SCHEMA_VERSION: i32 = 1;

/// Each step with the version that it leads to, in order. A published step never changes.
const STEPS: &[(i32, &[&str])] = &[(
    SCHEMA_VERSION,
    &[
        include_str!("../migrations/0001_tables.sql"),
        include_str!("../migrations/0001_commit.sql"),
        include_str!("../migrations/0001_admin.sql"),
    ],
)];

/// Held while a migration runs, so that two verifiers that start together take turns.
const LOCK: &str = "SELECT pg_advisory_xact_lock(8101, 0)";

impl PostgresOptions {
    /// Brings the schema `psea` up to date: creates it, or takes the steps that it lacks, each in
    /// a transaction of its own. Does nothing where there is nothing to do.
    ///
    /// The role needs the right to create a schema; the store itself needs only `USAGE` of the
    /// schema, `EXECUTE` of its functions, and `SELECT`, `INSERT`, `UPDATE`, `DELETE` on its
    /// tables.
    ///
    /// # Errors
    ///
    /// If the server cannot be reached or refuses a step, or the schema is newer than this crate.
    pub async fn migrate(&self) -> Result<i32, MigrateError> {
        self.migrate_tls(NoTls).await
    }

    /// As [`migrate`](Self::migrate), with a TLS connector for tokio-postgres.
    ///
    /// # Errors
    ///
    /// As [`migrate`](Self::migrate).
    pub async fn migrate_tls<T>(&self, tls: T) -> Result<i32, MigrateError>
    where
        T: MakeTlsConnect<Socket>,
        T::Stream: Send + 'static,
    {
        let (mut client, connection) = self.in_time(self.config.connect(tls)).await?;
        // Its error reaches whoever waits for an answer.
        let task = tokio::spawn(async move { drop(connection.await) });
        let done = run(&mut client).await;
        task.abort();
        done
    }
}

async fn run(client: &mut Client) -> Result<i32, MigrateError> {
    server::check_version(client).await?;
    // A migration may take long, and must be there once it was acknowledged.
    client.batch_execute("SET statement_timeout = 0; SET synchronous_commit = 'on'").await?;
    for (version, scripts) in STEPS {
        step(client, *version, scripts).await?;
    }
    let found = version(client).await?;
    if found > SCHEMA_VERSION {
        return Err(MigrateError::Newer { found, known: SCHEMA_VERSION });
    }
    Ok(found)
}

async fn step(client: &mut Client, version: i32, scripts: &[&str]) -> Result<(), MigrateError> {
    let failed = |source| MigrateError::Step { version, source };
    let transaction = client.transaction().await.map_err(failed)?;
    transaction.batch_execute(LOCK).await.map_err(failed)?;
    if self::version(transaction.client()).await.map_err(failed)? >= version {
        return transaction.rollback().await.map_err(failed);
    }
    if version == 1 {
        let create = "CREATE SCHEMA psea; CREATE TABLE psea.migration \
                      (version int PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())";
        transaction.batch_execute(create).await.map_err(failed)?;
    }
    for script in scripts {
        transaction.batch_execute(script).await.map_err(failed)?;
    }
    if version == 1 {
        // A state that is new has forgotten nothing: it starts without a fence.
        let here = server::incarnation(transaction.client()).await.map_err(failed)?;
        transaction
            .execute(
                "INSERT INTO psea.meta (system_id, timeline, database) VALUES ($1, $2, $3)",
                &[&here.system_id, &here.timeline, &here.database],
            )
            .await
            .map_err(failed)?;
    }
    transaction
        .execute("INSERT INTO psea.migration (version) VALUES ($1)", &[&version])
        .await
        .map_err(failed)?;
    transaction.commit().await.map_err(failed)
}

/// The version of the schema; 0 if there is none.
pub(crate) async fn version(client: &Client) -> Result<i32, Error> {
    let row = client.query_one("SELECT to_regclass('psea.migration') IS NOT NULL", &[]).await?;
    if !row.try_get::<_, bool>(0)? {
        return Ok(0);
    }
    client.query_one("SELECT COALESCE(max(version), 0) FROM psea.migration", &[]).await?.try_get(0)
}
