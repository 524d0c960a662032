//! Keys on PIV cards, through pcscd and the virtual reader vpcd.
//!
//! Each test has a pcscd of its own, see [`stack`], and a card of the project's own, see [`card`].
//! The conformance suite for keys (`psea_attester::testing`) has its place beside `contention`: a
//! factory inside `with_card`.

mod attestation;
mod card;
mod contention;
mod failures;
mod gate;
mod keys;
mod oracle;
mod proofs;
mod stack;
mod support;
