use psea_attester_state::Enrollment;
use psea_claims::{Audience, CounterScope, DeviceId, Issuer, Revision, Tier};
use psea_jose::es256::{Es256Signer as _, P256Signer};
pub(crate) use psea_trial::{Random, directory_in_memory as directory};

pub(crate) fn tier(name: &'static str) -> CounterScope {
    CounterScope::of_tier(&Tier::new(name).unwrap())
}

pub(crate) fn enrollment(kid: &str, key: u8) -> Enrollment {
    Enrollment {
        iss: Issuer::new("tenant.example").unwrap(),
        aud: Audience::new("verifier.example").unwrap(),
        device_id: DeviceId::new("device-7f3a").unwrap(),
        kid: kid.into(),
        public_key: *P256Signer::from_scalar(&[key; 32]).unwrap().public_key(),
        revision: Revision::Draft03,
        chain: true,
    }
}

/// How many rounds: the short form's number; five times as many with `PSEA_LONG=1`, or more.
pub(crate) fn rounds(short: usize) -> usize {
    let factor = std::env::var("PSEA_LONG").ok().and_then(|text| text.parse().ok());
    match factor.unwrap_or(0_usize) {
        0 => short,
        factor => short * factor.max(5),
    }
}
