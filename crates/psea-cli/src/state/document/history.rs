//! The changes of an enrollment.

use psea::verifier::{Change, ChangeKind, ChangeRecord, EnrollmentStatus, EnrollmentVersion};
use serde::{Deserialize, Serialize};

use super::seconds;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) at: u64,
    /// `enrolled`, `status` or `key_rotated`.
    pub(crate) change: String,
    /// The kid or the status that it led to.
    pub(crate) to: String,
    pub(crate) reason: String,
    version: u64,
}

/// None for a kind of change that this version cannot write.
pub(crate) fn write(record: &ChangeRecord) -> Option<Entry> {
    let (change, to) = match &record.kind {
        ChangeKind::Enrolled { kid } => ("enrolled", kid.as_ref()),
        ChangeKind::Status(status) => ("status", status.name()),
        ChangeKind::KeyRotated { kid } => ("key_rotated", kid.as_ref()),
        _ => return None,
    };
    Some(Entry {
        at: record.change.at().get(),
        change: change.into(),
        to: to.into(),
        reason: record.change.reason().into(),
        version: record.version.get(),
    })
}

pub(super) fn read(entry: Entry) -> Result<ChangeRecord, String> {
    let kind = match entry.change.as_str() {
        "enrolled" => ChangeKind::Enrolled { kid: entry.to.into() },
        "status" => ChangeKind::Status(EnrollmentStatus::from_name(&entry.to)),
        "key_rotated" => ChangeKind::KeyRotated { kid: entry.to.into() },
        other => return Err(format!("the change {other:?} is not one written here")),
    };
    let change = Change::new(seconds("at", entry.at)?, entry.reason);
    Ok(change.into_record(kind, EnrollmentVersion::new(entry.version)))
}
