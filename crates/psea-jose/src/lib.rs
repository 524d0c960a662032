//! Octets in, checked values out: the encodings under a PSEA proof.
//!
//! * [`json`]: a strict parser. What two parsers could read differently (duplicate names, lone
//!   surrogates, a BOM, trailing data, excessive nesting) is refused, with the offset.
//! * [`canonical`]: the RFC 8785 octets of a value inside the integer subset. A value outside it
//!   has no canonical form here, so there is nothing that could be hashed by mistake (§2).
//! * [`base64`]: the two alphabets of the profile, each with exactly one spelling per value.
//! * [`jws`]: compact JWS with a hardened header. A parsed token shows its `kid` and nothing else;
//!   its payload can be reached only through [`jws::UnverifiedJws::verify`] (§3.4).
//! * [`es256`]: P-256 keys and signatures as checked types, and the traits behind which a
//!   cryptographic library verifies and signs. The library is an argument, never a global.
//!
//! The crate performs no I/O, reads no clock and keeps no state. It is `no_std` with `alloc`.
//!
//! Section numbers are those of draft-yossif-psea-03 unless an RFC is named.

#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

pub mod base64;
pub mod canonical;
pub mod es256;
pub mod json;
pub mod jws;
