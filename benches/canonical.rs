//! Strict parse, canonical octets and SHA-256 of an action payload, beside what others take for
//! less.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use psea::claims::ActionPayload;
use psea_benches::payload;
use std::hint::black_box;

fn canonical(c: &mut Criterion) {
    let mut group = c.benchmark_group("action payload");
    for octets in [200, 4096, 65_000] {
        let text = payload(octets);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("psea: parse + canonicalise + hash", octets),
            text.as_bytes(),
            |b, text| b.iter(|| ActionPayload::parse(black_box(text)).map(|a| a.hash())),
        );
        group.bench_with_input(
            BenchmarkId::new("serde_json: parse alone", octets),
            text.as_bytes(),
            |b, text| b.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(text))),
        );
        group.bench_with_input(
            BenchmarkId::new("serde_json + serde_jcs + sha2", octets),
            text.as_bytes(),
            |b, text| {
                b.iter(|| {
                    use sha2::Digest as _;
                    let value: serde_json::Value = serde_json::from_slice(black_box(text))?;
                    serde_jcs::to_vec(&value).map(sha2::Sha256::digest)
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, canonical);
criterion_main!(benches);
