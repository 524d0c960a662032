//! Suite `attest`: what an attester emits (§3.7, §3.13.1), and what it refuses to emit.

mod case;
mod negative;
mod positive;

use case::Inputs;

use crate::vector::{Suite, Vector};

/// Vectors whose ids share a prefix.
#[derive(Default)]
struct Cases(Vec<Vector>);

impl Cases {
    fn valid(&mut self, slug: &str, title: &str, sections: &[&'static str], inputs: &Inputs) {
        self.0.push(inputs.valid(&format!("attest.{slug}"), title, sections));
    }

    fn invalid(&mut self, slug: &str, title: &str, sections: &[&'static str], inputs: &Inputs) {
        self.0.push(inputs.invalid(&format!("attest.{slug}"), title, sections));
    }
}

/// The suite.
pub(crate) fn suite() -> Suite {
    let mut cases = Cases::default();
    positive::add(&mut cases);
    negative::add(&mut cases);
    Suite { name: "attest", vectors: cases.0 }
}
