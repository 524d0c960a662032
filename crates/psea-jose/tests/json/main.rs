//! The strict JSON parser: every rule with its exact error and offset.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod agreement;
mod depth;
mod duplicates;
mod escapes;
mod grammar;
mod memory;
mod names;
mod numbers;
mod string_scan;
#[path = "../support/mod.rs"]
mod support;
mod text;
mod values;

use psea_jose::json::{CEILING_MAX_DEPTH, Document, JsonErrorKind};

/// Asserts that `octets` are refused with this kind, noticed at this offset.
#[track_caller]
fn refused(octets: impl AsRef<[u8]>, kind: JsonErrorKind, offset: usize) {
    let octets = octets.as_ref();
    match Document::parse(octets, CEILING_MAX_DEPTH) {
        Ok(_) => panic!("accepted: {:?}", String::from_utf8_lossy(octets)),
        Err(error) => assert_eq!(
            (error.kind(), error.offset()),
            (kind, offset),
            "{:?}",
            String::from_utf8_lossy(octets)
        ),
    }
}

/// Asserts that `octets` are accepted.
#[track_caller]
fn accepted(octets: impl AsRef<[u8]>) {
    let octets = octets.as_ref();
    if let Err(error) = Document::parse(octets, CEILING_MAX_DEPTH) {
        panic!("{error}: {:?}", String::from_utf8_lossy(octets));
    }
}
