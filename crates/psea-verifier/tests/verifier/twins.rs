//! P6: twins of an approved token, i.e. other spellings of what was approved: each is refused, as a
//! replay or as malformed, and leaves the state as it was (§3.4, §3.10).
//!
//! 5,000 tokens; with `PSEA_LONG=1`, 1,000,000. `PSEA_SEED` repeats a run.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use psea_jose::base64::url;
use psea_jose::es256::P256Signer;
use psea_seed::cases_from;
use psea_verifier::{
    Commit, CommitRequest, Enrollment, EnrollmentAdmin as _, EnrollmentLookup, MemoryStore,
    ReplayStore, StoreError, StorePromise, StoredEnrollment, StoredState, Verifier,
};
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
        ("an action in another order", "jti_replayed", {
            let mut draft = draft.clone();
            let members = action.as_object().unwrap().iter().rev();
            let members: Vec<_> =
                members.map(|(name, json)| format!("\"{}\":{json}", escaped(name))).collect();
            draft.action = format!("{{{}}}", members.join(","));
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

/// A token to be, and which of the two signatures of one message it bears.
#[derive(Clone, Debug)]
struct Case {
    jti: String,
    counter: u64,
    amount: i32,
    to: String,
    negated: bool,
}

fn cases() -> impl Strategy<Value = Case> {
    let counter = 0..(1_u64 << 53);
    ("[A-Za-z0-9._-]{1,40}", counter, any::<i32>(), "\\PC{0,12}", any::<bool>())
        .prop_map(|(jti, counter, amount, to, negated)| Case { jti, counter, amount, to, negated })
}

impl Case {
    fn submission(&self, signer: &P256Signer) -> (Draft, String) {
        let action = json!({"amount": self.amount, "to": self.to, "nested": {"b": 1, "a": [null]}});
        let draft = draft(&self.jti, self.counter).action(&action.to_string());
        let token = draft.proof_by(signer);
        let token = if self.negated { negated(&token) } else { token };
        (draft, token)
    }
}

/// Has the token approved on a store that does not know it, and then submits its twins. How many
/// they were; or the first that was answered otherwise, or that changed the store.
fn submit_twins<S, T>(
    case: &Case,
    signer: &P256Signer,
    store: &Arc<S>,
    state: impl Fn(&S) -> T,
) -> Result<usize, TestCaseError>
where
    S: EnrollmentLookup + ReplayStore + 'static,
    T: PartialEq + std::fmt::Debug,
{
    let (draft, token) = case.submission(signer);
    let verifier = Verifier::new(config(), Arc::<S>::clone(store));
    prop_assert_eq!(answer(&verifier, &draft.body_around(&token), now()), "approved");
    let before = state(store);
    let twins = twins(&draft, &token);
    for (twin, code, body) in &twins {
        let answer = answer_to(&verifier, body, &expected(), now());
        prop_assert!(answer == *code, "{}: {}, not {}", twin, answer, code);
        prop_assert_eq!(&state(store), &before, "{}", twin);
    }
    Ok(twins.len())
}

/// §3.4, §3.10: whichever of a token's twins comes first is approved, and it is the only one.
#[test]
fn twins_of_an_approved_token_change_nothing() {
    let long = std::env::var("PSEA_LONG").is_ok_and(|on| on != "0");
    let tokens = if long { 1_000_000 } else { 5000 };
    let seed = psea_seed::seed("twins");
    let (approved, refused) = (Cell::new(0), Cell::new(0));
    // Deriving a key costs as much as checking a signature.
    let signer = signer();
    let key = key_of(&signer);
    let result = TestRunner::new(cases_from(seed, tokens)).run(&cases(), |case| {
        let store = MemoryStore::volatile();
        store.enroll(enrollment("attester-1", "key-1", key.clone()), change()).unwrap();
        refused.set(refused.get() + submit_twins(&case, &signer, &Arc::new(store), state)?);
        approved.set(approved.get() + 1);
        if approved.get() % 50_000 == 0 {
            println!("{} of {tokens} tokens held", approved.get());
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("PSEA_SEED={seed}: {failure}");
    }
    println!("{} tokens approved, {} twins refused", approved.get(), refused.get());
    assert!(approved.get() == tokens && refused.get() >= 20 * tokens as usize);
}

/// The control: takes for a replay what has the hash of an accepted token's text.
#[derive(Debug)]
struct ByHash {
    enrollments: Arc<MemoryStore>,
    accepted: Mutex<HashSet<[u8; 32]>>,
}

impl EnrollmentLookup for ByHash {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.enrollments.find(kid)
    }
}

impl ReplayStore for ByHash {
    fn promise(&self) -> StorePromise {
        VOLATILE
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        let mut accepted = self.accepted.lock().unwrap();
        let enrollment = self.find(request.kid())?;
        let hash = request.record().proof_hash;
        let state = StoredState {
            enrollment: enrollment
                .as_ref()
                .map(|found| StoredEnrollment { status: &found.status, version: found.version }),
            challenge_outstanding: false,
            jti_finalised: accepted.contains(&hash),
            counter: None,
            chain_head: None,
        };
        Ok(match request.decide(&state) {
            Ok(()) => {
                accepted.insert(hash);
                Commit::Done
            }
            Err(refusal) => Commit::Refused(refusal),
        })
    }
}

#[test]
fn control_replay_keyed_on_the_hash_of_the_token() {
    for negated in [false, true] {
        let case =
            Case { jti: "a-1".into(), counter: 1, amount: 2500, to: "alice".into(), negated };
        let by_hash = ByHash { enrollments: store(), accepted: Mutex::default() };
        let caught = submit_twins(&case, &signer(), &Arc::new(by_hash), |_| ()).unwrap_err();
        let TestCaseError::Fail(why) = caught else { panic!("{caught}") };
        assert!(why.message().starts_with("n − s: approved, not jti_replayed"), "{why}");
    }
}
