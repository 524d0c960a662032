//! Submissions that are right until a test breaks them.

use psea_claims::ActionPayload;
use psea_jose::base64::url;
use psea_jose::es256::{Es256Signer, P256Signer};
use serde_json::{Map, Value, json};

use crate::deployment::{AUD, ISS, NOW, OP, PROFILE_03, TIER, UEID_03, signer};

/// The action that is approved, as JSON.
pub const ACTION: &str = r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;

/// A proof to be, and the body around it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The JWS header.
    pub header: Value,
    /// The payload.
    pub claims: Map<String, Value>,
    /// JSON text of `actionPayload`.
    pub action: String,
    /// JSON text of further members of the body.
    pub beside: Vec<(&'static str, String)>,
}

/// A submission that passes at [`NOW`](crate::NOW).
#[must_use]
pub fn draft(jti: &str, counter: u64) -> Draft {
    let hash = ActionPayload::parse(ACTION.as_bytes()).unwrap().hash().to_text();
    let claims = json!({
        "jti": jti, "aud": AUD, "iss": ISS, "iat": NOW, "exp": NOW + 300, "ueid": UEID_03,
        "eat_profile": PROFILE_03, "psea_tier": TIER, "psea_op": OP, "psea_counter": counter,
        "psea_payload_hash": hash, "psea_uv": {"verified": true, "method": "pin"},
        "psea_proof_version": "1",
    });
    let Value::Object(claims) = claims else { unreachable!() };
    Draft {
        header: json!({"alg": "ES256", "kid": "key-1", "typ": "psea-proof+jwt"}),
        claims,
        action: ACTION.into(),
        beside: Vec::new(),
    }
}

impl Draft {
    /// With this claim instead.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    /// Without this claim.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name).unwrap();
        self
    }

    /// With this member of the header instead.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header[name] = value.into();
        self
    }

    /// Issued at `iat` for 300 s.
    #[must_use]
    pub fn issued(self, iat: u64) -> Self {
        self.claim("iat", iat).claim("exp", iat + 300)
    }

    /// Another action, and the claim that binds it.
    #[must_use]
    pub fn action(mut self, json: &str) -> Self {
        self.action = json.into();
        let hash = ActionPayload::parse(json.as_bytes()).unwrap().hash().to_text();
        self.claim("psea_payload_hash", hash)
    }

    /// With one more member of the body, as JSON.
    #[must_use]
    pub fn beside(mut self, name: &'static str, json: &str) -> Self {
        self.beside.push((name, json.into()));
        self
    }

    /// The payload's text. Its members come in canonical order: all names are ASCII.
    #[must_use]
    pub fn payload(&self) -> String {
        Value::Object(self.claims.clone()).to_string()
    }

    /// The proof, signed by that key.
    #[must_use]
    pub fn proof_by(&self, signer: &P256Signer) -> String {
        sign(&self.header.to_string(), &self.payload(), signer)
    }

    /// The transport body, signed by `attester-1`.
    #[must_use]
    pub fn body(&self) -> String {
        self.body_around(&self.proof_by(&signer()))
    }

    /// With a signature of nobody's, for a library that takes any: it costs nothing to make.
    #[must_use]
    pub fn unsigned_body(&self) -> String {
        let (header, payload) = (self.header.to_string(), self.payload());
        let signature = url::encode(&[1; 64]);
        let token = format!("{}.{signature}", segments(&header, &payload));
        self.body_around(&token)
    }

    /// The transport body around another proof.
    #[must_use]
    pub fn body_around(&self, proof: &str) -> String {
        let mut body = format!(r#"{{"proof":{},"actionPayload":{}"#, json!(proof), self.action);
        for (name, json) in &self.beside {
            body.push_str(&format!(",{}:{json}", json!(name)));
        }
        body.push('}');
        body
    }
}

/// The two segments that are signed.
#[must_use]
pub fn segments(header: &str, payload: &str) -> String {
    format!("{}.{}", url::encode(header.as_bytes()), url::encode(payload.as_bytes()))
}

/// A compact JWS over exactly these texts.
#[must_use]
pub fn sign(header: &str, payload: &str, signer: &P256Signer) -> String {
    let input = segments(header, payload);
    let signature = signer.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", url::encode(signature.as_octets()))
}
