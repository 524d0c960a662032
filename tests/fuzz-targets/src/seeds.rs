//! Seeds for every target, from the vectors.

use std::collections::BTreeSet;
use std::path::Path;

use psea_jose::base64::url;
use psea_jose::es256::PublicKey;
use serde_json::{Value, json};

use crate::pipeline::{self, Deployment};
use crate::{control, plain};

/// What every target starts from. Without doubles, in a stable order.
#[derive(Debug, Default)]
pub struct Seeds {
    inputs: BTreeSet<Vec<u8>>,
    bodies: BTreeSet<Vec<u8>>,
    proofs: BTreeSet<Vec<u8>>,
    headers: BTreeSet<Vec<u8>>,
    payloads: BTreeSet<Vec<u8>>,
    jwks: BTreeSet<Vec<u8>>,
    spkis: BTreeSet<Vec<u8>>,
    files: BTreeSet<Vec<u8>>,
}

/// Seeds longer than this are left out: a fuzzer is quick with short ones.
const LONGEST: usize = 4096;

impl Seeds {
    /// Reads the vector files in a directory.
    #[must_use]
    pub fn of(vectors: &Path) -> Self {
        let mut seeds = Self::default();
        for name in ["canonical-json", "ueid", "chain-entry", "attest", "verify", "result"] {
            let text = std::fs::read_to_string(vectors.join(format!("{name}.json"))).unwrap();
            let mut file: Value = serde_json::from_str(&text).unwrap();
            let vectors = file["vectors"].take();
            for vector in vectors.as_array().unwrap() {
                seeds.add(vector);
                let mut single = file.clone();
                single["vectors"] = json!([vector]);
                seeds.files.insert(single.to_string().into_bytes());
            }
        }
        let all = [
            &mut seeds.inputs,
            &mut seeds.bodies,
            &mut seeds.proofs,
            &mut seeds.headers,
            &mut seeds.payloads,
            &mut seeds.jwks,
            &mut seeds.spkis,
            &mut seeds.files,
        ];
        all.into_iter().for_each(|set| set.retain(|seed| seed.len() <= LONGEST));
        seeds
    }

    /// Takes what is of use in any part of a vector.
    fn add(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                if members.contains_key("kty") {
                    self.key(value);
                }
                for (name, value) in members {
                    match (name.as_str(), value.as_str()) {
                        ("input" | "action", Some(text)) => {
                            self.inputs.insert(text.as_bytes().to_vec());
                        }
                        ("body", Some(text)) => self.body(text.as_bytes()),
                        ("body_hex", Some(hex)) => self.body(&unhex(hex)),
                        ("token" | "proof", Some(token)) => self.token(token),
                        _ => self.add(value),
                    }
                }
            }
            Value::Array(elements) => elements.iter().for_each(|element| self.add(element)),
            _ => {}
        }
    }

    fn key(&mut self, jwk: &Value) {
        let mut jwk = jwk.clone();
        self.jwks.insert(jwk.to_string().into_bytes());
        // The private half of an Attester's key is no public key.
        if let Some(members) = jwk.as_object_mut() {
            members.remove("d");
        }
        self.jwks.insert(jwk.to_string().into_bytes());
        if let Ok(key) = PublicKey::from_jwk(jwk.to_string().as_bytes()) {
            self.spki(&key);
            for more in [
                json!({ "use": "sig", "alg": "ES256", "kid": "key-1" }),
                json!({ "key_ops": ["verify"], "ext": true }),
                json!({ "use": "enc" }),
            ] {
                let mut jwk = jwk.clone();
                jwk.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
                self.jwks.insert(jwk.to_string().into_bytes());
            }
        }
    }

    /// In DER, in PEM, and in DER with the point compressed.
    fn spki(&mut self, key: &PublicKey) {
        let der = key.to_spki_der();
        let text = plain::base64(&der);
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let pem =
            format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"));
        self.spkis.insert(pem.into_bytes());
        // The two algorithms stand between the outer length and the bit string of 0x42 octets.
        let (algorithms, point) = (&der[2..23], &der[26..]);
        let sign = 2 + (point[64] & 1);
        let compressed = [&[0x30, 0x39], algorithms, &[3, 0x22, 0, sign], &point[1..33]].concat();
        self.spkis.insert(compressed);
        self.spkis.insert(der);
    }

    fn body(&mut self, body: &[u8]) {
        self.bodies.insert(body.to_vec());
        if let Ok(Value::Object(members)) = serde_json::from_slice(body)
            && let Some(proof) = members.get("proof").and_then(Value::as_str)
        {
            self.token(proof);
        }
    }

    fn token(&mut self, token: &str) {
        self.proofs.insert(token.as_bytes().to_vec());
        let mut segments = token.split('.').map(url::decode);
        if let Some(Ok(header)) = segments.next() {
            self.headers.insert(header);
        }
        if let Some(Ok(payload)) = segments.next() {
            self.payloads.insert(payload);
        }
    }

    /// The seeds of a target, or of a control.
    ///
    /// # Panics
    ///
    /// If there is no such target.
    #[must_use]
    pub fn for_target(&self, target: &str) -> Vec<Vec<u8>> {
        let sets = match target {
            "json" => vec![&self.inputs, &self.headers, &self.payloads],
            "canonical" => vec![&self.inputs, &self.payloads],
            "jws_header" => vec![&self.headers],
            "jws_compact" => vec![&self.proofs],
            "claims" => vec![&self.payloads],
            "transport_body" => vec![&self.bodies],
            "verify_pipeline" => return self.submissions(),
            "control" => return self.for_target("json"),
            "control_signed" => return approved(),
            "jwk" => vec![&self.jwks],
            "spki" => vec![&self.spkis],
            "vectors" => vec![&self.files],
            "attest_then_verify" => return requests(),
            "store_history" => return histories(),
            other => panic!("no target is called {other}"),
        };
        sets.into_iter().flatten().cloned().collect()
    }

    /// Bodies as they are, and taken apart.
    fn submissions(&self) -> Vec<Vec<u8>> {
        let mut seeds: BTreeSet<Vec<u8>> = self.bodies.clone();
        seeds.extend(self.bodies.iter().filter_map(|body| pipeline::apart(body)));
        seeds.extend(one_claim_changed());
        seeds.into_iter().collect()
    }
}

/// Those of [`one_claim_changed`] that are approved: there what a control plants is near. What it
/// must find, it is not given.
fn approved() -> Vec<Vec<u8>> {
    let mut seeds = one_claim_changed();
    seeds.retain(|seed| {
        !control::meets_the_signed_fault(seed)
            && pipeline::verify_pipeline_code(seed).1 == "approved"
    });
    seeds
}

/// A submission that the strict deployment approves, for each key and with one claim changed, to both
/// deployments.
fn one_claim_changed() -> Vec<Vec<u8>> {
    let link = plain::chain_entry(pipeline::USED_JTI, pipeline::USED_COUNTER);
    let changes = [
        ("jti", json!("strict-2")),
        ("jti", json!(pipeline::USED_JTI)),
        ("psea_counter", json!(40)),
        ("psea_chain_prev", json!(link)),
        ("psea_chain_prev", json!("f".repeat(64))),
        ("eat_nonce", json!("n-0")),
        ("eat_nonce", Value::Null),
        ("psea_caller_package", Value::Null),
        ("psea_rp_context_hash", Value::Null),
        ("psea_signals_hash", json!("\u{2}")),
        ("psea_uv", json!({ "method": "pin", "verified": false })),
    ];
    let mut seeds = Vec::new();
    for key in 1..=6 {
        let header = format!(r#"{{"alg":"ES256","kid":"key-{key}","typ":"psea-proof+jwt"}}"#);
        for (name, value) in &changes {
            let mut claims = pipeline::strict_claims();
            if key == 5 {
                claims["psea_counter"] = json!(41);
                claims["psea_chain_prev"] = json!(link);
            }
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(*name)),
                value => claims[*name] = value.clone(),
            }
            let payload = serde_jcs::to_string(&claims).unwrap();
            let payload = payload.replace("\\u0001", "\u{1}").replace("\\u0002", "\u{2}");
            // Canonical, and with a space behind it that is not.
            let spaced = format!("{payload} ");
            for (payload, report) in
                [(&payload, ""), (&spaced, ""), (&payload, r#"{"rooted":false}"#)]
            {
                let action = br#"{"amount":2500,"to":"alice"}"#;
                let parts = [header.as_bytes(), payload.as_bytes(), action, report.as_bytes()];
                let [header, payload, action, report] = parts;
                for deployment in [Deployment::Plain, Deployment::Strict] {
                    seeds.push(pipeline::parts(deployment, header, payload, action, report));
                }
            }
        }
    }
    seeds
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        hex.chars().filter_map(|c| c.to_digit(16)).map(|d| u8::try_from(d).unwrap()).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// What `arbitrary` reads as a tier, an action, a place and a change: text, and its length at the end.
fn requests() -> Vec<Vec<u8>> {
    let actions = [
        "{}",
        r#"{"amount":2500,"to":"alice"}"#,
        r#"{"a":[1,-0,null,true,"\u00e9"],"":{}}"#,
        r#"{"n":9007199254740991,"m":-9007199254740991}"#,
        r#"{"b":1,"a":{"d":[],"c":"\n\""}}"#,
    ];
    let mut seeds = Vec::new();
    for action in actions {
        for (place, change) in [(0_u16, 0_u8), (40, 1), (300, 0x20), (700, 0x80)] {
            let mut seed = Vec::new();
            for text in ["high", action] {
                seed.extend(text.as_bytes());
            }
            seed.extend(place.to_le_bytes());
            seed.push(change);
            // The lengths are read from the end.
            seed.extend([u8::try_from(action.len()).unwrap(), 4]);
            seeds.push(seed);
        }
    }
    seeds
}

/// Histories from a generator of pseudo-random numbers.
fn histories() -> Vec<Vec<u8>> {
    let mut state = 1_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33).to_le_bytes()[0]
    };
    (0..64).map(|_| (0..128).map(|_| next()).collect()).collect()
}
