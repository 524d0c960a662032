use psea_jose::es256::VerifyingKey;
use psea_verifier::{
    AdminError, AttesterId, Change, ChangeKind, ChangeRecord, Enrollment, EnrollmentStatus,
    StoreError,
};

use super::halfway;
use crate::codec::{
    EnrollmentRow, change_row, enrollment_row, key, kid_row, read_enrollment, read_kid,
};
use crate::error::{Damaged, Error};
use crate::gate::{Failure, Step, Tx};
use crate::schema::{ATTESTERS, HISTORY, KIDS};

type Answer = Result<Step<Result<(), AdminError>>, Failure>;

fn refused(error: AdminError) -> Answer {
    Ok(Step::Answer(Err(error)))
}

pub(crate) fn enroll(tx: &mut Tx<'_>, enrollment: &Enrollment, change: Change) -> Answer {
    let attester = &enrollment.attester;
    if tx.contains(ATTESTERS, attester.as_str().as_bytes())? {
        return refused(AdminError::AttesterExists(attester.clone()));
    }
    if enrollment.kid.is_empty() {
        return refused(AdminError::EmptyKid);
    }
    if tx.contains(KIDS, enrollment.kid.as_bytes())? {
        return refused(AdminError::KidInUse(enrollment.kid.clone()));
    }
    let kind = ChangeKind::Enrolled { kid: enrollment.kid.clone() };
    let record = change.into_record(kind, enrollment.version);
    write(tx, attester, &EnrollmentRow::of(enrollment), None, &record)
}

/// §3.14: revocation is final.
pub(crate) fn set_status(
    tx: &mut Tx<'_>,
    attester: &AttesterId,
    status: &EnrollmentStatus,
    change: Change,
) -> Answer {
    let Some(mut row) = tx.get(ATTESTERS, attester.as_str().as_bytes(), read_enrollment)? else {
        return refused(AdminError::UnknownAttester(attester.clone()));
    };
    if row.status == EnrollmentStatus::Revoked && *status != EnrollmentStatus::Revoked {
        return refused(AdminError::Revoked(attester.clone()));
    }
    let Some(version) = row.version.next() else {
        return refused(AdminError::VersionsExhausted);
    };
    row.status = status.clone();
    row.version = version;
    let record = change.into_record(ChangeKind::Status(status.clone()), row.version);
    write(tx, attester, &row, None, &record)
}

/// §3.10, §3.14: status, gate, counters and chain stay.
pub(crate) fn rotate_key(
    tx: &mut Tx<'_>,
    attester: &AttesterId,
    kid: &str,
    key: &VerifyingKey,
    change: Change,
) -> Answer {
    if kid.is_empty() {
        return refused(AdminError::EmptyKid);
    }
    let owner = tx.get(KIDS, kid.as_bytes(), read_kid)?;
    if owner.is_some_and(|owner| *owner != *attester.as_str()) {
        return refused(AdminError::KidInUse(kid.into()));
    }
    let Some(mut row) = tx.get(ATTESTERS, attester.as_str().as_bytes(), read_enrollment)? else {
        return refused(AdminError::UnknownAttester(attester.clone()));
    };
    let Some(version) = row.version.next() else {
        return refused(AdminError::VersionsExhausted);
    };
    let old = std::mem::replace(&mut row.kid, kid.into());
    row.set_key(key.public());
    row.version = version;
    let record = change.into_record(ChangeKind::KeyRotated { kid: kid.into() }, row.version);
    write(tx, attester, &row, Some(old), &record)
}

/// Writes the record, its `kid`, and the change; the old `kid` selects it no more.
fn write(
    tx: &mut Tx<'_>,
    attester: &AttesterId,
    row: &EnrollmentRow,
    old_kid: Option<Box<str>>,
    change: &ChangeRecord,
) -> Answer {
    let prefix = key::of_attester(attester);
    let last = match tx.last_with(HISTORY, &prefix)? {
        Some(last) => {
            let damaged = Damaged { table: HISTORY.name, what: "has a key that was never written" };
            Some(key::number_after(&prefix, &last).ok_or(damaged)?)
        }
        None => None,
    };
    let change_key = key::change(attester, last.map_or(0, |last| last.saturating_add(1)));
    let Some(change_row) = change_row(&change_key, change) else {
        let unknown = StoreError::Unavailable("this store knows no such change".into());
        return refused(unknown.into());
    };
    let name = attester.as_str().as_bytes();
    let write = |tx: &mut Tx<'_>| -> Result<(), Error> {
        if let Some(old) = &old_kid {
            tx.remove(KIDS, old.as_bytes())?;
        }
        let kid = row.kid.as_bytes();
        tx.put(KIDS, kid, &kid_row(kid, attester.as_str()))?;
        tx.put(ATTESTERS, name, &enrollment_row(name, row))?;
        tx.put(HISTORY, &change_key, &change_row)
    };
    write(tx).map_err(halfway)?;
    tx.changed.extend(old_kid);
    tx.changed.push(row.kid.clone());
    Ok(Step::Written(Ok(())))
}
