//! Refusals of what an attacker sends, beside one pass over its octets.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use psea::jose::es256::P256Backend;
use psea_benches::{Failure, World, hostile};
use sha2::{Digest as _, Sha256};

fn refusals(c: &mut Criterion) {
    if let Err(failure) = try_refusals(c) {
        eprintln!("the benchmark cannot be set up: {failure}");
        std::process::exit(2);
    }
}

fn try_refusals(c: &mut Criterion) -> Result<(), Failure> {
    let world = World::new(&P256Backend)?;
    let verifier = world.verifier()?;
    let mut group = c.benchmark_group("refusal");
    for hostile::Hostile { name, body, .. } in hostile::ALL {
        let body = body();
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_with_input(BenchmarkId::new("psea", name), &body, |b, body| {
            b.iter(|| world.verify(&verifier, black_box(body)).is_err());
        });
        group.bench_with_input(BenchmarkId::new("SHA-256", name), &body, |b, body| {
            b.iter(|| Sha256::digest(black_box(body)));
        });
    }
    group.finish();
    Ok(())
}

criterion_group!(benches, refusals);
criterion_main!(benches);
