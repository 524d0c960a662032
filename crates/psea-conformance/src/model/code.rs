//! The rejection codes: stable strings, each of one stage.

use serde::{Deserialize, Serialize};

/// Where in the verification a code belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Sizes, the transport body, the segments and the header.
    Decode,
    /// Choice of the key and the signature.
    Signature,
    /// Status of the enrollment.
    Enrollment,
    /// The claim set.
    Claims,
    /// What this request is about.
    Binding,
    /// Time and challenge.
    Freshness,
    /// User verification.
    UserVerification,
    /// The action payload and what is bound with it.
    Action,
    /// Uniqueness, counter, chain.
    Replay,
    /// The verifier's own trouble.
    Internal,
}

macro_rules! codes {
    ($($stage:ident { $($variant:ident = $name:literal,)+ })+) => {
        /// Why a proof was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RejectCode {
            $($(#[doc = concat!("`", $name, "`")] #[serde(rename = $name)] $variant,)+)+
        }

        impl RejectCode {
            /// Every code, in the order of the checks.
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)+)+];

            /// The code as it stands in vectors and answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$variant => $name,)+)+ }
            }

            /// The stage that it belongs to.
            #[must_use]
            pub const fn stage(self) -> Stage {
                match self { $($(Self::$variant)|+ => Stage::$stage,)+ }
            }
        }
    };
}

codes! {
    Decode {
        BodyTooLarge = "body_too_large",
        BodyMalformed = "body_malformed",
        ActionPayloadMissing = "action_payload_missing",
        ProofTooLarge = "proof_too_large",
        ProofMalformed = "proof_malformed",
        HeaderAlg = "header_alg",
        HeaderTyp = "header_typ",
        HeaderCrit = "header_crit",
        HeaderB64 = "header_b64",
        HeaderKid = "header_kid",
    }
    Signature {
        KeyUnknown = "key_unknown",
        SignatureMalformed = "signature_malformed",
        SignatureInvalid = "signature_invalid",
    }
    Enrollment {
        EnrollmentSuspended = "enrollment_suspended",
        EnrollmentRevoked = "enrollment_revoked",
    }
    Claims {
        PayloadMalformed = "payload_malformed",
        PayloadNotCanonical = "payload_not_canonical",
        ClaimUnknown = "claim_unknown",
        ClaimMissing = "claim_missing",
        ClaimInvalid = "claim_invalid",
        ProfileUnsupported = "profile_unsupported",
        VersionUnsupported = "version_unsupported",
    }
    Binding {
        IssuerMismatch = "issuer_mismatch",
        AudienceMismatch = "audience_mismatch",
        OperationMismatch = "operation_mismatch",
        TierMismatch = "tier_mismatch",
        UeidMismatch = "ueid_mismatch",
        CallerMismatch = "caller_mismatch",
    }
    Freshness {
        Expired = "expired",
        IssuedInFuture = "issued_in_future",
        LifetimeExceeded = "lifetime_exceeded",
        ChallengeMissing = "challenge_missing",
        ChallengeUnknown = "challenge_unknown",
    }
    UserVerification {
        UvNotVerified = "uv_not_verified",
        UvContradicted = "uv_contradicted",
        UvUnattested = "uv_unattested",
    }
    Action {
        ActionPayloadInvalid = "action_payload_invalid",
        ActionMismatch = "action_mismatch",
        SignalsMissing = "signals_missing",
        SignalsMismatch = "signals_mismatch",
        ContextMismatch = "context_mismatch",
    }
    Replay {
        JtiReplayed = "jti_replayed",
        CounterNotIncreasing = "counter_not_increasing",
        ChainBroken = "chain_broken",
    }
    Internal {
        StoreUnavailable = "store_unavailable",
        StoreFenced = "store_fenced",
        ClockBehind = "clock_behind",
        OutcomeUnknown = "outcome_unknown",
        Internal = "internal",
    }
}

impl std::fmt::Display for RejectCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_ones_on_the_wire() {
        assert_eq!(RejectCode::ALL.len(), 49);
        for code in RejectCode::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{}\"", code.as_str()));
            assert_eq!(serde_json::from_str::<RejectCode>(&json).unwrap(), *code);
        }
    }

    #[test]
    fn an_unknown_code_is_refused() {
        assert!(serde_json::from_str::<RejectCode>("\"header_jku\"").is_err());
    }
}
