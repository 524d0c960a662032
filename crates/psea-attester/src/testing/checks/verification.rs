use psea_claims::UvMethod;

use crate::key::KeyError;
use crate::testing::case::input;
use crate::testing::random::Random;
use crate::testing::suite::{Ran, Suite};
use crate::testing::user::{Habit, Shown};

/// As many verifications as signatures. That one verification cannot sign twice is in the types.
pub(in crate::testing) fn for_each(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let mut random = Random::new(suite.options.seed);
    for _ in 0..suite.options.signatures {
        case.sign(&input(&mut random, 64));
        case.expect_asked(1, "for one signature");
    }
    // The user who was verified so often is not taken for verified.
    let error = case.refused(Habit::Declines);
    assert!(matches!(error, KeyError::Declined), "{error:?}");
    Ran::Counted(format!("{} signatures", suite.options.signatures))
}

/// The user is asked when the verification is made, once, and not while signing.
pub(in crate::testing) fn asked_once(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    case.expect_asked(0, "before anything is to be approved");
    let verified = case.verified();
    case.expect_asked(1, "for the verification");
    let _ = verified.method();
    verified.sign(&input(&mut Random::new(suite.options.seed), 64)).unwrap();
    case.expect_asked(0, "while signing");
    Ran::Done
}

/// A verification that is dropped unsigned leaves nothing that a later signature could use.
pub(in crate::testing) fn dropped(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let mut random = Random::new(suite.options.seed);
    for _ in 0..suite.options.signatures {
        drop(case.verified());
        case.expect_asked(1, "for the verification that is dropped");
        let error = case.refused(Habit::Declines);
        assert!(matches!(error, KeyError::Declined), "{error:?}");
        case.expect_asked(1, "after a dropped verification, of a user who declines");
        drop(case.verified());
        case.sign(&input(&mut random, 64));
        case.expect_asked(2, "for a dropped verification and a signature");
    }
    Ran::Done
}

/// The user sees what the Attester asks for: Verifier, operation, tier and the action itself.
pub(in crate::testing) fn prompt(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    for _ in 0..suite.options.signatures {
        let proposal = case.proposal();
        let asked = Shown::of(&proposal.prompt());
        drop(case.key.verify_user(&proposal.prompt()).unwrap());
        let shown = case.expect_asked(1, "for the verification");
        assert_eq!(shown, [asked], "what the user was shown, and what is to be approved");
    }
    Ran::Done
}

/// The method has a name that a claim can carry, and keeps it.
pub(in crate::testing) fn method(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let first = case.verified().method();
    assert!(!first.as_str().is_empty(), "the method has no name");
    let asks_for_pin = suite.factory.wrong_pin().is_some();
    assert!(!asks_for_pin || first == UvMethod::pin(), "a key with a PIN calls it `{first}`");
    assert_eq!(case.verified().method(), first);
    Ran::Counted(first.as_str().into())
}
