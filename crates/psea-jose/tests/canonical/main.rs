//! RFC 8785 canonical octets inside the integer subset.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod examples;
mod pairs;
mod peers;
mod properties;
mod safe_uint;
mod subset;
#[path = "../support/mod.rs"]
mod support;
mod writer;

use psea_jose::canonical::CanonicalJson;

/// The canonical text of `json`.
#[track_caller]
fn canonical(json: &str) -> String {
    match CanonicalJson::parse(json.as_bytes(), 32) {
        Ok(canonical) => canonical.into_string(),
        Err(error) => panic!("{error}: {json}"),
    }
}
