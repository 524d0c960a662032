//! A key, from its making to its signatures.

mod generate;
mod list;
mod sign;

use std::fmt;
use std::sync::Arc;

use psea_attester::{HardwareKey, KeyError, KeyReport, Pin, PinEntry, Prompt, UserVerified};
use psea_claims::UvGate;
use psea_jose::es256::PublicKey;
use tss_esapi::constants::PropertyTag;
use tss_esapi::structures::{Auth, Public};

use crate::error::TpmError;
use crate::file::KeyFile;
use crate::pin;
use crate::reference::TpmReference;
use crate::refusal::Refusal;
use crate::tpm::{Connection, Failure, LoadError, Loaded, Tpm};
pub use list::Found;

/// The stack's name in a report.
const STACK: &str = "tpm";
/// The kind of the attestation in a report: `TPM2B_ATTEST`, `TPMT_SIGNATURE` over its content, and
/// `TPM2B_PUBLIC` of the key that made it and of the key that it is about, one after the other.
const ATTESTATION: &str = "tpm2-certify";

/// A P-256 key in a TPM that signs only with its PIN.
pub struct TpmKey {
    tpm: Tpm,
    file: KeyFile,
    /// What the TPM said of the key when it was opened.
    public_area: Public,
    public: PublicKey,
    entry: Arc<dyn PinEntry>,
    label: String,
    report: KeyReport,
}

impl fmt::Debug for TpmKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TpmKey({}, {:?})", self.label, self.public)
    }
}

impl TpmKey {
    /// Opens a key, if the TPM reports that it can serve as a PSEA key. `entry` is asked for the
    /// PIN, once for each signature.
    ///
    /// # Errors
    ///
    /// If the file is no key file, the key is another TPM's, the TPM reports a property that is
    /// [refused](Refusal), or the TPM cannot be used. A file in which no PIN was noted as shown costs
    /// one of the TPM's tries, see the crate's page.
    pub fn open(reference: &TpmReference, entry: Arc<dyn PinEntry>) -> Result<Self, TpmError> {
        let file = KeyFile::read(reference.file())?;
        let tpm = Tpm::new(reference.clone());
        let (public_area, public, report) = tpm.run(|connection| {
            let loaded = load(connection, &file, reference)?;
            let public = Refusal::admit(&loaded.public).map_err(refused)?;
            if !file.pin_shown {
                require_pin(connection, &loaded)?;
            }
            let report = report(connection, &loaded, &file)?;
            Ok((loaded.public, public, report))
        })?;
        let label = reference.to_string();
        Ok(Self { tpm, file, public_area, public, entry, label, report })
    }

    /// What the key is called when its PIN is asked for; without it, its reference.
    #[must_use]
    pub fn named(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// How this key is referred to.
    #[must_use]
    pub const fn reference(&self) -> &TpmReference {
        self.tpm.reference()
    }

    /// Has the TPM certify the key over a challenge of at most 50 octets, for an enrollment that
    /// wants to know that the attestation is fresh. Needs the PIN, since the TPM wants it for that
    /// too.
    ///
    /// # Errors
    ///
    /// If the PIN is wrong, which counts, or the TPM cannot be used; [`KeyError::Hardware`] if its
    /// endorsement hierarchy is closed.
    pub fn certify(&self, pin: &Pin, challenge: &[u8]) -> Result<KeyReport, KeyError> {
        let auth = self.authorisation(pin, None)?;
        let octets = self.tpm.run(|connection| {
            let loaded = self.load(connection)?;
            Ok(connection.certify(&loaded, auth.clone(), challenge)?)
        })?;
        let closed = "the endorsement hierarchy is closed: clear its authorisation value (tpm2_changeauth -c endorsement)";
        let octets = octets.ok_or_else(|| KeyError::Hardware(closed.into()))?;
        Ok(self.report.clone().attestation(ATTESTATION, octets))
    }

    /// Loads the key, and compares what the TPM says of it with what it said when it was opened.
    fn load(&self, connection: &mut Connection) -> Result<Loaded, Failure<KeyError>> {
        let loaded = connection.load(&self.file).map_err(|error| match error {
            // The key as it was opened is not there any more.
            LoadError::OtherTpm => Failure::Other(KeyError::Unsuitable(
                "it does not belong to this TPM, or the TPM was cleared since",
            )),
            LoadError::Tss(error) => Failure::Tss(error),
        })?;
        if loaded.public != self.public_area {
            return Err(Failure::Other(KeyError::Unsuitable(
                "the TPM reports other properties of it than when it was opened",
            )));
        }
        Ok(loaded)
    }

    /// A PIN that no key can have is wrong without asking the TPM.
    fn authorisation(&self, pin: &Pin, tries_left: Option<u32>) -> Result<Auth, KeyError> {
        pin::authorisation(pin).ok_or(KeyError::NotVerified { tries_left })
    }
}

impl HardwareKey for TpmKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// Unknown: a TPM attests neither that the PIN is not empty nor that a user enters it. See the
    /// crate's page.
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

fn load(
    connection: &mut Connection,
    file: &KeyFile,
    reference: &TpmReference,
) -> Result<Loaded, Failure<TpmError>> {
    connection.load(file).map_err(|error| match error {
        LoadError::OtherTpm => Failure::Other(TpmError::OtherTpm { path: reference.file().into() }),
        LoadError::Tss(error) => Failure::Tss(error),
    })
}

fn refused(refusal: Refusal) -> Failure<TpmError> {
    Failure::Other(refusal.into())
}

/// Tries the empty PIN, which must fail and so costs a try: never the last one.
fn require_pin(connection: &mut Connection, loaded: &Loaded) -> Result<(), Failure<TpmError>> {
    if connection.tries()? < 2 {
        return Err(refused(Refusal::PinNotShown));
    }
    match connection.try_pin(loaded, Auth::default()) {
        Ok(()) => Err(refused(Refusal::EmptyPin)),
        Err(error) if crate::tpm::is_wrong_pin(error) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What the TPM says of a key and of itself.
fn report(
    connection: &mut Connection,
    loaded: &Loaded,
    file: &KeyFile,
) -> Result<KeyReport, Failure<TpmError>> {
    let hex = |octets: &[u8]| octets.iter().map(|o| format!("{o:02x}")).collect::<String>();
    let is = loaded.public.object_attributes();
    let mut report = KeyReport::new(STACK, UvGate::Unknown).property("name", hex(&loaded.name));
    let attributes = [
        ("fixedTPM", is.fixed_tpm()),
        ("fixedParent", is.fixed_parent()),
        ("sensitiveDataOrigin", is.sensitive_data_origin()),
        ("userWithAuth", is.user_with_auth()),
        ("noDA", is.no_da()),
        ("restricted", is.restricted()),
        ("pinShown", file.pin_shown),
    ];
    for (name, value) in attributes {
        report = report.property(name, if value { "set" } else { "clear" });
    }
    let numbers = [
        ("TPM2_PT_MAX_AUTH_FAIL", PropertyTag::MaxAuthFail),
        ("TPM2_PT_LOCKOUT_INTERVAL", PropertyTag::LockoutInterval),
        ("TPM2_PT_LOCKOUT_RECOVERY", PropertyTag::LockoutRecovery),
        ("TPM2_PT_FIRMWARE_VERSION_1", PropertyTag::FirmwareVersion1),
        ("TPM2_PT_FIRMWARE_VERSION_2", PropertyTag::FirmwareVersion2),
    ];
    for (name, tag) in numbers {
        if let Some(value) = connection.property(tag)? {
            report = report.property(name, value.to_string());
        }
    }
    if let Some(value) = connection.property(PropertyTag::Manufacturer)? {
        let letters = value.to_be_bytes().into_iter().filter(u8::is_ascii_graphic);
        let letters = letters.map(char::from).collect::<String>();
        report = report.property("TPM2_PT_MANUFACTURER", letters);
    }
    Ok(match &file.attestation {
        Some(octets) => report.attestation(ATTESTATION, octets.clone()),
        None => report,
    })
}
