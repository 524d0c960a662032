//! PKCS#11 URIs (RFC 7512), read strictly: an attribute that is not understood is an error, since
//! leaving one out would match more than was meant.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Which key on which token, of which module: a PKCS#11 URI (RFC 7512).
///
/// Understood are `token`, `manufacturer`, `model`, `serial`, `object`, `id`, `type=private` and
/// the query attribute `module-path`, each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyUri {
    pub(crate) token: Option<String>,
    pub(crate) manufacturer: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) object: Option<String>,
    pub(crate) id: Option<Vec<u8>>,
    pub(crate) module_path: Option<PathBuf>,
}

impl KeyUri {
    /// The module: the shared library that speaks to the token.
    #[must_use]
    pub fn module_path(&self) -> Option<&Path> {
        self.module_path.as_deref()
    }

    /// The key's label, `CKA_LABEL`.
    #[must_use]
    pub fn object(&self) -> Option<&str> {
        self.object.as_deref()
    }

    /// The key's id, `CKA_ID`.
    #[must_use]
    pub fn id(&self) -> Option<&[u8]> {
        self.id.as_deref()
    }

    /// The token's label.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }
}

/// Why a text is no URI of a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UriError {
    /// Another scheme, or none.
    #[error("a key on a PKCS#11 token is named `pkcs11:token=…;id=%01?module-path=/…`")]
    Scheme,
    /// A part that is not `name=value`.
    #[error("`{0}` is not of the form name=value")]
    Attribute(String),
    /// An attribute that says nothing of a key, or that is not understood.
    #[error(
        "the attribute `{0}` is not understood: use token, manufacturer, model, serial, object, id, type=private and module-path"
    )]
    Unknown(String),
    /// An attribute that is there twice.
    #[error("the attribute `{0}` is there twice")]
    Twice(String),
    /// A PIN, or where to find one.
    #[error(
        "`{0}` is refused: a PIN in a URI ends up in shell histories, process lists and logs, and one that need not be entered verifies no user; the PIN is asked for at each signature"
    )]
    Pin(String),
    /// A value with a character that must be percent-encoded, or a broken encoding.
    #[error("the value of `{0}` is not percent-encoded as RFC 7512 wants it")]
    Encoding(String),
    /// A value that is not UTF-8 where text is meant.
    #[error("the value of `{0}` is not UTF-8")]
    Utf8(String),
    /// An empty value, which would match nothing that is meant.
    #[error("the value of `{0}` is empty: leave the attribute out")]
    Empty(String),
    /// `type` is not `private`.
    #[error("type={0} is no key that signs: leave `type` out, or say type=private")]
    Type(String),
    /// A relative path, which the loader would look up wherever it likes.
    #[error("module-path must be absolute")]
    RelativeModule,
}

impl FromStr for KeyUri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        // RFC 3986 §3.1: a scheme is the same in capital letters.
        let rest = match text.split_once(':') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("pkcs11") => rest,
            _ => return Err(UriError::Scheme),
        };
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        let mut uri = Self::default();
        let path = Some(path).filter(|path| !path.is_empty());
        for part in path.into_iter().flat_map(|path| path.split(';')) {
            let (name, value) = attribute(part, is_path_character)?;
            uri.set_path(name, value)?;
        }
        for part in query.into_iter().flat_map(|query| query.split('&')) {
            let (name, value) = attribute(part, is_query_character)?;
            uri.set_query(name, value)?;
        }
        Ok(uri)
    }
}

impl KeyUri {
    fn set_path(&mut self, name: &str, value: Vec<u8>) -> Result<(), UriError> {
        let slot = match name {
            "id" => return once(&mut self.id, name, value),
            "type" => {
                let value = utf8(name, value)?;
                return if value == "private" { Ok(()) } else { Err(UriError::Type(value)) };
            }
            "token" => &mut self.token,
            "manufacturer" => &mut self.manufacturer,
            "model" => &mut self.model,
            "serial" => &mut self.serial,
            "object" => &mut self.object,
            _ => return Err(not_understood(name)),
        };
        let value = utf8(name, value)?;
        once(slot, name, value)
    }

    fn set_query(&mut self, name: &str, value: Vec<u8>) -> Result<(), UriError> {
        if name != "module-path" {
            return Err(not_understood(name));
        }
        let path = PathBuf::from(utf8(name, value)?);
        if !path.is_absolute() {
            return Err(UriError::RelativeModule);
        }
        once(&mut self.module_path, name, path)
    }
}

fn not_understood(name: &str) -> UriError {
    match name {
        "pin-value" | "pin-source" => UriError::Pin(name.into()),
        _ => UriError::Unknown(name.into()),
    }
}

fn once<T>(slot: &mut Option<T>, name: &str, value: T) -> Result<(), UriError> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(UriError::Twice(name.into())),
    }
}

fn utf8(name: &str, value: Vec<u8>) -> Result<String, UriError> {
    String::from_utf8(value).map_err(|_| UriError::Utf8(name.into()))
}

fn attribute(part: &str, admitted: fn(u8) -> bool) -> Result<(&str, Vec<u8>), UriError> {
    // Not shown as it is: whatever has no name may be a PIN.
    let (name, value) = part.split_once('=').ok_or_else(|| UriError::Attribute("…".into()))?;
    if matches!(name, "pin-value" | "pin-source") {
        return Err(UriError::Pin(name.into()));
    }
    let value = decoded(value, admitted).ok_or_else(|| UriError::Encoding(name.into()))?;
    if value.is_empty() { Err(UriError::Empty(name.into())) } else { Ok((name, value)) }
}

fn decoded(text: &str, admitted: fn(u8) -> bool) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        octets.push(match octet {
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                u8::try_from((high << 4) | low).ok()?
            }
            plain if admitted(plain) => plain,
            _ => return None,
        });
    }
    Some(octets)
}

/// RFC 3986 §2.3, and what RFC 7512 §2.3 admits in both parts.
fn is_common_character(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"-._~:[]@!$'()*+,=".contains(&octet)
}

fn is_path_character(octet: u8) -> bool {
    is_common_character(octet) || octet == b'&'
}

fn is_query_character(octet: u8) -> bool {
    is_common_character(octet) || b"/?|".contains(&octet)
}

impl fmt::Display for KeyUri {
    /// A URI that is read as the same value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pkcs11:")?;
        let text = |text: &Option<String>| text.as_ref().map(|text| text.as_bytes().to_vec());
        let attributes = [
            ("token", text(&self.token)),
            ("manufacturer", text(&self.manufacturer)),
            ("model", text(&self.model)),
            ("serial", text(&self.serial)),
            ("object", text(&self.object)),
            ("id", self.id.clone()),
        ];
        let mut separator = "";
        for (name, value) in attributes {
            let Some(value) = value else { continue };
            write!(f, "{separator}{name}=")?;
            // An id is octets: RFC 7512 §2.3 wants all of them encoded.
            encoded(f, &value, |octet| name != "id" && is_unreserved(octet))?;
            separator = ";";
        }
        if let Some(path) = &self.module_path {
            f.write_str("?module-path=")?;
            let octets = path.to_string_lossy().into_owned().into_bytes();
            encoded(f, &octets, |octet| is_unreserved(octet) || octet == b'/')?;
        }
        Ok(())
    }
}

fn is_unreserved(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"-._~".contains(&octet)
}

fn encoded(f: &mut fmt::Formatter<'_>, octets: &[u8], plain: impl Fn(u8) -> bool) -> fmt::Result {
    for &octet in octets {
        if plain(octet) {
            write!(f, "{}", char::from(octet))?;
        } else {
            write!(f, "%{octet:02X}")?;
        }
    }
    Ok(())
}
