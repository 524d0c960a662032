//! What the Attester does for a proof, the key's own time left out.

use psea::claims::ActionPayload;
use psea::jose::es256::P256Backend;
use psea_benches::{Failure, World, payload};
use sha2::{Digest as _, Sha256};

use crate::given::Given;
use crate::measure::{in_turns, repeated};
use crate::row::{Goal, Row, micros};

pub(super) fn measure(given: &Given) -> Result<Vec<Row>, Failure> {
    let world = World::new(&P256Backend)?;
    let action = ActionPayload::parse(payload(203).as_bytes())?;
    let request = world.request(1, &action)?;
    let signature = world.sign(&world.prepare(request.clone())?)?;
    let token = world.prove(1, &action)?.compact().to_owned();
    let mut contenders = [
        repeated(|| {
            let prepared = world.prepare(request.clone());
            prepared.map(|prepared| prepared.complete(&signature)).is_ok()
        }),
        repeated(|| Sha256::digest(&token)),
    ];
    let samples = in_turns(given.rounds, &mut contenders);
    let (ours, hash) = (samples.micros(0), samples.micros(1));
    let from = format!(
        "{} less {}; {:.1} times one hash",
        micros(ours),
        micros(hash),
        samples.ratio(0, 1)
    );
    Ok(vec![
        Row::ratio(
            "attester: propose + prepare + complete, without the key's time",
            "beyond one SHA-256 of the token",
            ours - hash,
            Goal::AtMost(10.0),
            from,
        )
        .with_unit(" µs"),
    ])
}
