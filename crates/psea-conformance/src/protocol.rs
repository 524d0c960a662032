//! The exchange with an implementation: one line of JSON as a request, one as its answer.
//!
//! A request is `{"suite", "vector"}`, the vector without its expected members. An answer is
//! `{"id", …}` with the members that were left out, or `{"id", "unsupported": true}`. An answer that
//! has anything else is wrong, so that a misspelt member is not taken for an absent one.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::model::{Answer, Suite, UnknownSuite, Vector};

/// The line, without its line feed, that asks for the answer to a vector.
///
/// # Errors
/// None that a vector can cause; serde's signature is kept.
pub fn request_line(vector: &Vector) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Request {
        suite: Suite,
        vector: Vector,
    }
    serde_json::to_string(&Request { suite: vector.suite(), vector: vector.without_expectations() })
}

/// Reads a request: the other end of [`request_line`], for implementers in Rust.
///
/// # Errors
/// When the line is no request, or of a suite that this version does not know, which an
/// implementation answers with `unsupported`.
pub fn parse_request(line: &str) -> Result<Vector, RequestError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Request<'a> {
        suite: String,
        #[serde(borrow)]
        vector: &'a RawValue,
    }
    let request: Request<'_> = serde_json::from_str(line)?;
    let suite = request.suite.parse()?;
    Ok(Vector::from_json(suite, request.vector.get())?)
}

/// Why a line is no request that can be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The line or the vector in it is not as described.
    #[error("not a request: {0}")]
    Malformed(#[from] serde_json::Error),
    /// A suite of another version.
    #[error(transparent)]
    Suite(#[from] UnknownSuite),
}

/// The line, without its line feed, that answers a vector.
///
/// # Errors
/// None that an answer can cause; serde's signature is kept.
pub fn answer_line(id: &str, answer: &Answer) -> serde_json::Result<String> {
    let mut members = Map::new();
    members.insert("id".to_owned(), id.into());
    match answer {
        Answer::Unsupported => {
            members.insert("unsupported".to_owned(), true.into());
        }
        given => {
            if let Value::Object(given) = serde_json::to_value(given)? {
                members.extend(given);
            }
        }
    }
    serde_json::to_string(&members)
}

/// Reads the answer to a vector.
///
/// # Errors
/// When the line is not an answer to this vector.
pub fn parse_answer(line: &str, vector: &Vector) -> Result<Answer, AnswerError> {
    let value: Value = serde_json::from_str(line).map_err(AnswerError::NotJson)?;
    let Value::Object(mut members) = value else {
        return Err(AnswerError::NotAnObject);
    };
    match members.remove("id") {
        Some(Value::String(id)) if id == vector.id() => {}
        Some(Value::String(id)) => {
            return Err(AnswerError::OtherId { expected: vector.id().to_owned(), got: id });
        }
        _ => return Err(AnswerError::NoId),
    }
    if let Some(unsupported) = members.remove("unsupported") {
        return match unsupported {
            Value::Bool(true) if members.is_empty() => Ok(Answer::Unsupported),
            _ => Err(AnswerError::Unsupported),
        };
    }
    let suite = vector.suite();
    Answer::from_members(suite, Value::Object(members))
        .map_err(|error| AnswerError::Members { suite, error })
}

/// Why a line is not an answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// Not JSON.
    #[error(
        "the line is not JSON: {0}; write one JSON object per line and nothing else to standard output"
    )]
    NotJson(#[source] serde_json::Error),
    /// JSON, but no object.
    #[error("the line is JSON but no object; answer with `{{\"id\": …}}`")]
    NotAnObject,
    /// No `id`, or one that is no string.
    #[error("`id` is missing or no string; repeat the `id` of the vector")]
    NoId,
    /// The id of another vector.
    #[error(
        "`id` is `{got}`, and the request was for `{expected}`; answer each request once, in order"
    )]
    OtherId {
        /// The id of the request.
        expected: String,
        /// The id of the answer.
        got: String,
    },
    /// `unsupported` in another form than the reserved one.
    #[error("`unsupported` is only ever `true`, and stands with `id` alone")]
    Unsupported,
    /// The members are not those of the suite.
    #[error("not an answer of suite {suite}: {error}")]
    Members {
        /// The suite of the request.
        suite: Suite,
        /// What is wrong.
        error: serde_json::Error,
    },
}
