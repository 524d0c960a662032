use psea_claims::UvGate;
use psea_jose::es256::PublicKey;

/// A proof that the key under test made, with what a Verifier needs to judge it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MadeProof {
    /// The transport body.
    pub body: String,
    /// Under which key it is to verify.
    pub public_key: PublicKey,
    /// What the key reports of its gate.
    pub uv_gate: UvGate,
    /// The deployment.
    pub iss: &'static str,
    /// The Verifier.
    pub aud: &'static str,
    /// The enrolled device.
    pub device_id: &'static str,
    /// The key's name.
    pub kid: &'static str,
    /// The operation that the Verifier expects.
    pub op: &'static str,
    /// The tier that the Verifier expects.
    pub tier: &'static str,
    /// `iat`, in seconds since the epoch: a moment at which the proof is fresh.
    pub now: u32,
}

/// Has a proof judged by a Verifier: the error is why it was refused.
pub(super) type Judge = dyn Fn(&MadeProof) -> Result<(), String> + Send + Sync;
