use alloc::string::String;
use core::fmt;

use psea_jose::base64::{Base64Error, url};
use psea_jose::canonical::ObjectWriter;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{DeviceId, Issuer, Revision};

/// `ueid`: which device made a proof, as far as one issuer can tell (§3.5, §7.1).
///
/// 33 octets, `01` (RFC 9711 RAND) and a SHA-256; on the wire 44 characters of base64url without
/// padding. It links a device's actions within one deployment and not across them.
#[derive(Clone, Copy)]
pub struct Ueid([u8; 33]);

impl Ueid {
    /// Derives the value for an enrolled device (§7.1).
    ///
    /// Revision -03: `01 ‖ SHA-256(JCS({"deviceId":…,"iss":…}))`. Revision -02:
    /// `01 ‖ SHA-256(deviceId ‖ iss)`, in which ("acme", "corp.example") and
    /// ("acmecorp", ".example") collide.
    #[must_use]
    pub fn derive(revision: Revision, device_id: &DeviceId<'_>, iss: &Issuer<'_>) -> Self {
        let digest: [u8; 32] = match revision {
            Revision::Draft02 => Sha256::new()
                .chain_update(device_id.as_str())
                .chain_update(iss.as_str())
                .finalize()
                .into(),
            Revision::Draft03 => {
                let (device_id, iss) = (device_id.as_str(), iss.as_str());
                // The names and what stands around the values take 24 octets.
                let room = device_id.len().saturating_add(iss.len()).saturating_add(24);
                let mut object = ObjectWriter::with_capacity(room);
                object.string("deviceId", device_id).string("iss", iss);
                object.finish().sha256()
            }
        };
        let mut octets = [1_u8; 33];
        let (_, tail) = octets.split_at_mut(1);
        tail.copy_from_slice(&digest);
        Self(octets)
    }

    /// Reads the claim's text.
    ///
    /// # Errors
    ///
    /// If it is not 33 octets in base64url without padding.
    pub fn parse(text: &str) -> Result<Self, Base64Error> {
        url::decode_exact(text).map(Self)
    }

    /// The 33 octets.
    #[must_use]
    pub const fn as_octets(&self) -> &[u8; 33] {
        &self.0
    }

    /// The claim's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        url::encode(&self.0)
    }
}

impl PartialEq for Ueid {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Ueid {}

impl fmt::Display for Ueid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl fmt::Debug for Ueid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ueid({self})")
    }
}

#[cfg(test)]
#[allow(clippy::string_slice, reason = "ASCII literals")]
mod tests {
    use super::*;

    /// §7.1, appendix values of both revisions.
    #[test]
    fn appendix_values() {
        let table = [
            (
                ("device-7f3a", "tenant.example"),
                "AQMiZxHcfzdMtEkuQ9Nw65eVDr-6T4cJuVLF5n8HDvs1",
                "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7",
            ),
            (
                ("acme", "corp.example"),
                "Ac0YOSwy47BMfNAdwbZdW1b-1PRwNFcGqT1Uqx71Aq6D",
                "AQ_ztaDJEDfjYbSo_48Tu2QVwYwmO7BKVUNIC_G-2nLG",
            ),
            (
                ("acmecorp", ".example"),
                "Ac0YOSwy47BMfNAdwbZdW1b-1PRwNFcGqT1Uqx71Aq6D",
                "AdkTro4TxBf72eFzGPIL5DhdoXS8CxOS4KW_hZdHnvta",
            ),
        ];
        for ((device, iss), draft_02, draft_03) in table {
            let (device, iss) = (DeviceId::new(device).unwrap(), Issuer::new(iss).unwrap());
            assert_eq!(Ueid::derive(Revision::Draft02, &device, &iss).to_text(), draft_02);
            assert_eq!(Ueid::derive(Revision::Draft03, &device, &iss).to_text(), draft_03);
            assert_eq!(Ueid::parse(draft_03).unwrap().to_text(), draft_03);
        }
    }

    /// §3.5: `^[A-Za-z0-9_-]{44}$`.
    #[test]
    fn text_is_44_characters_of_base64url() {
        let text = "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7";
        for refused in [&text[1..], &(String::from(text) + "A"), &text.replace('_', "/"), ""] {
            assert_eq!(Ueid::parse(refused), Err(Base64Error), "{refused}");
        }
    }
}
