//! Action payloads: strict parse, canonical octets, hash.

use psea::claims::ActionPayload;
use psea::jose::canonical::CanonicalJson;
use psea::jose::json::{DEFAULT_MAX_DEPTH, Document};
use psea_benches::{Failure, payload};
use serde_json::Value;

use crate::given::Given;
use crate::measure::{Samples, in_turns, repeated};
use crate::row::{Goal, Row, micros};

pub(super) fn measure(given: &Given) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for (octets, name) in [(203, "200 B"), (4 << 10, "4 KiB"), (64 << 10, "64 KiB")] {
        rows.push(hashed(given, octets, name));
    }
    rows.push(written(given)?);
    rows.push(growth(given));
    Ok(rows)
}

fn hash(text: &str) -> bool {
    ActionPayload::parse(text.as_bytes()).is_ok_and(|action| action.hash().as_octets()[0] < 255)
}

fn hashed(given: &Given, octets: usize, name: &str) -> Row {
    let text = payload(octets);
    let mut contenders = [
        repeated(|| hash(&text)),
        repeated(|| serde_json::from_slice::<Value>(text.as_bytes()).is_ok()),
    ];
    let samples = in_turns(given.rounds, &mut contenders);
    Row::ratio(
        format!("payload of {name}: strict parse + canonical octets + SHA-256"),
        "serde_json::from_slice::<Value> alone",
        samples.ratio(0, 1),
        Goal::AtMost(1.0),
        times(&samples),
    )
}

fn written(given: &Given) -> Result<Row, Failure> {
    let text = payload(203);
    let document = Document::parse(text.as_bytes(), DEFAULT_MAX_DEPTH)?;
    let value: Value = serde_json::from_str(&text)?;
    let mut contenders = [
        repeated(|| CanonicalJson::from_value(document.root()).is_ok()),
        repeated(|| serde_jcs::to_vec(&value).is_ok()),
        repeated(|| serde_json_canonicalizer::to_vec(&value).is_ok()),
    ];
    let samples = in_turns(given.rounds, &mut contenders);
    Ok(Row::ratio(
        "canonical octets of a parsed payload of 200 B, times as fast",
        "serde_jcs",
        samples.ratio(1, 0),
        Goal::AtLeast(6.0),
        format!("{}, serde_json_canonicalizer {}", times(&samples), micros(samples.micros(2))),
    ))
}

fn growth(given: &Given) -> Row {
    let (large, small) = (payload(64 << 10), payload(1 << 10));
    let mut contenders = [repeated(|| hash(&large)), repeated(|| hash(&small))];
    let samples = in_turns(given.rounds, &mut contenders);
    let lengths = small.len() as f64 / large.len() as f64;
    let nanos = |contender, text: &str| samples.micros(contender) * 1e3 / text.len() as f64;
    Row::ratio(
        "payload of 64 KiB: the same, for each octet",
        "each octet of 1 KiB",
        samples.ratio(0, 1) * lengths,
        Goal::AtMost(1.1),
        format!("{:.2} ns over {:.2} ns", nanos(0, &large), nanos(1, &small)),
    )
}

fn times(samples: &Samples) -> String {
    format!("{} over {}", micros(samples.micros(0)), micros(samples.micros(1)))
}
