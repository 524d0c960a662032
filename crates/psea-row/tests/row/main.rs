//! The octets of a row: each kind of field as it stands in a file, and the seal around them.
//! Files that were written are read for years, so what is expected here is written out.
#![allow(clippy::indexing_slicing, reason = "tests fail by panicking")]

mod fields;
mod seal;
