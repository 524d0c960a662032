//! Suite `chain-entry`: derivation of chain links (§3.12).

use serde::{Deserialize, Serialize};

use super::common::check_head;
use super::{Codes, Difference, Flaw, Suite, SuiteVector, head};

/// The parts of a link and the link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainEntryVector {
    /// Dotted, stable, unique.
    pub id: String,
    /// What the vector shows.
    pub title: String,
    /// Sections of the draft.
    pub sections: Vec<String>,
    /// Free words.
    pub flags: Vec<String>,
    /// The action id of the proof.
    pub jti: String,
    /// The counter of the proof.
    pub counter: u64,
    /// The link before, or 64 zeros.
    pub chain_prev: String,
    /// Expected: the link, 64 lower-case hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain_entry: Option<String>,
}

/// Answer to a [`ChainEntryVector`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainEntryAnswer {
    /// The derived link.
    pub chain_entry: String,
}

impl SuiteVector for ChainEntryVector {
    const SUITE: Suite = Suite::ChainEntry;
    type Answer = ChainEntryAnswer;
    head!();

    fn without_expectations(&self) -> Self {
        Self { chain_entry: None, ..self.clone() }
    }

    fn check(&self) -> Result<(), Flaw> {
        check_head(&self.id, &self.title, &self.sections)?;
        if self.chain_entry.is_none() {
            return Err(Flaw::new("chain_entry", "state the expected link"));
        }
        Ok(())
    }

    fn compare(&self, answer: &ChainEntryAnswer, _codes: Codes) -> Vec<Difference> {
        match &self.chain_entry {
            Some(entry) if *entry != answer.chain_entry => {
                vec![Difference::new("chain_entry", entry, &answer.chain_entry)]
            }
            _ => Vec::new(),
        }
    }
}
