//! Is there an order of the steps of a history, each within its time, that the model agrees with?
//! A search after Wing and Gong, with a memory of what was tried.

use std::collections::HashSet;
use std::rc::Rc;

use super::model::{Answer, Model, Op};

/// A step of a concurrent history.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) thread: usize,
    pub(super) op: Op,
    /// None: it may have taken place, at any time from its invocation, or never.
    pub(super) answer: Option<Answer>,
    pub(super) invoked: u64,
    pub(super) responded: u64,
}

/// Whether the history is one of the model's.
pub(super) fn is_linearizable(start: &Model, events: &[Event]) -> bool {
    assert!(events.len() < 64, "a history is kept small");
    let mut tried = HashSet::new();
    search(start, events, 0, &mut tried)
}

fn search(
    model: &Model,
    events: &[Event],
    done: u64,
    tried: &mut HashSet<(u64, Rc<Model>)>,
) -> bool {
    let open = || events.iter().enumerate().filter(|(index, _)| done & (1 << index) == 0);
    // What had ended before another step began comes before it.
    let Some(horizon) =
        open().filter(|(_, event)| event.answer.is_some()).map(|(_, event)| event.responded).min()
    else {
        return true;
    };
    open().filter(|(_, event)| event.invoked < horizon).any(|(index, event)| {
        let mut next = model.clone();
        let answer = next.apply(&event.op);
        if event.answer.as_ref().is_some_and(|given| *given != answer) {
            return false;
        }
        let done = done | (1 << index);
        let next = Rc::new(next);
        tried.insert((done, Rc::clone(&next))) && search(&next, events, done, tried)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(op: Op, answer: Option<&str>, invoked: u64, responded: u64) -> Event {
        let answer = answer.map(|code| Answer::Code(code.into()));
        Event { thread: 0, op, answer, invoked, responded }
    }

    fn issue(nonce: &str) -> Op {
        Op::Issue { nonce: nonce.into(), issued: 1, ttl: 60, attester: None, op: None }
    }

    /// Two steps that overlap may come either way round; two that do not may not.
    #[test]
    fn order_counts_only_without_overlap() {
        let model = Model::default();
        let overlapping = [
            event(issue("n"), Some("already_issued"), 0, 3),
            event(issue("n"), Some("done"), 1, 2),
        ];
        assert!(is_linearizable(&model, &overlapping));
        let apart = [
            event(issue("n"), Some("already_issued"), 0, 1),
            event(issue("n"), Some("done"), 2, 3),
        ];
        assert!(!is_linearizable(&model, &apart));
    }

    /// What is unknown may have taken place, late, or never.
    #[test]
    fn an_unknown_step_may_or_may_not_have_taken_place() {
        let model = Model::default();
        for answer in ["done", "already_issued"] {
            let events = [event(issue("n"), None, 0, 1), event(issue("n"), Some(answer), 2, 3)];
            assert!(is_linearizable(&model, &events));
        }
        let twice = [event(issue("n"), Some("done"), 0, 1), event(issue("n"), Some("done"), 0, 1)];
        assert!(!is_linearizable(&model, &twice));
    }
}
