//! One approval, one execution.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::fmt;
use std::sync::Mutex;

use psea_claims::{Audience, EpochSeconds, Jti, Ueid};

/// Remembers which approvals were used.
///
/// # Contract
///
/// [`take`](Self::take) is one atomic step. It answers [`Use::First`] once for each approval until
/// `until`, however many ask at the same time, and from whatever process where the store is shared.
/// Whatever is in doubt is an error.
pub trait OneTime: fmt::Debug + Send + Sync {
    /// Uses up an approval. From `until` on nobody asks for it any more, because its result is not
    /// admitted.
    ///
    /// # Errors
    ///
    /// If the store cannot say.
    fn take(
        &self,
        approval: &ApprovalId<'_>,
        until: EpochSeconds,
        now: EpochSeconds,
    ) -> Result<Use, OneTimeError>;
}

/// What an approval is recognised by.
///
/// Not by the result's own `jti` nor by its `psea_proof_hash`: a proof has a twin with another hash
/// (§3.4), and a Verifier that forgot a proof could take the twin for a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApprovalId<'a> {
    /// The Verifier that approved.
    pub verifier: &'a Audience<'a>,
    /// The device. Its `ueid` differs from deployment to deployment, and a `jti` is unique in one.
    pub ueid: &'a Ueid,
    /// The action's id: the proof's `jti`.
    pub proof_jti: &'a Jti<'a>,
}

/// Whether an approval had been used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Use {
    /// It had not, and is now.
    First,
    /// It had.
    Again,
}

/// The store of used approvals did not answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OneTimeError {
    /// It failed.
    #[error("whether this approval was used before cannot be said: {0}")]
    Unavailable(Box<dyn Error + Send + Sync>),
    /// The clock stands before a time at which approvals were forgotten.
    #[error("the clock says {now}, and approvals that ended before {latest} are forgotten")]
    ClockBehind {
        /// The time that was given.
        now: EpochSeconds,
        /// Up to when was forgotten.
        latest: EpochSeconds,
    },
}

/// Used approvals in memory.
///
/// A restart forgets them, so that a result that is still fresh could be used once more: for one
/// process that keeps running, or where the execution itself is idempotent by the proof's `jti`.
#[derive(Debug, Default)]
pub struct MemoryOneTime {
    used: Mutex<Used>,
}

/// Verifier, device, action.
type Key = (Box<str>, Box<str>, Box<str>);

#[derive(Debug, Default)]
struct Used {
    until: HashMap<Key, EpochSeconds>,
    by_end: BTreeSet<(EpochSeconds, Key)>,
    /// The greatest end that was forgotten.
    forgotten: EpochSeconds,
}

impl MemoryOneTime {
    /// An empty store that a restart forgets.
    #[must_use]
    pub fn volatile() -> Self {
        Self::default()
    }
}

impl OneTime for MemoryOneTime {
    fn take(
        &self,
        approval: &ApprovalId<'_>,
        until: EpochSeconds,
        now: EpochSeconds,
    ) -> Result<Use, OneTimeError> {
        // Under a lock that a panic poisoned, nothing is known to be whole.
        let mut used = self.used.lock().map_err(|_| {
            OneTimeError::Unavailable("another thread failed while it changed it".into())
        })?;
        if now < used.forgotten {
            return Err(OneTimeError::ClockBehind { now, latest: used.forgotten });
        }
        while let Some((end, _)) = used.by_end.first()
            && *end <= now
            && let Some((end, key)) = used.by_end.pop_first()
        {
            used.until.remove(&key);
            used.forgotten = end;
        }
        let ApprovalId { verifier, ueid, proof_jti } = approval;
        let key: Key = (verifier.as_str().into(), ueid.to_text().into(), proof_jti.as_str().into());
        if used.until.contains_key(&key) {
            return Ok(Use::Again);
        }
        used.until.insert(key.clone(), until);
        used.by_end.insert((until, key));
        Ok(Use::First)
    }
}
