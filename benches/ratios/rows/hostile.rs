//! What it costs to refuse what an attacker sends, beside reading it once.
//!
//! Reading once is SHA-256 of the octets: a pass over each octet that nothing can shorten, by code
//! that is nobody's in this comparison, and what a server does that logs a digest of what it
//! received.

use psea::jose::es256::AwsLcBackend;
use psea_benches::{Failure, World, hostile};
use sha2::{Digest as _, Sha256};

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
            repeated(|| Sha256::digest(&body)),
        ];
        let samples = in_turns(given.rounds, &mut contenders);
        rows.push(Row::ratio(
            format!("refusal: {name}"),
            "reading it once (SHA-256)",
            samples.ratio(0, 1),
            Goal::AtMost(3.0),
            format!("{} over {}", micros(samples.micros(0)), micros(samples.micros(1))),
        ));
    }
    Ok(rows)
}
