//! Which keys of a PIV card can be a PSEA key.

use psea_claims::UvGate;
use psea_jose::es256::PublicKey;

use crate::card::{Contents, SlotContents};
use crate::policy::PinPolicy;
use crate::reference::Slot;

/// Why a key on a card is no PSEA key: it is not P-256, could be elsewhere, or signs without a
/// fresh user verification (§3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Another slot than 9c.
    #[error(
        "slot {0} does not need a PIN for each signature: only slot 9c (digital signature) does"
    )]
    Slot(Slot),
    /// No PIV card.
    #[error("the card has no PIV application")]
    NotPiv,
    /// Nothing in the slot.
    #[error(
        "slot 9c holds no key that can be read: generate one there, and its certificate if the card does not describe its keys"
    )]
    NoKey,
    /// Another kind of key.
    #[error("slot 9c holds no P-256 key")]
    NotP256,
    /// A PIN for none, or for many signatures.
    #[error(
        "its PIN policy is `{0}`, not `always`: generate a key with the policy `always` (ykman piv keys generate -a ECCP256 --pin-policy always 9c)"
    )]
    PinPolicy(PinPolicy),
    /// Imported into the card.
    #[error("it was not generated in the card, so that it may be elsewhere too")]
    FromOutside,
    /// The factory's PIN.
    #[error("the card's PIN is still the factory's, which anyone knows: change it")]
    FactoryPin,
    /// The card signed without a PIN.
    #[error("the card signs with it without a PIN, whatever it says of itself")]
    SignsWithoutPin,
    /// The attestation contradicts the slot.
    #[error("the card's attestation is about another key than the one in its slot")]
    OtherKeyAttested,
}

impl Refusal {
    /// The gate to record for a key that is refused so: contradicted where the card itself shows
    /// that signatures are not gated one by one (§3.7.1).
    #[must_use]
    pub const fn uv_gate(&self) -> UvGate {
        match self {
            Self::Slot(_) | Self::PinPolicy(_) | Self::SignsWithoutPin => UvGate::Contradicted,
            _ => UvGate::Unknown,
        }
    }

    /// The public half of a key that is none of these, by what the card says of its slot.
    pub(crate) fn admit_slot(contents: &SlotContents) -> Result<PublicKey, Self> {
        match contents {
            SlotContents::NotPiv => Err(Self::NotPiv),
            SlotContents::Empty => Err(Self::NoKey),
            SlotContents::Certified(key) => key.ok_or(Self::NotP256),
            SlotContents::Described(metadata) => {
                let key = metadata.public_key.ok_or(Self::NotP256)?;
                if metadata.pin_policy != PinPolicy::Always {
                    return Err(Self::PinPolicy(metadata.pin_policy));
                }
                if !metadata.generated {
                    return Err(Self::FromOutside);
                }
                if metadata.factory_pin { Err(Self::FactoryPin) } else { Ok(key) }
            }
        }
    }

    /// The same by all that the card says.
    pub(crate) fn admit(contents: &Contents) -> Result<PublicKey, Self> {
        let key = Self::admit_slot(&contents.slot)?;
        if let Some(attested) = contents.attested {
            if attested.public_key != key {
                return Err(Self::OtherKeyAttested);
            }
            if attested.pin_policy != PinPolicy::Always {
                return Err(Self::PinPolicy(attested.pin_policy));
            }
        }
        Ok(key)
    }
}
