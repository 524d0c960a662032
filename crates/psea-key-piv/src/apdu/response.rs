use std::fmt;

/// What a card says of a command: two octets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) u16);

impl Status {
    pub(crate) const OK: Self = Self(0x9000);
    /// No PIN was verified.
    pub(crate) const NOT_SATISFIED: Self = Self(0x6982);
    pub(crate) const BLOCKED: Self = Self(0x6983);
    pub(crate) const CONDITIONS: Self = Self(0x6985);
    pub(crate) const WRONG_DATA: Self = Self(0x6A80);
    pub(crate) const NOT_FOUND: Self = Self(0x6A82);
    pub(crate) const REFERENCE_NOT_FOUND: Self = Self(0x6A88);

    /// Whether the card does not know this command.
    pub(crate) const fn is_unknown_command(self) -> bool {
        matches!(self.0, 0x6D00 | 0x6E00 | 0x6A81 | 0x6A86)
    }

    /// `63 CX`: the tries that are left after a wrong PIN, if the card tells.
    pub(crate) fn wrong_pin(self) -> Option<Option<u32>> {
        let [high, low] = self.0.to_be_bytes();
        (high == 0x63).then(|| (low & 0xF0 == 0xC0).then_some(u32::from(low & 0x0F)))
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) data: Vec<u8>,
    pub(crate) status: Status,
}

impl Response {
    /// Takes one part of an answer: its last two octets are the status.
    pub(crate) fn parse(octets: &[u8]) -> Option<Self> {
        let (data, status) = octets.split_last_chunk::<2>()?;
        Some(Self { data: data.to_vec(), status: Status(u16::from_be_bytes(*status)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_with_its_status() {
        let answer = Response::parse(&[1, 2, 0x90, 0]).unwrap();
        assert_eq!(answer, Response { data: vec![1, 2], status: Status::OK });
        assert_eq!(Response::parse(&[0x90]), None);
    }

    #[test]
    fn wrong_pins_tell_the_tries() {
        assert_eq!(Status(0x63C2).wrong_pin(), Some(Some(2)));
        assert_eq!(Status(0x63C0).wrong_pin(), Some(Some(0)));
        assert_eq!(Status(0x6300).wrong_pin(), Some(None));
        assert_eq!(Status::BLOCKED.wrong_pin(), None);
        assert_eq!(Status::OK.wrong_pin(), None);
    }
}
