//! The vector format `psea-vectors/1` as types.
//!
//! Every type reads and writes the JSON of the format: members stand in the order of its
//! description, optional members are left out when absent, and a member that the format does not
//! know is an error, never skipped.
//!
//! A vector holds its inputs and, as optional members, what is expected of an implementation. The
//! request that a runner sends is the same vector with the latter left out
//! ([`SuiteVector::without_expectations`]); a vector of a file has them, which
//! [`SuiteVector::check`] enforces and [`VectorFile::from_json`] applies.
//!
//! A further suite is one file here and one line in the list of suites below.

mod attest;
mod canonical_json;
mod chain_entry;
mod code;
mod common;
mod file;
mod proof;
mod result;
mod ueid;
mod verifier;
mod verify;

pub use attest::{AttestAnswer, AttestVector};
pub use canonical_json::{CanonicalJsonAnswer, CanonicalJsonVector};
pub use chain_entry::{ChainEntryAnswer, ChainEntryVector};
pub use code::{RejectCode, Stage};
pub use common::{Flaw, HexError, JsonText, Jwk, Octets, Profile, Validity};
pub use file::{FORMAT, FileError, ParsedFile, VectorError, VectorFile};
pub use result::{
    AuthorizeAction, BuildApproval, BuildResult, ConsumerSetup, ReadAt, ReadResult, ResultAct,
    ResultAnswer, ResultCode, ResultStep, ResultVector, StepVerdict, Trust,
};
pub use ueid::{UeidAnswer, UeidVector};
pub use verifier::{
    Challenges, CounterScope, EnrolledUv, EnrollmentSetup, Identity, Limits, VerifierSetup,
};
pub use verify::{
    Expect, IssueChallenge, RotateKey, SetStatus, Step, StepAnswer, Submit, UvAssurance,
    VerifyAnswer, VerifyVector,
};

use serde::{Serialize, de::DeserializeOwned};

/// What the vectors of every suite have in common.
pub trait SuiteVector: Clone + Serialize + DeserializeOwned {
    /// The suite that these vectors make up.
    const SUITE: Suite;
    /// What an implementation answers, apart from the id.
    type Answer: Serialize + DeserializeOwned;

    /// Dotted, stable, unique over all suites.
    fn id(&self) -> &str;
    /// What the vector shows, in one sentence.
    fn title(&self) -> &str;
    /// Sections of the draft.
    fn sections(&self) -> &[String];
    /// Free words.
    fn flags(&self) -> &[String];
    /// The request: this vector with all expected members left out.
    #[must_use]
    fn without_expectations(&self) -> Self;
    /// What the types alone cannot say of a vector in a file.
    ///
    /// # Errors
    /// The first flaw found, which names the member.
    fn check(&self) -> Result<(), Flaw>;
    /// The differences between what is expected and what was answered; none is a pass.
    fn compare(&self, answer: &Self::Answer, codes: Codes) -> Vec<Difference>;
}

/// Whether rejection codes count, or only that there was a rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Codes {
    /// Codes are compared.
    #[default]
    On,
    /// Of a verification only accept and reject are compared, and of a result that was not relied
    /// on only that. The other suites have no codes, so that nothing changes for them.
    Off,
}

/// One way in which an answer is not the expected one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The step of a verify vector, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The member that differs.
    pub member: &'static str,
    /// What the vector states.
    pub expected: String,
    /// What was answered.
    pub got: String,
}

impl Difference {
    pub(crate) fn new(
        member: &'static str,
        expected: &(impl ToString + ?Sized),
        got: &(impl ToString + ?Sized),
    ) -> Self {
        Self { step: None, member, expected: expected.to_string(), got: got.to_string() }
    }
}

/// `id`, `title`, `sections` and `flags` stand in each type, because serde does not combine
/// flattening with the refusal of unknown members.
macro_rules! head {
    () => {
        fn id(&self) -> &str {
            &self.id
        }
        fn title(&self) -> &str {
            &self.title
        }
        fn sections(&self) -> &[String] {
            &self.sections
        }
        fn flags(&self) -> &[String] {
            &self.flags
        }
    };
}
use head;

macro_rules! suites {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $vector:ty;)+) => {
        /// The suites that this version knows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Suite {
            $($(#[$doc])* $variant,)+
        }

        impl Suite {
            /// Every suite, in the order of the format's description.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name as it stands in files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }

        /// The vectors of one file, which are all of one suite.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Vectors {
            $($(#[$doc])* $variant(Vec<$vector>),)+
        }

        impl Vectors {
            /// The suite that they belong to.
            #[must_use]
            pub const fn suite(&self) -> Suite {
                match self { $(Self::$variant(_) => Suite::$variant,)+ }
            }

            /// How many there are.
            #[must_use]
            pub fn len(&self) -> usize {
                match self { $(Self::$variant(all) => all.len(),)+ }
            }

            /// Whether there are none.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// The same vectors, each on its own.
            #[must_use]
            pub fn into_vec(self) -> Vec<Vector> {
                match self { $(Self::$variant(all) => all.into_iter().map(Vector::from).collect(),)+ }
            }

            pub(crate) fn none_of(suite: Suite) -> Self {
                match suite { $(Suite::$variant => Self::$variant(Vec::new()),)+ }
            }

            /// Reads one vector from its JSON text and appends it.
            pub(crate) fn push_json(&mut self, text: &str) -> Result<(), file::VectorError> {
                match self { $(Self::$variant(all) => all.push(file::vector_from_json::<$vector>(text)?),)+ }
                Ok(())
            }
        }

        /// One vector of any suite. What an implementation is asked is of this type too, with the
        /// expected members left out.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        #[expect(clippy::large_enum_variant, reason = "a few hundred vectors at most are held at a time")]
        pub enum Vector {
            $($(#[$doc])* $variant($vector),)+
        }

        $(impl From<$vector> for Vector {
            fn from(vector: $vector) -> Self {
                Self::$variant(vector)
            }
        })+

        impl Vector {
            /// The suite that it belongs to.
            #[must_use]
            pub const fn suite(&self) -> Suite {
                match self { $(Self::$variant(_) => Suite::$variant,)+ }
            }

            /// Dotted, stable, unique over all suites.
            #[must_use]
            pub fn id(&self) -> &str {
                match self { $(Self::$variant(vector) => vector.id(),)+ }
            }

            /// What the vector shows, in one sentence.
            #[must_use]
            pub fn title(&self) -> &str {
                match self { $(Self::$variant(vector) => vector.title(),)+ }
            }

            /// Sections of the draft.
            #[must_use]
            pub fn sections(&self) -> &[String] {
                match self { $(Self::$variant(vector) => vector.sections(),)+ }
            }

            /// Free words.
            #[must_use]
            pub fn flags(&self) -> &[String] {
                match self { $(Self::$variant(vector) => vector.flags(),)+ }
            }

            /// The same vector with all expected members left out.
            #[must_use]
            pub fn without_expectations(&self) -> Self {
                match self { $(Self::$variant(vector) => Self::$variant(vector.without_expectations()),)+ }
            }

            /// Reads the text of one vector of the given suite, which may lack the expected members.
            ///
            /// # Errors
            /// What serde says of a text that is no such vector.
            pub fn from_json(suite: Suite, text: &str) -> serde_json::Result<Self> {
                Ok(match suite {
                    $(Suite::$variant => Self::$variant(serde_json::from_str(text)?),)+
                })
            }

            /// The differences between what is expected and what was answered; none is a pass.
            ///
            /// An answer to another suite is one difference. [`Answer::Unsupported`] is not compared
            /// here: it is neither a pass nor a difference, and the runner counts it on its own.
            #[must_use]
            pub fn compare(&self, answer: &Answer, codes: Codes) -> Vec<Difference> {
                match (self, answer) {
                    $((Self::$variant(vector), Answer::$variant(answer)) => vector.compare(answer, codes),)+
                    (_, other) => vec![Difference::new("suite", self.suite().name(), other.kind())],
                }
            }
        }

        /// What an implementation answers to one vector.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Answer {
            $($(#[$doc])* $variant(<$vector as SuiteVector>::Answer),)+
            /// The implementation does not do what the vector asks for.
            Unsupported,
        }

        impl Answer {
            const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name,)+
                    Self::Unsupported => "unsupported",
                }
            }

            /// Reads the members of an answer, its `id` taken out before.
            pub(crate) fn from_members(suite: Suite, members: serde_json::Value) -> serde_json::Result<Self> {
                Ok(match suite {
                    $(Suite::$variant => Self::$variant(serde_json::from_value(members)?),)+
                })
            }
        }
    };
}

suites! {
    /// Canonical octets of action payloads.
    CanonicalJson, "canonical-json", CanonicalJsonVector;
    /// Derivation of the device identifier.
    Ueid, "ueid", UeidVector;
    /// Derivation of chain links.
    ChainEntry, "chain-entry", ChainEntryVector;
    /// What an attester emits.
    Attest, "attest", AttestVector;
    /// What a verifier decides.
    Verify, "verify", VerifyVector;
    /// What a verifier says afterwards, and who relies on it.
    Result, "result", ResultVector;
}

impl std::fmt::Display for Suite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no suite of this version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown suite `{name}`; this version knows {}", known_suites())]
pub struct UnknownSuite {
    /// The name as it was given.
    pub name: String,
}

fn known_suites() -> String {
    Suite::ALL.iter().map(|suite| suite.name()).collect::<Vec<_>>().join(", ")
}

impl std::str::FromStr for Suite {
    type Err = UnknownSuite;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|suite| suite.name() == name)
            .ok_or_else(|| UnknownSuite { name: name.to_owned() })
    }
}

impl Serialize for Suite {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
