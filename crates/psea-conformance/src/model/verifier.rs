//! The configuration of a verifier and its enrollments.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Flaw, JsonText, Jwk, Profile};

/// How the verifier of a vector is configured. Members that have their default are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifierSetup {
    /// The issuer that is expected.
    pub iss: String,
    /// The audience that is expected.
    pub aud: String,
    /// The accepted revisions.
    pub profiles: Vec<Profile>,
    /// The longest `exp − iat`, in seconds; 300.
    #[serde(default = "default_lifetime", skip_serializing_if = "is_default_lifetime")]
    pub max_lifetime: u64,
    /// The tolerated clock skew, in seconds; 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub clock_skew: u64,
    /// Whether challenges are used; unused.
    #[serde(default, skip_serializing_if = "is_default")]
    pub challenges: Challenges,
    /// Whether the chain layer is on; false.
    #[serde(default, skip_serializing_if = "is_default")]
    pub chain: bool,
    /// Whether a payload that is not in canonical form is refused; false.
    #[serde(default, skip_serializing_if = "is_default")]
    pub require_canonical_payload: bool,
    /// What counters are counted by; single.
    #[serde(default, skip_serializing_if = "is_default")]
    pub counter_scope: CounterScope,
    /// Operations that need attested user verification.
    #[serde(default, skip_serializing_if = "is_default")]
    pub high_assurance_ops: Vec<String>,
    /// Operation to expected caller package.
    #[serde(default, skip_serializing_if = "is_default")]
    pub callers: BTreeMap<String, String>,
    /// What `psea_rp_context_hash` must commit to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rp_context: Option<JsonText>,
    /// Limits other than the profile's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: Limits,
}

const DEFAULT_LIFETIME: u64 = 300;

const fn default_lifetime() -> u64 {
    DEFAULT_LIFETIME
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_default_lifetime(seconds: &u64) -> bool {
    *seconds == DEFAULT_LIFETIME
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl VerifierSetup {
    /// All defaults.
    #[must_use]
    pub fn new(
        iss: impl Into<String>,
        aud: impl Into<String>,
        profiles: impl Into<Vec<Profile>>,
    ) -> Self {
        Self {
            iss: iss.into(),
            aud: aud.into(),
            profiles: profiles.into(),
            max_lifetime: DEFAULT_LIFETIME,
            clock_skew: 0,
            challenges: Challenges::default(),
            chain: false,
            require_canonical_payload: false,
            counter_scope: CounterScope::default(),
            high_assurance_ops: Vec::new(),
            callers: BTreeMap::new(),
            rp_context: None,
            limits: Limits::default(),
        }
    }
}

/// Whether the verifier uses challenges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Challenges {
    /// A nonce is ignored.
    #[default]
    Unused,
    /// A nonce that is present must be outstanding.
    Optional,
    /// There must be one, and it must be outstanding.
    Required,
}

/// What counters are counted by, apart from the attester.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CounterScope {
    /// Nothing else.
    #[default]
    Single,
    /// The tier.
    Tier,
    /// The string in the action payload that this JSON pointer finds.
    Payload(String),
}

/// Limits of the verifier; absent ones are the profile's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Octets of the transport body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_body: Option<u64>,
    /// Octets of the proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_proof: Option<u64>,
    /// Levels of nesting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_depth: Option<u64>,
    /// Octets of the `kid`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_kid: Option<u64>,
}

/// One enrolled attester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Members", into = "Members")]
pub struct EnrollmentSetup {
    /// The attester's name, which survives a change of its key.
    pub attester: String,
    /// The key's name.
    pub kid: String,
    /// The public key.
    pub key: Jwk,
    /// `device_id` or `ueid`.
    pub identity: Identity,
    /// The status; `active` when left out.
    pub status: String,
    /// What attestation said of the key's user-verification gate; unknown when left out.
    pub uv: EnrolledUv,
}

/// How the enrollment identifies the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// By the device id, from which the `ueid` is derived.
    DeviceId(String),
    /// By the `ueid` itself.
    Ueid(String),
}

/// What is known from attestation about the key's user-verification gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EnrolledUv {
    /// Gated per operation.
    Attested,
    /// Not gated, or gated by a window.
    Contradicted,
    /// Nothing.
    #[default]
    Unknown,
}

const ACTIVE: &str = "active";

fn active() -> String {
    ACTIVE.to_owned()
}

fn is_active(status: &str) -> bool {
    status == ACTIVE
}

/// The members as they stand in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    attester: String,
    kid: String,
    key: Jwk,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ueid: Option<String>,
    #[serde(default = "active", skip_serializing_if = "is_active")]
    status: String,
    #[serde(default, skip_serializing_if = "is_default")]
    uv: EnrolledUv,
}

impl TryFrom<Members> for EnrollmentSetup {
    type Error = Flaw;

    fn try_from(members: Members) -> Result<Self, Flaw> {
        let Members { attester, kid, key, device_id, ueid, status, uv } = members;
        let identity = match (device_id, ueid) {
            (Some(device_id), None) => Identity::DeviceId(device_id),
            (None, Some(ueid)) => Identity::Ueid(ueid),
            _ => {
                return Err(Flaw::new("device_id", "give exactly one of `device_id` and `ueid`"));
            }
        };
        Ok(Self { attester, kid, key, identity, status, uv })
    }
}

impl From<EnrollmentSetup> for Members {
    fn from(setup: EnrollmentSetup) -> Self {
        let EnrollmentSetup { attester, kid, key, identity, status, uv } = setup;
        let (device_id, ueid) = match identity {
            Identity::DeviceId(device_id) => (Some(device_id), None),
            Identity::Ueid(ueid) => (None, Some(ueid)),
        };
        Self { attester, kid, key, device_id, ueid, status, uv }
    }
}
