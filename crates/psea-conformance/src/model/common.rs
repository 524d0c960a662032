//! Parts that several suites share.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A vector that is well-formed JSON of its suite and still says nothing that can be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{member}`: {fix}")]
pub struct Flaw {
    /// The member at fault.
    pub member: &'static str,
    /// What to do about it.
    pub fix: &'static str,
}

impl Flaw {
    pub(crate) const fn new(member: &'static str, fix: &'static str) -> Self {
        Self { member, fix }
    }
}

/// Refuses what would make a vector impossible to name or to find.
pub(crate) fn check_head(id: &str, title: &str, sections: &[String]) -> Result<(), Flaw> {
    if id.is_empty() || id.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Flaw::new("id", "give the vector a dotted name without white space"));
    }
    if title.is_empty() {
        return Err(Flaw::new("title", "say in one sentence what the vector shows"));
    }
    if sections.is_empty() {
        return Err(Flaw::new("sections", "name at least one section of the draft"));
    }
    Ok(())
}

/// A revision of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Profile {
    /// draft-yossif-psea-02.
    #[serde(rename = "draft-02")]
    Draft02,
    /// draft-yossif-psea-03.
    #[serde(rename = "draft-03")]
    Draft03,
}

/// Whether an input is one that the profile allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Validity {
    /// It is.
    Valid,
    /// It is not, and must be refused.
    Invalid,
}

impl std::fmt::Display for Validity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
        })
    }
}

/// A JSON value, kept to the letter but for the white space between its tokens: a value that is read
/// and written again may come out as another, `-0` as `-0.0` for one. Without white space it fits on
/// the one line of a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Box<RawValue>", into = "Box<RawValue>")]
pub struct JsonText(Box<RawValue>);

impl JsonText {
    /// Any JSON value.
    ///
    /// # Errors
    /// When the text is no JSON.
    pub fn new(text: &str) -> serde_json::Result<Self> {
        // Without white space an invalid text could become a valid one: `1 2`.
        let checked: &RawValue = serde_json::from_str(text)?;
        RawValue::from_string(without_space(checked.get())).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }
}

impl TryFrom<Box<RawValue>> for JsonText {
    type Error = serde_json::Error;

    fn try_from(raw: Box<RawValue>) -> serde_json::Result<Self> {
        Self::new(raw.get())
    }
}

impl From<JsonText> for Box<RawValue> {
    fn from(text: JsonText) -> Self {
        text.0
    }
}

impl PartialEq for JsonText {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

/// Valid JSON without the white space outside of strings.
fn without_space(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    json.chars()
        .filter(|&character| {
            if in_string {
                in_string = escaped || character != '"';
                escaped = !escaped && character == '\\';
                return true;
            }
            in_string = character == '"';
            !matches!(character, ' ' | '\t' | '\n' | '\r')
        })
        .collect()
}

/// A P-256 key as a JWK. With `d` it is a private key, for tests only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jwk {
    /// `EC`.
    pub kty: String,
    /// `P-256`.
    pub crv: String,
    /// The x coordinate, base64url.
    pub x: String,
    /// The y coordinate, base64url.
    pub y: String,
    /// The private scalar, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub d: Option<String>,
}

/// Octets of a vector: a text wherever they are valid UTF-8, hexadecimal digits elsewhere. They
/// stand in members of two names, such as `body` and `body_hex`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Octets {
    /// The octets are the UTF-8 of this text.
    Text(String),
    /// The octets in hexadecimal, two digits each.
    Hex(String),
}

/// Text that is not pairs of hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not pairs of hexadecimal digits")]
pub struct HexError;

impl Octets {
    /// Text where the octets are valid UTF-8, else hexadecimal.
    #[must_use]
    pub fn new(octets: &[u8]) -> Self {
        match std::str::from_utf8(octets) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Hex(octets.iter().map(|octet| format!("{octet:02x}")).collect()),
        }
    }

    /// The octets themselves.
    ///
    /// # Errors
    /// When the hexadecimal form is not pairs of digits; [`super::SuiteVector::check`] refuses such
    /// a vector before.
    pub fn to_vec(&self) -> Result<Vec<u8>, HexError> {
        match self {
            Self::Text(text) => Ok(text.clone().into_bytes()),
            Self::Hex(hex) => unhex(hex),
        }
    }

    /// From the two members; exactly one must be there.
    pub(crate) fn from_members(text: Option<String>, hex: Option<String>) -> Option<Self> {
        match (text, hex) {
            (Some(text), None) => Some(Self::Text(text)),
            (None, Some(hex)) => Some(Self::Hex(hex)),
            _ => None,
        }
    }

    pub(crate) fn into_members(self) -> (Option<String>, Option<String>) {
        match self {
            Self::Text(text) => (Some(text), None),
            Self::Hex(hex) => (None, Some(hex)),
        }
    }
}

fn unhex(hex: &str) -> Result<Vec<u8>, HexError> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Ok(digit(*high)? << 4 | digit(*low)?),
            _ => Err(HexError),
        })
        .collect()
}

fn digit(octet: u8) -> Result<u8, HexError> {
    match octet {
        // What the lower four bits of the ASCII digits and letters say.
        b'0'..=b'9' => Ok(octet & 0xF),
        b'a'..=b'f' | b'A'..=b'F' => Ok((octet & 0xF).saturating_add(9)),
        _ => Err(HexError),
    }
}

/// An absent member in a message.
pub(crate) fn or_nothing(value: Option<&str>) -> String {
    value.map_or_else(|| "nothing".to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_prefer_text() {
        assert_eq!(Octets::new(b"{}"), Octets::Text("{}".into()));
        assert_eq!(Octets::new(&[0x7b, 0xff]), Octets::Hex("7bff".into()));
        assert_eq!(Octets::Hex("7bFF".into()).to_vec(), Ok(vec![0x7b, 0xff]));
    }

    #[test]
    fn json_text_loses_white_space_and_nothing_else() {
        let text = JsonText::new("{ \"a b\\\\\" :\n\t[ -0 , 1.50, \"\\\" \" ]\r}").unwrap();
        assert_eq!(text.as_str(), r#"{"a b\\":[-0,1.50,"\" "]}"#);
        assert!(JsonText::new("1 2").is_err());
    }

    #[test]
    fn odd_or_foreign_hex_is_refused() {
        assert_eq!(Octets::Hex("7".into()).to_vec(), Err(HexError));
        assert_eq!(Octets::Hex("zz".into()).to_vec(), Err(HexError));
        assert_eq!(Octets::Hex(String::new()).to_vec(), Ok(vec![]));
    }
}
