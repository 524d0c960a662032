//! Keys in files.

mod backend;
mod private;
mod public;

pub(crate) use backend::Backend;
pub(crate) use private::{read_private, write_private};
pub(crate) use public::read_public;
