//! Strict parse, canonical octets and SHA-256 of an action payload, beside what others take for
//! less.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use psea::claims::ActionPayload;
use psea::jose::canonical::CanonicalJson;
use psea::jose::json::{DEFAULT_MAX_DEPTH, Document};
use psea_benches::payload;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

fn hashed(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse, canonicalise, hash");
    for octets in [203, 1 << 10, 4 << 10, 64 << 10] {
        let text = payload(octets);
        let text = text.as_bytes();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("psea", octets), text, |b, text| {
            b.iter(|| ActionPayload::parse(black_box(text)).map(|a| a.hash()));
        });
        group.bench_with_input(
            BenchmarkId::new("serde_json: parse alone", octets),
            text,
            |b, text| b.iter(|| serde_json::from_slice::<Value>(black_box(text))),
        );
        group.bench_with_input(
            BenchmarkId::new("serde_json + serde_jcs + sha2", octets),
            text,
            |b, text| {
                b.iter(|| {
                    let value: Value = serde_json::from_slice(black_box(text))?;
                    serde_jcs::to_vec(&value).map(Sha256::digest)
                });
            },
        );
        group.bench_with_input(
            BenchmarkId::new("serde_json + serde_json_canonicalizer + sha2", octets),
            text,
            |b, text| {
                b.iter(|| {
                    let value: Value = serde_json::from_slice(black_box(text))?;
                    serde_json_canonicalizer::to_vec(&value).map(Sha256::digest)
                });
            },
        );
    }
    group.finish();
}

fn written(c: &mut Criterion) {
    let mut group = c.benchmark_group("canonical octets of a parsed value");
    let text = payload(203);
    let document = Document::parse(text.as_bytes(), DEFAULT_MAX_DEPTH);
    let value = serde_json::from_str::<Value>(&text);
    let (Ok(document), Ok(value)) = (document, value) else {
        eprintln!("the payload is no JSON, which is a defect");
        std::process::exit(2);
    };
    group.bench_function("psea", |b| b.iter(|| CanonicalJson::from_value(document.root())));
    group.bench_function("serde_jcs", |b| b.iter(|| serde_jcs::to_vec(&value)));
    group.bench_function("serde_json_canonicalizer", |b| {
        b.iter(|| serde_json_canonicalizer::to_vec(&value));
    });
    group.bench_function("serde_json: not canonical", |b| b.iter(|| serde_json::to_vec(&value)));
    group.finish();
}

criterion_group!(benches, hashed, written);
criterion_main!(benches);
