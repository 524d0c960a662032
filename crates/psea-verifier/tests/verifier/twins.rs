//! Twins of an approved token, i.e. other spellings of what was approved: each is refused, as a
//! replay or as malformed, and leaves the state as it was (§3.4, §3.10).

use proptest::prelude::*;
use psea_jose::base64::url;
use serde_json::{Value, json};

use crate::support::*;

/// The order of P-256 (SP 800-186).
const N: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
];

/// The other signature by the same key over the same message: (r, n − s).
fn negated(proof: &str) -> String {
    let (input, signature) = proof.rsplit_once('.').unwrap();
    let mut octets = url::decode(signature).unwrap();
    let mut borrow = 0;
    for (s, n) in octets[32..].iter_mut().zip(N).rev() {
        let difference = i16::from(n) - i16::from(*s) - borrow;
        borrow = i16::from(difference < 0);
        *s = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    assert_eq!(borrow, 0);
    format!("{input}.{}", url::encode(&octets))
}

/// The next character of the alphabet: differs in the last bit, which nothing uses.
fn with_trailing_bits(text: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (start, last) = text.split_at(text.len() - 1);
    let index = ALPHABET.find(last).unwrap();
    format!("{start}{}", &ALPHABET[index + 1..index + 2])
}

/// Every character as an escape.
fn escaped(text: &str) -> String {
    text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect()
}

/// The twins of a submission, each with its one code.
fn twins(draft: &Draft, proof: &str) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let segments: Vec<&str> = proof.split('.').collect();
    let [header, payload, signature] = segments[..] else { panic!("three segments") };
    let around = |proof: String| draft.body_around(&proof).into_bytes();
    let body = draft.body_around(proof);
    let action: Value = serde_json::from_str(&draft.action).unwrap();
    let mut twins = vec![
        ("the same", "jti_replayed", body.clone().into_bytes()),
        ("n − s", "jti_replayed", around(negated(proof))),
        ("members swapped", "jti_replayed", {
            format!(r#"{{"actionPayload":{},"proof":"{proof}"}}"#, draft.action).into_bytes()
        }),
        ("white space", "jti_replayed", {
            format!(" {{\n\"proof\" :\t\"{proof}\" , \"actionPayload\": {} }}\r\n", draft.action)
                .into_bytes()
        }),
        ("further members", "jti_replayed", {
            let mut draft = draft.clone();
            draft.beside.push(("requestId", "\"other\"".into()));
            draft.beside.push(("proofId", "[]".into()));
            draft.beside.push(("unknown", "1e9".into()));
            draft.body_around(proof).into_bytes()
        }),
        ("escaped proof", "jti_replayed", { body.replace(proof, &escaped(proof)).into_bytes() }),
        ("escaped names", "jti_replayed", {
            body.replace("\"proof\"", "\"\\u0070roof\"").into_bytes()
        }),
        ("a pretty action", "jti_replayed", {
            let mut draft = draft.clone();
            draft.action = serde_json::to_string_pretty(&action).unwrap();
            draft.body_around(proof).into_bytes()
        }),
        ("padding", "proof_malformed", around(format!("{proof}=="))),
        ("trailing bits", "proof_malformed", {
            around(format!("{header}.{payload}.{}", with_trailing_bits(signature)))
        }),
        (
            "white space inside",
            "proof_malformed",
            around(format!("{header}.{payload}.\n{signature}")),
        ),
        ("white space around", "proof_malformed", around(format!(" {proof}"))),
        ("a fourth segment", "proof_malformed", around(format!("{proof}.AA"))),
        ("an empty fourth segment", "proof_malformed", around(format!("{proof}."))),
        ("the standard alphabet", "proof_malformed", {
            // One that certainly holds such a character.
            around(format!("{header}.{payload}.+{}", &signature[1..]))
        }),
        ("a header anew", "signature_invalid", {
            let header = json!({"kid": "key-1", "alg": "ES256", "typ": "psea-proof+jwt", "x": 1});
            let header = url::encode(header.to_string().as_bytes());
            around(format!("{header}.{payload}.{signature}"))
        }),
        ("a longer signature", "signature_malformed", {
            let mut octets = url::decode(signature).unwrap();
            octets.push(0);
            around(format!("{header}.{payload}.{}", url::encode(&octets)))
        }),
        ("a byte order mark", "body_malformed", ["\u{feff}", &body].concat().into_bytes()),
        ("the proof twice", "body_malformed", {
            body.replacen('{', &format!("{{\"proof\":\"{proof}\","), 1).into_bytes()
        }),
    ];
    if payload.len() % 4 != 0 {
        let payload = with_trailing_bits(payload);
        let token = format!("{header}.{payload}.{signature}");
        twins.push(("trailing bits in the payload", "proof_malformed", around(token)));
    }
    twins
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn twins_of_an_approved_token_change_nothing(
        jti in "[A-Za-z0-9._-]{1,40}",
        counter in 0..(1_u64 << 53),
        amount in any::<i32>(),
        to in "\\PC{0,12}",
    ) {
        let action = json!({"amount": amount, "to": to, "nested": {"b": 1, "a": [null]}});
        let proof = draft(&jti, counter).action(&action.to_string());
        let token = proof.proof_by(&signer());
        let store = store();
        let verifier = verifier(config(), &store);
        prop_assert_eq!(answer(&verifier, &proof.body_around(&token), now()), "approved");
        let before = state(&store);
        for (twin, code, body) in twins(&proof, &token) {
            prop_assert_eq!(answer_to(&verifier, &body, &expected(), now()), code, "{}", twin);
            prop_assert_eq!(&state(&store), &before, "{}", twin);
        }
    }

    /// §3.4: whichever of two twins comes first is approved, and it is the only one.
    #[test]
    fn one_of_two_twins_is_approved(jti in "[a-z]{1,9}", high_first in any::<bool>()) {
        let proof = draft(&jti, 1);
        let token = proof.proof_by(&signer());
        let mut bodies = [proof.body_around(&token), proof.body_around(&negated(&token))];
        if high_first {
            bodies.reverse();
        }
        let verifier = verifier(config(), &store());
        prop_assert_eq!(answer(&verifier, &bodies[0], now()), "approved");
        prop_assert_eq!(answer(&verifier, &bodies[1], now()), "jti_replayed");
    }
}
