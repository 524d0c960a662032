//! Tokens made readable. Nothing is verified here, and nothing here may ever decide.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::model::{Octets, Step, Vector};

/// A token taken apart for reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedToken {
    /// The step of a verify vector, counted from 1.
    pub step: Option<usize>,
    /// The header, indented where it is JSON.
    pub header: String,
    /// The payload, likewise.
    pub payload: String,
}

/// Every token among a vector's inputs and expectations that can be found.
#[must_use]
pub fn tokens_of(vector: &Vector) -> Vec<DecodedToken> {
    match vector {
        Vector::Verify(verify) => {
            let steps = verify.steps.iter().enumerate();
            steps
                .filter_map(|(index, step)| match step {
                    Step::Submit { submit, .. } => {
                        decode_body(&submit.body, index.saturating_add(1))
                    }
                    _ => None,
                })
                .collect()
        }
        Vector::Attest(attest) => attest.proof.iter().map(|proof| decode(proof, None)).collect(),
        Vector::Result(result) => {
            let steps = result.steps.iter().enumerate();
            let tokens = steps.filter_map(|(index, step)| Some((index, step.act.token()?)));
            tokens.map(|(index, token)| decode(token, Some(index.saturating_add(1)))).collect()
        }
        Vector::CanonicalJson(_) | Vector::Ueid(_) | Vector::ChainEntry(_) => Vec::new(),
    }
}

fn decode_body(body: &Octets, step: usize) -> Option<DecodedToken> {
    let body: Value = serde_json::from_slice(&body.to_vec().ok()?).ok()?;
    Some(decode(body.get("proof")?.as_str()?, Some(step)))
}

fn decode(proof: &str, step: Option<usize>) -> DecodedToken {
    let mut segments = proof.split('.').map(readable);
    let mut next = || segments.next().unwrap_or_else(|| "(absent)".to_owned());
    DecodedToken { step, header: next(), payload: next() }
}

fn readable(segment: &str) -> String {
    let Ok(octets) = URL_SAFE_NO_PAD.decode(segment) else {
        return format!("(not base64url) {segment}");
    };
    match serde_json::from_slice::<Value>(&octets)
        .and_then(|value| serde_json::to_string_pretty(&value))
    {
        Ok(json) => json,
        Err(_) => format!("(not JSON) {}", String::from_utf8_lossy(&octets)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_in_a_token_is_shown() {
        let token = decode("eyJhbGciOiJub25lIn0.%%.x", Some(2));
        assert_eq!(token.header, "{\n  \"alg\": \"none\"\n}");
        assert_eq!(token.payload, "(not base64url) %%");
        assert_eq!(
            decode("aGk", None),
            DecodedToken { step: None, header: "(not JSON) hi".into(), payload: "(absent)".into() }
        );
    }
}
