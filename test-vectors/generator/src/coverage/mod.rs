//! Which vector pins which normative statement of the draft, as `docs/coverage.md`.
//!
//! A statement has vectors or a written reason why no vector can pin it. An anchor names
//! the code that implements it by a file and a text found in it, so that line numbers
//! follow the code.

mod answers;
mod attester;
mod claims;
mod json;
mod page;
mod replay;
mod token;
mod verifier;

pub(crate) use page::page;

/// The page, from the root.
pub(crate) const PATH: &str = "docs/coverage.md";

/// A place in the code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor {
    /// Path from the root.
    file: &'static str,
    /// A text that stands in the file; its first line is linked.
    needle: &'static str,
}

/// What shows that a statement holds.
#[derive(Clone, Copy, Debug)]
enum Evidence {
    /// Ids, prefixes that end with `*`, or `flag:` and a flag.
    Vectors(&'static [&'static str]),
    /// Why no vector can.
    Reason(&'static str),
}

/// One normative statement of the draft, in our words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Statement {
    id: &'static str,
    section: &'static str,
    text: &'static str,
    evidence: Evidence,
    anchors: &'static [Anchor],
}

/// A statement that vectors pin.
const fn pinned(
    id: &'static str,
    section: &'static str,
    text: &'static str,
    vectors: &'static [&'static str],
) -> Statement {
    Statement { id, section, text, evidence: Evidence::Vectors(vectors), anchors: &[] }
}

/// A statement that no vector can pin, and why.
const fn unpinned(
    id: &'static str,
    section: &'static str,
    text: &'static str,
    reason: &'static str,
) -> Statement {
    Statement { id, section, text, evidence: Evidence::Reason(reason), anchors: &[] }
}

impl Statement {
    /// The same statement with the places that implement it.
    #[allow(dead_code, reason = "statements are anchored as the code settles")]
    const fn at(mut self, anchors: &'static [Anchor]) -> Self {
        self.anchors = anchors;
        self
    }
}

/// A place in the code: path from the root, a text found there.
#[allow(dead_code, reason = "statements are anchored as the code settles")]
const fn code(file: &'static str, needle: &'static str) -> Anchor {
    Anchor { file, needle }
}

/// The parts of the page: heading and statements.
const PARTS: &[(&str, &[Statement])] = &[
    ("Canonical JSON (§2)", json::STATEMENTS),
    ("Token, header, signature (§3.2, §3.4)", token::STATEMENTS),
    ("Claims and transport body (§3.5, §3.6, §3.8, §7.1)", claims::STATEMENTS),
    ("Attester (§3.7, §3.13.1, Appendix B.2)", attester::STATEMENTS),
    ("Verifier (§3.13.2, Appendix B.3)", verifier::STATEMENTS),
    ("Replay and chain (§3.10, §3.12, §6.5)", replay::STATEMENTS),
    ("Where the draft is silent or contradicts itself", answers::STATEMENTS),
];
