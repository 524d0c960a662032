//! A file of vectors: reading, with errors that say where, and writing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Flaw, Suite, SuiteVector, UnknownSuite, Vectors};

/// The value of `format` in every file.
pub const FORMAT: &str = "psea-vectors/1";

/// A file of vectors of one suite.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorFile {
    /// The draft that the vectors follow, such as `draft-yossif-psea-03`.
    pub draft: String,
    /// The vectors, and with them the suite.
    pub vectors: Vectors,
}

/// What reading a file gave: all that could be read, and all that could not.
#[derive(Debug)]
pub struct ParsedFile {
    /// The vectors that are in order.
    pub file: VectorFile,
    /// Every vector that is not.
    pub errors: Vec<FileError>,
}

/// Why a file, or a vector in it, cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The text is no file of this format.
    #[error("not a vector file: {0}; its members are `format`, `suite`, `draft` and `vectors`")]
    Malformed(#[source] serde_json::Error),
    /// Another format.
    #[error("`format` is `{0}`; this version reads `{FORMAT}`")]
    Format(String),
    /// Another suite.
    #[error("`suite`: {0}")]
    Suite(#[source] UnknownSuite),
    /// A vector that does not follow its suite.
    #[error("line {line}, vector {}: {error}", named(.id.as_deref(), *.index))]
    Vector {
        /// Position in the file, from 1.
        index: usize,
        /// Its id, where it has one.
        id: Option<String>,
        /// The line where the trouble is.
        line: usize,
        /// What is wrong.
        error: VectorError,
    },
    /// An id that was used before in the file.
    #[error(
        "line {line}, vector `{id}`: the id is taken by an earlier vector of the file; give it another"
    )]
    Duplicate {
        /// The id.
        id: String,
        /// The line where the second one starts.
        line: usize,
    },
}

fn named(id: Option<&str>, index: usize) -> String {
    id.map_or_else(|| format!("number {index} (without an id)"), |id| format!("`{id}`"))
}

/// Why one vector cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VectorError {
    /// An unknown, missing or wrong member.
    #[error("{}", without_position(.0))]
    Members(#[from] serde_json::Error),
    /// Members that do not go together.
    #[error("{0}")]
    Flaw(#[from] Flaw),
}

/// Lines count from the start of the vector here; [`FileError::Vector`] tells the line of the file.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position).map(str::to_owned).unwrap_or(text)
}

/// The file before its suite is known.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    format: String,
    suite: String,
    draft: String,
    #[serde(borrow)]
    vectors: Vec<&'a RawValue>,
}

pub(super) fn vector_from_json<V: SuiteVector>(text: &str) -> Result<V, VectorError> {
    let vector: V = serde_json::from_str(text)?;
    vector.check()?;
    Ok(vector)
}

impl VectorFile {
    /// Reads the text of a file. Vectors that are not in order do not hide the others.
    ///
    /// # Errors
    /// When the file as a whole is of another format or suite.
    pub fn from_json(text: &str) -> Result<ParsedFile, FileError> {
        let envelope: Envelope<'_> = serde_json::from_str(text).map_err(FileError::Malformed)?;
        if envelope.format != FORMAT {
            return Err(FileError::Format(envelope.format));
        }
        let suite: Suite = envelope.suite.parse().map_err(FileError::Suite)?;
        let mut vectors = Vectors::none_of(suite);
        let mut errors = Vec::new();
        let mut ids = BTreeSet::new();
        let mut lines = Lines::new(text);
        for (position, raw) in envelope.vectors.into_iter().enumerate() {
            let start = lines.line_of(raw.get());
            let id = id_of(raw.get());
            if let Some(id) = &id
                && !ids.insert(id.clone())
            {
                errors.push(FileError::Duplicate { id: id.clone(), line: start });
                continue;
            }
            if let Err(error) = vectors.push_json(raw.get()) {
                let within = match &error {
                    VectorError::Members(error) => error.line().saturating_sub(1),
                    VectorError::Flaw(_) => 0,
                };
                errors.push(FileError::Vector {
                    index: position.saturating_add(1),
                    id,
                    line: start.saturating_add(within),
                    error,
                });
            }
        }
        Ok(ParsedFile { file: Self { draft: envelope.draft, vectors }, errors })
    }

    /// The text of the file, indented, with a line feed at its end.
    ///
    /// # Errors
    /// None that these types can cause; serde's signature is kept.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }
}

impl Serialize for VectorFile {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut members = serializer.serialize_struct("VectorFile", 4)?;
        members.serialize_field("format", FORMAT)?;
        members.serialize_field("suite", &self.vectors.suite())?;
        members.serialize_field("draft", &self.draft)?;
        members.serialize_field("vectors", &self.vectors)?;
        members.end()
    }
}

/// The id, also of a vector that is otherwise out of order.
fn id_of(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Id {
        id: String,
    }
    serde_json::from_str(text).ok().map(|Id { id }| id)
}

/// Tells lines of slices of a text that come in order, and reads the text once for all of them.
struct Lines<'a> {
    whole: &'a str,
    offset: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    const fn new(whole: &'a str) -> Self {
        Self { whole, offset: 0, line: 1 }
    }

    /// The line, from 1, on which `part` starts.
    fn line_of(&mut self, part: &'a str) -> usize {
        let offset = (part.as_ptr() as usize).saturating_sub(self.whole.as_ptr() as usize);
        let between = self.whole.as_bytes().get(self.offset..offset).unwrap_or_default();
        let lines = between.iter().filter(|octet| **octet == b'\n').count();
        self.line = self.line.saturating_add(lines);
        self.offset = self.offset.max(offset);
        self.line
    }
}
