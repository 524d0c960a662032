//! The codes of the suite `result`.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($variant:ident = $name:literal,)+) => {
        /// Why a result is not relied on, its action not authorised, or a key set not taken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum ResultCode {
            $(#[doc = concat!("`", $name, "`")] #[serde(rename = $name)] $variant,)+
        }

        impl ResultCode {
            /// Every code, in the order of the checks.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as it stands in vectors and answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The code of a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == name)
            }
        }
    };
}

codes! {
    ResultTooLarge = "result_too_large",
    ResultMalformed = "result_malformed",
    HeaderAlg = "header_alg",
    HeaderTyp = "header_typ",
    HeaderCrit = "header_crit",
    HeaderB64 = "header_b64",
    HeaderKid = "header_kid",
    HeaderParameter = "header_parameter",
    KeyUnknown = "key_unknown",
    KeyNotActive = "key_not_active",
    KeyRevoked = "key_revoked",
    SignatureMalformed = "signature_malformed",
    SignatureInvalid = "signature_invalid",
    PayloadMalformed = "payload_malformed",
    PayloadNotCanonical = "payload_not_canonical",
    ClaimUnknown = "claim_unknown",
    ClaimMissing = "claim_missing",
    ClaimInvalid = "claim_invalid",
    VersionUnsupported = "version_unsupported",
    IssuerMismatch = "issuer_mismatch",
    AudienceMismatch = "audience_mismatch",
    Expired = "expired",
    IssuedInFuture = "issued_in_future",
    LifetimeExceeded = "lifetime_exceeded",
    OperationMismatch = "operation_mismatch",
    TierMismatch = "tier_mismatch",
    UvUnattested = "uv_unattested",
    DurabilityBelow = "durability_below",
    ActionPayloadInvalid = "action_payload_invalid",
    ActionMismatch = "action_mismatch",
    AlreadyUsed = "already_used",
    OneTimeUnavailable = "one_time_unavailable",
    KeySetInvalid = "key_set_invalid",
    Internal = "internal",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_ones_on_the_wire() {
        assert_eq!(ResultCode::ALL.len(), 34);
        for code in ResultCode::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{}\"", code.as_str()));
            assert_eq!(ResultCode::from_name(code.as_str()), Some(*code));
        }
        assert_eq!(ResultCode::from_name("proof_malformed"), None);
    }
}
