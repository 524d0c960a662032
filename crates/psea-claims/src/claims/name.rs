use core::fmt;

macro_rules! claim_names {
    ($($variant:ident = $name:literal, $required:literal;)*) => {
        /// A declared claim of the profile (§3.5).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ClaimName {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl ClaimName {
            /// Every declared claim, in the order of the profile's table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The claim's name on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The claim with this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            /// Whether every proof must carry it.
            #[must_use]
            pub const fn is_required(self) -> bool {
                match self { $(Self::$variant => $required,)* }
            }
        }
    };
}

claim_names! {
    Jti = "jti", true;
    Aud = "aud", true;
    Iss = "iss", true;
    Iat = "iat", true;
    Exp = "exp", true;
    Ueid = "ueid", true;
    EatProfile = "eat_profile", true;
    Tier = "psea_tier", true;
    Op = "psea_op", true;
    Counter = "psea_counter", true;
    PayloadHash = "psea_payload_hash", true;
    Uv = "psea_uv", true;
    ProofVersion = "psea_proof_version", true;
    EatNonce = "eat_nonce", false;
    Submods = "submods", false;
    ChainPrev = "psea_chain_prev", false;
    CallerPackage = "psea_caller_package", false;
    SdkVersion = "psea_sdk_version", false;
    SignalsHash = "psea_signals_hash", false;
    UserHash = "psea_user_hash", false;
    ChainPending = "psea_chain_pending", false;
    LastConfirmedHead = "psea_last_confirmed_head", false;
    RpContextHash = "psea_rp_context_hash", false;
}

impl fmt::Display for ClaimName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
