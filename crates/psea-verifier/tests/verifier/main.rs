//! What single vectors cannot show of the Verifier: the stages, the store's part, concurrency,
//! state that stays as it was, and properties over generated submissions.
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

mod admin;
mod answer;
mod approval;
mod challenges;
mod clock;
mod codes;
mod concurrency;
mod config;
mod decide;
mod earlier_record;
mod faults;
mod mutated;
mod naive;
mod outside;
mod races;
mod replay;
mod request;
mod snapshot;
mod stages;
mod support;
mod twins;
mod types;
