use std::error::Error;
use std::fmt;

use psea_claims::{ActionPayload, Audience, Operation, Tier, UvGate, UvMethod};
use psea_jose::es256::{PublicKey, Signature};
use psea_jose::jws::SigningInput;

/// A P-256 key that cannot leave its hardware and that needs a fresh user verification for every
/// signature (§3.7).
///
/// An implementation gates each signature by itself: PIV with a PIN-always key, PKCS#11 with
/// `CKA_ALWAYS_AUTHENTICATE`, TPM 2.0 with an authorisation per use, Android Keystore with a
/// timeout of 0, iOS with a fresh `LAContext`. A window or a batch is not such a gate.
pub trait HardwareKey: fmt::Debug + Send + Sync {
    /// The public half.
    fn public_key(&self) -> &PublicKey;

    /// What the hardware itself reports of its gate, for enrollment to record (§3.7.1).
    fn uv_gate(&self) -> UvGate;

    /// What the hardware reports of the key, in a form that enrollment can record (§3.7.1).
    fn report(&self) -> KeyReport {
        KeyReport::new("unnamed", self.uv_gate())
    }

    /// Verifies the user for one signature, after showing what `prompt` says.
    ///
    /// # Errors
    ///
    /// Why the user was not verified. Nothing was signed and no counter was used.
    fn verify_user(&self, prompt: &Prompt<'_>) -> Result<Box<dyn UserVerified + '_>, KeyError>;
}

/// One user verification that took place: worth one signature.
///
/// It cannot be cloned, and signing consumes it.
///
/// ```compile_fail,E0382
/// # use psea_attester::UserVerified;
/// fn twice(verified: Box<dyn UserVerified>, input: &psea_jose::jws::SigningInput) {
///     let _ = verified.sign(input);
///     let _ = verified.sign(input); // moved: one verification, one signature
/// }
/// ```
pub trait UserVerified: fmt::Debug + Send + Sync {
    /// How the user was verified: the claim `psea_uv.method` (§3.7.1).
    fn method(&self) -> UvMethod<'static>;

    /// Signs, once. The implementation picks [`SigningInput::octets`] if its hardware hashes, or
    /// [`SigningInput::sha256`] if it signs a digest, and returns r ‖ s; hardware that returns
    /// DER goes through [`Signature::from_der`].
    ///
    /// # Errors
    ///
    /// Why there is no signature.
    fn sign(self: Box<Self>, input: &SigningInput) -> Result<Signature, KeyError>;
}

/// What a user is asked to approve.
#[derive(Clone, Copy, Debug)]
pub struct Prompt<'a> {
    pub(crate) aud: &'a Audience<'static>,
    pub(crate) op: &'a Operation<'static>,
    pub(crate) tier: &'a Tier<'static>,
    pub(crate) action: &'a ActionPayload,
}

impl<'a> Prompt<'a> {
    /// The Verifier that the approval is for.
    #[must_use]
    pub const fn audience(&self) -> &'a Audience<'static> {
        self.aud
    }

    /// The operation.
    #[must_use]
    pub const fn op(&self) -> &'a Operation<'static> {
        self.op
    }

    /// The assurance tier.
    #[must_use]
    pub const fn tier(&self) -> &'a Tier<'static> {
        self.tier
    }

    /// Exactly the action that will be hashed. That the screen shows it truthfully is outside the
    /// protocol (§6.8.2).
    #[must_use]
    pub const fn action(&self) -> &'a ActionPayload {
        self.action
    }
}

/// What hardware reports of a key.
///
/// To be taken when the key is enrolled, and judged there: what a host reports of itself is worth
/// as much as the host, unless an attestation shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyReport {
    /// The stack: `pkcs11`, `tpm`, `piv`, …
    pub stack: &'static str,
    /// Whether a gate for each signature is attested, contradicted, or not known.
    pub uv_gate: UvGate,
    /// What was read of the key, name by name in the stack's own words, in the order of reading.
    pub properties: Vec<(String, String)>,
    /// Octets that the hardware signed about the key, with their kind (`tpm2-certify`,
    /// `piv-attestation`, …), for a party that appraises them.
    pub attestation: Option<(&'static str, Vec<u8>)>,
}

impl KeyReport {
    /// A report of a gate, with nothing else read yet.
    #[must_use]
    pub const fn new(stack: &'static str, uv_gate: UvGate) -> Self {
        Self { stack, uv_gate, properties: Vec::new(), attestation: None }
    }

    /// Adds a property.
    #[must_use]
    pub fn property(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.properties.push((name.into(), value.into()));
        self
    }

    /// Adds what the hardware signed about the key.
    #[must_use]
    pub fn attestation(mut self, kind: &'static str, octets: Vec<u8>) -> Self {
        self.attestation = Some((kind, octets));
        self
    }
}

/// The caller's word that a key elsewhere verifies the user for exactly one signature: for the
/// two-step path. Consumed by [`Proposal::prepare`](crate::Proposal::prepare).
///
/// Make it only where the key's own gate enforces it, e.g. a platform's biometric prompt bound to
/// the one signing operation that follows.
#[derive(Debug)]
pub struct RemoteVerification {
    pub(crate) method: UvMethod<'static>,
}

impl RemoteVerification {
    /// The user is verified by this method for the one signature to come.
    #[must_use]
    pub const fn by(method: UvMethod<'static>) -> Self {
        Self { method }
    }
}

/// Why a key did not verify its user or did not sign.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The user declined.
    #[error("the user declined")]
    Declined,
    /// The user was not verified: a wrong PIN, another finger.
    #[error("the user was not verified{}", tries(*.tries_left))]
    NotVerified {
        /// How many tries the hardware still allows, if it says.
        tries_left: Option<u32>,
    },
    /// The hardware refuses further tries.
    #[error("the key is locked after too many failed tries: unlock it with its own tools")]
    Locked,
    /// The hardware is not there.
    #[error("the key's hardware is not present: insert it and try again")]
    Removed,
    /// The hardware is in use.
    #[error("the key's hardware is busy: try again")]
    Busy,
    /// The key cannot serve as a PSEA key.
    #[error("the key is unsuitable: {0}")]
    Unsuitable(&'static str),
    /// The hardware or its driver failed.
    #[error("the key's hardware failed: {0}")]
    Hardware(#[source] Box<dyn Error + Send + Sync>),
}

fn tries(left: Option<u32>) -> String {
    left.map(|left| format!(": {left} tries left")).unwrap_or_default()
}
