//! Keys in files.

mod private;
mod public;

pub(crate) use private::{read_private, write_private};
pub(crate) use public::read_public;
