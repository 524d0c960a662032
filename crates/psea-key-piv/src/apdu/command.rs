use zeroize::Zeroizing;

/// A command with at most 255 octets of data: all that PIV needs for a P-256 key.
#[derive(Clone)]
pub(crate) struct Command {
    header: [u8; 4],
    /// A PIN may be in it.
    data: Zeroizing<Vec<u8>>,
    answered: bool,
}

impl Command {
    /// `INS P1 P2` of the interindustry class, without data and with an answer.
    pub(crate) fn new(ins: u8, p1: u8, p2: u8) -> Self {
        Self { header: [0, ins, p1, p2], data: Zeroizing::default(), answered: true }
    }

    /// With data. What is longer than a command can hold is cut, which no caller does.
    pub(crate) fn data(mut self, data: &[u8]) -> Self {
        let mut held = Vec::with_capacity(255);
        held.extend(data.iter().take(255));
        self.data = Zeroizing::new(held);
        self
    }

    /// No data comes back.
    pub(crate) fn unanswered(mut self) -> Self {
        self.answered = false;
        self
    }

    /// The octets to send. In T=0 a command with data has no length of its answer, and the card
    /// announces the answer by `61 XX` (ISO/IEC 7816-3 §12.2.5).
    pub(crate) fn octets(&self, t0: bool) -> Zeroizing<Vec<u8>> {
        // Enough for all of it: a vector that grows leaves copies behind.
        let mut octets = Zeroizing::new(Vec::with_capacity(261));
        octets.extend_from_slice(&self.header);
        if let Ok(length @ 1..) = u8::try_from(self.data.len()) {
            octets.push(length);
            octets.extend_from_slice(&self.data);
        }
        if self.answered && (self.data.is_empty() || !t0) {
            octets.push(0);
        }
        octets
    }

    /// Asks for the rest of an answer.
    pub(crate) fn get_response() -> Self {
        Self::new(0xC0, 0, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_have_the_form_of_their_case() {
        let plain = Command::new(0xF7, 0, 0x9C);
        assert_eq!(**plain.octets(false), [0, 0xF7, 0, 0x9C, 0]);
        assert_eq!(**plain.octets(true), [0, 0xF7, 0, 0x9C, 0]);
        let with_data = Command::new(0xCB, 0x3F, 0xFF).data(&[1, 2]);
        assert_eq!(**with_data.octets(false), [0, 0xCB, 0x3F, 0xFF, 2, 1, 2, 0]);
        assert_eq!(**with_data.octets(true), [0, 0xCB, 0x3F, 0xFF, 2, 1, 2]);
        let verify = Command::new(0x20, 0, 0x80).unanswered();
        assert_eq!(**verify.octets(false), [0, 0x20, 0, 0x80]);
        assert_eq!(
            **verify.data(&[9; 8]).octets(false),
            [0, 0x20, 0, 0x80, 8, 9, 9, 9, 9, 9, 9, 9, 9]
        );
    }
}
