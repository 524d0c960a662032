//! A transport body, as far as it can be read (§3.6).

use psea::claims::ActionPayload;
use psea::jose::json::{CEILING_MAX_DEPTH, Document};
use serde::Serialize;
use serde_json::value::RawValue;

use super::Remark;
use super::look::{self, Token};
use crate::output;

const MEMBERS: [&str; 6] =
    ["proof", "actionPayload", "integrityEvidence", "requestId", "signalReport", "proofId"];

/// What was found of a body.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) proof: Option<String>,
    action: Option<Result<ActionPayload, String>>,
    /// Members that nothing signs.
    pub(super) unsigned: Vec<String>,
    pub(super) remarks: Vec<Remark>,
}

/// The action beside the proof.
#[derive(Debug, Serialize)]
pub(super) struct Action {
    pub(super) payload: Option<Box<RawValue>>,
    pub(super) payload_hash: Option<String>,
    /// Whether that is the `psea_payload_hash` of the token.
    pub(super) hash_is_in_token: Option<bool>,
    #[serde(skip)]
    pub(super) remarks: Vec<Remark>,
}

impl Body {
    pub(super) fn look(text: &str) -> Self {
        let mut body =
            Self { proof: None, action: None, unsigned: Vec::new(), remarks: Vec::new() };
        let document = match Document::parse(text.as_bytes(), CEILING_MAX_DEPTH) {
            Ok(document) => document,
            Err(error) => {
                body.remarks.push(Remark::new("body", format!("not strict JSON: {error}")));
                // What a lenient reader would have taken; every verifier refuses it.
                body.proof = lenient_proof(text);
                return body;
            }
        };
        for (name, value) in document.root().as_object().into_iter().flatten() {
            let name = name.to_cow();
            match &*name {
                "proof" => body.proof = value.as_text().map(|text| text.to_cow().into_owned()),
                "actionPayload" => {
                    let action = ActionPayload::from_value(value);
                    body.action = Some(action.map_err(|error| error.to_string()));
                }
                other => body.unsigned.push(other.into()),
            }
            if !MEMBERS.contains(&&*name) {
                body.remarks.push(Remark::of("body", &name, "unknown, and ignored (§3.6)"));
            }
        }
        if body.proof.is_none() {
            body.remarks.push(Remark::of("body", "proof", "absent or no string (§3.6)"));
        }
        if body.action.is_none() {
            body.remarks.push(Remark::of("body", "actionPayload", "absent (§3.13.2)"));
        }
        body
    }

    /// The action, and whether the token names its hash.
    pub(super) fn action(&self, token: Option<&Token>) -> Option<Action> {
        let mut remarks = Vec::new();
        let action = match self.action.as_ref()? {
            Ok(action) => action,
            Err(problem) => {
                remarks.push(Remark::new("action", problem.as_str()));
                return Some(Action {
                    payload: None,
                    payload_hash: None,
                    hash_is_in_token: None,
                    remarks,
                });
            }
        };
        let hash = action.hash().to_text();
        let claimed = token.and_then(|token| token.claims.object()).and_then(look::parse).and_then(
            |document| {
                let claim = document.root().as_object()?.get("psea_payload_hash")?;
                Some(claim.as_text().is_some_and(|text| text == *hash))
            },
        );
        if claimed == Some(false) {
            remarks.push(Remark::new("action", "its hash is not the token's psea_payload_hash"));
        }
        Some(Action {
            payload: output::raw(action),
            payload_hash: Some(hash),
            hash_is_in_token: claimed,
            remarks,
        })
    }

    pub(super) fn readable_action(&self) -> Option<&ActionPayload> {
        self.action.as_ref()?.as_ref().ok()
    }
}

fn lenient_proof(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    Some(value.get("proof")?.as_str()?.into())
}
