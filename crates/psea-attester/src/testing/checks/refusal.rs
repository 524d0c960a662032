use crate::key::KeyError;
use crate::testing::case::{Case, input, verifies};
use crate::testing::random::Random;
use crate::testing::suite::{Ran, Suite};
use crate::testing::user::Habit;

/// More wrong PINs than any hardware allows.
const MANY: usize = 300;

/// A user who declines is told apart from every failure, and the next one who consents gets a
/// signature.
pub(in crate::testing) fn declined(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    for _ in 0..2 {
        let error = case.refused(Habit::Declines);
        assert!(matches!(error, KeyError::Declined), "not `Declined`: {error:?}");
        case.expect_asked(1, "of a user who declines");
        signs(&case);
    }
    Ran::Done
}

/// A wrong PIN is told apart, costs one try where tries are known, and a right one gives them back
/// where the hardware does that.
pub(in crate::testing) fn wrong_pin(suite: &Suite<'_>) -> Ran {
    if suite.factory.wrong_pin().is_none() {
        return Ran::NotApplicable("this key asks for no PIN");
    }
    let case = suite.case();
    let first = tries_left(&case);
    let second = tries_left(&case);
    if let (Some(first), Some(second)) = (first, second) {
        assert_eq!(first.checked_sub(1), Some(second), "a wrong PIN costs one try");
    }
    signs(&case);
    if suite.factory.restores_tries() {
        assert_eq!(tries_left(&case), first, "the tries after a right PIN");
        signs(&case);
    }
    Ran::Counted(first.map_or("tries not told".into(), |first| format!("{first} tries left")))
}

/// Hardware that counts wrong PINs says so when it refuses further ones, the right one included.
pub(in crate::testing) fn locked(suite: &Suite<'_>) -> Ran {
    if suite.factory.wrong_pin().is_none() {
        return Ran::NotApplicable("this key asks for no PIN");
    }
    let user = suite.user();
    let Some(key) = suite.factory.open_expendable(&user) else {
        return Ran::NotApplicable("no key that may be locked");
    };
    let case = suite.case_of(key, user);
    signs(&case);
    for tries in 1..=MANY {
        match case.refused(Habit::Wrong) {
            KeyError::NotVerified { tries_left } => {
                assert!(tries_left != Some(0), "without tries it is locked");
            }
            KeyError::Locked => {
                let error = case.refused(Habit::Right);
                assert!(matches!(error, KeyError::Locked), "not `Locked`: {error:?}");
                return Ran::Counted(format!("locked by wrong PIN {tries}"));
            }
            other => panic!("neither `NotVerified` nor `Locked`: {other:?}"),
        }
    }
    panic!("{MANY} wrong PINs did not lock it");
}

#[track_caller]
fn tries_left(case: &Case<'_>) -> Option<u32> {
    let error = case.refused(Habit::Wrong);
    case.expect_asked(1, "of a user who enters a wrong PIN");
    match error {
        KeyError::NotVerified { tries_left } => tries_left,
        other => panic!("not `NotVerified`: {other:?}"),
    }
}

#[track_caller]
fn signs(case: &Case<'_>) {
    let asked = input(&mut Random::new(case.suite.options.seed), 64);
    let signature = case.sign(&asked);
    assert!(verifies(case.key.public_key(), &asked, &signature));
    case.expect_asked(1, "of a user who consents after one who did not");
}
