//! Who is enrolled, with the keys prepared once.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use psea::claims::EpochSeconds;
use psea::verifier::{ChangeKind, Enrollment, EnrollmentAdmin as _, EnrollmentStatus, Rejection};
use psea_store_redb::RedbStore;

use crate::failure::Failure;
use crate::state::store_failure;

/// Everybody, by number and by `kid`.
#[derive(Debug)]
pub(super) struct Enrolled {
    attesters: Vec<Attester>,
    by_kid: HashMap<Box<str>, usize>,
    by_name: HashMap<Box<str>, usize>,
}

#[derive(Debug)]
pub(super) struct Attester {
    pub(super) enrollment: Arc<Enrollment>,
    /// Each status, and since when.
    statuses: Vec<(EpochSeconds, EnrollmentStatus)>,
}

impl Enrolled {
    pub(super) fn read(store: &RedbStore, directory: &Path) -> Result<Self, Failure> {
        let failed = |error| store_failure(&error, directory);
        let (mut attesters, mut by_kid) = (Vec::new(), HashMap::new());
        let mut by_name = HashMap::new();
        for enrollment in store.list().map_err(failed)? {
            let history = store.history(&enrollment.attester).map_err(failed)?;
            let statuses = history.into_iter().filter_map(|record| match record.kind {
                ChangeKind::Status(status) => Some((record.change.at(), status)),
                _ => None,
            });
            let statuses = statuses.collect();
            by_kid.insert(enrollment.kid.clone(), attesters.len());
            by_name.insert(enrollment.attester.as_str().into(), attesters.len());
            attesters.push(Attester { enrollment, statuses });
        }
        Ok(Self { attesters, by_kid, by_name })
    }

    /// Whose key this `kid` selects.
    pub(super) fn by_kid(&self, kid: &str) -> Option<(usize, &Attester)> {
        let number = *self.by_kid.get(kid)?;
        Some((number, self.attesters.get(number)?))
    }

    pub(super) fn number_of(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub(super) fn name(&self, number: usize) -> &str {
        self.attesters.get(number).map_or("", |attester| attester.enrollment.attester.as_str())
    }

    /// Everything about them that an audit depends on.
    pub(super) fn describe(&self, mut each: impl FnMut(&str)) {
        for Attester { enrollment, .. } in &self.attesters {
            each(enrollment.attester.as_str());
            each(&enrollment.kid);
            each(&enrollment.key.public().thumbprint());
            // It grows with every change of status, key or gate.
            each(&enrollment.version.get().to_string());
        }
    }
}

impl Attester {
    /// What the status at this time has against a proof.
    pub(super) fn require_active(&self, at: EpochSeconds) -> Result<(), Rejection> {
        let status = self.statuses.iter().rev().find(|(since, _)| *since <= at);
        match status.map(|(_, status)| status) {
            None | Some(EnrollmentStatus::Active) => Ok(()),
            Some(EnrollmentStatus::Revoked) => Err(Rejection::EnrollmentRevoked),
            Some(_) => Err(Rejection::EnrollmentSuspended),
        }
    }
}
