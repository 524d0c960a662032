//! What was found.

use std::collections::BTreeMap;

use super::judge::Reason;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) proofs: u64,
    pub(super) by_code: BTreeMap<String, Count>,
}

/// Of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) proofs: u64,
    pub(super) first_line: u64,
    pub(super) section: String,
}

impl Totals {
    pub(super) fn count(&mut self, line: u64, refused: Option<Reason>) {
        self.proofs = self.proofs.saturating_add(1);
        let Some(Reason { code, section }) = refused else { return };
        if let Some(count) = self.by_code.get_mut(code) {
            count.proofs = count.proofs.saturating_add(1);
            return;
        }
        let count = Count { proofs: 1, first_line: line, section: section.into() };
        self.by_code.insert(code.into(), count);
    }

    pub(super) fn refused(&self) -> u64 {
        self.by_code.values().fold(0, |sum, count| sum.saturating_add(count.proofs))
    }

    pub(super) fn passed(&self) -> u64 {
        self.proofs.saturating_sub(self.refused())
    }
}
