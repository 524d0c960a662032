//! The claim set: closed, typed, and the same in both directions.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod json;
mod opaque;
mod order;
mod presence;
mod properties;
mod revisions;
mod shape_numbers;
mod shape_objects;
mod shape_text;
mod shape_types;

use psea_claims::{ClaimError, ClaimName, ClaimRules, Claims};

/// Every declared claim of revision -03 with a value that it can have, in canonical order.
const MEMBERS: &[(&str, &str)] = &[
    ("aud", r#""verifier.example""#),
    ("eat_nonce", r#""nonce-1""#),
    ("eat_profile", r#""https://datatracker.ietf.org/doc/draft-yossif-psea/""#),
    ("exp", "1785300300"),
    ("iat", "1785300000"),
    ("iss", r#""tenant.example""#),
    ("jti", r#""550e8400-e29b-41d4-a716-446655440000""#),
    ("psea_caller_package", r#""com.example.bank""#),
    ("psea_chain_pending", r#"{"a":[1,null]}"#),
    ("psea_chain_prev", r#""bfda4891fc8e525cec0093b9af8686d5f330daaf91922fd296aa77db17f656c9""#),
    ("psea_counter", "42"),
    ("psea_last_confirmed_head", "null"),
    ("psea_op", r#""payment.execute""#),
    ("psea_payload_hash", r#""8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=""#),
    ("psea_proof_version", r#""1""#),
    ("psea_rp_context_hash", r#""8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=""#),
    ("psea_sdk_version", r#""1.0.0""#),
    ("psea_signals_hash", r#""8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=""#),
    ("psea_tier", r#""high""#),
    ("psea_user_hash", r#""AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA""#),
    ("psea_uv", r#"{"method":"pin","verified":true}"#),
    ("submods", r#"{"psea-device-state":{"locked":true}}"#),
    ("ueid", r#""AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7""#),
];

const REVISION_02: &str = r#""urn:ietf:params:psea:eat-profile:1""#;

const STRING: &str = "must be a string";
const INTEGER: &str = "must be an integer in [0, 2^53 − 1], written without fraction or exponent";
const NUMBERS: &str = "holds a number that is not an integer within ±(2^53 − 1)";

/// A payload to be changed member by member.
#[derive(Clone)]
struct Payload(Vec<(String, String)>);

impl Payload {
    /// All claims of revision -03.
    fn full() -> Self {
        Self(
            MEMBERS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        )
    }

    /// The required claims alone.
    fn minimal() -> Self {
        let mut payload = Self::full();
        payload.0.retain(|(name, _)| ClaimName::from_name(name).unwrap().is_required());
        payload
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some(member) => member.1 = value.into(),
            None => self.0.push((name.to_owned(), value.into())),
        }
        self
    }

    fn without(mut self, name: &str) -> Self {
        let before = self.0.len();
        self.0.retain(|(known, _)| known != name);
        assert_eq!(self.0.len() + 1, before, "{name}");
        self
    }

    fn text(&self) -> String {
        let members: Vec<_> =
            self.0.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    }

    fn parse(&self) -> Result<Claims<'static>, ClaimError> {
        parse_with(self.text(), &ClaimRules::default())
    }

    /// Asserts that the claim is refused for this problem.
    #[track_caller]
    fn invalid(&self, claim: ClaimName, problem: &'static str) {
        assert_eq!(self.parse(), Err(ClaimError::Invalid { claim, problem }), "{}", self.text());
    }

    #[track_caller]
    fn accepted(&self) -> Claims<'static> {
        match self.parse() {
            Ok(claims) => claims,
            Err(error) => panic!("{error}: {}", self.text()),
        }
    }
}

/// Parses a payload that lives as long as the test program.
fn parse_with(
    payload: impl Into<Vec<u8>>,
    rules: &ClaimRules,
) -> Result<Claims<'static>, ClaimError> {
    Claims::parse_unverified(Vec::leak(payload.into()), rules)
}

fn name(claim: &str) -> ClaimName {
    ClaimName::from_name(claim).unwrap()
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
