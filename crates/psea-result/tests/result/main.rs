//! The format of results: every rule of reading one with its code, the key set and its life, and
//! what no change of a token can do.
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

mod changes;
mod claims;
mod document;
mod envelope;
mod freshness;
mod header;
mod key_set;
mod key_times;
mod ledger;
mod metadata;
mod pinned;
mod proofs;
mod round_trip;
mod support;
