//! The crates of this workspace pass every published vector.

use std::path::Path;

use psea_conformance::model::Codes;
use psea_conformance::own::Own;
use psea_conformance::{load, run};

/// Every file of the directory, so that a new one cannot be forgotten; exact codes; and nothing
/// that is answered with "not implemented".
#[test]
fn every_vector_passes() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors");
    let loaded = load::load(&[directory]);
    assert!(loaded.errors.is_empty(), "{:#?}", loaded.errors);
    assert!(loaded.vectors.len() >= 400, "{} vectors", loaded.vectors.len());
    let report = run::run(loaded.vectors, &mut Own::new(), Codes::On, &mut |_, _| {}).unwrap();
    let failed: Vec<_> = report
        .results
        .iter()
        .filter(|result| result.outcome != run::Outcome::Passed)
        .map(|result| format!("{}: {:?}", result.source.vector.id(), result.outcome))
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}
