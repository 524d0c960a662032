//! A key, from its opening to its signatures.

mod list;
mod sign;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use psea_attester::{HardwareKey, KeyError, KeyReport, PinEntry, Prompt, UserVerified};
use psea_claims::UvGate;
use psea_jose::es256::PublicKey;

use crate::card::{Contents, PATIENCE, Piv, Session, SlotContents};
use crate::error::PivError;
use crate::reference::{PivReference, Slot};
use crate::refusal::Refusal;
pub use list::Found;

/// The stack's name in a report.
const STACK: &str = "piv";
/// The kind of the attestation in a report: the certificate in DER that a `YubiKey` made of the key,
/// followed by that of the key it made it with, if the card holds one.
const ATTESTATION: &str = "piv-attestation";

/// A P-256 key in slot 9c of a PIV card.
pub struct PivKey {
    reference: PivReference,
    public: PublicKey,
    entry: Arc<dyn PinEntry>,
    label: String,
    patience: Duration,
    report: KeyReport,
}

impl fmt::Debug for PivKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PivKey({}, {:?})", self.label, self.public)
    }
}

impl PivKey {
    /// Opens a key, if the card reports that it can serve as a PSEA key and refuses to sign with it
    /// without a PIN. `entry` is asked for the PIN, once for each signature.
    ///
    /// Nothing stays open: between signatures the card is free for other programs.
    ///
    /// # Errors
    ///
    /// If the card reports or shows what is [refused](Refusal), is not there, or cannot be used.
    pub fn open(reference: &PivReference, entry: Arc<dyn PinEntry>) -> Result<Self, PivError> {
        if reference.slot() != Slot::SIGNATURE {
            return Err(Refusal::Slot(reference.slot()).into());
        }
        let session = Session::begin(reference.for_pcsc(), PATIENCE)?;
        let piv = Piv(&session);
        let contents = piv.contents()?;
        let public = Refusal::admit(&contents)?;
        if piv.signs_without_pin()? {
            return Err(Refusal::SignsWithoutPin.into());
        }
        session.leave();
        Ok(Self {
            report: report(reference, &contents),
            label: reference.to_string(),
            reference: reference.clone(),
            public,
            entry,
            patience: PATIENCE,
        })
    }

    /// What the key is called when its PIN is asked for; without it, its reference.
    #[must_use]
    pub fn named(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// How long other programs that use the card are waited for, before it is
    /// [busy](KeyError::Busy); without it, 10 s.
    #[must_use]
    pub const fn waiting(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// How this key is referred to.
    #[must_use]
    pub const fn reference(&self) -> &PivReference {
        &self.reference
    }

    /// Waits for the card, and makes sure that it is the one that was opened and still reports what
    /// it did.
    fn begin(&self) -> Result<Session, KeyError> {
        let session = Session::begin(self.reference.for_pcsc(), self.patience)?;
        match Refusal::admit_slot(&Piv(&session).slot()?) {
            Ok(public) if public == self.public => Ok(session),
            Ok(_) => Err(KeyError::Unsuitable(
                "another card is in the reader, or another key in its slot",
            )),
            Err(_) => Err(KeyError::Unsuitable(
                "the card reports other properties of it than when it was opened",
            )),
        }
    }
}

impl HardwareKey for PivKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// Unknown: what this host reads is its own word, until a party that enrolls the key has
    /// verified the attestation's chain. See the crate's page.
    fn uv_gate(&self) -> UvGate {
        UvGate::Unknown
    }

    fn report(&self) -> KeyReport {
        self.report.clone()
    }

    fn verify_user(&self, prompt: &Prompt<'_>) -> Result<Box<dyn UserVerified + '_>, KeyError> {
        sign::verify_user(self, prompt)
    }
}

/// What the card says.
fn report(reference: &PivReference, contents: &Contents) -> KeyReport {
    let mut report = KeyReport::new(STACK, UvGate::Unknown)
        .property("reader", reference.reader())
        .property("slot", reference.slot().to_string());
    if let SlotContents::Described(metadata) = &contents.slot {
        report = report
            .property("metadata.pin_policy", metadata.pin_policy.to_string())
            .property("metadata.touch_policy", metadata.touch_policy.to_string())
            .property("metadata.origin", if metadata.generated { "generated" } else { "imported" });
    }
    if let Some([major, minor, patch]) = contents.firmware {
        report = report.property("firmware", format!("{major}.{minor}.{patch}"));
    }
    if let Some(serial) = contents.serial {
        report = report.property("serial", serial.to_string());
    }
    if let Some(attested) = contents.attested {
        report = report
            .property("attestation.pin_policy", attested.pin_policy.to_string())
            .property("attestation.touch_policy", attested.touch_policy.to_string());
    }
    match &contents.attestation {
        Some(octets) => report.attestation(ATTESTATION, octets.clone()),
        None => report,
    }
}
