//! How deep `verify_pipeline` goes: which codes its inputs reach, in each deployment.
//!
//! The seeds alone must reach all of them, so that a fuzzer starts behind every check. What a fuzzer
//! left in `fuzz/corpus/verify_pipeline` is shown beside.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use psea_fuzz_targets::seeds::Seeds;
use psea_fuzz_targets::{Deployment, verify_pipeline_code};
use serde_json::Value;

/// Codes that no input of this target can have.
const OUT_OF_REACH: [&str; 7] = [
    // Inputs are short.
    "body_too_large",
    "proof_too_large",
    // The store is never asked to fail, nor the clock to go back.
    "store_unavailable",
    "store_fenced",
    "clock_behind",
    "outcome_unknown",
    "internal",
];

/// How often each code was reached, by the plain deployment and by the strict one.
type Counts = BTreeMap<String, [usize; 2]>;

fn count(inputs: &[Vec<u8>]) -> Counts {
    let mut counts = Counts::new();
    for input in inputs {
        let (deployment, code) = verify_pipeline_code(input);
        counts.entry(code.to_owned()).or_default()
            [usize::from(deployment == Deployment::Strict)] += 1;
    }
    counts
}

/// Every code that the schema of the vectors knows, and the approval.
fn all_codes(project: &Path) -> BTreeSet<String> {
    let schema = std::fs::read(project.join("test-vectors/schema/verify.schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let codes = schema["$defs"]["code"]["enum"].as_array().unwrap();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned());
    codes.chain(["approved".to_owned()]).collect()
}

#[test]
fn the_seeds_reach_every_check() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let seeds = count(&Seeds::of(&project.join("test-vectors")).for_target("verify_pipeline"));
    let corpus = std::fs::read_dir(project.join("fuzz/corpus/verify_pipeline"));
    let corpus =
        corpus.into_iter().flatten().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let corpus = count(&corpus.collect::<Vec<_>>());

    let all = all_codes(&project);
    println!("{:24} {:>16} {:>16}", "", "seeds", "corpus");
    println!("{:24} {:>8}{:>8} {:>8}{:>8}", "code", "plain", "strict", "plain", "strict");
    for code in &all {
        let [one, other] = [&seeds, &corpus].map(|c| c.get(code).copied().unwrap_or_default());
        println!("{code:24} {:>8}{:>8} {:>8}{:>8}", one[0], one[1], other[0], other[1]);
    }
    for (of, counts) in [("seeds", &seeds), ("files of the corpus", &corpus)] {
        let sum = |at: usize| counts.values().map(|count| count[at]).sum::<usize>();
        let codes = |at: usize| counts.values().filter(|count| count[at] > 0).count();
        let (plain, strict) = ((sum(0), codes(0)), (sum(1), codes(1)));
        let answers = counts.len();
        println!(
            "{} {of}, {answers} answers: {} to the plain deployment, {} answers; {} to the strict \
             one, {} answers",
            plain.0 + strict.0,
            plain.0,
            plain.1,
            strict.0,
            strict.1,
        );
    }
    let reached: BTreeSet<String> = seeds.keys().cloned().collect();
    let out_of_reach = OUT_OF_REACH.map(str::to_owned).into();
    assert_eq!(&all - &out_of_reach, reached);
    assert!(seeds["approved"].iter().all(|count| *count > 0), "{:?}", seeds["approved"]);
}
