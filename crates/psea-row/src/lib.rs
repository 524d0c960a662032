//! Rows of the embedded files as octets: a version octet, the fields, a checksum. Read strictly.
//!
//! Shared by `psea-store-redb` and `psea-attester-state`, whose files are their own: what a row
//! holds is theirs, how it is written and found damaged is here, once. Of no use elsewhere.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

mod field;
mod seal;

pub use field::{Fields, Writer, length};
pub use seal::{Damaged, open_row, seal_row};
