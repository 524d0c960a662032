//! Suite `attest`: what an attester emits (§3).

use serde::{Deserialize, Serialize};

use super::common::{check_head, or_nothing};
use super::{Codes, Difference, Flaw, Jwk, Profile, Suite, SuiteVector, Validity, head, proof};

/// The inputs of a proof and the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttestVector {
    /// Dotted, stable, unique.
    pub id: String,
    /// What the vector shows.
    pub title: String,
    /// Sections of the draft.
    pub sections: Vec<String>,
    /// Free words. `rfc6979`: the proof is the one that deterministic ECDSA gives.
    pub flags: Vec<String>,
    /// The private key.
    pub key: Jwk,
    /// The key's name in the header.
    pub kid: String,
    /// The revision to emit.
    pub profile: Profile,
    /// The enrolled device id.
    pub device_id: String,
    /// Claim `iss`.
    pub iss: String,
    /// Claim `aud`.
    pub aud: String,
    /// Claim `psea_op`.
    pub op: String,
    /// Claim `psea_tier`.
    pub tier: String,
    /// Claim `psea_counter`.
    pub counter: u64,
    /// Claim `jti`.
    pub jti: String,
    /// Claim `iat`.
    pub iat: u64,
    /// Claim `exp`.
    pub exp: u64,
    /// Member `method` of the claim `psea_uv`.
    pub uv_method: String,
    /// The action payload, JSON text.
    pub action_payload: String,
    /// Claim `eat_nonce`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Claim `psea_chain_prev`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain_prev: Option<String>,
    /// Claim `psea_caller_package`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_package: Option<String>,
    /// Claim `psea_sdk_version`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdk_version: Option<String>,
    /// Claim `psea_user_hash`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_hash: Option<String>,
    /// Submodule `psea-device-state`, JSON text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_state: Option<String>,
    /// The report to commit to, JSON text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal_report: Option<String>,
    /// Expected: `invalid` where no proof may be emitted; absent means `valid`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Validity>,
    /// Expected: the JSON text of the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Expected: the JSON text of the payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// Expected, where flagged `rfc6979`: the compact JWS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}

/// Answer to an [`AttestVector`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttestAnswer {
    /// Whether a proof was emitted; absent means `valid`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Validity>,
    /// The JSON text of the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The JSON text of the payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The compact JWS. Left out by a signer whose key cannot be imported: it verifies its own
    /// signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}

impl SuiteVector for AttestVector {
    const SUITE: Suite = Suite::Attest;
    type Answer = AttestAnswer;
    head!();

    fn without_expectations(&self) -> Self {
        Self { result: None, header: None, payload: None, proof: None, ..self.clone() }
    }

    fn check(&self) -> Result<(), Flaw> {
        check_head(&self.id, &self.title, &self.sections)?;
        if self.key.d.is_none() {
            return Err(Flaw::new("key", "give the private key, with `d`"));
        }
        let expected =
            [("header", &self.header), ("payload", &self.payload), ("proof", &self.proof)];
        let invalid = self.result == Some(Validity::Invalid);
        for (member, value) in expected {
            match (invalid, value) {
                (true, Some(_)) => {
                    return Err(Flaw::new(member, "leave it out, the inputs are invalid"));
                }
                (false, None) if member != "proof" => {
                    return Err(Flaw::new(member, "state it, or `result`: `invalid`"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn compare(&self, answer: &AttestAnswer, _codes: Codes) -> Vec<Difference> {
        let expected = self.result.unwrap_or(Validity::Valid);
        let got = answer.result.unwrap_or(Validity::Valid);
        if expected != got {
            return vec![Difference::new("result", &expected, &got)];
        }
        let mut differences = Vec::new();
        for (member, expected, got) in
            [("header", &self.header, &answer.header), ("payload", &self.payload, &answer.payload)]
        {
            if expected != got {
                differences.push(Difference::new(
                    member,
                    &or_nothing(expected.as_deref()),
                    &or_nothing(got.as_deref()),
                ));
            }
        }
        if let Some(got) = &answer.proof
            && expected == Validity::Valid
            // A proof of another payload says nothing new.
            && differences.is_empty()
            && self.proof.as_ref() != Some(got)
            && let Err(wrong) = proof::check(got, self.header.as_deref(), self.payload.as_deref(), &self.key)
        {
            let stated = self.proof.as_deref().unwrap_or("a proof of the header and payload");
            differences.push(Difference::new("proof", stated, &format!("{got} ({wrong})")));
        }
        differences
    }
}
