//! Suite `canonical-json`: canonical octets of action payloads (§2).

use serde::{Deserialize, Serialize};

use super::common::{check_head, or_nothing};
use super::{Codes, Difference, Flaw, Octets, Suite, SuiteVector, Validity, head};

/// A text that is judged as an action payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Members", into = "Members")]
pub struct CanonicalJsonVector {
    /// Dotted, stable, unique.
    pub id: String,
    /// What the vector shows.
    pub title: String,
    /// Sections of the draft.
    pub sections: Vec<String>,
    /// Free words.
    pub flags: Vec<String>,
    /// `input` or `input_hex`: the text to canonicalise.
    pub input: Octets,
    /// Expected: whether the text is an action payload.
    pub result: Option<Validity>,
    /// Expected of a valid one: the canonical text.
    pub canonical: Option<String>,
    /// Expected of a valid one: SHA-256 of the canonical octets, hexadecimal.
    pub sha256: Option<String>,
}

/// The members as they stand in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    id: String,
    title: String,
    sections: Vec<String>,
    flags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    input_hex: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    result: Option<Validity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    canonical: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

impl TryFrom<Members> for CanonicalJsonVector {
    type Error = Flaw;

    fn try_from(members: Members) -> Result<Self, Flaw> {
        let Members { id, title, sections, flags, input, input_hex, result, canonical, sha256 } =
            members;
        let input = Octets::from_members(input, input_hex)
            .ok_or(Flaw::new("input", "give exactly one of `input` and `input_hex`"))?;
        Ok(Self { id, title, sections, flags, input, result, canonical, sha256 })
    }
}

impl From<CanonicalJsonVector> for Members {
    fn from(vector: CanonicalJsonVector) -> Self {
        let CanonicalJsonVector { id, title, sections, flags, input, result, canonical, sha256 } =
            vector;
        let (input, input_hex) = input.into_members();
        Self { id, title, sections, flags, input, input_hex, result, canonical, sha256 }
    }
}

/// Answer to a [`CanonicalJsonVector`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CanonicalJsonAnswer {
    /// Whether the text is an action payload.
    pub result: Validity,
    /// Of a valid one, the canonical text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// Of a valid one, SHA-256 of the canonical octets, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl SuiteVector for CanonicalJsonVector {
    const SUITE: Suite = Suite::CanonicalJson;
    type Answer = CanonicalJsonAnswer;
    head!();

    fn without_expectations(&self) -> Self {
        Self { result: None, canonical: None, sha256: None, ..self.clone() }
    }

    fn check(&self) -> Result<(), Flaw> {
        check_head(&self.id, &self.title, &self.sections)?;
        self.input
            .to_vec()
            .map_err(|_| Flaw::new("input_hex", "write two hexadecimal digits for each octet"))?;
        match (self.result, &self.canonical, &self.sha256) {
            (Some(Validity::Valid), Some(_), Some(_)) | (Some(Validity::Invalid), None, None) => {
                Ok(())
            }
            (None, ..) => Err(Flaw::new("result", "state `valid` or `invalid`")),
            (Some(Validity::Valid), None, _) => {
                Err(Flaw::new("canonical", "state it, the input is valid"))
            }
            (Some(Validity::Valid), _, None) => {
                Err(Flaw::new("sha256", "state it, the input is valid"))
            }
            (Some(Validity::Invalid), Some(_), _) => {
                Err(Flaw::new("canonical", "leave it out, the input is invalid"))
            }
            (Some(Validity::Invalid), _, Some(_)) => {
                Err(Flaw::new("sha256", "leave it out, the input is invalid"))
            }
        }
    }

    fn compare(&self, answer: &CanonicalJsonAnswer, _codes: Codes) -> Vec<Difference> {
        if let Some(result) = self.result.filter(|result| *result != answer.result) {
            return vec![Difference::new("result", &result, &answer.result)];
        }
        let members = [
            ("canonical", &self.canonical, &answer.canonical),
            ("sha256", &self.sha256, &answer.sha256),
        ];
        members
            .into_iter()
            .filter(|(_, expected, got)| expected != got)
            .map(|(member, expected, got)| {
                Difference::new(
                    member,
                    &or_nothing(expected.as_deref()),
                    &or_nothing(got.as_deref()),
                )
            })
            .collect()
    }
}
