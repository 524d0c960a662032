use psea_claims::UvGate;

use crate::testing::case::input;
use crate::testing::random::Random;
use crate::testing::suite::{Ran, Suite};

/// Gate, report and public key stay what they are while the key signs; and a key that reports
/// itself as not gated is none.
pub(in crate::testing) fn report(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let (public_key, gate, report) =
        (*case.key.public_key(), case.key.uv_gate(), case.key.report());
    assert!(gate != UvGate::Contradicted, "a key without a gate for each signature was opened");
    assert_eq!(report.uv_gate, gate, "the report's gate and the key's");
    for _ in 0..suite.options.signatures {
        case.sign(&input(&mut Random::new(suite.options.seed), 64));
        assert_eq!(*case.key.public_key(), public_key);
        assert_eq!(case.key.uv_gate(), gate);
        assert_eq!(case.key.report().properties, report.properties);
    }
    Ran::Counted(format!("{}, {}", report.stack, gate.name()))
}

/// Opened again, it is the same key.
pub(in crate::testing) fn reopened(suite: &Suite<'_>) -> Ran {
    let (first, second) = (suite.case(), suite.case());
    assert_eq!(first.key.public_key(), second.key.public_key());
    assert_eq!(first.key.uv_gate(), second.key.uv_gate());
    assert_eq!(first.key.report().properties, second.key.report().properties);
    drop(first);
    second.sign(&input(&mut Random::new(suite.options.seed), 64));
    Ran::Done
}
