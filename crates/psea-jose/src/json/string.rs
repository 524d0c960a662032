use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

/// The content of a JSON string or member name: its characters, whatever their spelling.
///
/// Equality is equality of the characters, so `"a"` equals `"\u0061"`.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// Between the quotes, as received.
    raw: &'a str,
    escaped: bool,
}

impl<'a> Text<'a> {
    /// `raw` must have passed the parser, which is what makes decoding infallible.
    pub(super) const fn new(raw: &'a str, escaped: bool) -> Self {
        Self { raw, escaped }
    }

    #[cfg(test)]
    pub(super) const fn from_literal(raw: &'a str) -> Self {
        Self { raw, escaped: false }
    }

    /// The content itself where it was written without escapes.
    #[must_use]
    pub const fn literal(&self) -> Option<&'a str> {
        if self.escaped { None } else { Some(self.raw) }
    }

    /// The characters, unescaped.
    pub fn chars(&self) -> impl Iterator<Item = char> + 'a {
        self.unescape()
    }

    /// The same, which says how far it is.
    pub(super) fn unescape(&self) -> Unescape<'a> {
        Unescape { rest: self.raw.chars(), escaped: self.escaped }
    }

    /// The content, borrowed where it was written without escapes.
    #[must_use]
    pub fn to_cow(&self) -> Cow<'a, str> {
        match self.literal() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.chars().collect::<String>()),
        }
    }
}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        match self.literal() {
            Some(text) => text == other,
            None => self.chars().eq(other.chars()),
        }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        match other.literal() {
            Some(text) => self == text,
            None => self.chars().eq(other.chars()),
        }
    }
}

impl Eq for Text<'_> {}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        self.chars().try_for_each(|c| f.write_char(c))
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_cow())
    }
}

/// The characters of a [`Text`].
pub(super) struct Unescape<'a> {
    rest: core::str::Chars<'a>,
    escaped: bool,
}

impl Unescape<'_> {
    /// How many octets, as received, have not been decoded.
    pub(super) fn left(&self) -> u32 {
        u32::try_from(self.rest.as_str().len()).unwrap_or(u32::MAX)
    }

    fn hex4(&mut self) -> u32 {
        let mut unit = 0_u32;
        for _ in 0..4 {
            let digit = self.rest.next().and_then(|c| c.to_digit(16)).unwrap_or(0);
            unit = (unit << 4) | digit;
        }
        unit
    }

    /// The parser admitted only complete pairs, so the replacement character is never produced.
    fn unicode(&mut self) -> char {
        let high = self.hex4();
        if !(0xD800..0xDC00).contains(&high) {
            return char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        self.rest.next();
        self.rest.next();
        let low = self.hex4();
        let code = 0x1_0000_u32.saturating_add((high & 0x3FF) << 10).saturating_add(low & 0x3FF);
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

impl Iterator for Unescape<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c != '\\' || !self.escaped {
            return Some(c);
        }
        Some(match self.rest.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.unicode(),
            literal => literal,
        })
    }
}
