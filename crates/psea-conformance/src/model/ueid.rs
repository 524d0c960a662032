//! Suite `ueid`: derivation of the device identifier (§7.1).

use serde::{Deserialize, Serialize};

use super::common::check_head;
use super::{Codes, Difference, Flaw, Profile, Suite, SuiteVector, head};

/// A device identifier and the value that it is derived to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UeidVector {
    /// Dotted, stable, unique.
    pub id: String,
    /// What the vector shows.
    pub title: String,
    /// Sections of the draft.
    pub sections: Vec<String>,
    /// Free words.
    pub flags: Vec<String>,
    /// The revision whose derivation is asked for.
    pub profile: Profile,
    /// The enrolled device id.
    pub device_id: String,
    /// The issuer.
    pub iss: String,
    /// Expected: base64url of the 33 octets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ueid: Option<String>,
}

/// Answer to a [`UeidVector`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UeidAnswer {
    /// The derived value.
    pub ueid: String,
}

impl SuiteVector for UeidVector {
    const SUITE: Suite = Suite::Ueid;
    type Answer = UeidAnswer;
    head!();

    fn without_expectations(&self) -> Self {
        Self { ueid: None, ..self.clone() }
    }

    fn check(&self) -> Result<(), Flaw> {
        check_head(&self.id, &self.title, &self.sections)?;
        if self.ueid.is_none() {
            return Err(Flaw::new("ueid", "state the expected value"));
        }
        Ok(())
    }

    fn compare(&self, answer: &UeidAnswer, _codes: Codes) -> Vec<Difference> {
        match &self.ueid {
            Some(ueid) if *ueid != answer.ueid => vec![Difference::new("ueid", ueid, &answer.ueid)],
            _ => Vec::new(),
        }
    }
}
