//! What changes the state. Each reads and decides first, and writes after.

mod admin;
mod challenge;
mod commit;
mod fence;
mod forget;

pub(crate) use admin::{enroll, rotate_key, set_status};
pub(crate) use challenge::issue;
pub(crate) use commit::commit;
pub(crate) use fence::set_fence;
pub(crate) use forget::{forget, prune};

use crate::error::Error;
use crate::gate::Failure;

/// From the first write on.
fn halfway(error: Error) -> Failure {
    Failure::Halfway(error)
}
