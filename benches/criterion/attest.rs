//! What the Attester does for a proof, beside the hash that its key makes.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use psea::claims::ActionPayload;
use psea::jose::es256::P256Backend;
use psea_benches::{Failure, World, payload};
use sha2::{Digest as _, Sha256};

fn attest(c: &mut Criterion) {
    if let Err(failure) = try_attest(c) {
        eprintln!("the benchmark cannot be set up: {failure}");
        std::process::exit(2);
    }
}

fn try_attest(c: &mut Criterion) -> Result<(), Failure> {
    let world = World::new(&P256Backend)?;
    let action = ActionPayload::parse(payload(203).as_bytes())?;
    let request = world.request(1, &action)?;
    let signature = world.sign(&world.prepare(request.clone())?)?;
    let token = world.prove(1, &action)?.compact().to_owned();
    let mut group = c.benchmark_group("attester");
    group.bench_function("propose + prepare + complete, without the key", |b| {
        b.iter_batched(
            || request.clone(),
            |request| world.prepare(request).map(|prepared| prepared.complete(&signature)),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("SHA-256 of the token", |b| {
        b.iter(|| Sha256::digest(black_box(&token)));
    });
    group.finish();
    Ok(())
}

criterion_group!(benches, attest);
criterion_main!(benches);
