use psea_verifier::{Change, ChangeKind, ChangeRecord, EnrollmentVersion};

use super::Fields;
use super::enrollment::{read_status, write_status};
use super::{open_row, seal_row};
use crate::error::Damaged;
use crate::schema::HISTORY;

/// The row of a change. None for a kind of change that this version has no form for.
pub(crate) fn change_row(key: &[u8], record: &ChangeRecord) -> Option<Vec<u8>> {
    let kind = match &record.kind {
        ChangeKind::Enrolled { .. } => 1,
        ChangeKind::Status(_) => 2,
        ChangeKind::KeyRotated { .. } => 3,
        _ => return None,
    };
    Some(seal_row(HISTORY, key, |row| {
        row.u64(record.change.at().get());
        row.text(record.change.reason());
        row.u64(record.version.get());
        row.u8(kind);
        match &record.kind {
            ChangeKind::Status(status) => write_status(row, status),
            ChangeKind::Enrolled { kid } | ChangeKind::KeyRotated { kid } => row.text(kid),
            _ => {}
        }
    }))
}

pub(crate) fn read_change(key: &[u8], value: &[u8]) -> Result<ChangeRecord, Damaged> {
    open_row(HISTORY, key, value, read)
}

fn read(fields: &mut Fields<'_>) -> Option<ChangeRecord> {
    let change = Change::new(fields.time()?, fields.text()?);
    let version = EnrollmentVersion::new(fields.u64()?);
    let kind = match fields.u8()? {
        1 => ChangeKind::Enrolled { kid: fields.text()?.into() },
        2 => ChangeKind::Status(read_status(fields)?),
        3 => ChangeKind::KeyRotated { kid: fields.text()?.into() },
        _ => return None,
    };
    Some(change.into_record(kind, version))
}
