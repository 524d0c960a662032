//! Where the command meets the world: clock, random source, terminal, files.

pub(crate) mod clock;
pub(crate) mod files;
pub(crate) mod random;
pub(crate) mod terminal;
