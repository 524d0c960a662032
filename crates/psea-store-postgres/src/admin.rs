//! Changes of enrollments, and challenges.

use std::sync::Arc;

use psea_jose::es256::VerifyingKey;
use psea_verifier::{
    AdminError, AsyncChallengeStore, AsyncEnrollmentAdmin, AttesterId, BoxFuture, Challenge,
    ChallengeError, Change, ChangeKind, ChangeRecord, EnrolledDevice, Enrollment, EnrollmentStatus,
    EnrollmentVersion, NewEnrollment, StoreError,
};
use tokio_postgres::Row;

use crate::anchor::{Lane, Mark};
use crate::enrollment::{gate_code, status, status_code, text};
use crate::error::{unavailable, unmarked};
use crate::server::i64_of;
use crate::store::{PostgresStore, seconds};

impl AsyncEnrollmentAdmin for PostgresStore {
    fn enroll(
        &self,
        enrollment: NewEnrollment,
        change: Change,
    ) -> BoxFuture<'_, Result<(), AdminError>> {
        Box::pin(self.enroll_attester(enrollment, change))
    }

    /// Once this returned, no commit that began later accepts a proof under the old status
    /// (§3.14).
    fn set_status<'a>(
        &'a self,
        attester: &'a AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> BoxFuture<'a, Result<(), AdminError>> {
        Box::pin(self.change_status(attester, status, change))
    }

    fn rotate_key<'a>(
        &'a self,
        attester: &'a AttesterId,
        kid: &'a str,
        key: VerifyingKey,
        change: Change,
    ) -> BoxFuture<'a, Result<(), AdminError>> {
        Box::pin(self.replace_key(attester, kid, key, change))
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<Arc<Enrollment>>, StoreError>> {
        Box::pin(self.list_enrollments())
    }

    fn history<'a>(
        &'a self,
        attester: &'a AttesterId,
    ) -> BoxFuture<'a, Result<Vec<ChangeRecord>, StoreError>> {
        Box::pin(self.list_changes(attester))
    }
}

impl AsyncChallengeStore for PostgresStore {
    fn issue(&self, challenge: Challenge) -> BoxFuture<'_, Result<(), ChallengeError>> {
        Box::pin(self.issue_challenge(challenge))
    }
}

impl PostgresStore {
    async fn enroll_attester(&self, new: NewEnrollment, change: Change) -> Result<(), AdminError> {
        let record = new.into_enrollment();
        // No proof can carry an empty kid (§3.4), but a name that is taken is said first.
        let (is_ueid, device) = match &record.device {
            EnrolledDevice::Id(id) => (false, id.as_str().to_owned()),
            EnrolledDevice::Ueid(ueid) => (true, ueid.to_text()),
        };
        let version = i64::try_from(record.version.get()).map_err(unavailable)?;
        let name = record.attester.as_str().as_bytes();
        if record.kid.is_empty() {
            let sql = "SELECT 1 FROM psea.attester WHERE name = $1";
            let taken = !self.ask(sql, &[&name]).await?.is_empty();
            return Err(if taken {
                AdminError::AttesterExists(record.attester)
            } else {
                AdminError::EmptyKid
            });
        }
        let (session, lane) = (self.session().await?, self.inner.anchor.lane());
        let row = session
            .change(
                "SELECT code, version FROM psea.enroll($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                &[
                    &name,
                    &record.kid.as_bytes(),
                    &record.key.public().as_sec1().as_slice(),
                    &is_ueid,
                    &device.as_bytes(),
                    &gate_code(record.uv_gate),
                    &version,
                    &i64_of(change.at()),
                    &change.reason().as_bytes(),
                ],
            )
            .await?;
        self.answer(&row, &lane, &record.attester, &record.kid)
    }

    async fn change_status(
        &self,
        attester: &AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> Result<(), AdminError> {
        let (code, name) = status_code(&status);
        let (session, lane) = (self.session().await?, self.inner.anchor.lane());
        let row = session
            .change(
                "SELECT code, version FROM psea.set_status($1, $2, $3, $4, $5)",
                &[
                    &attester.as_str().as_bytes(),
                    &code,
                    &name.as_bytes(),
                    &i64_of(change.at()),
                    &change.reason().as_bytes(),
                ],
            )
            .await?;
        self.answer(&row, &lane, attester, "")
    }

    async fn replace_key(
        &self,
        attester: &AttesterId,
        kid: &str,
        key: VerifyingKey,
        change: Change,
    ) -> Result<(), AdminError> {
        if kid.is_empty() {
            return Err(AdminError::EmptyKid);
        }
        let (session, lane) = (self.session().await?, self.inner.anchor.lane());
        let row = session
            .change(
                "SELECT code, version FROM psea.rotate_key($1, $2, $3, $4, $5)",
                &[
                    &attester.as_str().as_bytes(),
                    &kid.as_bytes(),
                    &key.public().as_sec1().as_slice(),
                    &i64_of(change.at()),
                    &change.reason().as_bytes(),
                ],
            )
            .await?;
        self.answer(&row, &lane, attester, kid)
    }

    async fn list_changes(&self, attester: &AttesterId) -> Result<Vec<ChangeRecord>, StoreError> {
        let sql = "SELECT h.version, h.kind, h.value, h.status, h.at, h.reason \
                   FROM psea.history h JOIN psea.attester a ON a.id = h.attester \
                   WHERE a.name = $1 ORDER BY h.version";
        let rows = self.ask(sql, &[&attester.as_str().as_bytes()]).await?;
        rows.iter().map(change_record).collect()
    }

    async fn issue_challenge(&self, challenge: Challenge) -> Result<(), ChallengeError> {
        let row = self
            .change(
                "SELECT psea.issue($1, $2, $3, $4, $5)",
                &[
                    &challenge.nonce().as_str().as_bytes(),
                    &i64_of(challenge.issued()),
                    &i64_of(challenge.until()),
                    &challenge.attester().map(|attester| attester.as_str().as_bytes()),
                    &challenge.op().map(|op| op.as_str().as_bytes()),
                ],
            )
            .await?;
        let issued: bool = row.try_get(0).map_err(unavailable)?;
        if issued { Ok(()) } else { Err(ChallengeError::AlreadyIssued) }
    }

    fn answer(
        &self,
        row: &Row,
        lane: &Lane,
        attester: &AttesterId,
        kid: &str,
    ) -> Result<(), AdminError> {
        // It may have been changed.
        self.inner.cache.forget_attester(attester);
        let unread = |error: tokio_postgres::Error| StoreError::OutcomeUnknown(Box::new(error));
        let code: i16 = row.try_get(0).map_err(unread)?;
        match code {
            0 => {
                let version: i64 = row.try_get(1).map_err(unread)?;
                let version = u64::try_from(version).map_err(unavailable)?;
                let mark = Mark::Change { attester: attester.as_str().into(), version };
                Ok(lane.acknowledged(mark).map_err(unmarked)?)
            }
            1 => Err(AdminError::UnknownAttester(attester.clone())),
            2 => Err(AdminError::AttesterExists(attester.clone())),
            3 => Err(AdminError::KidInUse(kid.into())),
            4 => Err(AdminError::Revoked(attester.clone())),
            other => {
                let what = format!("the change answered {other}, which this release does not know");
                Err(StoreError::OutcomeUnknown(what.into()).into())
            }
        }
    }
}

fn change_record(row: &Row) -> Result<ChangeRecord, StoreError> {
    let version: i64 = row.try_get(0).map_err(unavailable)?;
    let kind: i16 = row.try_get(1).map_err(unavailable)?;
    let value = text(row, 2)?;
    let kind = match kind {
        0 => ChangeKind::Enrolled { kid: value.into() },
        1 => {
            let code: Option<i16> = row.try_get(3).map_err(unavailable)?;
            ChangeKind::Status(status(code.unwrap_or(3), &value))
        }
        _ => ChangeKind::KeyRotated { kid: value.into() },
    };
    let change = Change::new(seconds(row.try_get(4).map_err(unavailable)?)?, text(row, 5)?);
    let version = EnrollmentVersion::new(u64::try_from(version).map_err(unavailable)?);
    Ok(change.into_record(kind, version))
}
