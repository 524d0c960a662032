use psea_claims::{
    ActionPayload, CallerPackage, ContextHash, Jti, Nonce, Operation, SignalReport, Submods, Tier,
    UserHash,
};
use psea_jose::canonical::CanonicalJson;

/// One action to be approved, and what the proof shall say beside it.
///
/// Optional claims are omitted unless they are given (§3.5).
#[derive(Clone, Debug)]
pub struct ActionRequest {
    pub(crate) jti: Jti<'static>,
    pub(crate) op: Operation<'static>,
    pub(crate) tier: Tier<'static>,
    pub(crate) action: ActionPayload,
    pub(crate) lifetime: Option<u64>,
    pub(crate) nonce: Option<Nonce<'static>>,
    pub(crate) caller_package: Option<CallerPackage<'static>>,
    pub(crate) user_hash: Option<UserHash>,
    pub(crate) submods: Option<Submods>,
    pub(crate) signal_report: Option<SignalReport>,
    pub(crate) context: Option<ContextHash>,
    pub(crate) chain_pending: Option<CanonicalJson>,
    pub(crate) last_confirmed_head: Option<CanonicalJson>,
}

impl ActionRequest {
    /// `action`, for the operation `op` at `tier`. The id is unique once per deployment: make it
    /// with [`Jti::uuid_v4`].
    #[must_use]
    pub const fn new(
        jti: Jti<'static>,
        op: Operation<'static>,
        tier: Tier<'static>,
        action: ActionPayload,
    ) -> Self {
        Self {
            jti,
            op,
            tier,
            action,
            lifetime: None,
            nonce: None,
            caller_package: None,
            user_hash: None,
            submods: None,
            signal_report: None,
            context: None,
            chain_pending: None,
            last_confirmed_head: None,
        }
    }

    /// How long the proof shall live, in seconds. The deployment's greatest lifetime by default.
    #[must_use]
    pub const fn lifetime(mut self, seconds: u64) -> Self {
        self.lifetime = Some(seconds);
        self
    }

    /// Answers the Verifier's challenge: `eat_nonce` (§3.1.1).
    #[must_use]
    pub fn nonce(mut self, nonce: Nonce<'static>) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// Names the calling application: `psea_caller_package` (§3.13.5).
    #[must_use]
    pub fn caller_package(mut self, package: CallerPackage<'static>) -> Self {
        self.caller_package = Some(package);
        self
    }

    /// Attributes the action for audit: `psea_user_hash` (§3.8).
    #[must_use]
    pub const fn user_hash(mut self, hash: UserHash) -> Self {
        self.user_hash = Some(hash);
        self
    }

    /// Adds the device's state: `submods` (§3.5).
    #[must_use]
    pub fn submods(mut self, submods: Submods) -> Self {
        self.submods = Some(submods);
        self
    }

    /// Commits to a signal report: `psea_signals_hash` (§3.6; revision -03 alone). The report
    /// travels beside the proof.
    #[must_use]
    pub fn signal_report(mut self, report: SignalReport) -> Self {
        self.signal_report = Some(report);
        self
    }

    /// Commits to the relying party's request context: `psea_rp_context_hash`.
    #[must_use]
    pub const fn context(mut self, context: ContextHash) -> Self {
        self.context = Some(context);
        self
    }

    /// Adds the opaque claim `psea_chain_pending`.
    #[must_use]
    pub fn chain_pending(mut self, json: CanonicalJson) -> Self {
        self.chain_pending = Some(json);
        self
    }

    /// Adds the opaque claim `psea_last_confirmed_head`.
    #[must_use]
    pub fn last_confirmed_head(mut self, json: CanonicalJson) -> Self {
        self.last_confirmed_head = Some(json);
        self
    }
}
