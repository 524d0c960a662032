//! From a checked request to a proof: verify the user, reserve the counter, sign once.

use std::sync::Arc;

use psea_claims::{
    ActionPayload, ChainEntry, ClaimRules, Claims, Counter, CounterScope, EpochSeconds, Limits,
    PROOF_TYP, Profile, Revision, Revisions, SignalReport, UserVerification, UvMethod,
};
use psea_jose::canonical::CanonicalJson;
use psea_jose::es256::{Es256Backend, P256Backend, PublicKey, Signature, VerifyingKey};
use psea_jose::jws::{SigningInput, protected_header};

use crate::attester::Attester;
use crate::error::AttestError;
use crate::key::{HardwareKey, Prompt, RemoteVerification, UserVerified};
use crate::proof::Proof;
use crate::request::ActionRequest;

/// The 86 characters of a signature and the dot before them.
const SIGNATURE_OCTETS: usize = 87;

/// The room that is kept for the name of a verification method.
const LONGEST_METHOD: usize = 64;

/// The names of a body's members, with room for ids that the transport adds.
const BODY_MEMBERS_OCTETS: usize = 512;

/// A checked request. No user was asked and no counter was used.
#[derive(Debug)]
pub struct Proposal {
    pub(crate) attester: Attester,
    pub(crate) request: ActionRequest,
    pub(crate) lifetime: u64,
    pub(crate) scope: CounterScope,
}

impl Proposal {
    /// What the user is asked to approve.
    #[must_use]
    pub fn prompt(&self) -> Prompt<'_> {
        Prompt {
            aud: &self.attester.config.aud,
            op: &self.request.op,
            tier: &self.request.tier,
            action: &self.request.action,
        }
    }

    /// The scope whose counter the proof will carry.
    #[must_use]
    pub const fn scope(&self) -> &CounterScope {
        &self.scope
    }

    /// Has `key` verify the user for this action.
    ///
    /// # Errors
    ///
    /// If the user was not verified. No counter was used.
    pub fn verify_user(self, key: &dyn HardwareKey) -> Result<Confirmed<'_>, AttestError> {
        let verified = key.verify_user(&self.prompt())?;
        Ok(Confirmed { proposal: self, verified, public_key: *key.public_key() })
    }

    /// Reserves the counter and assembles the proof up to its signature: the first of two steps,
    /// for keys that are asynchronous or elsewhere.
    ///
    /// `now` becomes `iat`: the time of signing (§3.7).
    ///
    /// # Errors
    ///
    /// If the state could not reserve a counter, the local trust state forbids it meanwhile, or
    /// the proof would not satisfy the profile.
    pub fn prepare(
        self,
        verification: RemoteVerification,
        now: EpochSeconds,
    ) -> Result<Prepared, AttestError> {
        self.assemble(verification.method, now)
    }

    fn assemble(
        self,
        method: UvMethod<'static>,
        now: EpochSeconds,
    ) -> Result<Prepared, AttestError> {
        let (config, state) = (&self.attester.config, &self.attester.state);
        // A user takes time: what was checked before the prompt may have changed.
        self.attester.require_trusted()?;
        now.checked_add(self.lifetime).ok_or(AttestError::Time)?;
        let chain_prev = if config.chain { Some(state.chain_head()?) } else { None };
        // §3.10: persisted before the proof leaves. If anything fails from here on, the counter
        // is spent and leaves a gap, which every Verifier accepts.
        let counter = state.reserve_counter(&self.scope)?;
        self.draft(Moment { counter, method, now, chain_prev })
    }

    /// Whether the proof can be made at all, with the longest values that the moment of signing
    /// can bring: what any Verifier would refuse must not cost a user a verification.
    pub(crate) fn rehearse(&self) -> Result<(), AttestError> {
        let config = &self.attester.config;
        let latest = EpochSeconds::MAX.get().saturating_sub(self.lifetime);
        self.draft(Moment {
            counter: Counter::MAX,
            method: UvMethod::new("x".repeat(LONGEST_METHOD)).map_err(|_| AttestError::Time)?,
            now: EpochSeconds::new(latest).ok_or(AttestError::Time)?,
            chain_prev: config.chain.then_some(ChainEntry::SENTINEL),
        })
        .map(|_| ())
    }

    fn draft(&self, moment: Moment) -> Result<Prepared, AttestError> {
        let (config, request) = (&self.attester.config, &self.request);
        let claims = Claims {
            jti: request.jti.clone(),
            aud: config.aud.clone(),
            iss: config.iss.clone(),
            iat: moment.now,
            exp: moment.now.checked_add(self.lifetime).ok_or(AttestError::Time)?,
            ueid: self.attester.ueid(),
            profile: match config.revision {
                Revision::Draft02 => Profile::Draft02,
                _ => Profile::Draft03 {
                    signals_hash: request.signal_report.as_ref().map(SignalReport::hash),
                },
            },
            tier: request.tier.clone(),
            op: request.op.clone(),
            counter: moment.counter,
            payload_hash: request.action.hash(),
            uv: UserVerification::performed(moment.method),
            nonce: request.nonce.clone(),
            submods: request.submods.clone(),
            chain_prev: moment.chain_prev,
            caller_package: request.caller_package.clone(),
            sdk_version: config.sdk_version.clone(),
            user_hash: request.user_hash,
            chain_pending: request.chain_pending.clone(),
            last_confirmed_head: request.last_confirmed_head.clone(),
            rp_context_hash: request
                .context
                .map(|context| CanonicalJson::string(&context.to_text())),
        };
        let payload = claims.to_canonical();
        // What any Verifier would refuse must not leave: nesting in opaque claims, for one.
        let rules = ClaimRules {
            revisions: Revisions::only(config.revision),
            max_depth: config.limits.max_depth,
            require_canonical: true,
        };
        Claims::parse_unverified(payload.as_octets(), &rules).map_err(AttestError::Claims)?;
        let prepared = Prepared {
            input: SigningInput::new(&protected_header(&config.kid, PROOF_TYP), &payload),
            claims,
            action: request.action.clone(),
            signal_report: request.signal_report.clone(),
        };
        prepared.require_size(&config.limits)?;
        Ok(prepared)
    }
}

/// What only the moment of signing knows.
struct Moment {
    counter: Counter,
    method: UvMethod<'static>,
    now: EpochSeconds,
    chain_prev: Option<ChainEntry>,
}

/// A checked request whose user was verified, for one signature.
#[derive(Debug)]
pub struct Confirmed<'k> {
    proposal: Proposal,
    verified: Box<dyn UserVerified + 'k>,
    public_key: PublicKey,
}

impl Confirmed<'_> {
    /// Reserves the counter, assembles the proof, and has the key sign it: once.
    ///
    /// `now` becomes `iat`: the time of signing, so read the clock after the user was verified
    /// (§3.7).
    ///
    /// # Errors
    ///
    /// As [`Proposal::prepare`]; or if the key did not sign, or signed with another key than its
    /// public one.
    pub fn sign(self, now: EpochSeconds) -> Result<Proof, AttestError> {
        let prepared = self.proposal.assemble(self.verified.method(), now)?;
        let signature = self.verified.sign(&prepared.input)?;
        prepared.complete_checked(&signature, &self.public_key, &P256Backend)
    }
}

/// A proof that lacks its signature.
#[derive(Debug)]
#[must_use = "the counter is used: have it signed, or leave a gap"]
pub struct Prepared {
    input: SigningInput,
    claims: Claims<'static>,
    action: ActionPayload,
    signal_report: Option<SignalReport>,
}

impl Prepared {
    /// What the key signs: [`SigningInput::octets`] if it hashes by itself with SHA-256,
    /// [`SigningInput::sha256`] if it takes a digest.
    #[must_use]
    pub const fn signing_input(&self) -> &SigningInput {
        &self.input
    }

    /// What Verifiers would refuse unread does not leave.
    fn require_size(&self, limits: &Limits) -> Result<(), AttestError> {
        let proof = self.input.octets().len().saturating_add(SIGNATURE_OCTETS);
        let report = self.signal_report.as_ref().map_or(0, |r| r.as_canonical().as_octets().len());
        let body = [proof, self.action.as_str().len(), report, BODY_MEMBERS_OCTETS];
        let body = body.into_iter().fold(0, usize::saturating_add);
        let sizes = [("proof", proof, limits.max_proof), ("body", body, limits.max_body)];
        match sizes.into_iter().find(|(_, octets, limit)| octets > limit) {
            Some((what, octets, limit)) => Err(AttestError::TooLarge { what, octets, limit }),
            None => Ok(()),
        }
    }

    /// Adds the signature, 64 octets r ‖ s: the second step.
    ///
    /// Does not verify it; see [`complete_checked`](Self::complete_checked).
    #[must_use]
    pub fn complete(self, signature: &Signature) -> Proof {
        Proof {
            compact: self.input.into_compact(signature),
            claims: Arc::new(self.claims),
            action: self.action,
            signal_report: self.signal_report,
        }
    }

    /// Adds the signature if it verifies under `key`, so that a proof by a faulty or another key
    /// never leaves.
    ///
    /// # Errors
    ///
    /// [`AttestError::Signature`] if it does not verify.
    pub fn complete_checked(
        self,
        signature: &Signature,
        key: &PublicKey,
        backend: &dyn Es256Backend,
    ) -> Result<Proof, AttestError> {
        let key = VerifyingKey::new(*key, backend).map_err(|_| AttestError::Signature)?;
        key.verify(self.input.octets(), signature).map_err(|_| AttestError::Signature)?;
        Ok(self.complete(signature))
    }
}
