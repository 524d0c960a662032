//! What the trials of the durable files share: randomness from a seed that is printed, how far a
//! long run is, and a disk in memory that loses power, fails and lies. For tests only.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::missing_panics_doc,
    clippy::missing_errors_doc,
    clippy::print_stdout,
    reason = "a trial reports by panicking, and prints its seed"
)]

mod disk;
mod progress;
mod random;

pub use disk::{Disk, Faults, Wire};
pub use progress::Progress;
pub use random::Random;

/// A directory in memory where there is one: for what does not depend on the disk.
#[must_use]
pub fn directory_in_memory() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap()
}
