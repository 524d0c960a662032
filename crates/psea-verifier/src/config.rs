use std::collections::{BTreeMap, BTreeSet};

use psea_claims::{
    Audience, CallerPackage, ClaimRules, ContextHash, Issuer, Limits, Operation, Revisions,
    ScopePolicy, Tier,
};
use psea_jose::json::CEILING_MAX_DEPTH;

/// The longest clock skew that can be configured, in seconds (§3.11).
const MAX_CLOCK_SKEW: u64 = 60;

/// The greatest lifetime that can be configured, in seconds: 31 days. Beyond it a proof is no
/// statement about now, and every `jti` would be kept as long.
const MAX_MAX_LIFETIME: u64 = 31 * 86_400;

/// The recommended greatest lifetime of a proof, in seconds (§3.7).
const DEFAULT_MAX_LIFETIME: u64 = 300;

/// What one deployment requires of a proof.
///
/// Starts from the strict side: the current revision alone, no clock skew, lifetimes up to 300 s.
#[derive(Clone, Debug)]
pub struct VerifierConfig {
    pub(crate) iss: Issuer<'static>,
    pub(crate) aud: Audience<'static>,
    pub(crate) claim_rules: ClaimRules,
    pub(crate) limits: Limits,
    pub(crate) clock_skew: u64,
    pub(crate) max_lifetime: u64,
    pub(crate) challenges: ChallengePolicy,
    pub(crate) challenges_by_op: BTreeMap<Operation<'static>, ChallengePolicy>,
    pub(crate) chain: bool,
    pub(crate) counter_scope: ScopePolicy,
    pub(crate) high_assurance: BTreeSet<Operation<'static>>,
    pub(crate) callers: BTreeMap<Operation<'static>, CallerPackage<'static>>,
    pub(crate) context: ContextPolicy,
    pub(crate) max_counter_advance: Option<u64>,
}

/// Whether proofs answer challenges (§3.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChallengePolicy {
    /// This Verifier issues none: `eat_nonce` is ignored.
    #[default]
    Unused,
    /// A proof may come without; one that carries `eat_nonce` must match an outstanding one.
    Optional,
    /// Every proof must answer an outstanding challenge.
    Required,
}

/// Whether the deployment binds the context of a request (§3.13.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ContextPolicy {
    /// `psea_rp_context_hash` is ignored.
    #[default]
    Ignored,
    /// `psea_rp_context_hash` must commit to the context that each request gives.
    Bound,
}

impl VerifierConfig {
    /// A deployment `iss` whose Verifier is `aud`.
    #[must_use]
    pub fn new(iss: Issuer<'static>, aud: Audience<'static>) -> Self {
        Self {
            iss,
            aud,
            claim_rules: ClaimRules::default(),
            limits: Limits::default(),
            clock_skew: 0,
            max_lifetime: DEFAULT_MAX_LIFETIME,
            challenges: ChallengePolicy::default(),
            challenges_by_op: BTreeMap::new(),
            chain: false,
            counter_scope: ScopePolicy::default(),
            high_assurance: BTreeSet::new(),
            callers: BTreeMap::new(),
            context: ContextPolicy::default(),
            max_counter_advance: None,
        }
    }

    /// The deployment: the `iss` of every proof.
    #[must_use]
    pub const fn iss(&self) -> &Issuer<'static> {
        &self.iss
    }

    /// This Verifier: the `aud` of every proof.
    #[must_use]
    pub const fn aud(&self) -> &Audience<'static> {
        &self.aud
    }

    /// Which wire revisions are accepted. The current one alone by default.
    #[must_use]
    pub const fn revisions(mut self, revisions: Revisions) -> Self {
        self.claim_rules.revisions = revisions;
        self
    }

    /// How far the Attesters' clocks may differ from this one's, in seconds. 0 by default.
    ///
    /// # Errors
    ///
    /// [`ConfigError::ClockSkew`] above 60 s (§3.11).
    pub fn clock_skew(mut self, seconds: u64) -> Result<Self, ConfigError> {
        if seconds > MAX_CLOCK_SKEW {
            return Err(ConfigError::ClockSkew { seconds });
        }
        self.clock_skew = seconds;
        Ok(self)
    }

    /// The greatest `exp − iat`, in seconds. 300 by default; wider only for proofs made offline
    /// (§3.7).
    ///
    /// A store keeps each `jti` for as long as this bound made necessary when it was accepted. A
    /// deployment that raises the bound lets the new one apply after the old one has passed once.
    ///
    /// # Errors
    ///
    /// [`ConfigError::MaxLifetime`] if it is 0, which no proof could satisfy, or above 31 days.
    pub fn max_lifetime(mut self, seconds: u64) -> Result<Self, ConfigError> {
        if seconds == 0 || seconds > MAX_MAX_LIFETIME {
            return Err(ConfigError::MaxLifetime);
        }
        self.max_lifetime = seconds;
        Ok(self)
    }

    /// Whether proofs answer challenges. [`ChallengePolicy::Unused`] by default.
    #[must_use]
    pub const fn challenges(mut self, policy: ChallengePolicy) -> Self {
        self.challenges = policy;
        self
    }

    /// Another challenge policy for one operation.
    #[must_use]
    pub fn challenges_for(mut self, op: Operation<'static>, policy: ChallengePolicy) -> Self {
        self.challenges_by_op.insert(op, policy);
        self
    }

    /// Turns the chain layer on (§3.12): each proof must refer to the Attester's last accepted
    /// one.
    #[must_use]
    pub const fn with_chain(mut self) -> Self {
        self.chain = true;
        self
    }

    /// Refuses payloads that are not in canonical form. Off by default: the signature covers the
    /// octets either way.
    #[must_use]
    pub const fn require_canonical_payload(mut self) -> Self {
        self.claim_rules.require_canonical = true;
        self
    }

    /// How counters are scoped. One scope by default. Another policy on a store in use starts new
    /// counters; each `jti` stays accepted once.
    #[must_use]
    pub fn counter_scope(mut self, policy: ScopePolicy) -> Self {
        self.counter_scope = policy;
        self
    }

    /// Bounds how far one proof may move a counter beyond the stored one. Unbounded by default:
    /// then one proof with a counter near 2^53 − 1 exhausts its scope (§3.10). The first proof of
    /// a scope may start anywhere.
    ///
    /// # Errors
    ///
    /// [`ConfigError::CounterAdvance`] if it is 0, which no second proof could satisfy.
    pub fn max_counter_advance(mut self, bound: u64) -> Result<Self, ConfigError> {
        if bound == 0 {
            return Err(ConfigError::CounterAdvance);
        }
        self.max_counter_advance = Some(bound);
        Ok(self)
    }

    /// Refuses proofs of this operation unless the enrolled attestation shows that the key is
    /// gated per signature (§3.7.1).
    #[must_use]
    pub fn high_assurance(mut self, op: Operation<'static>) -> Self {
        self.high_assurance.insert(op);
        self
    }

    /// Lets only this application call for the operation (§3.13.5).
    #[must_use]
    pub fn caller(mut self, op: Operation<'static>, package: CallerPackage<'static>) -> Self {
        self.callers.insert(op, package);
        self
    }

    /// Whether the context of a request is bound. Ignored by default.
    #[must_use]
    pub const fn context(mut self, policy: ContextPolicy) -> Self {
        self.context = policy;
        self
    }

    /// Bounds on sizes and nesting.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Limits`] if one of them is 0, which no proof could satisfy, or the nesting
    /// is above [`CEILING_MAX_DEPTH`].
    pub fn limits(mut self, limits: Limits) -> Result<Self, ConfigError> {
        let Limits { max_body, max_proof, max_depth, max_kid } = limits;
        let none = max_body == 0 || max_proof == 0 || max_depth == 0 || max_kid == 0;
        if none || max_depth > CEILING_MAX_DEPTH {
            return Err(ConfigError::Limits);
        }
        self.claim_rules.max_depth = max_depth;
        self.limits = limits;
        Ok(self)
    }

    pub(crate) fn challenge_policy(&self, op: &Operation<'static>) -> ChallengePolicy {
        self.challenges_by_op.get(op).copied().unwrap_or(self.challenges)
    }
}

/// A configuration that cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// More clock skew than the profile admits.
    #[error("a clock skew of {seconds} s exceeds the profile's 60 s (§3.11): mend the clocks")]
    ClockSkew {
        /// What was asked for.
        seconds: u64,
    },
    /// A greatest lifetime that no proof can satisfy, or that bounds nothing.
    #[error("a greatest lifetime is 1 s to 31 days (§3.7): 300 s are recommended")]
    MaxLifetime,
    /// A bound on counters that no second proof can satisfy.
    #[error("a greatest counter advance of 0 admits no second proof (§3.10)")]
    CounterAdvance,
    /// A limit that no proof can satisfy, or a nesting above the ceiling.
    #[error("a limit of 0 admits no proof, and nesting is bounded by {CEILING_MAX_DEPTH}")]
    Limits,
}

/// What the relying party expects of the proof for one request. It follows from the request's
/// route and policy on the server, never from the proof (§3.13.4).
#[derive(Clone, Debug)]
pub struct Expected {
    pub(crate) op: Operation<'static>,
    pub(crate) tier: Tier<'static>,
    pub(crate) context: Option<ContextHash>,
}

impl Expected {
    /// A proof for this operation at this tier.
    #[must_use]
    pub const fn new(op: Operation<'static>, tier: Tier<'static>) -> Self {
        Self { op, tier, context: None }
    }

    /// The request's context, which the proof must commit to where the deployment binds it.
    #[must_use]
    pub const fn with_context(mut self, context: ContextHash) -> Self {
        self.context = Some(context);
        self
    }
}
