//! Insertions into a text.

use std::ops::Range;

/// Insertions and removals, to be applied together.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    insertions: Vec<Insertion>,
    removals: Vec<Range<usize>>,
}

#[derive(Debug)]
struct Insertion {
    offset: usize,
    /// Among those at one offset: what closes an inner expression, what closes an outer one,
    /// statements, what opens an outer one, what opens an inner one.
    order: i64,
    text: String,
    mutants: Vec<usize>,
}

impl Edits {
    /// A statement of its own.
    pub(crate) fn statement(&mut self, offset: usize, text: String, mutants: Vec<usize>) {
        self.insertions.push(Insertion { offset, order: 0, text, mutants });
    }

    /// Something around an expression; `depth` grows inwards.
    pub(crate) fn around(
        &mut self,
        range: Range<usize>,
        depth: i64,
        [before, after]: [String; 2],
        mutants: &[usize],
    ) {
        let mutants = mutants.to_vec();
        self.insertions.push(Insertion {
            offset: range.start,
            order: depth,
            text: before,
            mutants: mutants.clone(),
        });
        self.insertions.push(Insertion { offset: range.end, order: -depth, text: after, mutants });
    }

    pub(crate) fn remove(&mut self, range: Range<usize>) {
        self.removals.push(range);
    }

    pub(crate) fn mutants(&self) -> impl Iterator<Item = usize> {
        self.insertions.iter().flat_map(|insertion| insertion.mutants.iter().copied())
    }

    /// The new text, and whose each inserted range is.
    pub(crate) fn apply(mut self, text: &str) -> (String, Vec<(Range<usize>, Vec<usize>)>) {
        self.insertions.sort_by_key(|insertion| (insertion.offset, insertion.order));
        self.removals.sort_by_key(|range| range.start);
        let (mut out, mut pieces, mut done) = (String::new(), Vec::new(), 0);
        let mut removals = self.removals.into_iter().peekable();
        let mut copy = |out: &mut String, from: &mut usize, to: usize| {
            while let Some(range) = removals.next_if(|range| range.start < to) {
                out.push_str(&text[*from..range.start]);
                *from = range.end;
            }
            out.push_str(&text[*from..to]);
            *from = to;
        };
        for insertion in self.insertions {
            copy(&mut out, &mut done, insertion.offset);
            let start = out.len();
            out.push_str(&insertion.text);
            pieces.push((start..out.len(), insertion.mutants));
        }
        copy(&mut out, &mut done, text.len());
        (out, pieces)
    }
}
