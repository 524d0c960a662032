use psea_verifier::StoreTime;

use super::{Fields, open_row, seal_row};
use crate::error::Damaged;
use crate::schema::{META, META_STATE, META_STORE};

/// What changes with every commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct StoreState {
    /// The number of the last commit: every one adds at least one.
    pub(crate) sequence: u64,
    pub(crate) time: StoreTime,
}

pub(crate) fn state_row(state: &StoreState) -> Vec<u8> {
    seal_row(META, META_STATE, |row| {
        row.u64(state.sequence);
        row.u64(state.time.latest.get());
        row.optional(state.time.fence, |row, fence| row.u64(fence.get()));
    })
}

pub(crate) fn read_state(value: &[u8]) -> Result<StoreState, Damaged> {
    open_row(META, META_STATE, value, |fields| {
        let sequence = fields.u64()?;
        let time = StoreTime { latest: fields.time()?, fence: fields.optional(Fields::time)? };
        Some(StoreState { sequence, time })
    })
}

/// The store's random name, by which its anchor knows it.
pub(crate) fn store_id_row(id: &[u8; 16]) -> Vec<u8> {
    seal_row(META, META_STORE, |row| row.octets(id))
}

pub(crate) fn read_store_id(value: &[u8]) -> Result<[u8; 16], Damaged> {
    open_row(META, META_STORE, value, Fields::array)
}
