//! The file: a head, the log, and the engine's part.
//!
//! | octets | content |
//! |---|---|
//! | 0 to 4,096 | the [`Head`] |
//! | from 4,096, as many as the head says | the [log](crate::log) |
//! | the rest | redb's |

mod head;
mod overlay;
mod part;

pub(crate) use head::{BLOCK, Head};
pub(crate) use overlay::Overlay;
pub(crate) use part::Part;
