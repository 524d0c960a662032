//! The conformance suite for stores: on the store in memory, and on one with bugs, each of which
//! it must find.

#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod buggy;
mod controls;
mod memory;
