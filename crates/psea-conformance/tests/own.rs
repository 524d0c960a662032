//! The crates of this workspace pass every published vector.

use std::path::Path;
#[cfg(feature = "aws-lc-rs")]
use std::sync::Arc;

use psea_conformance::model::Codes;
use psea_conformance::own::Own;
use psea_conformance::{load, run};

/// Every file of the directory, so that a new one cannot be forgotten; exact codes; and nothing
/// that is answered with "not implemented".
fn every_vector_passes(own: &mut Own) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors");
    let loaded = load::load(&[directory]);
    assert!(loaded.errors.is_empty(), "{:#?}", loaded.errors);
    assert!(loaded.vectors.len() >= 400, "{} vectors", loaded.vectors.len());
    let report = run::run(loaded.vectors, own, Codes::On, &mut |_, _| {}).unwrap();
    let failed: Vec<_> = report
        .results
        .iter()
        .filter(|result| result.outcome != run::Outcome::Passed)
        .map(|result| format!("{}: {:?}", result.source.vector.id(), result.outcome))
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn every_vector_passes_with_p256() {
    every_vector_passes(&mut Own::new());
}

#[cfg(feature = "aws-lc-rs")]
#[test]
fn every_vector_passes_with_aws_lc() {
    let backend = Arc::new(psea::jose::es256::AwsLcBackend);
    every_vector_passes(&mut Own::with_backend(backend));
}
