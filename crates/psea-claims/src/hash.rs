//! The claims that carry a SHA-256 digest in standard base64 with padding (§2).

use alloc::string::String;
use core::fmt;

use psea_jose::base64::{Base64Error, standard};
use psea_jose::canonical::CanonicalJson;
use subtle::ConstantTimeEq as _;

macro_rules! digest_claim {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// On the wire: standard base64 with padding, 44 characters. Compared in constant time.
        #[derive(Clone, Copy)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The digest of canonical JSON.
            #[must_use]
            pub fn of(json: &CanonicalJson) -> Self {
                Self(json.sha256())
            }

            /// Reads the claim's text.
            ///
            /// # Errors
            ///
            /// If it is not the one spelling of 32 octets in standard base64 with padding.
            pub fn parse(text: &str) -> Result<Self, Base64Error> {
                standard::decode_exact(text).map(Self)
            }

            /// The 32 octets of the digest.
            #[must_use]
            pub const fn as_octets(&self) -> &[u8; 32] {
                &self.0
            }

            /// The claim's text.
            #[must_use]
            pub fn to_text(&self) -> String {
                standard::encode(&self.0)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.ct_eq(&other.0).into()
            }
        }

        impl Eq for $name {}

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.to_text())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

digest_claim!(
    /// `psea_payload_hash`: SHA-256 over the canonical action payload (§2, §3.13.2).
    PayloadHash
);
digest_claim!(
    /// `psea_signals_hash`: SHA-256 over the canonical signal report (§3.6; revision -03).
    SignalsHash
);
digest_claim!(
    /// The value to which `psea_rp_context_hash` commits: SHA-256 over the canonical context.
    ContextHash
);
