//! What a store counts and measures, with the feature `metrics`, through the [`metrics`] facade:
//! whichever recorder the program installs gets it.
//!
//! [`metrics`]: https://docs.rs/metrics
//!
//! | name | kind | what |
//! |---|---|---|
//! | [`ROUND_TRIPS`] | counter | statements sent, without those that prepare a new connection |
//! | [`COMMIT_SECONDS`] | histogram | seconds from a commit's request to its answer |
//! | [`ACCEPTED`] | counter | accepted proofs |
//! | [`REFUSED`] | counter | refused commits, by `reason` |
//! | [`FAULTS`] | counter | commits without an answer of yes or no, by `kind` |
//! | [`CACHE`] | counter | look-ups of an enrollment, by `found`: `memory` or `database` |
//! | [`POOL_IN_USE`] | gauge | connections that are in use |
//! | [`POOL_WAITING`] | gauge | callers that wait for a connection |
//! | [`OLDER_COPIES`] | counter | times that the database was found to be an older copy, and fenced |
//! | [`PRUNED`] | counter | rows forgotten, by `kind`: `jti` or `challenge` |
//!
//! `reason` is `enrollment_gone`, `enrollment_suspended`, `enrollment_revoked`,
//! `enrollment_changed`, `challenge_unknown`, `jti_replayed`, `counter_not_increasing` or
//! `chain_broken`; `kind` of a fault is `unavailable`, `outcome_unknown`, `fenced` or
//! `clock_behind`.
//!
//! Worth an alarm: any `outcome_unknown` or [`OLDER_COPIES`]; `fenced` or `clock_behind` that do
//! not end; [`POOL_WAITING`] above 0 for long.

use std::time::Duration;

use deadpool_postgres::Status;
use psea_verifier::{Commit, CommitRefusal, StoreError};

use crate::store::Pruned;

/// Statements sent.
pub const ROUND_TRIPS: &str = "psea_postgres_round_trips_total";
/// Seconds from a commit's request to its answer.
pub const COMMIT_SECONDS: &str = "psea_postgres_commit_seconds";
/// Accepted proofs.
pub const ACCEPTED: &str = "psea_postgres_accepted_total";
/// Refused commits, by `reason`.
pub const REFUSED: &str = "psea_postgres_refused_total";
/// Commits without an answer of yes or no, by `kind`.
pub const FAULTS: &str = "psea_postgres_faults_total";
/// Look-ups of an enrollment, by where it was `found`.
pub const CACHE: &str = "psea_postgres_enrollments_found_total";
/// Connections in use.
pub const POOL_IN_USE: &str = "psea_postgres_pool_in_use";
/// Callers that wait for a connection.
pub const POOL_WAITING: &str = "psea_postgres_pool_waiting";
/// Times that an older copy was noticed.
pub const OLDER_COPIES: &str = "psea_postgres_older_copies_total";
/// Rows forgotten, by `kind`.
pub const PRUNED: &str = "psea_postgres_pruned_total";

pub(crate) fn round_trip() {
    count(ROUND_TRIPS, None, 1);
}

pub(crate) fn answered(took: Duration, answer: &Result<Commit, StoreError>) {
    record(COMMIT_SECONDS, took.as_secs_f64());
    match answer {
        Ok(Commit::Done) => count(ACCEPTED, None, 1),
        Ok(Commit::Refused(refusal)) => count(REFUSED, Some(("reason", reason(*refusal))), 1),
        Err(error) => count(FAULTS, Some(("kind", kind(error))), 1),
    }
}

pub(crate) fn cached(hit: bool) {
    count(CACHE, Some(("found", if hit { "memory" } else { "database" })), 1);
}

pub(crate) fn pool(status: &Status) {
    gauge(POOL_IN_USE, status.size.saturating_sub(status.available));
    gauge(POOL_WAITING, status.waiting);
}

pub(crate) fn older_copy() {
    count(OLDER_COPIES, None, 1);
}

pub(crate) fn pruned(pruned: &Pruned) {
    count(PRUNED, Some(("kind", "jti")), pruned.jtis);
    count(PRUNED, Some(("kind", "challenge")), pruned.challenges);
}

const fn reason(refusal: CommitRefusal) -> &'static str {
    match refusal {
        CommitRefusal::EnrollmentGone => "enrollment_gone",
        CommitRefusal::EnrollmentSuspended => "enrollment_suspended",
        CommitRefusal::EnrollmentRevoked => "enrollment_revoked",
        CommitRefusal::EnrollmentChanged => "enrollment_changed",
        CommitRefusal::ChallengeUnknown => "challenge_unknown",
        CommitRefusal::JtiReplayed => "jti_replayed",
        CommitRefusal::CounterNotIncreasing => "counter_not_increasing",
        CommitRefusal::ChainBroken => "chain_broken",
        _ => "other",
    }
}

const fn kind(error: &StoreError) -> &'static str {
    match error {
        StoreError::Unavailable(_) => "unavailable",
        StoreError::OutcomeUnknown(_) => "outcome_unknown",
        StoreError::Fenced { .. } => "fenced",
        StoreError::ClockBehind { .. } => "clock_behind",
        _ => "other",
    }
}

type Label = Option<(&'static str, &'static str)>;

#[cfg(feature = "metrics")]
fn count(name: &'static str, label: Label, by: u64) {
    match label {
        None => ::metrics::counter!(name).increment(by),
        Some((key, value)) => ::metrics::counter!(name, key => value).increment(by),
    }
}

#[cfg(feature = "metrics")]
fn record(name: &'static str, value: f64) {
    ::metrics::histogram!(name).record(value);
}

#[cfg(feature = "metrics")]
fn gauge(name: &'static str, value: usize) {
    ::metrics::gauge!(name).set(f64::from(u32::try_from(value).unwrap_or(u32::MAX)));
}

#[cfg(not(feature = "metrics"))]
const fn count(_: &str, _: Label, _: u64) {}

#[cfg(not(feature = "metrics"))]
const fn record(_: &str, _: f64) {}

#[cfg(not(feature = "metrics"))]
const fn gauge(_: &str, _: usize) {}

#[cfg(test)]
mod tests {
    use psea_claims::EpochSeconds;
    use psea_verifier::{CommitRefusal, StoreError};

    use super::{kind, reason};

    /// The labels are those that are documented.
    #[test]
    fn every_refusal_has_a_label_of_its_own() {
        for (refusal, label) in [
            (CommitRefusal::EnrollmentGone, "enrollment_gone"),
            (CommitRefusal::EnrollmentSuspended, "enrollment_suspended"),
            (CommitRefusal::EnrollmentRevoked, "enrollment_revoked"),
            (CommitRefusal::EnrollmentChanged, "enrollment_changed"),
            (CommitRefusal::ChallengeUnknown, "challenge_unknown"),
            (CommitRefusal::JtiReplayed, "jti_replayed"),
            (CommitRefusal::CounterNotIncreasing, "counter_not_increasing"),
            (CommitRefusal::ChainBroken, "chain_broken"),
        ] {
            assert_eq!(reason(refusal), label);
        }
    }

    #[test]
    fn every_fault_has_a_label_of_its_own() {
        let at = EpochSeconds::default();
        for (fault, label) in [
            (StoreError::Unavailable("x".into()), "unavailable"),
            (StoreError::OutcomeUnknown("x".into()), "outcome_unknown"),
            (StoreError::Fenced { fence: at }, "fenced"),
            (StoreError::ClockBehind { now: at, latest: at }, "clock_behind"),
        ] {
            assert_eq!(kind(&fault), label);
        }
    }
}
