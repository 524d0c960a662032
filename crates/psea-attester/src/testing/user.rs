use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::key::{KeyError, Prompt};
use crate::pin::{Pin, PinEntry, PinRequest};

/// What the user does when asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// Enters the PIN.
    Right,
    /// Enters a wrong one.
    Wrong,
    /// Enters none.
    Declines,
    /// Declines every action that says so, and enters the PIN for every other.
    AsTheActionSays,
}

/// What the user was shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shown {
    pub(super) aud: String,
    pub(super) op: String,
    pub(super) tier: String,
    pub(super) action: String,
}

impl Shown {
    pub(super) fn of(prompt: &Prompt<'_>) -> Self {
        Self {
            aud: prompt.audience().as_str().into(),
            op: prompt.op().as_str().into(),
            tier: prompt.tier().as_str().into(),
            action: prompt.action().as_str().into(),
        }
    }
}

/// The user of a key that is tested: notes what is asked, and answers as the suite wants.
///
/// It is the [`PinEntry`] of a key that asks for a PIN. Clones are one user.
#[derive(Clone)]
pub struct TestUser {
    pin: Arc<str>,
    wrong_pin: Option<Arc<str>>,
    state: Arc<Mutex<State>>,
}

struct State {
    habit: Habit,
    shown: Vec<Shown>,
}

/// The word in an action that makes the user decline it.
pub(super) const DECLINE: &str = "decline";

impl TestUser {
    pub(super) fn new(pin: &str, wrong_pin: Option<&str>) -> Self {
        let state = State { habit: Habit::Right, shown: Vec::new() };
        Self {
            pin: pin.into(),
            wrong_pin: wrong_pin.map(Into::into),
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Shows the prompt to the user of a key that asks for no PIN. True: the user consents.
    #[must_use]
    pub fn consents(&self, prompt: &Prompt<'_>) -> bool {
        self.ask(prompt) == Habit::Right
    }

    pub(super) fn set(&self, habit: Habit) {
        self.lock().habit = habit;
    }

    /// What was shown since the last call, in order.
    pub(super) fn take_shown(&self) -> Vec<Shown> {
        std::mem::take(&mut self.lock().shown)
    }

    fn ask(&self, prompt: &Prompt<'_>) -> Habit {
        let mut state = self.lock();
        state.shown.push(Shown::of(prompt));
        match state.habit {
            Habit::AsTheActionSays if prompt.action().as_str().contains(DECLINE) => Habit::Declines,
            Habit::AsTheActionSays => Habit::Right,
            habit => habit,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PinEntry for TestUser {
    fn enter(&self, request: &PinRequest<'_>) -> Result<Pin, KeyError> {
        match self.ask(&request.prompt) {
            Habit::Wrong => Ok(Pin::new(self.wrong_pin.as_deref().expect("a wrong PIN"))),
            Habit::Declines => Err(KeyError::Declined),
            Habit::Right | Habit::AsTheActionSays => Ok(Pin::new(&*self.pin)),
        }
    }
}

impl fmt::Debug for TestUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TestUser")
    }
}
