//! A card in a reader.

mod contents;
mod failure;
mod piv;
mod session;

pub(crate) use contents::{Contents, SlotContents};
pub(crate) use failure::key_error;
pub(crate) use piv::Piv;
pub(crate) use session::{PATIENCE, Session};
