//! The whole appraisal of a proof, the commit included, beside the bare signature check that it
//! contains, and beside what others take to read the token.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, criterion_group, criterion_main};
use psea::claims::ActionPayload;
use psea::jose::es256::{AwsLcBackend, P256Backend};
use psea_benches::peers::{BareAwsLc, BareCheck, BareP256, Cut, Josekit, JsonWebToken};
use psea_benches::{Failure, World, payload};

fn verify(c: &mut Criterion) {
    if let Err(failure) = on_aws_lc(c).and_then(|()| on_p256(c)) {
        eprintln!("the benchmark cannot be set up: {failure}");
        std::process::exit(2);
    }
}

fn on_aws_lc(c: &mut Criterion) -> Result<(), Failure> {
    let mut group = c.benchmark_group("aws-lc-rs");
    let world = World::new(&AwsLcBackend)?;
    let token = ours(&mut group, &world, &BareAwsLc::new(world.public_key())?)?;
    let peer = JsonWebToken::new(world.public_key());
    group.bench_function("jsonwebtoken: decode", |b| b.iter(|| peer.decode(black_box(&token))));
    let peer = Josekit::new(world.public_key())?;
    group.bench_function("josekit, on OpenSSL", |b| b.iter(|| peer.decode(black_box(&token))));
    group.finish();
    Ok(())
}

fn on_p256(c: &mut Criterion) -> Result<(), Failure> {
    let mut group = c.benchmark_group("p256");
    let world = World::new(&P256Backend)?;
    ours(&mut group, &world, &BareP256::new(world.public_key())?)?;
    group.finish();
    Ok(())
}

/// The bare check and the whole of ours; gives the token that they look at.
fn ours(
    group: &mut BenchmarkGroup<'_, WallTime>,
    world: &World,
    bare: &dyn BareCheck,
) -> Result<String, Failure> {
    let action = ActionPayload::parse(payload(203).as_bytes())?;
    let proof = world.prove(0, &action)?;
    let (body, cut) = (proof.body().build(), Cut::new(proof.compact())?);
    world.verifier()?;
    group.bench_function("bare signature check", |b| b.iter(|| bare.check(black_box(&cut))));
    group.bench_function("whole appraisal and commit", |b| {
        // A proof is accepted once, so that each round needs a Verifier that has not seen it.
        b.iter_batched(
            || world.verifier(),
            |verifier| verifier.is_ok_and(|v| world.verify(&v, body.as_bytes()).is_ok()),
            BatchSize::SmallInput,
        );
    });
    Ok(proof.compact().to_owned())
}

criterion_group!(benches, verify);
criterion_main!(benches);
