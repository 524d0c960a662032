//! The derivations of the profile, and the newtypes of its claims.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod action;
mod chain;
mod digests;
mod numbers;
mod scope;
#[cfg(feature = "serde")]
mod serde_actions;
mod text;
mod ueid;
mod user_hash;
