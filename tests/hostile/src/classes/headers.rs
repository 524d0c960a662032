//! Games with the header: algorithms, types, extensions, keys.

use psea_jose::base64::{standard, url};
use psea_jose::es256::{Es256Signer as _, P256Signer};
use serde_json::{Value, json};

use super::{signed, starts, with_member};
use crate::case::Case;
use crate::*;

const ALGORITHMS: [&str; 48] = [
    "none",
    "None",
    "NONE",
    "nOnE",
    "none ",
    "",
    " ",
    "null",
    "HS256",
    "HS384",
    "HS512",
    "RS1",
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES384",
    "ES512",
    "ES256K",
    "es256",
    "Es256",
    "eS256",
    "ES256 ",
    " ES256",
    "ES256\n",
    "ES256\0",
    "ES-256",
    "ES256,none",
    "ES\u{200b}256",
    "\u{ff25}S256",
    "ESP256",
    "ECDSA",
    "EdDSA",
    "Ed25519",
    "Ed448",
    "ML-DSA-44",
    "RSA1_5",
    "RSA-OAEP",
    "A128KW",
    "A256GCMKW",
    "dir",
    "ECDH-ES",
    "PBES2-HS256+A128KW",
    "SHA256withECDSA",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "-7",
];

const TYPES: [&str; 22] = [
    "",
    "JWT",
    "jwt",
    "at+jwt",
    "psea+jwt",
    "psea-ack+jwt",
    "PSEA-PROOF+JWT",
    "Psea-proof+jwt",
    "psea-proof+JWT",
    "psea-proof+jwt ",
    " psea-proof+jwt",
    "psea-proof+jwt\0",
    "psea-proof",
    "psea-proof+jws",
    "psea-proof+jwt;v=1",
    "application/psea-proof+jwt",
    "application/psea+jwt",
    "psea_proof+jwt",
    "psea-proof%2Bjwt",
    "psea\u{2010}proof+jwt",
    "psea-proof+jwt+sd",
    "JOSE",
];

const KIDS: [&str; 22] = [
    "key-4",
    "KEY-1",
    "Key-1",
    "key-1 ",
    " key-1",
    "key-1\0",
    "key-1\n",
    "key-01",
    "key\u{2010}1",
    "key%2D1",
    "../key-1",
    "/dev/null",
    "key-1' OR '1'='1",
    "key-1;DROP TABLE",
    "*",
    "%",
    "key-?",
    "attester-1",
    "${key-1}",
    "\u{ff4b}ey-1",
    "0",
    "__proto__",
];

/// Any value that is not a string.
fn other_types() -> [Value; 9] {
    [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(1.5),
        json!([]),
        json!({}),
        { json!(["x"]) },
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let [start, ..] = starts();
    let (header, payload) = (start.header.to_string(), start.payload());
    let mut cases = Vec::new();
    for (name, texts, text_code, code) in [
        ("alg", &ALGORITHMS[..], "header_alg", "header_alg"),
        ("typ", &TYPES[..], "header_typ", "header_typ"),
        ("kid", &KIDS[..], "key_unknown", "header_kid"),
    ] {
        for text in texts {
            let body = start.clone().header(name, *text).body();
            cases.push(Case::new(format!("{name} {text:?}"), body, text_code));
        }
        for value in other_types() {
            let body = start.clone().header(name, value.clone()).body();
            cases.push(Case::new(format!("{name} {value}"), body, code));
        }
        let right = &start.header[name];
        for value in [json!([right]), json!({ "": right }), json!([right, right])] {
            let body = start.clone().header(name, value.clone()).body();
            cases.push(Case::new(format!("{name} {value}"), body, code));
        }
        // Absent, and there under another name.
        for other in ["Alg", "ALG", "x", "", "alg ", "\u{0}"] {
            let renamed = header.replace(&format!("\"{name}\":"), &format!("{}:", json!(other)));
            let body = signed(&start, &renamed, &payload);
            cases.push(Case::new(format!("{name} as {other:?}"), body, code));
        }
    }
    let body = start.clone().header("kid", "").body();
    cases.push(Case::new("an empty kid", body, "header_kid"));
    for crit in other_types().into_iter().chain([
        json!(["b64"]),
        json!(["exp"]),
        json!(["alg"]),
        json!([""]),
        json!(["x", "x"]),
        json!("b64"),
        json!(["psea"]),
        json!([["b64"]]),
        json!([1]),
    ]) {
        let body = start.clone().header("crit", crit.clone()).header("x", 1).body();
        cases.push(Case::new(format!("crit {crit}"), body, "header_crit"));
        let body = start.clone().header("crit", crit.clone()).header("b64", false).body();
        cases.push(Case::new(format!("crit {crit} with b64"), body, "header_crit"));
    }
    for b64 in [json!(false), json!(null), json!(0), json!(1), json!("true"), json!([true])] {
        let body = start.clone().header("b64", b64.clone()).body();
        cases.push(Case::new(format!("b64 {b64}"), body, "header_b64"));
    }
    // Of several defects the first in the order of the checks is told (row P9).
    for (defects, code) in [
        (json!({"alg": "none", "typ": "JWT", "crit": [], "b64": false, "kid": ""}), "header_alg"),
        (json!({"typ": "JWT", "crit": [], "b64": false, "kid": ""}), "header_typ"),
        (json!({"crit": [], "b64": false, "kid": ""}), "header_crit"),
        (json!({"b64": false, "kid": ""}), "header_b64"),
    ] {
        let mut changed = start.clone();
        for (name, value) in defects.as_object().unwrap() {
            changed = changed.header(name, value.clone());
        }
        cases.push(Case::new(defects.to_string(), changed.body(), code));
    }
    for other in ["null", "true", "0", "\"\"", "[]", "[{}]", "", "{", "{}}", "{} {}", "\u{0}"] {
        let body = signed(&start, other, &payload);
        cases.push(Case::new(format!("{other:?} as header"), body, "proof_malformed"));
    }
    cases.push(Case::new("an empty header", signed(&start, "{}", &payload), "header_alg"));
    for tail in [",", "}", "//", "/**/", "\u{b}", "\u{a0}", "\0", "{}"] {
        let body = signed(&start, &format!("{header}{tail}"), &payload);
        cases.push(Case::new(format!("{tail:?} after the header"), body, "proof_malformed"));
    }
    cases
}

/// Proofs by keys that the `kid` does not select.
pub(super) fn key_confusion() -> Vec<Case> {
    let [start, ..] = starts();
    let mut cases = Vec::new();
    let signers = [8, 9, 10].map(|scalar| P256Signer::from_scalar(&[scalar; 32]).unwrap());
    for signer in &signers {
        let jwk: Value = serde_json::from_str(signer.public_key().to_jwk().as_str()).unwrap();
        let certificate = standard::encode(&signer.public_key().to_spki_der());
        let body = start.body_around(&start.proof_by(signer));
        cases.push(Case::new("another key", body, "signature_invalid"));
        for (name, value) in [
            ("jwk", jwk.clone()),
            ("jwk", json!([jwk.clone()])),
            ("jwks", json!({"keys": [jwk.clone()]})),
            ("jku", json!("https://attacker.example/jwks.json")),
            ("jku", json!("http://127.0.0.1:6379/")),
            ("x5u", json!("https://attacker.example/key.pem")),
            ("x5u", json!("file:///dev/zero")),
            ("x5c", json!([certificate])),
            ("x5t", json!("AAAAAAAAAAAAAAAAAAAAAAAAAAA")),
            ("x5t#S256", json!(url::encode(&[0; 32]))),
            ("epk", jwk.clone()),
            ("cty", json!("JWT")),
            ("zip", json!("DEF")),
            ("enc", json!("A256GCM")),
            ("kid2", json!("key-2")),
            ("iss", json!("https://attacker.example")),
        ] {
            let changed = start.clone().header(name, value);
            let body = changed.body_around(&changed.proof_by(signer));
            cases.push(Case::new(format!("another key with {name}"), body, "signature_invalid"));
        }
        let named = start.clone().header("kid", signer.public_key().thumbprint());
        let body = named.body_around(&named.proof_by(signer));
        cases.push(Case::new("a kid that names its key", body, "key_unknown"));
        let beside =
            with_member(&start.body_around(&start.proof_by(signer)), &format!("\"jwk\":{jwk}"));
        cases.push(Case::new("a key beside the proof", beside, "signature_invalid"));
    }
    // Enrolled keys, each under the other's name.
    for (kid, signer) in [("key-1", &signers[0]), ("key-3", &signers[0]), ("key-2", &signers[1])] {
        let changed = start.clone().header("kid", kid);
        let body = changed.body_around(&changed.proof_by(signer));
        cases.push(Case::new(format!("{kid} by another enrolled key"), body, "signature_invalid"));
    }
    let body = {
        let changed = start.clone().header("kid", "key-3");
        changed.body_around(&changed.proof_by(&signers[1]))
    };
    cases.push(Case::new("a revoked key", body, "enrollment_revoked"));
    // The parts of two proofs of one key.
    let [one, two, three] = starts();
    let parts = |proof: &Draft| -> Vec<String> {
        proof.proof_by(&signer()).split('.').map(str::to_owned).collect()
    };
    for (a, b) in [(&one, &two), (&two, &three), (&three, &one)] {
        let (pa, pb) = (parts(a), parts(b));
        for mixed in [[&pa[0], &pa[1], &pb[2]], [&pa[0], &pb[1], &pa[2]]] {
            let body = a.body_around(&mixed.map(String::as_str).join("."));
            cases.push(Case::new("parts of two proofs", body, "signature_invalid"));
        }
    }
    cases
}
