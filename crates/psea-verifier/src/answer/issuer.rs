use std::sync::Arc;

use psea_claims::{Audience, EpochSeconds, Jti};
use psea_jose::base64::url;
use psea_jose::es256::{Es256Signer, SignError};
use psea_result::{
    ApprovalClaims, DEFAULT_LIFETIME, Envelope, ProofHash, RefusalClaims, RefusalOutcome,
    SignedResult, sign_approval, sign_refusal,
};
use sha2::{Digest as _, Sha256};

use super::{KeptResults, RecentResults};
use crate::store::{ApprovalRecord, StorePromise};

/// Makes and signs Attestation Results in a Verifier's name.
///
/// What it says of an approval follows from the committed record alone, `iat` and `jti` of the
/// result among it, so that the same record gives the same claim set at any time.
#[derive(Clone, Debug)]
pub struct ResultIssuer {
    iss: Audience<'static>,
    key: Arc<dyn Es256Signer>,
    lifetime: u64,
    kept: Arc<dyn KeptResults>,
}

/// No result was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResultIssueError {
    /// The key made no signature. An approval stays recorded: ask again for its result.
    #[error("the result was not signed: {0}")]
    Sign(#[from] SignError),
    /// The time lies at the end of what can be written.
    #[error("the time lies at the end of what a result can state")]
    Time,
    /// The Attester is not known: the proof's signature did not verify, or its claim set is none.
    #[error("there is no Attester to address: its proof did not verify")]
    NoAttester,
}

impl ResultIssuer {
    /// An issuer for the Verifier `iss`, the `aud` of the proofs that it takes, with the active key
    /// of its [key set](psea_result::KeySet). Results live 60 s and are kept in memory.
    #[must_use]
    pub fn new(iss: Audience<'static>, key: Arc<dyn Es256Signer>) -> Self {
        Self { iss, key, lifetime: DEFAULT_LIFETIME, kept: Arc::new(RecentResults::default()) }
    }

    /// How long results live, in seconds; at least 1.
    #[must_use]
    pub fn lifetime(mut self, seconds: u64) -> Self {
        self.lifetime = seconds.max(1);
        self
    }

    /// Where signed results are kept, so that the same question gets the same octets.
    #[must_use]
    pub fn kept_in(mut self, kept: Arc<dyn KeptResults>) -> Self {
        self.kept = kept;
        self
    }

    /// The same issuer with another key: after a rotation. What is kept stays.
    ///
    /// After a revocation make a [new](Self::new) one: nobody relies on what the revoked key
    /// signed, and the same approvals are signed anew with the same `jti`.
    #[must_use]
    pub fn with_key(&self, key: Arc<dyn Es256Signer>) -> Self {
        Self { key, ..self.clone() }
    }

    /// The Verifier that speaks.
    #[must_use]
    pub const fn iss(&self) -> &Audience<'static> {
        &self.iss
    }

    /// The result of an approval that was committed, for `aud`.
    ///
    /// # Errors
    ///
    /// If it could not be signed. The approval stays recorded either way.
    pub fn approval(
        &self,
        record: &ApprovalRecord,
        promise: StorePromise,
        aud: &Audience<'static>,
    ) -> Result<SignedResult, ResultIssueError> {
        let proof_hash = ProofHash::from_octets(record.proof_hash);
        let id = self.id("approval", aud, record.accepted_at, proof_hash.as_octets());
        if let Some(kept) = self.kept.find(&id) {
            return Ok(SignedResult::kept(kept));
        }
        let claims = ApprovalClaims {
            envelope: self.envelope(aud, record.accepted_at, id.clone())?,
            proof_jti: record.jti.clone(),
            proof_hash,
            payload_hash: record.payload_hash,
            op: record.op.clone(),
            tier: record.tier.clone(),
            counter: record.counter,
            ueid: record.ueid,
            uv_anchor: record.uv,
            durability: promise.durability,
            chain_entry: record.chain_entry,
        };
        let signed = sign_approval(&claims, &*self.key)?;
        let kept = self.kept.keep(&id, signed.into_string(), record.keep_until);
        Ok(SignedResult::kept(kept))
    }

    /// The result of a refusal at `now`, for `aud`. `about` is any octets that tell this submission
    /// from others; only their hash enters the result's `jti`.
    ///
    /// `refused` is the proof's `jti`, and only where its signature verified: what nobody signed is
    /// not repeated.
    ///
    /// # Errors
    ///
    /// If it could not be signed.
    pub fn refusal(
        &self,
        outcome: RefusalOutcome,
        refused: Option<Jti<'static>>,
        about: &[u8],
        aud: &Audience<'static>,
        now: EpochSeconds,
    ) -> Result<SignedResult, ResultIssueError> {
        let about: [u8; 32] = Sha256::digest(about).into();
        let id = self.id(outcome.outcome().as_str(), aud, now, &about);
        let envelope = self.envelope(aud, now, id)?;
        let claims = RefusalClaims { envelope, outcome, refused_jti: refused };
        Ok(sign_refusal(&claims, &*self.key)?)
    }

    fn envelope(
        &self,
        aud: &Audience<'static>,
        iat: EpochSeconds,
        jti: Jti<'static>,
    ) -> Result<Envelope, ResultIssueError> {
        let exp = iat.checked_add(self.lifetime).ok_or(ResultIssueError::Time)?;
        Ok(Envelope { iss: self.iss.clone(), aud: aud.clone(), iat, exp, jti })
    }

    /// The result's own id: 128 bits of a hash over what it is about, so that equal questions have
    /// equal ids and no source of randomness is needed.
    fn id(
        &self,
        word: &str,
        aud: &Audience<'static>,
        iat: EpochSeconds,
        about: &[u8; 32],
    ) -> Jti<'static> {
        let mut hash = Sha256::new();
        for part in [word, self.iss.as_str(), aud.as_str()] {
            // Each part is shorter than 4 GiB by far.
            hash.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.update(iat.get().to_be_bytes());
        hash.update(about);
        let digest: [u8; 32] = hash.finalize().into();
        let (id, _) = digest.split_at(16);
        // 22 characters of base64url, all of which a jti admits.
        Jti::new(url::encode(id)).unwrap_or_else(|_| Jti::uuid_v4([0; 16]))
    }
}
