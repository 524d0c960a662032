//! The stacks that keys are on: opening, making and finding keys of each.

#[cfg(feature = "piv")]
mod piv;
#[cfg(feature = "pkcs11")]
mod pkcs11;
#[cfg(feature = "tpm")]
mod tpm;

use std::path::PathBuf;

use psea::attester::software::SoftwareKey;
use psea::attester::{HardwareKey, KeyReport, Prompt};
use psea::claims::UvGate;
use psea::jose::es256::PublicKey;

use super::{KeyRef, PinArgs, read_private};
use crate::edge::terminal;
use crate::failure::Failure;
use crate::output::{self, prompt};

/// A key that was found or made, and what was seen of it.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) stack: &'static str,
    /// How to name it in `--key`.
    pub(crate) reference: String,
    pub(crate) verdict: Verdict,
    /// What enrollment may record of the gate, where it was looked at (§3.7.1).
    pub(crate) gate: Option<UvGate>,
    /// Why it is refused, or not judged.
    pub(crate) reasons: Vec<String>,
    pub(crate) public_key: Option<PublicKey>,
    pub(crate) report: Option<KeyReport>,
}

/// Whether a key can serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It can.
    Usable,
    /// It cannot.
    Refused,
    /// It takes a PIN to tell.
    Unjudged,
    /// It, or its whole stack, did not answer.
    Unavailable,
}

impl Verdict {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Refused => "refused",
            Self::Unjudged => "not judged",
            Self::Unavailable => "unavailable",
        }
    }
}

/// Where to look for keys.
#[derive(Debug)]
pub(crate) struct Places {
    /// PKCS#11 modules.
    pub(crate) modules: Vec<PathBuf>,
    /// A directory with the key files of a TPM.
    pub(crate) directory: PathBuf,
    /// The TPM, as the TSS calls it.
    pub(crate) tcti: String,
}

/// Everything that is found on every stack.
pub(crate) fn find(places: &Places) -> Vec<Finding> {
    let mut found = Vec::new();
    #[cfg(feature = "pkcs11")]
    found.extend(pkcs11::find(&places.modules));
    #[cfg(feature = "tpm")]
    found.extend(tpm::find(&places.directory, &places.tcti));
    #[cfg(feature = "piv")]
    found.extend(piv::find());
    for (stack, built) in [
        ("pkcs11", cfg!(feature = "pkcs11")),
        ("tpm", cfg!(feature = "tpm")),
        ("piv", cfg!(feature = "piv")),
    ] {
        if !built {
            found.push(Finding::unavailable(
                stack,
                format!("this psea was built without it: `--features {stack}`"),
            ));
        }
    }
    found
}

impl Finding {
    fn unavailable(stack: &'static str, reason: impl Into<String>) -> Self {
        Self {
            stack,
            reference: String::new(),
            verdict: Verdict::Unavailable,
            gate: None,
            reasons: vec![reason.into()],
            public_key: None,
            report: None,
        }
    }

    /// A key of which nothing more is known.
    #[cfg(any(feature = "tpm", feature = "piv"))]
    fn failed(
        stack: &'static str,
        reference: String,
        (verdict, gate): (Verdict, Option<UvGate>),
        reason: String,
    ) -> Self {
        let reasons = vec![reason];
        Self { stack, reference, verdict, gate, reasons, public_key: None, report: None }
    }

    #[cfg(any(feature = "pkcs11", feature = "tpm", feature = "piv"))]
    fn usable(
        stack: &'static str,
        reference: String,
        public_key: PublicKey,
        report: KeyReport,
    ) -> Self {
        Self {
            stack,
            reference,
            verdict: Verdict::Usable,
            gate: Some(report.uv_gate),
            reasons: Vec::new(),
            public_key: Some(public_key),
            report: Some(report),
        }
    }
}

impl KeyRef {
    /// Opens the key for one signature. `yes`: whoever runs the command said so already.
    pub(crate) fn open(&self, pins: &PinArgs, yes: bool) -> Result<Box<dyn HardwareKey>, Failure> {
        match self {
            Self::Software(file) => {
                let key =
                    SoftwareKey::for_development(&read_private(file)?.to_scalar(), presence(yes));
                let key = key
                    .map_err(|error| Failure::new("key_unusable", error.to_string()).file(file))?;
                Ok(Box::new(key))
            }
            #[cfg(feature = "pkcs11")]
            Self::Pkcs11(uri) => pkcs11::open(uri, pins.entry(yes)?),
            #[cfg(feature = "tpm")]
            Self::Tpm(reference) => tpm::open(reference, pins.entry(yes)?),
            #[cfg(feature = "piv")]
            Self::Piv(reference) => piv::open(reference, pins.entry(yes)?),
        }
    }

    /// Makes the key in its hardware; none for a key that is kept in a file.
    pub(crate) fn make(&self, pins: &PinArgs) -> Result<Option<Finding>, Failure> {
        match self {
            Self::Software(_) => Ok(None),
            #[cfg(feature = "pkcs11")]
            Self::Pkcs11(uri) => pkcs11::make(uri, pins).map(Some),
            #[cfg(feature = "tpm")]
            Self::Tpm(reference) => tpm::make(reference, pins).map(Some),
            #[cfg(feature = "piv")]
            Self::Piv(reference) => Err(piv::how_to_make(reference)),
        }
    }

    /// Looks at the key; with a reference that names several, at all of them.
    pub(crate) fn look(&self, pins: &PinArgs) -> Result<Vec<Finding>, Failure> {
        match self {
            Self::Software(file) => {
                let key = self.open(pins, true)?;
                Ok(vec![Finding {
                    stack: "software",
                    reference: self.text(),
                    verdict: Verdict::Usable,
                    gate: Some(key.uv_gate()),
                    reasons: vec![format!(
                        "for development alone: whoever can read {} can sign",
                        file.display()
                    )],
                    public_key: Some(*key.public_key()),
                    report: Some(key.report()),
                }])
            }
            #[cfg(feature = "pkcs11")]
            Self::Pkcs11(uri) => pkcs11::look(uri, pins),
            #[cfg(feature = "tpm")]
            Self::Tpm(reference) => Ok(vec![tpm::look(reference)?]),
            #[cfg(feature = "piv")]
            Self::Piv(reference) => Ok(vec![piv::look(reference)?]),
        }
    }
}

fn presence(yes: bool) -> impl Fn(&Prompt<'_>) -> bool + Send + Sync + 'static {
    move |prompt| {
        let text = prompt::render(prompt);
        if yes {
            output::print_aside(&(text + "\n"));
            return true;
        }
        terminal::ask(&text, "Sign exactly this?")
    }
}

/// Nothing is signed while a key is looked at.
#[cfg(any(feature = "pkcs11", feature = "tpm", feature = "piv"))]
#[derive(Debug)]
struct Nobody;

#[cfg(any(feature = "pkcs11", feature = "tpm", feature = "piv"))]
impl psea::attester::PinEntry for Nobody {
    fn enter(
        &self,
        _: &psea::attester::PinRequest<'_>,
    ) -> Result<psea::attester::Pin, psea::attester::KeyError> {
        Err(psea::attester::KeyError::Declined)
    }
}
