//! Which key: a file of a development key, or a key in hardware.

use std::path::{Path, PathBuf};

#[cfg(feature = "piv")]
use psea_key_piv::PivReference;
#[cfg(feature = "pkcs11")]
use psea_key_pkcs11::KeyUri;
#[cfg(feature = "tpm")]
use psea_key_tpm::TpmReference;

use crate::failure::Failure;

/// A key that was named.
#[derive(Debug)]
pub(crate) enum KeyRef {
    /// A private JWK in a file, for development.
    Software(PathBuf),
    #[cfg(feature = "pkcs11")]
    Pkcs11(KeyUri),
    #[cfg(feature = "tpm")]
    Tpm(TpmReference),
    #[cfg(feature = "piv")]
    Piv(PivReference),
}

impl KeyRef {
    /// Reads a reference: `software:FILE`, `pkcs11:…`, `tpm:…`, `piv:…`, or a file's name alone.
    ///
    /// To be called before the command does anything else: for a TPM it may start anew.
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
        match scheme.to_ascii_lowercase().as_str() {
            "software" => Ok(Self::Software(rest.into())),
            "pkcs11" => pkcs11(text),
            "tpm" => tpm(text),
            "piv" => piv(text),
            _ => Ok(Self::Software(text.into())),
        }
    }

    /// The file of a key for development.
    pub(crate) fn software(&self) -> Option<&Path> {
        match self {
            Self::Software(file) => Some(file),
            #[cfg(any(feature = "pkcs11", feature = "tpm", feature = "piv"))]
            _ => None,
        }
    }

    /// The file that holds the key itself.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Software(file) => Some(file),
            #[cfg(feature = "tpm")]
            Self::Tpm(reference) => Some(reference.file()),
            #[cfg(any(feature = "pkcs11", feature = "piv"))]
            _ => None,
        }
    }

    /// The reference in full.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Software(file) => format!("software:{}", file.display()),
            #[cfg(feature = "pkcs11")]
            Self::Pkcs11(uri) => uri.to_string(),
            #[cfg(feature = "tpm")]
            Self::Tpm(reference) => reference.to_string(),
            #[cfg(feature = "piv")]
            Self::Piv(reference) => reference.to_string(),
        }
    }
}

#[cfg(feature = "pkcs11")]
fn pkcs11(text: &str) -> Result<KeyRef, Failure> {
    text.parse().map(KeyRef::Pkcs11).map_err(|error: psea_key_pkcs11::UriError| {
        unreadable(&error.to_string()).fix(
            "write pkcs11:token=LABEL;id=%01?module-path=/…/module.so, in quotes (RFC 7512); \
             `psea keys --module PATH` lists what there is",
        )
    })
}

#[cfg(not(feature = "pkcs11"))]
fn pkcs11(_: &str) -> Result<KeyRef, Failure> {
    Err(not_built("PKCS#11 tokens", "pkcs11", "no library is needed"))
}

#[cfg(feature = "tpm")]
fn tpm(text: &str) -> Result<KeyRef, Failure> {
    crate::edge::quiet_tpm();
    text.parse().map(KeyRef::Tpm).map_err(|error: psea_key_tpm::ReferenceError| {
        unreadable(&error.to_string())
            .fix("write tpm:FILE, or tpm:FILE?tcti=device:/dev/tpmrm0; FILE is made by keygen")
    })
}

#[cfg(not(feature = "tpm"))]
fn tpm(_: &str) -> Result<KeyRef, Failure> {
    Err(not_built("a TPM", "tpm", "libtss2-dev has to be installed"))
}

#[cfg(feature = "piv")]
fn piv(text: &str) -> Result<KeyRef, Failure> {
    text.parse().map(KeyRef::Piv).map_err(|error: psea_key_piv::ReferenceError| {
        unreadable(&error.to_string())
            .fix("write piv:READER?slot=9c, in quotes; `psea keys` lists the readers")
    })
}

#[cfg(not(feature = "piv"))]
fn piv(_: &str) -> Result<KeyRef, Failure> {
    Err(not_built("PIV cards", "piv", "libpcsclite-dev has to be installed"))
}

#[cfg(any(feature = "pkcs11", feature = "tpm", feature = "piv"))]
fn unreadable(problem: &str) -> Failure {
    Failure::new("key_unknown", problem).field("--key")
}

#[cfg(not(all(feature = "pkcs11", feature = "tpm", feature = "piv")))]
fn not_built(what: &str, feature: &str, needs: &str) -> Failure {
    Failure::new(
        "feature_missing",
        format!("this psea was built without keys on {what}: its feature `{feature}` is off"),
    )
    .field("--key")
    .fix(format!("build it with `--features {feature}`; {needs}"))
}
