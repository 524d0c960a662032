//! What the rows hold. How a row is written is [`psea_row`]'s.

mod challenge;
mod enrollment;
mod history;
pub(crate) mod key;
mod record;
mod seal;
mod state;

pub(crate) use challenge::{challenge_row, read_challenge};
pub(crate) use enrollment::{EnrollmentRow, enrollment_row, read_enrollment};
pub(crate) use history::{change_row, read_change};
pub(crate) use psea_row::{Fields, Writer};
pub(crate) use record::{read_record, record_row};
pub(crate) use seal::{open_row, seal_row};
pub(crate) use state::{StoreState, read_state, read_store_id, state_row, store_id_row};

use psea_claims::{ChainEntry, Counter};

use crate::error::Damaged;
use crate::schema::{CHAINS, COUNTERS, KIDS};

pub(crate) fn counter_row(key: &[u8], counter: Counter) -> Vec<u8> {
    seal_row(COUNTERS, key, |row| row.u64(counter.get()))
}

pub(crate) fn read_counter(key: &[u8], value: &[u8]) -> Result<Counter, Damaged> {
    open_row(COUNTERS, key, value, Fields::counter)
}

pub(crate) fn chain_row(key: &[u8], head: &ChainEntry) -> Vec<u8> {
    seal_row(CHAINS, key, |row| row.octets(head.as_octets()))
}

pub(crate) fn read_chain(key: &[u8], value: &[u8]) -> Result<ChainEntry, Damaged> {
    open_row(CHAINS, key, value, |fields| fields.array().map(ChainEntry::from_octets))
}

pub(crate) fn kid_row(key: &[u8], attester: &str) -> Vec<u8> {
    seal_row(KIDS, key, |row| row.text(attester))
}

pub(crate) fn read_kid(key: &[u8], value: &[u8]) -> Result<Box<str>, Damaged> {
    open_row(KIDS, key, value, |fields| fields.text().map(Into::into))
}
