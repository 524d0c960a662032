use psea_claims::{Counter, EpochSeconds};

/// A field, or none where the octets cannot be one.
pub(crate) type Parse<T> = Option<T>;

/// Writes fields one after the other.
#[derive(Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn octets(&mut self, octets: &[u8]) {
        self.0.extend_from_slice(octets);
    }

    /// A text with its length before it.
    pub(crate) fn text(&mut self, text: &str) {
        self.octets(&length(text));
        self.octets(text.as_bytes());
    }

    /// Octets with their length before them.
    pub(crate) fn sized(&mut self, octets: &[u8]) {
        self.octets(&size(octets.len()));
        self.octets(octets);
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.u8(u8::from(flag));
    }

    pub(crate) fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub(crate) fn as_octets(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn into_octets(self) -> Vec<u8> {
        self.0
    }
}

/// The length of a text as four octets. Longer texts than 4 GiB do not reach a store.
pub(crate) fn length(text: &str) -> [u8; 4] {
    size(text.len())
}

fn size(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

/// Reads fields one after the other.
#[derive(Debug)]
pub(crate) struct Fields<'v>(&'v [u8]);

impl<'v> Fields<'v> {
    pub(crate) const fn of(octets: &'v [u8]) -> Self {
        Self(octets)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Parse<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn slice(&mut self, length: usize) -> Parse<&'v [u8]> {
        let (slice, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(slice)
    }

    pub(crate) fn rest(&mut self) -> &'v [u8] {
        std::mem::take(&mut self.0)
    }

    pub(crate) fn u8(&mut self) -> Parse<u8> {
        self.array().map(|[octet]| octet)
    }

    pub(crate) fn u64(&mut self) -> Parse<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// Octets with their length before them.
    pub(crate) fn sized(&mut self) -> Parse<&'v [u8]> {
        let length = usize::try_from(u32::from_be_bytes(self.array()?)).ok()?;
        self.slice(length)
    }

    pub(crate) fn text(&mut self) -> Parse<&'v str> {
        str::from_utf8(self.sized()?).ok()
    }

    pub(crate) fn flag(&mut self) -> Parse<bool> {
        match self.u8()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(crate) fn optional<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Parse<T>,
    ) -> Parse<Option<T>> {
        if self.flag()? { read(self).map(Some) } else { Some(None) }
    }

    pub(crate) fn time(&mut self) -> Parse<EpochSeconds> {
        EpochSeconds::new(self.u64()?)
    }

    pub(crate) fn counter(&mut self) -> Parse<Counter> {
        Counter::new(self.u64()?)
    }
}
