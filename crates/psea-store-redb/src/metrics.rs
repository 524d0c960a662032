//! What the store tells through the [`metrics`](https://docs.rs/metrics) facade. All names are
//! here; the crate's documentation lists them.

use std::time::Duration;

#[cfg(feature = "metrics")]
use psea_claims::EpochSeconds;
use psea_verifier::{Commit, StoreError};

use crate::codec::StoreState;

/// What became of a batch.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "metrics"), allow(dead_code, reason = "looked at by the facade alone"))]
pub(crate) enum Ended {
    /// It wrote nothing.
    Nothing,
    /// In the log.
    Logged,
    /// In the engine, with all that was in the log.
    Engine,
}

#[cfg(feature = "metrics")]
mod name {
    pub(super) const BATCHES: &str = "psea_store_batches_total";
    pub(super) const BATCH_SIZE: &str = "psea_store_batch_size";
    pub(super) const COMMIT: &str = "psea_store_commit_seconds";
    pub(super) const APPROVALS: &str = "psea_store_approvals_total";
    pub(super) const REFUSALS: &str = "psea_store_refusals_total";
    pub(super) const FAULTS: &str = "psea_store_faults_total";
    pub(super) const FILE: &str = "psea_store_file_octets";
    pub(super) const SEQUENCE: &str = "psea_store_sequence";
    pub(super) const LATEST: &str = "psea_store_latest_seconds";
    pub(super) const FENCE: &str = "psea_store_fence_seconds";
}

/// A batch of so many submissions ended well. `took` is the time its commit took.
#[cfg(feature = "metrics")]
#[expect(clippy::cast_precision_loss, reason = "of more than 2^53 submissions")]
pub(crate) fn batch(size: usize, ended: Ended, took: Duration) {
    let ended = match ended {
        Ended::Nothing => "nothing",
        Ended::Logged => "log",
        Ended::Engine => "engine",
    };
    metrics::counter!(name::BATCHES, "written" => ended).increment(1);
    metrics::histogram!(name::BATCH_SIZE).record(size as f64);
    if ended != "nothing" {
        metrics::histogram!(name::COMMIT, "written" => ended).record(took.as_secs_f64());
    }
}

/// The state that was committed.
#[cfg(feature = "metrics")]
#[expect(clippy::cast_precision_loss, reason = "of numbers above 2^53")]
pub(crate) fn state(state: &StoreState) {
    metrics::gauge!(name::SEQUENCE).set(state.sequence as f64);
    metrics::gauge!(name::LATEST).set(state.time.latest.get() as f64);
    metrics::gauge!(name::FENCE).set(state.time.fence.map_or(0, EpochSeconds::get) as f64);
}

/// The file's size, which changes with the engine's commits.
#[cfg(feature = "metrics")]
#[expect(clippy::cast_precision_loss, reason = "of files beyond 2^53 octets")]
pub(crate) fn file(octets: u64) {
    metrics::gauge!(name::FILE).set(octets as f64);
}

/// What a submission was answered.
#[cfg(feature = "metrics")]
pub(crate) fn answer(answer: &Result<Commit, StoreError>) {
    match answer {
        Ok(Commit::Done) => metrics::counter!(name::APPROVALS).increment(1),
        Ok(Commit::Refused(refusal)) => {
            let code = psea_verifier::Refusal::from(*refusal).code();
            metrics::counter!(name::REFUSALS, "code" => code).increment(1);
        }
        Err(StoreError::Fenced { .. }) => {
            metrics::counter!(name::REFUSALS, "code" => "store_fenced").increment(1);
        }
        Err(StoreError::ClockBehind { .. }) => {
            metrics::counter!(name::REFUSALS, "code" => "clock_behind").increment(1);
        }
        Err(StoreError::OutcomeUnknown(_)) => {
            metrics::counter!(name::FAULTS, "code" => "outcome_unknown").increment(1);
        }
        Err(_) => {
            metrics::counter!(name::FAULTS, "code" => "store_unavailable").increment(1);
        }
    }
}

/// Says what each name means, to the recorder that is installed.
#[cfg(feature = "metrics")]
pub(crate) fn describe() {
    use metrics::Unit::{Bytes, Count, Seconds};
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!(name::BATCHES, Count, "Batches, by where they were written");
    describe_histogram!(name::BATCH_SIZE, Count, "Submissions of a batch");
    describe_histogram!(name::COMMIT, Seconds, "How long a commit took");
    describe_counter!(name::APPROVALS, Count, "Proofs that were accepted");
    describe_counter!(name::REFUSALS, Count, "Proofs that were refused, by their code");
    describe_counter!(name::FAULTS, Count, "Proofs without an answer, by their code");
    describe_gauge!(name::FILE, Bytes, "The size of the file");
    describe_gauge!(name::SEQUENCE, Count, "The number of the last commit");
    describe_gauge!(name::LATEST, Seconds, "The greatest time served, since 1970");
    describe_gauge!(name::FENCE, Seconds, "The moment of the fence since 1970, 0 without one");
}

#[cfg(not(feature = "metrics"))]
mod nobody_listens {
    use super::{Commit, Duration, Ended, StoreError, StoreState};

    pub(crate) const fn batch(_size: usize, _ended: Ended, _took: Duration) {}
    pub(crate) const fn state(_state: &StoreState) {}
    pub(crate) const fn file(_octets: u64) {}
    pub(crate) const fn answer(_answer: &Result<Commit, StoreError>) {}
    pub(crate) const fn describe() {}
}
#[cfg(not(feature = "metrics"))]
pub(crate) use nobody_listens::{answer, batch, describe, file, state};
