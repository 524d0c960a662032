//! Which vector pins which normative statement of the draft, and which code enforces it, as
//! `docs/coverage.md`.
//!
//! A statement has vectors, or a written reason why no vector can pin it and the tests that show
//! it instead. It has places in the code, or a word for who keeps it where no code here does. A
//! place is a file and a text that stands there exactly once, so that line numbers follow the
//! code; a test is a file and the function's name.

mod answers;
mod attester;
mod claims;
mod json;
mod page;
mod paths;
mod place;
mod replay;
mod result;
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
    /// A text that stands in the file exactly once, in a line that is no comment.
    needle: &'static str,
}

/// A test.
#[derive(Clone, Copy, Debug)]
struct Test {
    /// Path from the root.
    file: &'static str,
    /// The function's name.
    function: &'static str,
}

/// What shows that a statement holds.
#[derive(Clone, Copy, Debug)]
enum Evidence {
    /// Ids, prefixes that end with `*`, or `flag:` and a flag.
    Vectors(&'static [&'static str]),
    /// Why no vector can, and the tests that do.
    Reason(&'static str, &'static [Test]),
}

/// What makes a statement hold.
#[derive(Clone, Copy, Debug)]
enum Enforcement {
    /// Not said yet: a fault of the table.
    Unsaid,
    /// The lines that do, or the type or function that carries it where no single line does.
    At(&'static [Anchor]),
    /// Who runs the software: hardware, enrollment, platforms' formats, random numbers.
    Deployment,
    /// Nothing yet: the code is still to be written.
    NotYet,
}

/// One normative statement of the draft, in our words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Statement {
    id: &'static str,
    section: &'static str,
    text: &'static str,
    evidence: Evidence,
    enforcement: Enforcement,
}

/// A statement that vectors pin.
const fn pinned(
    id: &'static str,
    section: &'static str,
    text: &'static str,
    vectors: &'static [&'static str],
) -> Statement {
    let evidence = Evidence::Vectors(vectors);
    Statement { id, section, text, evidence, enforcement: Enforcement::Unsaid }
}

/// A statement that no vector can pin, why, and the tests that show it instead.
const fn unpinned(
    id: &'static str,
    section: &'static str,
    text: &'static str,
    reason: &'static str,
    tests: &'static [Test],
) -> Statement {
    let evidence = Evidence::Reason(reason, tests);
    Statement { id, section, text, evidence, enforcement: Enforcement::Unsaid }
}

impl Statement {
    /// The same statement with the places that enforce it.
    const fn at(mut self, anchors: &'static [Anchor]) -> Self {
        self.enforcement = Enforcement::At(anchors);
        self
    }

    /// The same statement, which is the deployment's to keep: no code here can.
    const fn of_deployment(mut self) -> Self {
        self.enforcement = Enforcement::Deployment;
        self
    }

    /// The same statement, for which there is no code yet.
    const fn not_yet(mut self) -> Self {
        self.enforcement = Enforcement::NotYet;
        self
    }
}

/// A place in the code: path from the root, a text that stands there exactly once.
const fn code(file: &'static str, needle: &'static str) -> Anchor {
    Anchor { file, needle }
}

/// A test: path from the root, the function's name.
const fn test(file: &'static str, function: &'static str) -> Test {
    Test { file, function }
}

/// The parts of the page: heading and statements.
const PARTS: &[(&str, &[Statement])] = &[
    ("Canonical JSON (§2)", json::STATEMENTS),
    ("Token, header, signature (§3.2, §3.4)", token::STATEMENTS),
    ("Claims and transport body (§3.5, §3.6, §3.8, §7.1)", claims::STATEMENTS),
    ("Attester (§3.7, §3.13.1, Appendix B.2)", attester::STATEMENTS),
    ("Verifier (§3.13.2, Appendix B.3)", verifier::STATEMENTS),
    ("Replay and chain (§3.10, §3.12, §6.5)", replay::STATEMENTS),
    ("Attestation Results (§3.13.3, Appendices B.3, B.4)", result::STATEMENTS),
    ("Where the draft is silent or contradicts itself", answers::STATEMENTS),
];
