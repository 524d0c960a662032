use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use p256::ecdsa::signature::hazmat::PrehashSigner as _;

use super::profile::{PIN, Profile};
use super::tlv;

pub(crate) const SELECT: u8 = 0xA4;
pub(crate) const VERIFY: u8 = 0x20;
pub(crate) const GENERAL_AUTHENTICATE: u8 = 0x87;
const GET_DATA: u8 = 0xCB;
pub(crate) const METADATA: u8 = 0xF7;
const GET_RESPONSE: u8 = 0xC0;
/// Not a command: how a reset or a loss of power is noted in the log.
pub(crate) const RESET: u8 = 0;

const MOST_TRIES: u8 = 3;

/// A card that the test holds one end of, and its reader the other.
#[derive(Clone)]
pub(crate) struct Card(Arc<Mutex<Chip>>);

struct Chip {
    profile: Profile,
    inserted: bool,
    /// It is pulled, or stays silent for good, when this command comes.
    pulled_at: Option<u8>,
    selected: bool,
    verified: bool,
    tries: u8,
    /// What of an answer was not fetched yet.
    rest: Vec<u8>,
    log: Vec<u8>,
    signatures: usize,
}

impl Card {
    pub(crate) fn new(profile: Profile) -> Self {
        Self(Arc::new(Mutex::new(Chip {
            profile,
            inserted: true,
            pulled_at: None,
            selected: false,
            verified: false,
            tries: MOST_TRIES,
            rest: Vec::new(),
            log: Vec::new(),
            signatures: 0,
        })))
    }

    fn chip(&self) -> MutexGuard<'_, Chip> {
        self.0.lock().unwrap()
    }

    /// The commands since the last call, by their instruction octet, without GET RESPONSE.
    pub(crate) fn log(&self) -> Vec<u8> {
        std::mem::take(&mut self.chip().log)
    }

    /// How many signatures it made.
    pub(crate) fn signatures(&self) -> usize {
        self.chip().signatures
    }

    /// Whether a PIN is verified right now.
    pub(crate) fn is_verified(&self) -> bool {
        self.chip().verified
    }

    pub(crate) fn tries(&self) -> u8 {
        self.chip().tries
    }

    pub(crate) fn pull(&self) {
        self.chip().pull();
    }

    pub(crate) fn pull_at(&self, command: u8) {
        self.chip().pulled_at = Some(command);
    }

    pub(crate) fn insert(&self) {
        self.chip().inserted = true;
    }

    /// Becomes another card.
    pub(crate) fn become_card(&self, profile: Profile) {
        self.chip().profile = profile;
    }

    pub(crate) fn is_inserted(&self) -> bool {
        self.chip().inserted
    }

    pub(crate) fn atr(&self) -> Vec<u8> {
        // Direct convention; T=0 alone, or T=1 alone with its check octet.
        if self.chip().profile.t0 { vec![0x3B, 0x00] } else { vec![0x3B, 0x80, 0x01, 0x81] }
    }

    pub(crate) fn reset(&self) {
        self.chip().reset();
    }

    /// Answers a command; none once it is pulled.
    pub(crate) fn answer(&self, command: &[u8]) -> Option<Vec<u8>> {
        self.chip().answer(command)
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Card")
    }
}

/// Data and status.
type Answer = (Vec<u8>, u16);

impl Chip {
    fn pull(&mut self) {
        self.inserted = false;
        self.reset();
    }

    fn reset(&mut self) {
        (self.selected, self.verified) = (false, false);
        self.rest.clear();
        self.log.push(RESET);
    }

    fn answer(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        let [_class, ins, p1, p2, rest @ ..] = command else { return Some(vec![0x67, 0]) };
        if self.pulled_at.take_if(|at| at == ins).is_some() {
            self.pull();
        }
        if !self.inserted {
            return None;
        }
        if *ins == GET_RESPONSE {
            return Some(self.part(rest.first().copied().unwrap_or(0)));
        }
        self.log.push(*ins);
        let data = match rest {
            [length, data @ ..] => data.get(..usize::from(*length)).unwrap_or_default(),
            [] => &[],
        };
        let (data, status) = self.execute(*ins, *p1, *p2, data);
        // A PIN is good for the very next command alone.
        if self.profile.pin_policy == 3 && *ins != VERIFY {
            self.verified = false;
        }
        if data.is_empty() {
            return Some(status.to_be_bytes().into());
        }
        self.rest = data;
        if self.profile.t0 {
            let length = self.rest.len().try_into().unwrap_or(0);
            return Some(vec![0x61, length]);
        }
        Some(self.part(0))
    }

    /// The next part of an answer.
    fn part(&mut self, length: u8) -> Vec<u8> {
        let length = if length == 0 { 256 } else { usize::from(length) };
        let rest = self.rest.split_off(length.min(self.rest.len()));
        let mut part = std::mem::replace(&mut self.rest, rest);
        match u8::try_from(self.rest.len()) {
            Ok(0) => part.extend([0x90, 0]),
            left => part.extend([0x61, left.unwrap_or(0)]),
        }
        part
    }

    fn execute(&mut self, ins: u8, p1: u8, p2: u8, data: &[u8]) -> Answer {
        let none = |status| (Vec::new(), status);
        if ins == SELECT {
            self.selected = self.profile.has_piv && data.starts_with(&[0xA0, 0, 0, 3, 8]);
            return if self.selected { (vec![0x61, 2, 0x4F, 0], 0x9000) } else { none(0x6A82) };
        }
        if !self.selected {
            return none(0x6D00);
        }
        match (ins, p1, p2) {
            (VERIFY, 0, 0x80) => none(self.verify(data)),
            (GENERAL_AUTHENTICATE, 0x11, 0x9C) => self.sign(data),
            (GET_DATA, 0x3F, 0xFF) => self.object(data),
            _ => self.extension(ins, p1, p2),
        }
    }

    fn verify(&mut self, pin: &[u8]) -> u16 {
        if pin.is_empty() && self.verified {
            return 0x9000;
        }
        if self.tries == 0 {
            return 0x6983;
        }
        if pin.is_empty() {
            return 0x63C0 | u16::from(self.tries);
        }
        let mut right = PIN.as_bytes().to_vec();
        right.resize(8, 0xFF);
        self.verified = pin == right;
        self.tries = if self.verified { MOST_TRIES } else { self.tries - 1 };
        if self.verified { 0x9000 } else { 0x63C0 | u16::from(self.tries) }
    }

    fn sign(&mut self, data: &[u8]) -> Answer {
        if !self.verified && self.profile.pin_policy != 1 {
            return (Vec::new(), 0x6982);
        }
        let [0x7C, 36, 0x82, 0, 0x81, 32, digest @ ..] = data else {
            return (Vec::new(), 0x6A80);
        };
        let signature: p256::ecdsa::Signature = self.profile.key.sign_prehash(digest).unwrap();
        self.signatures += 1;
        (tlv(0x7C, &tlv(0x82, signature.to_der().as_bytes())), 0x9000)
    }

    fn object(&self, wanted: &[u8]) -> Answer {
        let told = self.profile.told.as_ref();
        let found = match wanted {
            [0x5C, 3, 0x5F, 0xC1, 0x0A] => self.profile.certificate.as_ref(),
            [0x5C, 3, 0x5F, 0xFF, 0x01] => told.and_then(|t| t.attestation_certificate.as_ref()),
            _ => None,
        };
        let Some(der) = found else { return (Vec::new(), 0x6A82) };
        let content = [tlv(0x70, der), vec![0x71, 1, 0, 0xFE, 0]].concat();
        (tlv(0x53, &content), 0x9000)
    }

    /// What only a `YubiKey` knows.
    fn extension(&self, ins: u8, p1: u8, p2: u8) -> Answer {
        let Some(told) = &self.profile.told else { return (Vec::new(), 0x6D00) };
        match (ins, p1, p2) {
            (METADATA, 0, 0x9C) if told.holds_key => {
                let point = self.profile.key.verifying_key().to_sec1_point(false);
                let parts = [
                    tlv(1, &[told.algorithm]),
                    tlv(2, &[told.pin_policy, 1]),
                    tlv(3, &[told.origin]),
                    tlv(4, &tlv(0x86, point.as_bytes())),
                ];
                (parts.concat(), 0x9000)
            }
            (METADATA, 0, 0x80) => {
                let factory = u8::from(told.factory_pin);
                let parts = [tlv(1, &[0xFF]), tlv(5, &[factory]), tlv(6, &[3, self.tries])];
                (parts.concat(), 0x9000)
            }
            (METADATA, ..) => (Vec::new(), 0x6A88),
            (0xFD, 0, 0) => (vec![5, 4, 3], 0x9000),
            (0xF8, 0, 0) => (12_345_678_u32.to_be_bytes().into(), 0x9000),
            (0xF9, 0x9C, 0) => match &told.attestation {
                Some(der) => (der.clone(), 0x9000),
                None => (Vec::new(), 0x6A80),
            },
            _ => (Vec::new(), 0x6D00),
        }
    }
}
