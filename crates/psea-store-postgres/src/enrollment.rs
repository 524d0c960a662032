//! Enrollment records, from and to rows.

use std::sync::Arc;

use psea_claims::{DeviceId, Ueid, UvGate};
use psea_jose::es256::{PublicKey, VerifyingKey};
use psea_verifier::{
    AttesterId, EnrolledDevice, Enrollment, EnrollmentStatus, EnrollmentVersion, StoreError,
};
use tokio_postgres::Row;

use crate::error::unavailable;
use crate::store::PostgresStore;

const COLUMNS: &str = "SELECT name, kid, key, device_is_ueid, device, status, status_name, uv_gate, \
                       version FROM psea.attester";

impl PostgresStore {
    /// The record as it is now in the database.
    pub(crate) async fn find_enrollment(
        &self,
        kid: &str,
    ) -> Result<Option<Arc<Enrollment>>, StoreError> {
        let sql = format!("{COLUMNS} WHERE kid = $1");
        let rows = self.ask(&sql, &[&kid.as_bytes()]).await?;
        let found = rows.first().map(|row| self.enrollment(row)).transpose()?;
        match &found {
            Some(record) => self.inner.cache.keep(record),
            None => self.inner.cache.forget(kid),
        }
        Ok(found)
    }

    pub(crate) async fn list_enrollments(&self) -> Result<Vec<Arc<Enrollment>>, StoreError> {
        self.read_enrollments().await?.into_iter().collect()
    }

    /// Every record, or why it cannot be read.
    pub(crate) async fn read_enrollments(
        &self,
    ) -> Result<Vec<Result<Arc<Enrollment>, StoreError>>, StoreError> {
        let rows = self.ask(&format!("{COLUMNS} ORDER BY name"), &[]).await?;
        Ok(rows.iter().map(|row| self.enrollment(row)).collect())
    }

    fn enrollment(&self, row: &Row) -> Result<Arc<Enrollment>, StoreError> {
        let key: &[u8] = row.try_get(2).map_err(unavailable)?;
        let key = PublicKey::from_sec1(key).map_err(unavailable)?;
        let key = VerifyingKey::new(key, &*self.inner.backend).map_err(unavailable)?;
        let by_ueid: bool = row.try_get(3).map_err(unavailable)?;
        let device = text(row, 4)?;
        let device = if by_ueid {
            EnrolledDevice::Ueid(Ueid::parse(&device).map_err(unavailable)?)
        } else {
            EnrolledDevice::Id(DeviceId::new(device).map_err(unavailable)?)
        };
        let version: i64 = row.try_get(8).map_err(unavailable)?;
        Ok(Arc::new(Enrollment {
            attester: attester(row, 0)?,
            kid: text(row, 1)?.into(),
            key,
            device,
            status: status(row.try_get(5).map_err(unavailable)?, &text(row, 6)?),
            uv_gate: gate(row.try_get(7).map_err(unavailable)?),
            version: EnrollmentVersion::new(u64::try_from(version).map_err(unavailable)?),
        }))
    }
}

/// A text, stored as its octets.
pub(crate) fn text(row: &Row, column: usize) -> Result<String, StoreError> {
    let octets: Vec<u8> = row.try_get(column).map_err(unavailable)?;
    String::from_utf8(octets).map_err(unavailable)
}

pub(crate) fn attester(row: &Row, column: usize) -> Result<AttesterId, StoreError> {
    AttesterId::new(text(row, column)?).ok_or_else(|| unavailable("the store holds no such name"))
}

/// A status and the name of one that has no number. An unknown number does not pass.
pub(crate) fn status(code: i16, name: &str) -> EnrollmentStatus {
    match code {
        0 => EnrollmentStatus::Active,
        1 => EnrollmentStatus::Suspended,
        2 => EnrollmentStatus::Revoked,
        _ => match EnrollmentStatus::from_name(name) {
            other @ EnrollmentStatus::Other(_) => other,
            _ => EnrollmentStatus::Suspended,
        },
    }
}

/// The other way round.
pub(crate) fn status_code(status: &EnrollmentStatus) -> (i16, &str) {
    match status {
        EnrollmentStatus::Active => (0, ""),
        EnrollmentStatus::Suspended => (1, ""),
        EnrollmentStatus::Revoked => (2, ""),
        other => (3, other.name()),
    }
}

/// An unknown number vouches for nothing, and its proofs do not pass.
const fn gate(code: i16) -> UvGate {
    match code {
        0 => UvGate::Unknown,
        1 => UvGate::Attested,
        _ => UvGate::Contradicted,
    }
}

/// The other way round.
pub(crate) const fn gate_code(gate: UvGate) -> i16 {
    match gate {
        UvGate::Unknown => 0,
        UvGate::Attested => 1,
        UvGate::Contradicted => 2,
    }
}

#[cfg(test)]
mod tests {
    use psea_claims::UvGate;

    use super::{gate, gate_code};

    /// The numbers are those of the schema.
    #[test]
    fn a_gate_is_read_as_it_was_written() {
        let gates = [(0, UvGate::Unknown), (1, UvGate::Attested), (2, UvGate::Contradicted)];
        for (code, value) in gates {
            assert_eq!((gate_code(value), gate(code)), (code, value));
        }
        for unknown in [-1, 3] {
            assert_eq!(gate(unknown), UvGate::Contradicted);
        }
    }
}
