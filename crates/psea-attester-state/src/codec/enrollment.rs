use psea_claims::{Audience, DeviceId, Issuer, Revision};
use psea_jose::es256::PublicKey;

use super::{open_row, seal_row};
use crate::enrollment::Enrollment;
use crate::error::Damaged;
use crate::file::{META, META_ENROLLMENT};

pub(crate) fn enrollment_row(enrollment: &Enrollment) -> Vec<u8> {
    seal_row(META, META_ENROLLMENT, |row| {
        row.text(enrollment.iss.as_str());
        row.text(enrollment.aud.as_str());
        row.text(enrollment.device_id.as_str());
        row.text(&enrollment.kid);
        row.octets(enrollment.public_key.as_sec1());
        row.u8(match enrollment.revision {
            Revision::Draft02 => 2,
            _ => 3,
        });
        row.flag(enrollment.chain);
    })
}

pub(crate) fn read_enrollment(value: &[u8]) -> Result<Enrollment, Damaged> {
    open_row(META, META_ENROLLMENT, value, |fields| {
        Some(Enrollment {
            iss: Issuer::new(fields.text()?.to_owned()).ok()?,
            aud: Audience::new(fields.text()?.to_owned()).ok()?,
            device_id: DeviceId::new(fields.text()?.to_owned()).ok()?,
            kid: fields.text()?.into(),
            public_key: PublicKey::from_sec1(&fields.array::<65>()?).ok()?,
            revision: revision(fields.u8()?)?,
            chain: fields.flag()?,
        })
    })
}

const fn revision(number: u8) -> Option<Revision> {
    match number {
        2 => Some(Revision::Draft02),
        3 => Some(Revision::Draft03),
        _ => None,
    }
}
