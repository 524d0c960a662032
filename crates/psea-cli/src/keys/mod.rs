//! Keys: development keys in files, and keys in hardware behind one reference.

mod backend;
mod failure;
mod pin;
mod private;
mod public;
mod reference;
mod stack;

pub(crate) use backend::Backend;
pub(crate) use failure::key_failure;
pub(crate) use pin::PinArgs;
pub(crate) use private::{read_private, write_private};
pub(crate) use public::{read_public, write_public};
pub(crate) use reference::KeyRef;
pub(crate) use stack::{Finding, Places, Verdict, find};
