//! Text claims, each with its constraint (§3.5). Lengths count Unicode code points.

use alloc::borrow::Cow;
use core::fmt;

use crate::Ueid;
use crate::shared::Text;

/// A text that a claim cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {problem}")]
pub struct TextError {
    what: &'static str,
    problem: &'static str,
}

impl TextError {
    /// What the claim requires.
    #[must_use]
    pub const fn problem(&self) -> &'static str {
        self.problem
    }
}

fn in_range(text: &str, minimum: usize, maximum: usize) -> bool {
    // A code point takes one to four octets: most lengths are decided without counting.
    text.len() >= minimum
        && text.len() <= maximum.saturating_mul(4)
        && (text.len() <= maximum || text.chars().count() <= maximum)
}

macro_rules! text_claim {
    ($(#[$doc:meta])* $name:ident, $what:literal, $problem:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name<'a>(Text<'a>);

        impl<'a> $name<'a> {
            /// Takes a text that satisfies the constraint.
            ///
            /// # Errors
            ///
            /// If it does not.
            pub fn new(text: impl Into<Cow<'a, str>>) -> Result<Self, TextError> {
                let text = text.into();
                let admitted: fn(&str) -> bool = $check;
                if admitted(&text) {
                    Ok(Self(text.into()))
                } else {
                    Err(TextError { what: $what, problem: $problem })
                }
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same value, borrowing from this one.
            #[must_use]
            pub fn borrowed(&self) -> $name<'_> {
                $name(self.0.borrowed())
            }

            /// The same value, borrowing from nothing. Its clones share one text.
            #[must_use]
            pub fn into_owned(self) -> $name<'static> {
                $name(self.0.into_owned())
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), self.as_str())
            }
        }

        impl AsRef<str> for $name<'_> {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

text_claim!(
    /// `jti`: the action id, unique once per deployment. A UUID is recommended (§3.5).
    ///
    /// 1–128 characters of `A–Z a–z 0–9 . _ -`.
    Jti, "an action id (jti)", "must be 1–128 characters of A–Z a–z 0–9 . _ -",
    |text| in_range(text, 1, 128)
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-'))
);
impl Jti<'static> {
    /// A version 4 UUID (RFC 9562 §5.4) from 16 octets of a random source.
    #[must_use]
    pub fn uuid_v4(random: [u8; 16]) -> Self {
        let value = u128::from_be_bytes(random);
        let value = value & !(0xF << 76) | (0x4 << 76);
        let value = value & !(0b11 << 62) | (0b10 << 62);
        let digits = alloc::format!("{value:032x}");
        let mut text = alloc::string::String::with_capacity(36);
        for (index, digit) in digits.chars().enumerate() {
            if matches!(index, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            text.push(digit);
        }
        Self(Text::from(text))
    }
}

text_claim!(
    /// `aud`: the Verifier that a proof is meant for (§3.5). 1–256 characters.
    Audience, "an audience (aud)", "must be 1–256 characters", |text| in_range(text, 1, 256)
);
impl Audience<'static> {
    /// The `aud` of a result that is for an Attester: its `ueid` as text.
    #[must_use]
    pub fn of_attester(ueid: &Ueid) -> Self {
        Self(Text::from(ueid.to_text()))
    }
}

text_claim!(
    /// `iss`: the tenant or deployment (§3.5). 1–128 characters.
    Issuer, "an issuer (iss)", "must be 1–128 characters", |text| in_range(text, 1, 128)
);
text_claim!(
    /// `psea_tier`: the deployment's name of an assurance tier, opaque here (§3.5).
    /// 1–128 characters.
    Tier, "a tier (psea_tier)", "must be 1–128 characters", |text| in_range(text, 1, 128)
);
text_claim!(
    /// `psea_op`: the deployment's name of an operation, opaque here (§3.5). 1–128 characters.
    Operation, "an operation (psea_op)", "must be 1–128 characters", |text| in_range(text, 1, 128)
);
text_claim!(
    /// `eat_nonce`: the Verifier's challenge (§3.1.1). Any text.
    Nonce, "a challenge (eat_nonce)", "must be text", |_| true
);
text_claim!(
    /// `psea_uv.method`: how the user was verified, e.g. `biometric`, `pin`, `fido_uv`; values
    /// unknown to a Verifier are tolerated (§3.7.1). Any text.
    UvMethod, "a verification method (psea_uv.method)", "must be text", |_| true
);
impl UvMethod<'static> {
    /// `pin`
    #[must_use]
    pub const fn pin() -> Self {
        Self(Text::Borrowed("pin"))
    }

    /// `biometric`
    #[must_use]
    pub const fn biometric() -> Self {
        Self(Text::Borrowed("biometric"))
    }

    /// `fido_uv`
    #[must_use]
    pub const fn fido_uv() -> Self {
        Self(Text::Borrowed("fido_uv"))
    }

    /// `software`: no verification by hardware took place. For development keys.
    #[must_use]
    pub const fn software() -> Self {
        Self(Text::Borrowed("software"))
    }
}

text_claim!(
    /// `psea_caller_package`: the calling application's reverse-DNS id (§3.13.5).
    /// 1–256 characters.
    CallerPackage, "a caller (psea_caller_package)", "must be 1–256 characters",
    |text| in_range(text, 1, 256)
);
text_claim!(
    /// `psea_sdk_version`: the version of the Attester's software (§3.5). At most 64 characters.
    SdkVersion, "an SDK version (psea_sdk_version)", "must be at most 64 characters",
    |text| in_range(text, 0, 64)
);
text_claim!(
    /// The id under which a deployment enrolled a device; the input of [`Ueid`](crate::Ueid).
    ///
    /// Should be a high-entropy random value made at enrollment, not a serial number (§7.1).
    /// Any text.
    DeviceId, "a device id", "must be text", |_| true
);
