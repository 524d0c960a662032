//! One line by itself.

use std::sync::Arc;

use psea::verifier::{Audited, Expected, Refusal, Rejection, Submission, VerifierConfig};

use super::enrolled::Enrolled;
use super::input::{Chunk, Place};

/// What every line is judged by.
pub(super) struct Judge<'a> {
    pub(super) config: &'a VerifierConfig,
    pub(super) expected: Option<&'a Expected>,
    pub(super) enrolled: &'a Enrolled,
}

/// A proof in which nothing is wrong; how it stands to others is not known.
pub(super) struct Passed {
    /// Whose it is.
    pub(super) attester: usize,
    pub(super) audited: Audited,
}

/// Why a proof does not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) code: &'static str,
    pub(super) section: &'static str,
}

/// The lines of a chunk, judged.
pub(super) struct Judged {
    pub(super) verdicts: Vec<(u64, Result<Passed, Reason>)>,
    pub(super) end: Place,
}

impl Judge<'_> {
    pub(super) fn chunk(&self, chunk: Chunk) -> Judged {
        let verdicts = chunk.lines().map(|(number, line)| (number, self.line(line)));
        Judged { verdicts: verdicts.collect(), end: chunk.end }
    }

    fn line(&self, line: &[u8]) -> Result<Passed, Reason> {
        let submission = Submission::parse(line, self.config)?;
        let found = self.enrolled.by_kid(submission.kid());
        let (number, attester) = found.ok_or(Rejection::KeyUnknown)?;
        let signed = submission.verify_signature(Arc::clone(&attester.enrollment))?;
        let audited = signed.audit(self.config, self.expected)?;
        attester.require_active(audited.issued)?;
        Ok(Passed { attester: number, audited })
    }
}

impl From<Rejection> for Reason {
    fn from(rejection: Rejection) -> Self {
        Self { code: rejection.code(), section: rejection.section() }
    }
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        Self { code: refusal.code(), section: refusal.section().unwrap_or_default() }
    }
}
