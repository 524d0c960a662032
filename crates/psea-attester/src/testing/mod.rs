//! The conformance suite for keys: what every [`HardwareKey`](crate::HardwareKey) must do, run
//! against yours.
//!
//! Behind the feature `testing`, which belongs among the `dev-dependencies` of a key's crate. A key
//! is tested in one line, once its [`KeyFactory`] says how to open it:
//!
//! ```
//! use psea_attester::testing::{KeyFactory, SuiteOptions, TestUser, assert_hardware_key_with};
//! use psea_attester::{HardwareKey, software::SoftwareKey};
//!
//! #[derive(Debug)]
//! struct Software;
//!
//! impl KeyFactory for Software {
//!     fn open(&self, user: &TestUser) -> Box<dyn HardwareKey> {
//!         // A key that asks for a PIN takes the user as its `PinEntry` instead.
//!         let user = user.clone();
//!         Box::new(SoftwareKey::for_development(&[7; 32], move |p| user.consents(p)).unwrap())
//!     }
//! }
//!
//! # let options = SuiteOptions::default().only(["verification"]);
//! assert_hardware_key_with(&Software, &options);
//! ```
//!
//! ([`assert_hardware_key`] takes its sizes from the environment, see [`SuiteOptions::from_env`].)
//! The suite's own [`TestUser`] sits at the PIN entry: it notes every request and answers as the
//! check at hand wants it, with the right PIN, a wrong one, or none. Each check has a name and a
//! section of the draft; [`hardware_key_suite`] gives them all as a [`Report`].
//!
//! Proofs are made by a real [`Attester`](crate::Attester) on both of its paths. The suite checks
//! what they say; [`SuiteOptions::judged_by`] has a Verifier judge them too.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable,
    clippy::cast_possible_truncation,
    reason = "a test reports by panicking; nothing here runs in an Attester"
)]

mod case;
mod checks;
mod factory;
mod options;
mod proof;
mod random;
mod report;
mod suite;
mod user;

pub use factory::KeyFactory;
pub use options::SuiteOptions;
pub use proof::MadeProof;
pub use report::{CheckOutcome, CheckResult, Report};
pub use suite::{assert_hardware_key, assert_hardware_key_with, check_names, hardware_key_suite};
pub use user::TestUser;
