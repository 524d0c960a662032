//! One pipeline, again and again for some seconds, for a sampling profiler (docs/performance.md).
//!
//! `profile verify` or `profile attest`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use psea::claims::ActionPayload;
use psea::jose::es256::AwsLcBackend;
use psea_benches::{Failure, World, payload};

const FOR: Duration = Duration::from_secs(5);
/// Proofs that one Verifier accepts before it is replaced.
const PROOFS: u32 = 1_000;

fn main() -> Result<(), Failure> {
    let world = World::new(&AwsLcBackend)?;
    let action = ActionPayload::parse(payload(203).as_bytes())?;
    match std::env::args().nth(1).as_deref() {
        Some("verify") => verify(&world, &action),
        Some("attest") => attest(&world, &action),
        _ => Err("one of: verify, attest".into()),
    }
}

fn verify(world: &World, action: &ActionPayload) -> Result<(), Failure> {
    let proofs = world.proofs(PROOFS, action)?;
    let bodies: Vec<_> = proofs.iter().map(|proof| proof.body().build()).collect();
    let begun = Instant::now();
    while begun.elapsed() < FOR {
        let verifier = world.verifier()?;
        for body in &bodies {
            let _approval = world.verify(&verifier, black_box(body.as_bytes()))?;
        }
    }
    Ok(())
}

fn attest(world: &World, action: &ActionPayload) -> Result<(), Failure> {
    let request = world.request(1, action)?;
    let signature = world.sign(&world.prepare(request.clone())?)?;
    let begun = Instant::now();
    while begun.elapsed() < FOR {
        black_box(world.prepare(request.clone())?.complete(&signature));
    }
    Ok(())
}
