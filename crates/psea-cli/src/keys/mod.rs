//! Keys in files.

mod private;
mod public;

pub(crate) use private::{PrivateKeyFile, read_private, write_private};
pub(crate) use public::{Form, read_public};
