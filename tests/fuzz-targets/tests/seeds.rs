//! Every fuzz target over its seeds, and over seeds with a few octets changed, with a stable
//! toolchain. The controls: targets whose property does not hold are caught by the same run.
//!
//! `PSEA_SEED` repeats the changes; `PSEA_RUNS` says how many changed seeds each target gets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use psea_fuzz_targets::TARGETS;
use psea_fuzz_targets::seeds::Seeds;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// A seed with a few changes of the kind that a fuzzer makes.
fn changed(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut octets = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(3) {
        let at = random.below(octets.len() + 1);
        match random.below(5) {
            0 if at < octets.len() => octets[at] ^= 1 << random.below(8),
            1 if at < octets.len() => octets[at] = b"{}[]\",:.\\ 0-9eE+\0\xff"[random.below(18)],
            2 => octets.truncate(at),
            3 => octets.insert(at, b"{}[]\",:.\\ 0-9eE+\0\xff"[random.below(18)]),
            _ => {
                let other = &seeds[random.below(seeds.len())];
                octets.truncate(at);
                octets.extend(&other[random.below(other.len() + 1)..]);
            }
        }
    }
    octets
}

/// The first input that a target panics on.
fn first_failure(target: fn(&[u8]), inputs: impl IntoIterator<Item = Vec<u8>>) -> Option<Vec<u8>> {
    inputs.into_iter().find(|input| catch_unwind(AssertUnwindSafe(|| target(input))).is_err())
}

/// A target over its seeds and over changed seeds.
fn holds_over_its_seeds(name: &str) {
    let (_, target) = TARGETS.into_iter().find(|(target, _)| *target == name).unwrap();
    let seed = number("PSEA_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let runs = number("PSEA_RUNS").unwrap_or(1_000);
    let seeds = Seeds::of(&project("test-vectors")).for_target(name);
    assert!(!seeds.is_empty(), "{name} has no seeds");
    println!("{name}: {} seeds, {runs} changed, PSEA_SEED={seed}", seeds.len());
    let mut random = Random(seed);
    let fresh = (0..runs).map(|_| changed(&seeds, &mut random));
    let failed = first_failure(target, seeds.iter().cloned().chain(fresh));
    assert!(failed.is_none(), "{name}: {}", String::from_utf8_lossy(&failed.unwrap()));
}

mod holds {
    use super::holds_over_its_seeds;

    #[test]
    fn json() {
        holds_over_its_seeds("json");
    }

    #[test]
    fn canonical() {
        holds_over_its_seeds("canonical");
    }

    #[test]
    fn jws_header() {
        holds_over_its_seeds("jws_header");
    }

    #[test]
    fn jws_compact() {
        holds_over_its_seeds("jws_compact");
    }

    #[test]
    fn claims() {
        holds_over_its_seeds("claims");
    }

    #[test]
    fn transport_body() {
        holds_over_its_seeds("transport_body");
    }

    #[test]
    fn jwk() {
        holds_over_its_seeds("jwk");
    }

    #[test]
    fn spki() {
        holds_over_its_seeds("spki");
    }

    #[test]
    fn verify_pipeline() {
        holds_over_its_seeds("verify_pipeline");
    }

    #[test]
    fn attest_then_verify() {
        holds_over_its_seeds("attest_then_verify");
    }

    #[test]
    fn store_history() {
        holds_over_its_seeds("store_history");
    }

    #[test]
    fn vectors() {
        holds_over_its_seeds("vectors");
    }
}

/// Each has its test in [`holds`].
#[test]
fn every_target_holds_over_its_seeds() {
    for (name, _) in TARGETS {
        let test = format!("holds_over_its_seeds({name:?})");
        assert!(include_str!("seeds.rs").contains(&test), "no test of {name}");
    }
}

/// The seeds get through to what stands behind the parsers.
#[test]
fn seeds_reach_the_properties() {
    let all = Seeds::of(&project("test-vectors"));
    let reaches = |name: &str, reaches: fn(&[u8]) -> bool| {
        let seeds = all.for_target(name);
        let count = seeds.iter().filter(|seed| reaches(seed)).count();
        assert!(count > 0, "no seed of {name} is taken");
        println!("{name}: {count} of {} are taken", seeds.len());
    };
    reaches("canonical", |seed| psea_jose::canonical::CanonicalJson::parse(seed, 32).is_ok());
    reaches("jwk", |seed| psea_jose::es256::PublicKey::from_jwk(seed).is_ok());
    reaches("spki", |seed| psea_jose::es256::PublicKey::from_spki_der(seed).is_ok());
    reaches("attest_then_verify", |seed| psea_fuzz_targets::request_of(seed).is_some());
    reaches("transport_body", |seed| {
        psea_claims::TransportBody::parse(seed, &psea_claims::Limits::default()).is_ok()
    });
}

/// What a fuzzer once found stays found: the files in `fuzz/regressions/<target>`.
#[test]
fn findings_stay_fixed() {
    for (name, target) in TARGETS {
        let Ok(files) = std::fs::read_dir(project("fuzz/regressions").join(name)) else { continue };
        for file in files {
            target(&std::fs::read(file.unwrap().path()).unwrap());
        }
    }
}

/// The control: a planted panic behind the parser is found.
#[test]
fn a_planted_panic_is_found() {
    fn planted(octets: &[u8]) {
        if let Ok(canonical) = psea_jose::canonical::CanonicalJson::parse(octets, 32) {
            assert!(!canonical.as_str().contains("\\u0000"), "planted");
        }
    }
    let seeds = Seeds::of(&project("test-vectors")).for_target("canonical");
    assert!(first_failure(planted, seeds).is_some());
}

/// The control of `verify_pipeline`: a fault behind the signature check, which no seed meets, is found
/// by the same changes.
#[test]
fn a_fault_behind_the_signature_check_is_found() {
    let seeds = Seeds::of(&project("test-vectors")).for_target("control_signed");
    let seed = number("PSEA_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("PSEA_SEED={seed}");
    let mut random = Random(seed);
    let mut tries = 0_u32;
    let fresh = (0..100_000).map(|_| {
        tries += 1;
        changed(&seeds, &mut random)
    });
    let found = first_failure(psea_fuzz_targets::control_signed, fresh).expect("it is found");
    println!("found after {tries} changed seeds");
    // It is that fault: without it, the same input holds.
    psea_fuzz_targets::verify_pipeline(&found);
}

/// The controls of the instrumented runs are for them to find: no seed meets their faults.
#[test]
fn no_seed_meets_the_fault_of_a_control() {
    let all = Seeds::of(&project("test-vectors"));
    let seeds = all.for_target("control");
    assert!(first_failure(psea_fuzz_targets::control, seeds).is_none());
    let met = first_failure(psea_fuzz_targets::control, [br#"{"a":{"\u0061":1}}"#.to_vec()]);
    assert!(met.is_some());

    let seeds = all.for_target("control_signed");
    println!("control_signed: {} seeds", seeds.len());
    assert!(!seeds.is_empty());
    assert!(first_failure(psea_fuzz_targets::control_signed, seeds).is_none());
}

/// Each target is one that cargo-fuzz builds, and the other way round.
#[test]
fn the_fuzz_workspace_has_the_same_targets() {
    let manifest = std::fs::read_to_string(project("fuzz/Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is not in the manifest");
        let file = project("fuzz/fuzz_targets").join(format!("{name}.rs"));
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.contains(&format!("psea_fuzz_targets::{name}(")), "{name} calls another body");
    }
    // And the controls.
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len() + 2);
}
