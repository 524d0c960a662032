//! What an answer must be.

use psea_hostile::{Case, Counts};
use psea_verifier::Stage;

use crate::subject::Answer;

/// The heap that a refusal may use, in octets: a constant, and a multiple of what was received. The
/// multiple is that of the parser's table: an entry of 12 octets for less than two octets of text,
/// and the earlier table beside it while it grows. A body above the limit is not looked at, so
/// that nothing grows with it.
const HEAP: u64 = 4 << 10;
const HEAP_PER_OCTET: u64 = 12;
const MAX_BODY: u64 = 65_536;

#[derive(Default)]
pub(crate) struct Judged {
    pub(crate) counts: Counts,
    pub(crate) faults: Vec<String>,
    pub(crate) most_heap: u64,
    /// Of submissions of 4 KiB and more.
    pub(crate) most_heap_ratio: f64,
}

impl Judged {
    pub(crate) fn add(&mut self, class: &str, case: &Case, answer: &Answer) {
        self.counts.add(answer.code);
        self.most_heap = self.most_heap.max(answer.heap);
        let octets = case.body.len() as u64;
        if octets >= 4096 {
            #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
            let ratio = answer.heap as f64 / octets as f64;
            self.most_heap_ratio = self.most_heap_ratio.max(ratio);
        }
        let code = case.judge(class, answer.code);
        self.faults.extend(code.err().map(|problem| format!("{problem}: {answer:?}")));
        for problem in problems(case, answer) {
            self.faults.push(format!("{class}: {}: {problem}: {answer:?}", case.what));
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.counts.merge(&other.counts);
        self.faults.extend(other.faults);
        self.most_heap = self.most_heap.max(other.most_heap);
        self.most_heap_ratio = self.most_heap_ratio.max(other.most_heap_ratio);
    }
}

fn problems(case: &Case, answer: &Answer) -> Vec<&'static str> {
    let mut problems = Vec::new();
    if !answer.is_unchanged {
        problems.push("the store changed");
    }
    let octets = case.body.len() as u64;
    let read = if octets > MAX_BODY { 0 } else { octets };
    if answer.heap > HEAP + HEAP_PER_OCTET * read {
        problems.push("too much heap");
    }
    let Some(stage) = answer.stage else { return problems };
    // §3.13.2: each stage needs the ones before it, and none of those after it.
    let (finds, checks, commits) = match stage {
        Stage::Decode => (0..=0, 0..=0, 0..=0),
        // A signature of another form or range is refused before the library sees it.
        Stage::Signature => (1..=1, 0..=1, 0..=0),
        Stage::Replay => (1..=1, 1..=1, 1..=1),
        Stage::Internal => {
            problems.push("a fault of this side");
            return problems;
        }
        _ => (1..=1, 1..=1, 0..=0),
    };
    if !finds.contains(&answer.finds)
        || !checks.contains(&answer.checks)
        || !commits.contains(&answer.commits)
    {
        problems.push("more or less work than its stage needs");
    }
    problems
}
