//! The values that the profile derives, written out from the draft's definitions.

use super::encode::{base64url, hex, sha256};
use super::json::quote;

/// A wire revision of the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Revision {
    Draft02,
    Draft03,
}

impl Revision {
    /// Its name in the vectors.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Draft02 => "draft-02",
            Self::Draft03 => "draft-03",
        }
    }

    /// Its `eat_profile` (§3.5).
    pub(crate) fn uri(self) -> &'static str {
        match self {
            Self::Draft02 => "urn:ietf:params:psea:eat-profile:1",
            Self::Draft03 => "https://datatracker.ietf.org/doc/draft-yossif-psea/",
        }
    }

    /// The `ueid` of a device (§7.1).
    pub(crate) fn ueid(self, device_id: &str, iss: &str) -> String {
        let input = match self {
            Self::Draft02 => format!("{device_id}{iss}"),
            Self::Draft03 => {
                format!(r#"{{"deviceId":{},"iss":{}}}"#, quote(device_id), quote(iss))
            }
        };
        base64url([vec![1], sha256(input)].concat())
    }
}

/// What stands for the prior entry of a chain's first proof (§3.12).
pub(crate) const SENTINEL: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// The chain entry of a proof (§3.12).
pub(crate) fn chain_entry(jti: &str, counter: u64, chain_prev: &str) -> String {
    let mut octets = Vec::new();
    for text in [jti, &counter.to_string(), chain_prev] {
        octets.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
        octets.extend(text.as_bytes());
    }
    hex(sha256(octets))
}
