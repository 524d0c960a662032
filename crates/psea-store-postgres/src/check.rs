use psea_verifier::StoreError;

use crate::error::unavailable;
use crate::store::{PostgresStore, count};

/// What does not fit together in a database: each number is 0 where it is sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Ids whose Attester is not enrolled.
    pub jtis_without_attester: u64,
    /// Ids whose counter lies above the stored one of its scope: the counter was set back.
    pub counters_behind: u64,
    /// Ids that were accepted after the greatest time served: the time was set back.
    pub accepted_after_latest: u64,
    /// Attesters whose version is not that of the last change of their history.
    pub versions_without_change: u64,
    /// Enrollment records that cannot be read.
    pub unreadable_enrollments: u64,
    /// Indexes that PostgreSQL does not use, for their creation failed.
    pub invalid_indexes: u64,
}

impl Report {
    /// Whether everything fits together.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        *self == Self::default()
    }
}

const CHECK: &str = "SELECT \
    (SELECT count(*) FROM psea.jti j \
        WHERE NOT EXISTS (SELECT 1 FROM psea.attester a WHERE a.id = j.attester)), \
    (SELECT count(*) FROM psea.jti j \
        LEFT JOIN psea.counter c ON c.attester = j.attester AND c.scope = j.scope \
        WHERE c.value IS NULL OR c.value < j.counter), \
    (SELECT count(*) FROM psea.jti, psea.meta WHERE accepted_at > latest), \
    (SELECT count(*) FROM psea.attester a WHERE version IS DISTINCT FROM \
        (SELECT max(h.version) FROM psea.history h WHERE h.attester = a.id)), \
    (SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE n.nspname = 'psea' AND NOT i.indisvalid)";

impl PostgresStore {
    /// Looks whether the state fits together. Reads the tables through, and locks
    /// nothing: for operators, after a restore. It cannot see what was forgotten as a whole; that is
    /// what the anchor is for.
    ///
    /// # Errors
    ///
    /// If the store cannot say, for instance since it takes longer than
    /// [`timeout`](crate::PostgresOptions::timeout).
    pub async fn check(&self) -> Result<Report, StoreError> {
        let row = self.ask_one(CHECK, &[]).await?;
        Ok(Report {
            jtis_without_attester: count(&row, 0)?,
            counters_behind: count(&row, 1)?,
            accepted_after_latest: count(&row, 2)?,
            versions_without_change: count(&row, 3)?,
            unreadable_enrollments: self.unreadable().await?,
            invalid_indexes: count(&row, 4)?,
        })
    }

    async fn unreadable(&self) -> Result<u64, StoreError> {
        let unreadable = self.read_enrollments().await?.iter().filter(|read| read.is_err()).count();
        u64::try_from(unreadable).map_err(unavailable)
    }
}
