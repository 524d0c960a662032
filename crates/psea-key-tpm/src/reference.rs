//! `tpm:FILE?tcti=…`

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use tss_esapi::tcti_ldr::TctiNameConf;

const SCHEME: &str = "tpm:";
const TCTI: &str = "tcti=";
/// The kernel's resource manager: lets several programs use one TPM.
const DEFAULT_TCTI: &str = "device:/dev/tpmrm0";

/// Names a key: the file that holds it and the TPM that can use it.
///
/// Written `tpm:FILE?tcti=TCTI`. In `FILE` and `TCTI`, `%` and two hexadecimal digits stand for an
/// octet; `FILE` needs it for `%` and `?`. `TCTI` is what the TSS calls a TPM: `device:PATH`,
/// `swtpm:host=…,port=…`, `mssim:…` or `tabrmd:…`; without it, `device:/dev/tpmrm0`.
///
/// ```
/// # use psea_key_tpm::TpmReference;
/// let key: TpmReference = "tpm:/home/alice/bank.tpmkey".parse()?;
/// assert_eq!(key.file().to_str(), Some("/home/alice/bank.tpmkey"));
/// assert_eq!(key.tcti(), "device:/dev/tpmrm0");
/// # Ok::<(), psea_key_tpm::ReferenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TpmReference {
    file: PathBuf,
    tcti: String,
    name_conf: TctiNameConf,
}

impl TpmReference {
    /// The key in `file`, of the TPM that the TSS calls `tcti`.
    ///
    /// # Errors
    ///
    /// If `file` is empty or the TSS has no such `tcti`.
    pub fn new(file: impl Into<PathBuf>, tcti: &str) -> Result<Self, ReferenceError> {
        let file = file.into();
        if file.as_os_str().is_empty() {
            return Err(ReferenceError::NoFile);
        }
        // A NUL would end the name early inside the C library.
        if tcti.contains('\0') {
            return Err(ReferenceError::Tcti(tcti.to_owned()));
        }
        let name_conf =
            TctiNameConf::from_str(tcti).map_err(|_| ReferenceError::Tcti(tcti.to_owned()))?;
        Ok(Self { file, tcti: tcti.to_owned(), name_conf })
    }

    /// The key in another file of the same TPM.
    #[must_use]
    pub fn with_file(&self, file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), ..self.clone() }
    }

    /// The file that holds the key.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The TPM, as the TSS calls it.
    #[must_use]
    pub fn tcti(&self) -> &str {
        &self.tcti
    }

    pub(crate) const fn name_conf(&self) -> &TctiNameConf {
        &self.name_conf
    }

    /// The device node, if the TPM is one.
    pub(crate) fn device(&self) -> Option<&Path> {
        self.tcti.strip_prefix("device:").filter(|path| !path.is_empty()).map(Path::new)
    }
}

impl FromStr for TpmReference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let rest = text.strip_prefix(SCHEME).ok_or(ReferenceError::Scheme)?;
        let (file, tcti) = match rest.split_once('?') {
            None => (rest, DEFAULT_TCTI.to_owned()),
            Some((file, query)) => {
                let tcti = query.strip_prefix(TCTI).filter(|tcti| !tcti.contains('&'));
                let tcti = tcti.ok_or_else(|| ReferenceError::Query(query.to_owned()))?;
                (file, decoded(tcti)?)
            }
        };
        Self::new(decoded(file)?, &tcti)
    }
}

impl fmt::Display for TpmReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.to_string_lossy().replace('%', "%25").replace('?', "%3F");
        write!(f, "{SCHEME}{file}")?;
        if self.tcti == DEFAULT_TCTI {
            return Ok(());
        }
        write!(f, "?{TCTI}{}", self.tcti.replace('%', "%25").replace('&', "%26"))
    }
}

fn decoded(text: &str) -> Result<String, ReferenceError> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        if octet != b'%' {
            octets.push(octet);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let value = digit().zip(digit()).map(|(high, low)| (high << 4) | low);
        octets.push(value.and_then(|v| u8::try_from(v).ok()).ok_or(ReferenceError::Escape)?);
    }
    String::from_utf8(octets).map_err(|_| ReferenceError::Escape)
}

/// Why a text is no reference to a key in a TPM.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// Another scheme.
    #[error("a key in a TPM is written `tpm:FILE?tcti=TCTI`")]
    Scheme,
    /// No file.
    #[error("the reference names no file: write `tpm:FILE?tcti=TCTI`")]
    NoFile,
    /// Something else than one `tcti=`.
    #[error(
        "`{0}` after the `?` is not understood: write `tcti=TCTI`, and `%3F` for a `?` in the file's name"
    )]
    Query(String),
    /// A TCTI that the TSS does not have.
    #[error("`{0}` is no way to a TPM: write `device:/dev/tpmrm0` or `swtpm:host=…,port=…`")]
    Tcti(String),
    /// A `%` that starts no octet, or octets that are no text.
    #[error("a `%` in the reference needs two hexadecimal digits, which together give UTF-8")]
    Escape,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<TpmReference, ReferenceError> {
        text.parse()
    }

    #[test]
    fn references_round_trip() {
        for text in [
            "tpm:alice.tpmkey",
            "tpm:/k/a%25b%3Fc?tcti=swtpm:host=127.0.0.1,port=2321",
            "tpm:k?tcti=device:/dev/tpm0",
        ] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
        let key = parse("tpm:/k/a%25b%3Fc?tcti=swtpm:host=127.0.0.1,port=2321").unwrap();
        assert_eq!(key.file(), Path::new("/k/a%b?c"));
        assert_eq!(key.tcti(), "swtpm:host=127.0.0.1,port=2321");
        assert_eq!(key.device(), None);
        assert_eq!(parse("tpm:k").unwrap().device(), Some(Path::new("/dev/tpmrm0")));
        assert_eq!(parse("tpm:k?tcti=device%3A/dev/tpm1").unwrap().tcti(), "device:/dev/tpm1");
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        assert_eq!(parse("pkcs11:k"), Err(ReferenceError::Scheme));
        assert_eq!(parse("tpm:"), Err(ReferenceError::NoFile));
        assert_eq!(parse("tpm:?tcti=device"), Err(ReferenceError::NoFile));
        assert!(matches!(parse("tpm:k?pin=1"), Err(ReferenceError::Query(_))));
        assert!(matches!(parse("tpm:k?"), Err(ReferenceError::Query(_))));
        assert!(matches!(parse("tpm:k?tcti=device&x=1"), Err(ReferenceError::Query(_))));
        assert!(matches!(parse("tpm:k?tcti=cmd:rm"), Err(ReferenceError::Tcti(_))));
        assert!(matches!(parse("tpm:k?tcti=device:a%00"), Err(ReferenceError::Tcti(_))));
        assert_eq!(parse("tpm:a%2"), Err(ReferenceError::Escape));
        assert_eq!(parse("tpm:a%+1"), Err(ReferenceError::Escape));
        assert_eq!(parse("tpm:a%FF"), Err(ReferenceError::Escape));
    }
}
