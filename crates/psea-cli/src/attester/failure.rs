//! What errors of the attester's side mean for the person who runs the command.

use std::path::Path;

use psea::attester::{AttestError, StateError};
use psea_attester_state::{EnrollError, OpenError, QueueError, Refused};

use crate::failure::Failure;
use crate::keys::key_failure;

const NEW_KEY: &str = "make a new key, and enroll it under a new attester name: an older copy of \
     the file, or one that starts anew, uses counters twice, which every verifier refuses";

pub(super) fn open_failure(error: &OpenError, file: &Path) -> Failure {
    let (code, fix) = match error {
        OpenError::Missing(_) => (
            "state_missing",
            "name the file that `psea attest` made: beside the key, or where its --state said",
        ),
        OpenError::Exists(_) => ("file_exists", "name a file that is not there yet"),
        OpenError::InUse(_) => ("state_locked", "wait for the other psea to end, and try again"),
        OpenError::Damaged(_) | OpenError::NotAState(_) => ("state_damaged", NEW_KEY),
        OpenError::TooNew { .. } => ("state_too_new", "use the psea that wrote it, or a later one"),
        _ => ("state_failed", "use a directory that exists and that you may write to"),
    };
    Failure::new(code, error.to_string()).file(file).fix(fix)
}

pub(crate) fn state_failure(error: &StateError, file: &Path) -> Failure {
    let (code, fix) = match error {
        StateError::InUse(_) => ("state_locked", "wait for the other psea to end, and try again"),
        StateError::Exhausted => ("counter_exhausted", "make a new key and enroll it"),
        StateError::Revoked => ("not_trusted", "make a new key and enroll it"),
        StateError::Unreadable { .. } => ("state_damaged", NEW_KEY),
        _ => ("state_failed", "use a directory that exists and that you may write to"),
    };
    Failure::new(code, error.to_string()).file(file).fix(fix)
}

pub(super) fn enroll_failure(error: &EnrollError, file: &Path) -> Failure {
    match error {
        EnrollError::State(error) => state_failure(error, file),
        EnrollError::Waiting(_) => Failure::new("queue_waiting", error.to_string())
            .file(file)
            .fix("have them sent with `psea queue run`; or use another --state for another key"),
        _ => Failure::new("not_trusted", error.to_string())
            .file(file)
            .fix("make a new key and enroll it"),
    }
}

pub(crate) fn not_attested(error: &AttestError, file: &Path) -> Failure {
    match error {
        AttestError::Key(error) => key_failure(error),
        AttestError::State(error) => state_failure(error, file),
        AttestError::NotTrusted(trust) => {
            Failure::new("not_trusted", error.to_string()).file(file).fix(trust.way_out())
        }
        AttestError::TooLarge { .. } | AttestError::Claims(_) | AttestError::EmptyClaim(_) => {
            Failure::new("proof_impossible", error.to_string())
                .fix("correct the arguments that the message names")
        }
        _ => Failure::new("proof_failed", error.to_string()).fix("try again"),
    }
}

pub(crate) fn queue_failure(error: &QueueError, file: &Path) -> Failure {
    let told = |code| Failure::new(code, error.to_string()).file(file);
    match error {
        QueueError::Attest(error) => not_attested(error, file),
        QueueError::State(error) => state_failure(error, file),
        QueueError::ServerFirst(_) => told("server_first")
            .field("--queue")
            .refused()
            .fix("approve it while the verifier can be reached, without --queue"),
        QueueError::Refused(Refused::Revoked) => {
            told("not_trusted").fix("make a new key and enroll it")
        }
        QueueError::Refused(_) => {
            told("queue_busy").refused().fix("send what waits with `psea queue run`")
        }
        _ => told("state_damaged").fix(NEW_KEY),
    }
}
