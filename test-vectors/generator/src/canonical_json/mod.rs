//! Suite `canonical-json`: §2 on texts that are judged as action payloads.

mod duplicates;
mod numbers;
mod order;
mod strings;
mod syntax;

use crate::core::encode::{hex, sha256};
use crate::vector::{Suite, Vector};

/// The vectors of one topic.
struct Topic {
    name: &'static str,
    sections: &'static [&'static str],
    vectors: Vec<Vector>,
}

impl Topic {
    fn new(name: &'static str, sections: &'static [&'static str]) -> Self {
        Self { name, sections, vectors: Vec::new() }
    }

    fn head(&self, slug: &str, title: &str) -> Vector {
        let id = format!("canonical-json.{}.{slug}", self.name);
        Vector::new(&id, title, self.sections)
    }

    /// An action payload and its canonical form.
    fn valid(&mut self, slug: &str, title: &str, input: &str, canonical: &str) {
        let vector = self
            .head(slug, title)
            .flagged(self.name)
            .with("input", input)
            .with("result", "valid")
            .with("canonical", canonical)
            .with("sha256", hex(sha256(canonical)));
        self.vectors.push(vector);
    }

    /// A text that is its own canonical form.
    fn fixed(&mut self, slug: &str, title: &str, input: &str) {
        self.valid(slug, title, input, input);
    }

    /// A text that is no action payload.
    fn invalid(&mut self, slug: &str, title: &str, input: &str) {
        let vector = self.refused(slug, title).with("input", input);
        self.vectors.push(vector.with("result", "invalid"));
    }

    /// Octets that are not UTF-8.
    fn invalid_octets(&mut self, slug: &str, title: &str, octets: &[u8]) {
        assert!(std::str::from_utf8(octets).is_err(), "{slug} is UTF-8");
        let vector = self.refused(slug, title).with("input_hex", hex(octets));
        self.vectors.push(vector.with("result", "invalid"));
    }

    fn refused(&self, slug: &str, title: &str) -> Vector {
        self.head(slug, title).flagged("negative").flagged(self.name)
    }
}

/// The suite.
pub(crate) fn suite() -> Suite {
    let topics = [
        order::topic(),
        strings::topic(),
        numbers::topic(),
        duplicates::topic(),
        syntax::topic(),
        syntax::encoding(),
        syntax::structure(),
    ];
    let vectors = topics.into_iter().flat_map(|topic| topic.vectors).collect();
    Suite { name: "canonical-json", vectors }
}
