use psea_claims::{DeviceId, Ueid, UvGate};
use psea_jose::base64::url;
use psea_jose::es256::PublicKey;
use psea_verifier::{
    EnrolledDevice, Enrollment, EnrollmentStatus, EnrollmentVersion, StoredEnrollment,
};

use super::{Fields, Writer};
use super::{open_row, seal_row};
use crate::error::Damaged;
use crate::schema::ATTESTERS;

/// An enrollment record as it is stored: the key not yet looked at.
#[derive(Clone, Debug)]
pub(crate) struct EnrollmentRow {
    pub(crate) kid: Box<str>,
    key: [u8; 65],
    pub(crate) device: EnrolledDevice,
    pub(crate) status: EnrollmentStatus,
    pub(crate) uv_gate: UvGate,
    pub(crate) version: EnrollmentVersion,
}

impl EnrollmentRow {
    pub(crate) fn of(enrollment: &Enrollment) -> Self {
        Self {
            kid: enrollment.kid.clone(),
            key: *enrollment.key.public().as_sec1(),
            device: enrollment.device.clone(),
            status: enrollment.status.clone(),
            uv_gate: enrollment.uv_gate,
            version: enrollment.version,
        }
    }

    pub(crate) fn set_key(&mut self, key: &PublicKey) {
        self.key = *key.as_sec1();
    }

    pub(crate) fn public_key(&self) -> Result<PublicKey, Damaged> {
        let what = "has a key that is none";
        PublicKey::from_sec1(&self.key).map_err(|_| Damaged { table: ATTESTERS.name, what })
    }

    pub(crate) const fn stored(&self) -> StoredEnrollment<'_> {
        StoredEnrollment { status: &self.status, version: self.version }
    }
}

pub(crate) fn enrollment_row(key: &[u8], enrollment: &EnrollmentRow) -> Vec<u8> {
    seal_row(ATTESTERS, key, |row| {
        row.text(&enrollment.kid);
        row.octets(&enrollment.key);
        match &enrollment.device {
            EnrolledDevice::Id(id) => {
                row.u8(1);
                row.text(id.as_str());
            }
            EnrolledDevice::Ueid(ueid) => {
                row.u8(2);
                row.octets(ueid.as_octets());
            }
        }
        write_status(row, &enrollment.status);
        row.u8(match enrollment.uv_gate {
            UvGate::Attested => 1,
            UvGate::Contradicted => 2,
            UvGate::Unknown => 3,
        });
        row.u64(enrollment.version.get());
    })
}

pub(crate) fn read_enrollment(key: &[u8], value: &[u8]) -> Result<EnrollmentRow, Damaged> {
    open_row(ATTESTERS, key, value, read)
}

fn read(fields: &mut Fields<'_>) -> Option<EnrollmentRow> {
    Some(EnrollmentRow {
        kid: fields.text()?.into(),
        key: fields.array()?,
        device: match fields.u8()? {
            1 => EnrolledDevice::Id(DeviceId::new(fields.text()?).ok()?.into_owned()),
            2 => EnrolledDevice::Ueid(Ueid::parse(&url::encode(&fields.array::<33>()?)).ok()?),
            _ => return None,
        },
        status: read_status(fields)?,
        uv_gate: match fields.u8()? {
            1 => UvGate::Attested,
            2 => UvGate::Contradicted,
            3 => UvGate::Unknown,
            _ => return None,
        },
        version: EnrollmentVersion::new(fields.u64()?),
    })
}

pub(super) fn write_status(row: &mut Writer, status: &EnrollmentStatus) {
    match status {
        EnrollmentStatus::Active => row.u8(1),
        EnrollmentStatus::Suspended => row.u8(2),
        EnrollmentStatus::Revoked => row.u8(3),
        // A status of the deployment's own, or one that this version does not know by name.
        other => {
            row.u8(0);
            row.text(other.name());
        }
    }
}

pub(super) fn read_status(fields: &mut Fields<'_>) -> Option<EnrollmentStatus> {
    Some(match fields.u8()? {
        // A name that has a number of its own is not written like this.
        0 => match EnrollmentStatus::from_name(fields.text()?) {
            other @ EnrollmentStatus::Other(_) => other,
            _ => return None,
        },
        1 => EnrollmentStatus::Active,
        2 => EnrollmentStatus::Suspended,
        3 => EnrollmentStatus::Revoked,
        _ => return None,
    })
}
