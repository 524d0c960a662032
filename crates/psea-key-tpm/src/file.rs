//! The file that holds a key: JSON, one object, nothing else and nothing more.
//!
//! | member | what |
//! |---|---|
//! | `format` | `psea-tpm-key` |
//! | `version` | 1 |
//! | `parent` | the name of the storage root that wraps the key: `TPM2B_NAME` without its size |
//! | `public` | `TPMT_PUBLIC` |
//! | `private` | `TPM2B_PRIVATE` without its size: wrapped by that root |
//! | `pin_shown` | the TPM accepted a PIN that was not empty |
//! | `attestation` | optional: what the TPM certified when the key was made |
//!
//! Octets are base64url without padding.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use psea_jose::base64::url;
use serde::{Deserialize, Serialize};

use crate::error::TpmError;

const FORMAT: &str = "psea-tpm-key";
const VERSION: u32 = 1;
/// Many times what a key takes.
const MAX_OCTETS: u64 = 65_536;

/// A key as its TPM gave it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyFile {
    pub(crate) parent: Vec<u8>,
    pub(crate) public: Vec<u8>,
    pub(crate) private: Vec<u8>,
    pub(crate) pin_shown: bool,
    pub(crate) attestation: Option<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    format: String,
    version: u32,
    parent: String,
    public: String,
    private: String,
    pin_shown: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attestation: Option<String>,
}

impl KeyFile {
    pub(crate) fn read(path: &Path) -> Result<Self, TpmError> {
        let mut octets = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MAX_OCTETS + 1).read_to_end(&mut octets))
            .map_err(|source| TpmError::Io { path: path.into(), operation: "read", source })?;
        Self::parse(&octets).map_err(|problem| TpmError::File { path: path.into(), problem })
    }

    fn parse(octets: &[u8]) -> Result<Self, String> {
        if octets.len() as u64 > MAX_OCTETS {
            return Err(format!("it is longer than {MAX_OCTETS} octets"));
        }
        let record: Record = serde_json::from_slice(octets)
            .map_err(|error| format!("it is no key file: {error}"))?;
        if record.format != FORMAT || record.version != VERSION {
            let (format, version) = (record.format, record.version);
            return Err(format!(
                "it is `{format}` version {version}, and this program reads `{FORMAT}` version {VERSION}"
            ));
        }
        let decode = |name, text: &str| match url::decode(text) {
            Ok(octets) if !octets.is_empty() => Ok(octets),
            _ => Err(format!("`{name}` is no base64url of at least one octet")),
        };
        Ok(Self {
            parent: decode("parent", &record.parent)?,
            public: decode("public", &record.public)?,
            private: decode("private", &record.private)?,
            pin_shown: record.pin_shown,
            attestation: record.attestation.map(|a| decode("attestation", &a)).transpose()?,
        })
    }

    /// Writes a new file, readable by its owner alone. Never replaces one: that would delete a
    /// key.
    pub(crate) fn create(&self, path: &Path) -> Result<(), TpmError> {
        let failed = |source| TpmError::Io { path: path.into(), operation: "written", source };
        let record = Record {
            format: FORMAT.into(),
            version: VERSION,
            parent: url::encode(&self.parent),
            public: url::encode(&self.public),
            private: url::encode(&self.private),
            pin_shown: self.pin_shown,
            attestation: self.attestation.as_deref().map(url::encode),
        };
        let mut text = serde_json::to_string_pretty(&record)
            .map_err(|error| failed(io::Error::other(error)))?;
        text.push('\n');
        create_new(path, text.as_bytes()).map_err(failed)
    }
}

fn create_new(path: &Path, octets: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = file.write_all(octets).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // Half a key is none, and its file would be in the way of the next one.
        let _ = std::fs::remove_file(path);
        return Err(error);
    }
    // The name must survive a crash as well: the key exists nowhere else.
    #[cfg(unix)]
    if let Some(directory) = path.parent() {
        let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
        File::open(directory)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> KeyFile {
        KeyFile {
            parent: vec![0, 11, 1],
            public: vec![2; 88],
            private: vec![3; 126],
            pin_shown: true,
            attestation: Some(vec![4]),
        }
    }

    #[test]
    fn files_round_trip_and_are_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        for (name, attestation) in [("a", Some(vec![4])), ("b", None)] {
            let key = KeyFile { attestation, ..key() };
            let path = dir.path().join(name);
            key.create(&path).unwrap();
            assert_eq!(KeyFile::read(&path).unwrap(), key);
            let again = key.create(&path).unwrap_err();
            assert!(matches!(&again, TpmError::Io { operation: "written", .. }), "{again}");
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
    }

    #[test]
    fn what_is_not_exactly_a_key_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        key().create(&path).unwrap();
        let good = std::fs::read_to_string(&path).unwrap();
        assert!(KeyFile::parse(good.as_bytes()).is_ok());
        let changes = [
            ("psea-tpm-key", "psea-key"),
            ("\"version\": 1", "\"version\": 2"),
            ("\"version\": 1", "\"version\": 1.0"),
            ("\"pin_shown\": true", "\"pin_shown\": 1"),
            ("\"pin_shown\": true", "\"pin_shown\": true, \"pin_shown\": true"),
            ("\"pin_shown\": true", "\"pin_shown\": true, \"pin\": \"1234\""),
            ("\"pin_shown\": true,", ""),
            ("AAsB", "AAsB="),
            ("AAsB", ""),
            ("AAsB", "AAs*"),
            ("}", "} x"),
        ];
        for (old, new) in changes {
            let bad = good.replacen(old, new, 1);
            assert_ne!(bad, good);
            assert!(KeyFile::parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(KeyFile::parse(&[b' '; 65_537]).unwrap_err().contains("longer"));
    }
}
