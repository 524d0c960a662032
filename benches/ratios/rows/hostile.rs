//! What it costs to refuse what an attacker sends, beside reading it once.
//!
//! Reading once is `serde_json` reading the body and keeping nothing, up to where it finds an error:
//! the least that whoever takes JSON has to do.

use psea::jose::es256::AwsLcBackend;
use psea_benches::{Failure, World, hostile};
use serde::de::IgnoredAny;

use crate::given::Given;
use crate::measure::{in_turns, repeated};
use crate::row::{Goal, Row, micros};

pub(super) fn measure(given: &Given) -> Result<Vec<Row>, Failure> {
    let world = World::new(&AwsLcBackend)?;
    let verifier = world.verifier()?;
    let mut rows = Vec::new();
    for hostile::Hostile { name, code, body } in hostile::ALL {
        let body = body();
        let refusal = world.verify(&verifier, &body).err().ok_or("a hostile body is approved")?;
        if refusal.code() != code {
            return Err(format!("{name}: refused as {}, not {code}", refusal.code()).into());
        }
        let mut contenders = [
            repeated(|| world.verify(&verifier, &body).is_err()),
            repeated(|| serde_json::from_slice::<IgnoredAny>(&body).is_ok()),
        ];
        let samples = in_turns(given.rounds, &mut contenders);
        rows.push(Row::ratio(
            format!("refusal: {name}"),
            "serde_json reading it, keeping nothing",
            samples.ratio(0, 1),
            Goal::AtMost(3.0),
            format!("{} over {}", micros(samples.micros(0)), micros(samples.micros(1))),
        ));
    }
    Ok(rows)
}
