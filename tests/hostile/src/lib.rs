//! Malformed submissions by the thousand, each with its one code, for every Verifier and every
//! store: the same input against the same state has the same answer, whatever is behind it.
//!
//! Each submission is made from one of three that pass. Nothing here is random: the same ones come
//! in every run, in the same order. For tests only.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    clippy::wildcard_imports,
    reason = "a test reports by panicking, and prints what it counted"
)]

mod case;
mod classes;
mod deployment;
mod draft;
mod oracle;
mod swapped;

pub use case::{Case, Counts, submit_all, submit_class};
pub use classes::{Class, EVERY_CLASS, starts};
pub use deployment::{
    AUD, ISS, NOW, OP, PROFILE_02, PROFILE_03, SENTINEL, TIER, UEID_03, at, attester, attesters,
    change, config, config_of_both, device, enroll, enroll_async, enrollment, expected, key_of,
    nonce, now, op, other_signer, signer,
};
pub use draft::{ACTION, Draft, draft, segments, sign};
pub use swapped::audience_before_issuer;
