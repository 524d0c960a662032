//! What is said to a card, and what it answers, as octets (ISO/IEC 7816-4).

mod command;
mod response;
mod tlv;

pub(crate) use command::Command;
pub(crate) use response::{Response, Status};
pub(crate) use tlv::{child, find};
