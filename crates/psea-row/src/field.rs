use psea_claims::{Counter, EpochSeconds};

/// Writes fields one after the other.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// One octet.
    pub fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    /// Four octets, the greatest first.
    pub fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    /// Eight octets, the greatest first.
    pub fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    /// Octets as they are: whoever reads them knows how many.
    pub fn octets(&mut self, octets: &[u8]) {
        self.0.extend_from_slice(octets);
    }

    /// A text with its length before it.
    pub fn text(&mut self, text: &str) {
        self.octets(&length(text));
        self.octets(text.as_bytes());
    }

    /// Octets with their length before them.
    pub fn sized(&mut self, octets: &[u8]) {
        self.octets(&size(octets.len()));
        self.octets(octets);
    }

    /// One octet, 1 or 0.
    pub fn flag(&mut self, flag: bool) {
        self.u8(u8::from(flag));
    }

    /// A flag, and the value where there is one.
    pub fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    /// What was written.
    #[must_use]
    pub fn as_octets(&self) -> &[u8] {
        &self.0
    }

    /// What was written.
    #[must_use]
    pub fn into_octets(self) -> Vec<u8> {
        self.0
    }
}

/// The length of a text as four octets. Longer texts than 4 GiB do not reach a store.
#[must_use]
pub fn length(text: &str) -> [u8; 4] {
    size(text.len())
}

fn size(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

/// Reads fields one after the other. None: the octets cannot be one.
#[derive(Debug)]
pub struct Fields<'v>(&'v [u8]);

impl<'v> Fields<'v> {
    /// Fields from the first octet on.
    #[must_use]
    pub const fn of(octets: &'v [u8]) -> Self {
        Self(octets)
    }

    /// Whether every octet was read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// So many octets as they are.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn slice(&mut self, length: usize) -> Option<&'v [u8]> {
        let (slice, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(slice)
    }

    /// All that was not read yet.
    pub fn rest(&mut self) -> &'v [u8] {
        std::mem::take(&mut self.0)
    }

    /// One octet.
    pub fn u8(&mut self) -> Option<u8> {
        self.array().map(|[octet]| octet)
    }

    /// Four octets.
    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    /// Eight octets.
    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// Octets with their length before them.
    pub fn sized(&mut self) -> Option<&'v [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        self.slice(length)
    }

    /// A text with its length before it: UTF-8, or none.
    pub fn text(&mut self) -> Option<&'v str> {
        str::from_utf8(self.sized()?).ok()
    }

    /// A flag: 0 or 1, and nothing else.
    pub fn flag(&mut self) -> Option<bool> {
        match self.u8()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// A flag, and the value where it says so.
    pub fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.flag()? { read(self).map(Some) } else { Some(None) }
    }

    /// Seconds since the epoch, within the range of the profile.
    pub fn time(&mut self) -> Option<EpochSeconds> {
        EpochSeconds::new(self.u64()?)
    }

    /// A counter, within the range of the profile.
    pub fn counter(&mut self) -> Option<Counter> {
        Counter::new(self.u64()?)
    }
}
