use psea_attester_state::Enrollment;
use psea_claims::{Audience, CounterScope, DeviceId, Issuer, Revision, Tier};
use psea_jose::es256::{Es256Signer as _, P256Signer};

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

/// Random numbers (splitmix64) from a seed that is printed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn seeded(name: &str) -> Self {
        let given = std::env::var("PSEA_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| {
            let mut octets = [0; 8];
            getrandom::fill(&mut octets).unwrap();
            u64::from_ne_bytes(octets)
        });
        println!("{name}: PSEA_SEED={seed}");
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) const fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// A directory in memory where there is one: kills do not depend on the disk.
pub(crate) fn directory() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}
