//! What the server is and what it promises.

use psea_claims::EpochSeconds;
use psea_verifier::Durability;
use tokio_postgres::{Client, Error};

use crate::error::ConnectError;

/// PostgreSQL 15.
const LEAST_VERSION: i32 = 150_000;

/// Refuses servers that are too old, and standbys.
pub(crate) async fn check_version(client: &Client) -> Result<(), ConnectError> {
    let row = client
        .query_one(
            "SELECT current_setting('server_version_num')::int, \
                    current_setting('server_version'), pg_is_in_recovery()",
            &[],
        )
        .await?;
    serves(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)
}

fn serves(number: i32, version: String, in_recovery: bool) -> Result<(), ConnectError> {
    if number < LEAST_VERSION {
        return Err(ConnectError::ServerVersion { found: version });
    }
    if in_recovery { Err(ConnectError::Standby) } else { Ok(()) }
}

/// What an accepted commit outlives here, and what keeps it from more.
pub(crate) async fn durability(client: &Client) -> Result<(Durability, &'static str), Error> {
    let row = client
        .query_one(
            "SELECT current_setting('synchronous_commit') IN ('on', 'remote_apply'), \
                    current_setting('fsync')::bool, \
                    current_setting('full_page_writes')::bool, \
                    current_setting('synchronous_standby_names') <> '', \
                    EXISTS (SELECT 1 FROM pg_stat_replication \
                            WHERE sync_state IN ('sync', 'quorum') AND state = 'streaming')",
            &[],
        )
        .await?;
    let on = |column: usize| row.try_get::<_, bool>(column);
    Ok(if !on(0)? {
        (Durability::Volatile, "synchronous_commit is off")
    } else if !on(1)? {
        (Durability::ProcessCrash, "fsync is off")
    } else if !on(2)? {
        (Durability::ProcessCrash, "full_page_writes is off")
    } else if !on(3)? {
        (Durability::PowerLoss, "synchronous_standby_names is empty")
    } else if !on(4)? {
        (Durability::PowerLoss, "pg_stat_replication shows this role no synchronous standby")
    } else {
        (Durability::Failover, "")
    })
}

/// System identifier, timeline and database.
pub(crate) struct Incarnation {
    pub(crate) system_id: i64,
    pub(crate) timeline: i64,
    pub(crate) database: u32,
}

/// The timeline is that of the log now being written: the control file shows a promotion only
/// after the next checkpoint.
pub(crate) async fn incarnation(client: &Client) -> Result<Incarnation, Error> {
    let row = client
        .query_one(
            "SELECT (SELECT system_identifier FROM pg_control_system()), \
                    ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint, \
                    (SELECT oid FROM pg_database WHERE datname = current_database())",
            &[],
        )
        .await?;
    Ok(Incarnation {
        system_id: row.try_get(0)?,
        timeline: row.try_get(1)?,
        database: row.try_get(2)?,
    })
}

/// Records a fence where the state is now another server's.
pub(crate) async fn attend(client: &Client, now: EpochSeconds) -> Result<(), Error> {
    let Incarnation { system_id, timeline, database } = incarnation(client).await?;
    // In the steady state this reads one row and locks none.
    client
        .query_one(
            "SELECT CASE WHEN (system_id, timeline, database) = ($1, $2, $3::oid) THEN false \
                 ELSE psea.attend($1, $2, $3::oid, \
                     GREATEST($4::bigint, ceil(extract(epoch FROM clock_timestamp()))::bigint)) \
                 END FROM psea.meta",
            &[&system_id, &timeline, &database, &i64_of(now)],
        )
        .await?;
    Ok(())
}

/// At most 2^53 − 1, which always fits.
pub(crate) fn i64_of(time: EpochSeconds) -> i64 {
    i64::try_from(time.get()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::serves;

    /// The first release of version 15 serves, the last ones of version 14 do not, nor does a
    /// standby.
    #[test]
    fn version_15_is_the_least_that_serves() {
        let said = |number, in_recovery| {
            serves(number, "the server's".into(), in_recovery).map_err(|error| error.to_string())
        };
        assert_eq!(said(150_000, false), Ok(()));
        assert_eq!(said(180_001, false), Ok(()));
        let old = said(149_999, false).unwrap_err();
        assert!(old.contains("the server's is too old"), "{old}");
        assert!(said(150_000, true).unwrap_err().contains("in recovery"));
    }
}
