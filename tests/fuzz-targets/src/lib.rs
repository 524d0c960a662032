//! The fuzz targets' bodies: functions of octets that panic where a property does not hold.
//!
//! libFuzzer calls them from `fuzz/fuzz_targets`, and `tests/seeds.rs` calls them with the seeds and
//! with changed seeds, on a stable toolchain. See `docs/security/fuzzing.md`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a fuzz target reports by panicking"
)]

mod control;
mod encodings;
mod keys;
mod pipeline;
mod plain;
mod read;
pub mod seeds;
mod shapes;
mod stateful;

pub use control::{control, control_signed};
pub use encodings::{canonical, claims, json, jws_compact, jws_header, transport_body, vectors};
pub use keys::{jwk, spki};
pub use pipeline::{Deployment, verify_pipeline, verify_pipeline_code};
pub use stateful::{attest_then_verify, request_of, store_history};

/// A target: it panics where a property does not hold.
pub type Target = fn(&[u8]);

/// Every target with its name.
pub const TARGETS: [(&str, Target); 12] = [
    ("json", json),
    ("canonical", canonical),
    ("jws_header", jws_header),
    ("jws_compact", jws_compact),
    ("claims", claims),
    ("transport_body", transport_body),
    ("jwk", jwk),
    ("spki", spki),
    ("verify_pipeline", verify_pipeline),
    ("attest_then_verify", attest_then_verify),
    ("store_history", store_history),
    ("vectors", vectors),
];
