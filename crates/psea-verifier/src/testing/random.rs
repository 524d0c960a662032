//! A small generator of pseudo-random numbers (SplitMix64): the same seed, the same run.

#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The stream of one run of a test.
    pub(super) fn new(seed: u64, run: usize) -> Self {
        let mut random = Self(seed ^ (run as u64).wrapping_mul(0xA076_1D64_78BD_642F));
        random.next();
        random
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// True once in `times`.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
