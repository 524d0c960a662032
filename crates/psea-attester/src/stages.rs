//! From a checked request to a proof: verify the user, reserve the counter, sign once.

use std::sync::Arc;

use psea_claims::{
    ActionPayload, ClaimName, ClaimRules, Claims, CounterScope, EpochSeconds, Limits, PROOF_TYP,
    Profile, Revision, Revisions, SignalReport, UserVerification, UvMethod,
};
use psea_jose::canonical::CanonicalJson;
use psea_jose::es256::{Es256Backend, P256Backend, PublicKey, Signature, VerifyingKey};
use psea_jose::json::Document;
use psea_jose::jws::{SigningInput, protected_header};

use crate::attester::Attester;
use crate::config::AttesterConfig;
use crate::error::AttestError;
use crate::key::{HardwareKey, Prompt, RemoteVerification, UserVerified};
use crate::proof::Proof;
use crate::request::ActionRequest;

/// The 86 characters of a signature and the dot before them.
const SIGNATURE_OCTETS: usize = 87;

impl Attester {
    /// Checks that a proof of `request` may be made at all, before the user is asked.
    ///
    /// # Errors
    ///
    /// If the local trust state forbids it (§3.13.1), or the request cannot become a proof.
    pub fn propose(&self, request: ActionRequest) -> Result<Proposal, AttestError> {
        self.require_trusted()?;
        let max_lifetime = self.config.max_lifetime;
        let lifetime = request.lifetime.unwrap_or(max_lifetime);
        // §3.7: `exp` ≤ `iat` + the deployment's greatest lifetime.
        if lifetime == 0 || lifetime > max_lifetime {
            return Err(AttestError::Lifetime { seconds: lifetime, max_lifetime });
        }
        require_content(&request, &self.config)?;
        if request.signal_report.is_some() && self.config.revision == Revision::Draft02 {
            return Err(AttestError::SignalsUndeclared);
        }
        let action = request.action.as_str().as_bytes();
        let document = Document::parse(action, ActionPayload::MAX_DEPTH)
            .map_err(|_| AttestError::ActionTooDeep)?;
        if let Some(report) = &request.signal_report {
            Document::parse(report.as_canonical().as_octets(), ActionPayload::MAX_DEPTH)
                .map_err(|_| AttestError::ActionTooDeep)?;
        }
        let scope = self.config.scope.scope(&request.tier, document.root());
        let scope = scope.ok_or(AttestError::Scope)?;
        Ok(Proposal { attester: self.clone(), request, lifetime, scope })
    }
}

/// §3.5: an optional claim is omitted rather than sent null or empty.
fn require_content(request: &ActionRequest, config: &AttesterConfig) -> Result<(), AttestError> {
    let empty_json = |json: &CanonicalJson| matches!(json.as_str(), "null" | "\"\"" | "{}" | "[]");
    let empty = [
        (ClaimName::EatNonce, request.nonce.as_ref().is_some_and(|n| n.as_str().is_empty())),
        (ClaimName::SdkVersion, config.sdk_version.as_ref().is_some_and(|v| v.as_str().is_empty())),
        (ClaimName::Submods, request.submods.as_ref().is_some_and(|s| s.device_state().is_none())),
        (ClaimName::ChainPending, request.chain_pending.as_ref().is_some_and(empty_json)),
        (
            ClaimName::LastConfirmedHead,
            request.last_confirmed_head.as_ref().is_some_and(empty_json),
        ),
    ];
    match empty.into_iter().find(|(_, is_empty)| *is_empty) {
        Some((claim, _)) => Err(AttestError::EmptyClaim(claim)),
        None => Ok(()),
    }
}

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
        let Self { attester, request, lifetime, scope } = self;
        let (config, state) = (&attester.config, &attester.state);
        // A user takes time: what was checked before the prompt may have changed.
        attester.require_trusted()?;
        let exp = now.checked_add(lifetime).ok_or(AttestError::Time)?;
        let chain_prev = if config.chain { Some(state.chain_head()?) } else { None };
        // §3.10: persisted before the proof leaves. If anything fails from here on, the counter
        // is spent and leaves a gap, which every Verifier accepts.
        let counter = state.reserve_counter(&scope)?;

        let claims = Claims {
            jti: request.jti,
            aud: config.aud.clone(),
            iss: config.iss.clone(),
            iat: now,
            exp,
            ueid: attester.ueid(),
            profile: match config.revision {
                Revision::Draft02 => Profile::Draft02,
                _ => Profile::Draft03 {
                    signals_hash: request.signal_report.as_ref().map(SignalReport::hash),
                },
            },
            tier: request.tier,
            op: request.op,
            counter,
            payload_hash: request.action.hash(),
            uv: UserVerification::performed(method),
            nonce: request.nonce,
            submods: request.submods,
            chain_prev,
            caller_package: request.caller_package,
            sdk_version: config.sdk_version.clone(),
            user_hash: request.user_hash,
            chain_pending: request.chain_pending,
            last_confirmed_head: request.last_confirmed_head,
            rp_context_hash: request
                .context
                .map(|context| CanonicalJson::string(&context.to_text())),
        };
        let payload = claims.to_canonical();
        // What any Verifier would refuse must not leave: nesting in opaque claims, for one.
        let rules = ClaimRules {
            revisions: Revisions::only(config.revision),
            require_canonical: true,
            ..ClaimRules::default()
        };
        Claims::parse(payload.as_octets(), &rules).map_err(AttestError::Claims)?;
        let input = SigningInput::new(&protected_header(&config.kid, PROOF_TYP), &payload);
        let octets = input.octets().len().saturating_add(SIGNATURE_OCTETS);
        let prepared = Prepared {
            input,
            claims,
            action: request.action,
            signal_report: request.signal_report,
        };
        prepared.require_size(octets)?;
        Ok(prepared)
    }
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
    fn require_size(&self, proof: usize) -> Result<(), AttestError> {
        let Limits { max_proof, max_body, .. } = Limits::default();
        let report = self.signal_report.as_ref().map_or(0, |r| r.as_canonical().as_octets().len());
        let body = [proof, self.action.as_str().len(), report, BODY_MEMBERS_OCTETS];
        let body = body.into_iter().fold(0, usize::saturating_add);
        for (what, octets, limit) in [("proof", proof, max_proof), ("body", body, max_body)] {
            if octets > limit {
                return Err(AttestError::TooLarge { what, octets, limit });
            }
        }
        Ok(())
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
