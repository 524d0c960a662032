use std::fmt;

use psea_claims::UvGate;

/// Why a key cannot serve as a PSEA key (§3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Defect {
    /// `CKA_ALWAYS_AUTHENTICATE` is not true: one login would do for any number of signatures.
    NotAlwaysAuthenticate,
    /// The token signed without a context-specific login, whatever it says of the attribute.
    SignedWithoutLogin,
    /// `CKA_SENSITIVE` is not true: the private value can be read.
    NotSensitive,
    /// `CKA_EXTRACTABLE` is not false: the key can be wrapped and taken away.
    Extractable,
    /// `CKA_SIGN` is not true.
    CannotSign,
    /// `CKA_KEY_TYPE` or `CKA_EC_PARAMS` is not that of P-256.
    NotP256,
    /// The token has no mechanism `CKM_ECDSA`.
    NoEcdsa,
    /// The token takes its PIN at a pad of its own, past the one who shows the action.
    PinPad,
    /// The token has no public key object with the same `CKA_ID`, or not on P-256.
    NoPublicKey,
}

impl Defect {
    /// The gate to record for a key that is refused so: contradicted where the token itself shows
    /// that signatures are not gated one by one (§3.7.1).
    #[must_use]
    pub const fn uv_gate(self) -> UvGate {
        match self {
            Self::NotAlwaysAuthenticate | Self::SignedWithoutLogin => UvGate::Contradicted,
            _ => UvGate::Unknown,
        }
    }

    /// What is wrong, and what to do.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotAlwaysAuthenticate => {
                "it is not gated per signature (CKA_ALWAYS_AUTHENTICATE is not true): generate one that is"
            }
            Self::SignedWithoutLogin => {
                "its token signed without a PIN for that signature, whatever its attributes say: use another token or module"
            }
            Self::NotSensitive => {
                "its private value can be read (CKA_SENSITIVE is not true): generate one that is sensitive"
            }
            Self::Extractable => {
                "it can leave its token (CKA_EXTRACTABLE is not false): generate one that cannot"
            }
            Self::CannotSign => "it may not sign (CKA_SIGN is not true): generate one that may",
            Self::NotP256 => "it is no P-256 key, which ES256 needs",
            Self::NoEcdsa => "its token cannot sign digests (no CKM_ECDSA)",
            Self::PinPad => {
                "its token takes the PIN at a pad of its own, where the action cannot be shown with it"
            }
            Self::NoPublicKey => {
                "its public half is not on the token: import it under the same CKA_ID"
            }
        }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}
