/// Random numbers (splitmix64).
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// From `PSEA_SEED`, else from a new seed; prints which, with the trial's name.
    #[must_use]
    pub fn seeded(name: &str) -> Self {
        let given = std::env::var("PSEA_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| {
            let mut octets = [0; 8];
            getrandom::fill(&mut octets).unwrap();
            u64::from_ne_bytes(octets)
        });
        println!("{name}: PSEA_SEED={seed}");
        Self(seed)
    }

    /// From this seed.
    #[must_use]
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// One that follows from it, for another thread.
    #[must_use]
    pub const fn another(&mut self) -> Self {
        Self(self.next())
    }

    /// Any number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, of its type; 0 where that is 0.
    pub fn below<N: TryInto<u64> + TryFrom<u64>>(&mut self, bound: N) -> N {
        let bound = bound.try_into().unwrap_or(u64::MAX).max(1);
        N::try_from(self.next() % bound).ok().unwrap()
    }

    /// True once in `n` times.
    pub const fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }
}
