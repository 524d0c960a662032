use crate::testing::case::{input, verifies};
use crate::testing::random::Random;
use crate::testing::suite::{Ran, Suite};

/// The signature is over the given input, whatever its length, under the public key, and over
/// nothing else.
pub(in crate::testing) fn of_what_was_asked(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let mut random = Random::new(suite.options.seed);
    let mut before = None;
    for octets in (0..suite.options.signatures).map(|round| round.wrapping_mul(97) % 4_096) {
        let asked = input(&mut random, octets);
        let signature = case.sign(&asked);
        assert!(
            verifies(case.key.public_key(), &asked, &signature),
            "the signature does not verify over what was to be signed, {} octets",
            asked.octets().len()
        );
        if let Some(before) = before.replace(asked) {
            assert!(!verifies(case.key.public_key(), &before, &signature));
        }
    }
    Ran::Counted(format!("{} signatures", suite.options.signatures))
}

/// Hardware may return s or n − s: both verify, and nobody may normalise what it returned into
/// something that does not.
pub(in crate::testing) fn twins(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let mut random = Random::new(suite.options.seed);
    for _ in 0..suite.options.signatures {
        let asked = input(&mut random, 64);
        let signature = case.sign(&asked);
        let twin = signature.twin();
        assert!(signature != twin, "s and n − s differ");
        assert!(verifies(case.key.public_key(), &asked, &signature), "the key's own s");
        assert!(verifies(case.key.public_key(), &asked, &twin), "n − s");
    }
    Ran::Done
}
