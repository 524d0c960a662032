//! The whole verification, octets in and approval out, beside the signature check in it.

use psea::claims::ActionPayload;
use psea::jose::es256::{AwsLcBackend, P256Backend};

use psea_benches::peers::{BareAwsLc, BareCheck, BareP256, Cut, Josekit, JsonWebToken};
use psea_benches::{Failure, World, payload};

use crate::given::Given;
use crate::measure::{Contender, in_turns, over};
use crate::row::{Goal, Row, micros};

/// Proofs of one turn. Each is accepted once, so that a turn has a Verifier of its own, whose first
/// proofs find everything cold: a server that runs is measured, not one that starts.
const PROOFS: u32 = 256;

struct Taken {
    body: Vec<u8>,
    compact: String,
    cut: Cut,
}

pub(super) fn measure(given: &Given) -> Result<Vec<Row>, Failure> {
    let mut rows = on_aws_lc(given)?;
    rows.extend(on_p256(given)?);
    Ok(rows)
}

fn on_aws_lc(given: &Given) -> Result<Vec<Row>, Failure> {
    let world = World::new(&AwsLcBackend)?;
    let taken = taken(&world)?;
    let bare = BareAwsLc::new(world.public_key())?;
    let peer = JsonWebToken::new(world.public_key());
    let other = Josekit::new(world.public_key())?;
    let mut contenders = [
        whole(&world, &taken)?,
        checked(&bare, &taken),
        over(&taken, || (), |(), taken| peer.decode(&taken.compact).is_ok()),
        over(&taken, || (), |(), taken| other.decode(&taken.compact).is_ok()),
    ];
    let samples = in_turns(given.rounds, &mut contenders);
    let [ours, bare, peer, other] = [0, 1, 2, 3].map(|contender| micros(samples.micros(contender)));
    Ok(vec![
        Row::ratio(
            "whole verification, aws-lc-rs",
            "bare check by aws-lc-rs",
            samples.ratio(0, 1),
            Goal::AtMost(1.08),
            format!("{ours} over {bare}"),
        ),
        Row::ratio(
            "whole verification, aws-lc-rs",
            "jsonwebtoken (aws-lc-rs) decoding the token",
            samples.ratio(0, 2),
            Goal::Below(1.0),
            format!("{ours} over {peer}"),
        ),
        Row::ratio(
            "whole verification, aws-lc-rs",
            "josekit (OpenSSL) decoding the token",
            samples.ratio(0, 3),
            Goal::Below(1.0),
            format!("{ours} over {other}"),
        ),
    ])
}

fn on_p256(given: &Given) -> Result<Vec<Row>, Failure> {
    let world = World::new(&P256Backend)?;
    let taken = taken(&world)?;
    let bare = BareP256::new(world.public_key())?;
    let mut contenders = [whole(&world, &taken)?, checked(&bare, &taken)];
    let samples = in_turns(given.rounds, &mut contenders);
    let [ours, bare] = [0, 1].map(|contender| micros(samples.micros(contender)));
    Ok(vec![Row::ratio(
        "whole verification, p256",
        "bare check by p256",
        samples.ratio(0, 1),
        Goal::AtMost(1.03),
        format!("{ours} over {bare}"),
    )])
}

fn taken(world: &World) -> Result<Vec<Taken>, Failure> {
    let action = ActionPayload::parse(payload(200).as_bytes())?;
    let proofs = world.proofs(PROOFS, &action)?;
    let taken = proofs.iter().map(|proof| {
        let (body, compact) = (proof.body().build().into_bytes(), proof.compact().to_owned());
        Ok(Taken { body, cut: Cut::new(&compact)?, compact })
    });
    taken.collect()
}

fn whole<'w>(world: &'w World, taken: &'w [Taken]) -> Result<Contender<'w>, Failure> {
    // What cannot be set up shows here, and not in the middle.
    world.verifier()?;
    Ok(over(
        taken,
        || world.verifier().ok(),
        |verifier, taken| {
            verifier.as_ref().is_some_and(|verifier| world.verify(verifier, &taken.body).is_ok())
        },
    ))
}

fn checked<'w>(bare: &'w dyn BareCheck, taken: &'w [Taken]) -> Contender<'w> {
    over(taken, || (), |(), taken| bare.check(&taken.cut))
}
