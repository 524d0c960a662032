//! This workspace's own crates as an implementation.

use crate::model::{Answer, Vector};
use crate::run::{Fault, Implementation};

/// The crates of this workspace.
///
/// One module per suite answers the vectors of that suite; [`Implementation::answer`] chooses it.
/// A suite that has none yet is answered with [`Answer::Unsupported`], which is never a pass.
#[derive(Debug, Default)]
pub struct Own;

impl Own {
    /// A fresh implementation. It keeps nothing from one vector to the next.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Implementation for Own {
    fn name(&self) -> String {
        concat!("psea ", env!("CARGO_PKG_VERSION")).to_owned()
    }

    fn answer(&mut self, request: &Vector) -> Result<Answer, Fault> {
        match request {
            Vector::CanonicalJson(_)
            | Vector::Ueid(_)
            | Vector::ChainEntry(_)
            | Vector::Attest(_)
            | Vector::Verify(_) => Ok(Answer::Unsupported),
        }
    }
}
