//! Both sides together: what an Attester makes, a Verifier approves once, in every way that the
//! two can be configured.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable,
    clippy::wildcard_imports,
    reason = "helpers of tests, which clippy does not count as tests"
)]

mod bindings;
mod chain;
mod replay;
mod results;
mod revisions;
mod support;
