//! What can be seen of a store's state through its traits.

use psea_claims::{Issuer, Jti};
use psea_jose::es256::PublicKey;

use super::Store;
use super::proof::Proof;
use crate::enrollment::{EnrolledDevice, Enrollment, EnrollmentStatus, EnrollmentVersion};
use crate::store::{ApprovalRecord, ChangeRecord};

/// Every enrollment with its history, and the records of some proofs. Counters, chains and
/// challenges show only in what a store answers to a further proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Observed {
    pub(super) attesters: Vec<Seen>,
    records: Vec<Option<ApprovalRecord>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) attester: String,
    pub(super) kid: String,
    pub(super) key: PublicKey,
    pub(super) device: EnrolledDevice,
    pub(super) status: EnrollmentStatus,
    pub(super) gate: String,
    pub(super) version: EnrollmentVersion,
    pub(super) history: Vec<ChangeRecord>,
}

impl Seen {
    fn of(enrollment: &Enrollment, history: Vec<ChangeRecord>) -> Self {
        Self {
            attester: enrollment.attester.as_str().to_owned(),
            kid: enrollment.kid.to_string(),
            key: *enrollment.key.public(),
            device: enrollment.device.clone(),
            status: enrollment.status.clone(),
            gate: format!("{:?}", enrollment.uv_gate),
            version: enrollment.version,
            history,
        }
    }
}

pub(super) fn observe(store: &dyn Store, proofs: &[&Proof]) -> Observed {
    let attesters = store.list().unwrap();
    let attesters = attesters.iter().map(|enrollment| {
        let seen = Seen::of(enrollment, store.history(&enrollment.attester).unwrap());
        // The list and the look-up by kid are of one mind.
        let found = store.find(&enrollment.kid).unwrap().expect("a listed kid selects its record");
        assert_eq!(Seen::of(&found, seen.history.clone()), seen, "list and find differ");
        seen
    });
    Observed {
        attesters: attesters.collect(),
        records: proofs.iter().map(|proof| recorded(store, &proof.iss, &proof.jti)).collect(),
    }
}

pub(super) fn recorded(store: &dyn Store, iss: &str, jti: &str) -> Option<ApprovalRecord> {
    store.recorded(&Issuer::new(iss).unwrap(), &Jti::new(jti).unwrap()).unwrap()
}
