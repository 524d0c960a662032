//! The suites without a token: canonical JSON, ueid, chain entry.

use psea::claims::{
    ActionPayload, ChainEntry, Counter, DeviceId, Issuer, Jti, Revision, TextError, Ueid,
};
use psea::jose::canonical::CanonicalJson;
use psea::jose::json::DEFAULT_MAX_DEPTH;

use crate::model::{
    CanonicalJsonAnswer, CanonicalJsonVector, ChainEntryAnswer, ChainEntryVector, Profile,
    UeidAnswer, UeidVector, Validity,
};

pub(super) fn canonical_json(vector: &CanonicalJsonVector) -> CanonicalJsonAnswer {
    // On its own the text is measured from its own root (§2).
    let action = vector
        .input
        .to_vec()
        .ok()
        .and_then(|octets| CanonicalJson::parse(&octets, DEFAULT_MAX_DEPTH).ok())
        .and_then(|json| ActionPayload::from_canonical(json).ok());
    CanonicalJsonAnswer {
        result: if action.is_some() { Validity::Valid } else { Validity::Invalid },
        canonical: action.as_ref().map(|action| action.as_str().to_owned()),
        sha256: action.as_ref().map(|action| {
            action.hash().as_octets().iter().map(|octet| format!("{octet:02x}")).collect()
        }),
    }
}

pub(super) const fn revision(profile: Profile) -> Revision {
    match profile {
        Profile::Draft02 => Revision::Draft02,
        Profile::Draft03 => Revision::Draft03,
    }
}

/// An input that the claim cannot have is answered with the reason, which is no `ueid`.
pub(super) fn ueid(vector: &UeidVector) -> UeidAnswer {
    let derive = || -> Result<String, TextError> {
        let device_id = DeviceId::new(vector.device_id.as_str())?;
        let iss = Issuer::new(vector.iss.as_str())?;
        Ok(Ueid::derive(revision(vector.profile), &device_id, &iss).to_text())
    };
    UeidAnswer { ueid: derive().unwrap_or_else(|error| error.to_string()) }
}

/// An input that the claims cannot have is answered with the reason, which is no chain entry.
pub(super) fn chain_entry(vector: &ChainEntryVector) -> ChainEntryAnswer {
    let derive = || {
        let jti = Jti::new(vector.jti.as_str()).ok()?;
        let counter = Counter::new(vector.counter)?;
        let previous = ChainEntry::parse(&vector.chain_prev)?;
        Some(ChainEntry::derive(&jti, counter, &previous).to_text())
    };
    let chain_entry = derive().unwrap_or_else(|| "the inputs are no claims".to_owned());
    ChainEntryAnswer { chain_entry }
}
