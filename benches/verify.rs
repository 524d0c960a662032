//! The whole appraisal of a proof, the commit included, beside the bare signature check that it
//! contains.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use psea::claims::ActionPayload;
use psea::jose::es256::P256Backend;
use psea_benches::{Failure, World, payload};

fn verify(c: &mut Criterion) {
    if let Err(failure) = try_verify(c) {
        eprintln!("the benchmark cannot be set up: {failure}");
        std::process::exit(2);
    }
}

fn try_verify(c: &mut Criterion) -> Result<(), Failure> {
    let world = World::new(&P256Backend)?;
    let action = ActionPayload::parse(payload(200).as_bytes())?;
    let proof = world.prove(0, &action)?;

    let mut group = c.benchmark_group("p256");
    group.bench_function("bare signature check", |b| {
        b.iter(|| world.check_signature(proof.compact()));
    });
    // A proof is accepted once, so that each round needs one of its own.
    let mut number = 0;
    let mut next = || {
        number += 1;
        world.prove(number, &action).map(|proof| proof.body().build()).unwrap_or_default()
    };
    group.bench_function("whole appraisal and commit", |b| {
        b.iter_batched(&mut next, |body| world.verify(&body).is_ok(), BatchSize::SmallInput);
    });
    group.finish();
    Ok(())
}

criterion_group!(benches, verify);
criterion_main!(benches);
