//! The conformance suite for stores: what every store must do, run against yours.
//!
//! Behind the feature `testing`, which belongs among the `dev-dependencies` of a store's crate. A
//! store that forgets with its handle is tested in one line:
//!
//! ```
//! use psea_verifier::MemoryStore;
//! use psea_verifier::testing::{SuiteOptions, assert_store_with, volatile};
//!
//! # let options = SuiteOptions::default().only(["replay"]);
//! assert_store_with(&volatile(|_| MemoryStore::volatile()), &options);
//! ```
//!
//! ([`assert_store`] takes its sizes from the environment, see [`SuiteOptions::from_env`].) A store
//! that keeps its state implements [`StoreFactory`] and [`StorePlace`]: a place is where one store
//! lives, and can be opened again. Each check has a name, a section of the draft and, where it
//! belongs to one, a row of the reliability table (R1–R5, D5, D6); [`store_suite`] gives them all
//! as a [`Report`].
//!
//! Proofs are real and go through the public stages of the Verifier. So that a hundred thousand of
//! them take seconds, their signatures are 64 fixed octets and the suite's own [`AnySignature`]
//! verifies them: it is given to the factory, and a store must prepare the keys that it loads
//! with it.
//! It exists in this module alone. A store that has its own cryptographic library is tested with
//! [`SuiteOptions::real_signatures`].

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a test reports by panicking; nothing here runs in a Verifier"
)]

mod act;
mod checks;
mod factory;
mod histories;
mod linear;
mod model;
mod observe;
mod options;
mod proof;
mod races;
mod random;
mod report;
mod sequences;
mod signature;
mod suite;

pub use factory::{Store, StoreFactory, StorePlace, Volatile, volatile};
pub use options::SuiteOptions;
pub use report::{CheckOutcome, CheckResult, Report};
pub use signature::AnySignature;
pub use suite::{assert_store, assert_store_with, check_names, store_suite};
