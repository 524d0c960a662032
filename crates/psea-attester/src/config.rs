use psea_claims::{
    Audience, DeviceId, EpochSeconds, Issuer, Limits, Revision, ScopePolicy, SdkVersion,
};

/// The recommended greatest lifetime of a proof, in seconds (§3.7).
const DEFAULT_MAX_LIFETIME: u64 = 300;

/// How one enrolled Attester makes its proofs.
#[derive(Clone, Debug)]
pub struct AttesterConfig {
    pub(crate) revision: Revision,
    pub(crate) iss: Issuer<'static>,
    pub(crate) aud: Audience<'static>,
    pub(crate) device_id: DeviceId<'static>,
    pub(crate) kid: Box<str>,
    pub(crate) max_lifetime: u64,
    pub(crate) scope: ScopePolicy,
    pub(crate) chain: bool,
    pub(crate) sdk_version: Option<SdkVersion<'static>>,
    pub(crate) limits: Limits,
}

impl AttesterConfig {
    /// An Attester enrolled as `device_id` under `kid` at the deployment `iss`, for the Verifier
    /// `aud`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Kid`] if the `kid` is empty or longer than 512 octets.
    pub fn new(
        iss: Issuer<'static>,
        aud: Audience<'static>,
        device_id: DeviceId<'static>,
        kid: impl Into<Box<str>>,
    ) -> Result<Self, ConfigError> {
        let kid = kid.into();
        if kid.is_empty() || kid.len() > Limits::default().max_kid {
            return Err(ConfigError::Kid);
        }
        Ok(Self {
            revision: Revision::Draft03,
            iss,
            aud,
            device_id,
            kid,
            max_lifetime: DEFAULT_MAX_LIFETIME,
            scope: ScopePolicy::default(),
            chain: false,
            sdk_version: None,
            limits: Limits::default(),
        })
    }

    /// The wire revision to emit. The current one by default.
    #[must_use]
    pub const fn revision(mut self, revision: Revision) -> Self {
        self.revision = revision;
        self
    }

    /// The deployment's greatest lifetime of a proof, in seconds. 300 by default; wider only for
    /// proofs made offline (§3.7).
    ///
    /// # Errors
    ///
    /// [`ConfigError::MaxLifetime`] if it is 0.
    pub fn max_lifetime(mut self, seconds: u64) -> Result<Self, ConfigError> {
        if seconds == 0 || seconds > EpochSeconds::MAX.get() {
            return Err(ConfigError::MaxLifetime);
        }
        self.max_lifetime = seconds;
        Ok(self)
    }

    /// How the deployment scopes counters. One scope by default; the Verifier must agree.
    #[must_use]
    pub fn counter_scope(mut self, policy: ScopePolicy) -> Self {
        self.scope = policy;
        self
    }

    /// Turns the chain layer on (§3.12).
    #[must_use]
    pub const fn with_chain(mut self) -> Self {
        self.chain = true;
        self
    }

    /// The bounds of the Verifier on sizes and nesting, where they are not the defaults: what it
    /// would refuse is not made.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether the chain layer is on (§3.12).
    #[must_use]
    pub const fn has_chain(&self) -> bool {
        self.chain
    }

    /// The bounds of the Verifier that proofs are made within.
    #[must_use]
    pub const fn verifier_limits(&self) -> Limits {
        self.limits
    }

    /// Sends `psea_sdk_version`.
    #[must_use]
    pub fn sdk_version(mut self, version: SdkVersion<'static>) -> Self {
        self.sdk_version = Some(version);
        self
    }
}

/// A configuration that cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A `kid` that no Verifier accepts.
    #[error("a kid has 1 to 512 octets")]
    Kid,
    /// A greatest lifetime that admits no proof.
    #[error("a greatest lifetime must be above 0 s: 300 s are recommended (§3.7)")]
    MaxLifetime,
}
