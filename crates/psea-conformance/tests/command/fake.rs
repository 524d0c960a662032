//! A pretended implementation: it knows the answers from the vectors, and misbehaves at one of them
//! as told.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Duration;

use psea_conformance::load;
use psea_conformance::model::{
    AttestAnswer, CanonicalJsonAnswer, ChainEntryAnswer, Expect, ResultAnswer, Step, StepAnswer,
    StepVerdict, UeidAnswer, UvAssurance, Vector, VerifyAnswer,
};
use psea_conformance::{model::Answer, protocol};

/// What the first argument of this program is when it plays the implementation.
pub(crate) const FLAG: &str = "--fake";

/// `--fake DIR [MODE ID]`.
pub(crate) fn main(arguments: &[String]) {
    let dir = Path::new(&arguments[0]);
    let (mode, at) = match &arguments[1..] {
        [mode, at] => (mode.as_str(), at.as_str()),
        _ => ("honest", ""),
    };
    let loaded = load::load(&[dir]);
    let known: BTreeMap<_, _> = loaded
        .vectors
        .iter()
        .map(|loaded| (loaded.vector.id().to_owned(), right_answer(&loaded.vector)))
        .collect();
    if mode == "not-reading" {
        std::thread::sleep(Duration::from_secs(600));
    }
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        for member in ["expect", "result", "canonical", "sha256", "header", "payload"] {
            assert!(
                !line.contains(&format!("\"{member}\":")),
                "the request tells the answer: {line}"
            );
        }
        let request = protocol::parse_request(&line).unwrap();
        let id = request.id();
        let right = protocol::answer_line(id, &known[id]).unwrap();
        let answer = if id == at { misbehave(mode, &request, &right) } else { right };
        let mut out = io::stdout().lock();
        out.write_all(answer.as_bytes()).unwrap();
        out.write_all(b"\n").unwrap();
        out.flush().unwrap();
    }
}

fn misbehave(mode: &str, request: &Vector, right: &str) -> String {
    let id = request.id();
    match mode {
        "wrong-code" => {
            right.replace("header_alg", "header_typ").replace("jti_replayed", "no_such_code")
        }
        "accept" => format!(r#"{{"id":"{id}","steps":[{{"result":"accept","uv":"attested"}}]}}"#),
        "no-code" => format!(r#"{{"id":"{id}","steps":[{{"result":"reject"}}]}}"#),
        "too-few-steps" => format!(r#"{{"id":"{id}","steps":[]}}"#),
        "wrong-uv" => right.replace("attested", "asserted"),
        "wrong-claim" => right.replace("power_loss", "failover"),
        "wrong-outcome" => {
            let (before, after) = right.split_once("already_used").unwrap();
            format!("{before}expired{after}")
        }
        "other-signature" => with_token(request, Some(&"A".repeat(86))),
        "no-token" => with_token(request, None),
        "wrong-ueid" => right.replace("AceZ", "AceY"),
        "crash" => {
            eprintln!("first line of the trouble\nout of \u{1b}[31mcheese");
            std::process::exit(3);
        }
        "flood-stderr-and-crash" => {
            eprintln!("{}last words", "x".repeat(1_000_000));
            std::process::exit(3);
        }
        "hang" => {
            std::thread::sleep(Duration::from_secs(600));
            String::new()
        }
        "garbage" => "Verified OK".to_owned(),
        "not-utf8" => {
            io::stdout().write_all(&[0xff, 0xfe]).unwrap();
            String::new()
        }
        "wrong-id" => right.replace(id, "verify.accept"),
        "unknown-member" => right.replacen('{', "{\"reason\":\"none\",", 1),
        "unsupported" => protocol::answer_line(id, &Answer::Unsupported).unwrap(),
        "unsupported-false" => format!(r#"{{"id":"{id}","unsupported":false}}"#),
        "two-lines" => format!("{right}\n{right}"),
        other => panic!("no mode {other}"),
    }
}

/// The right answer to a vector that builds, with another signature or without the token.
fn with_token(request: &Vector, signature: Option<&str>) -> String {
    let Vector::Result(_) = request else { panic!("nothing is built") };
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/result.json");
    let loaded = load::load(&[file]);
    let vector = loaded.vectors.iter().find(|loaded| loaded.vector.id() == request.id()).unwrap();
    let Answer::Result(mut answer) = right_answer(&vector.vector) else {
        panic!("an answer of another suite")
    };
    for step in &mut answer.steps {
        if let StepVerdict::Built { token, .. } = step {
            *token = signature.map(|signature| {
                let token = token.take().unwrap();
                let (input, _) = token.rsplit_once('.').unwrap();
                format!("{input}.{signature}")
            });
        }
    }
    protocol::answer_line(request.id(), &Answer::Result(answer)).unwrap()
}

fn right_answer(vector: &Vector) -> Answer {
    match vector.clone() {
        Vector::CanonicalJson(vector) => Answer::CanonicalJson(CanonicalJsonAnswer {
            result: vector.result.unwrap(),
            canonical: vector.canonical,
            sha256: vector.sha256,
        }),
        Vector::Ueid(vector) => Answer::Ueid(UeidAnswer { ueid: vector.ueid.unwrap() }),
        Vector::ChainEntry(vector) => {
            Answer::ChainEntry(ChainEntryAnswer { chain_entry: vector.chain_entry.unwrap() })
        }
        Vector::Attest(vector) => Answer::Attest(AttestAnswer {
            result: vector.result,
            header: vector.header,
            payload: vector.payload,
            proof: vector.proof,
        }),
        Vector::Verify(vector) => Answer::Verify(VerifyAnswer {
            steps: vector.steps.into_iter().map(right_step).collect(),
        }),
        Vector::Result(vector) => Answer::Result(ResultAnswer {
            steps: vector.steps.into_iter().map(|step| step.expect.unwrap()).collect(),
        }),
    }
}

fn right_step(step: Step) -> StepAnswer {
    let Step::Submit { expect, .. } = step else {
        return StepAnswer::Done;
    };
    match expect.unwrap() {
        Expect::Accept { uv, chain_entry } => StepAnswer::Accept {
            uv: uv.map(|uv| match uv {
                UvAssurance::Attested => "attested".to_owned(),
                UvAssurance::Asserted => "asserted".to_owned(),
            }),
            chain_entry,
        },
        Expect::Reject { code } => StepAnswer::Reject { code: Some(code.to_string()) },
    }
}
