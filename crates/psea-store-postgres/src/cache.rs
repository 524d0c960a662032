//! Active enrollment records with their prepared keys, so that a verification in the steady state
//! asks the server once: to commit.
//!
//! What is found here may be an earlier version. That is never decisive: the commit reads status
//! and version again, and what is refused before it is judged once more by the current record.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use psea_verifier::{AttesterId, Enrollment, EnrollmentStatus};

type Records = HashMap<Box<str>, Arc<Enrollment>>;

/// Two halves: when the young one is full, the old one is dropped and it takes its place. What is
/// found in the old one moves over, so that what is in use stays.
#[derive(Debug)]
pub(crate) struct Cache {
    half: usize,
    halves: RwLock<Halves>,
}

#[derive(Debug, Default)]
struct Halves {
    young: Records,
    old: Records,
}

impl Cache {
    /// A cache of at most this many records; none at all if it is 0.
    pub(crate) fn new(records: usize) -> Self {
        Self { half: records.div_ceil(2), halves: RwLock::default() }
    }

    pub(crate) fn get(&self, kid: &str) -> Option<Arc<Enrollment>> {
        let halves = self.read();
        if let Some(found) = halves.young.get(kid) {
            return Some(Arc::clone(found));
        }
        let found = Arc::clone(halves.old.get(kid)?);
        drop(halves);
        self.keep(&found);
        Some(found)
    }

    /// Keeps a record, unless a later version of it is there. One that is not active is not kept,
    /// nor is what was there before it.
    pub(crate) fn keep(&self, record: &Arc<Enrollment>) {
        if record.status != EnrollmentStatus::Active {
            return self.forget(&record.kid);
        }
        if self.half == 0 {
            return;
        }
        let mut halves = self.write();
        let kept = halves.young.get(&record.kid).or_else(|| halves.old.get(&record.kid));
        let later = kept
            .is_some_and(|kept| kept.attester == record.attester && kept.version > record.version);
        if later {
            return;
        }
        if halves.young.len() >= self.half {
            halves.old = std::mem::take(&mut halves.young);
        }
        halves.young.insert(record.kid.clone(), Arc::clone(record));
    }

    /// The record of a `kid`, which was found to be no longer right.
    pub(crate) fn forget(&self, kid: &str) {
        let mut halves = self.write();
        halves.young.remove(kid);
        halves.old.remove(kid);
    }

    /// Every record of an Attester, which was changed.
    pub(crate) fn forget_attester(&self, attester: &AttesterId) {
        let mut halves = self.write();
        halves.young.retain(|_, record| record.attester != *attester);
        halves.old.retain(|_, record| record.attester != *attester);
    }

    fn read(&self) -> RwLockReadGuard<'_, Halves> {
        self.halves.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Halves> {
        self.halves.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use psea_claims::DeviceId;
    use psea_jose::es256::{Es256Signer as _, P256Backend, P256Signer, VerifyingKey};
    use psea_verifier::{
        AttesterId, EnrolledDevice, Enrollment, EnrollmentStatus, EnrollmentVersion, NewEnrollment,
    };

    use super::Cache;

    fn record(name: &str, kid: &str, version: u64) -> Enrollment {
        let key = P256Signer::from_scalar(&[7; 32]).unwrap();
        let key = VerifyingKey::new(*key.public_key(), &P256Backend).unwrap();
        let device = EnrolledDevice::Id(DeviceId::new("device").unwrap());
        let new = NewEnrollment::new(AttesterId::new(name).unwrap(), kid, key, device);
        Enrollment { version: EnrollmentVersion::new(version), ..new.into_enrollment() }
    }

    fn version(cache: &Cache, kid: &str) -> Option<u64> {
        cache.get(kid).map(|record| record.version.get())
    }

    #[test]
    fn only_active_records_are_kept_and_the_latest_of_them() {
        let cache = Cache::new(8);
        cache.keep(&Arc::new(record("a", "k", 8)));
        let suspended = Enrollment { status: EnrollmentStatus::Suspended, ..record("a", "k", 9) };
        cache.keep(&Arc::new(suspended));
        assert_eq!(version(&cache, "k"), None);
        cache.keep(&Arc::new(record("a", "k", 2)));
        cache.keep(&Arc::new(record("a", "k", 1)));
        assert_eq!(version(&cache, "k"), Some(2));
        // The kid changed hands: versions of two Attesters do not compare.
        cache.keep(&Arc::new(record("b", "k", 0)));
        assert_eq!(version(&cache, "k"), Some(0));
        cache.forget("k");
        assert_eq!(version(&cache, "k"), None);
    }

    #[test]
    fn all_records_of_an_attester_leave_together() {
        // Two in each half.
        let cache = Cache::new(4);
        for (name, kid) in [("a", "k1"), ("b", "k2"), ("a", "k3"), ("b", "k4")] {
            cache.keep(&Arc::new(record(name, kid, 0)));
        }
        cache.forget_attester(&AttesterId::new("a").unwrap());
        let left = ["k1", "k2", "k3", "k4"].map(|kid| version(&cache, kid).is_some());
        assert_eq!(left, [false, true, false, true]);
    }

    #[test]
    fn it_is_bounded_and_what_is_in_use_stays() {
        for size in [0, 1, 8] {
            let cache = Cache::new(size);
            cache.keep(&Arc::new(record("a", "used", 0)));
            for number in 0..100 {
                cache.keep(&Arc::new(record("a", &format!("k{number}"), 0)));
                assert_eq!(cache.get("used").is_some(), size > 0);
            }
            let kept = (0..100).filter(|n| cache.get(&format!("k{n}")).is_some()).count();
            assert!(kept <= size + 1, "{kept} of {size}");
        }
    }
}
