//! What the rows hold. How a row is written is [`psea_row`]'s.

mod enrollment;
mod queue;
mod seal;

pub(crate) use enrollment::{enrollment_row, read_enrollment};
pub(crate) use psea_row::{Fields, Writer};
pub(crate) use queue::{body_row, ended_row, read_body, read_ended, read_waiting, waiting_row};
pub(crate) use seal::{open_row, seal_row};

use psea_attester::TrustState;
use psea_claims::{ChainEntry, Counter};

use crate::error::Damaged;
use crate::file::{COUNTERS, META, META_CHAIN, META_TRUST, RETIRED};

pub(crate) fn counter_row(key: &[u8], counter: Counter) -> Vec<u8> {
    seal_row(COUNTERS, key, |row| row.u64(counter.get()))
}

pub(crate) fn read_counter(key: &[u8], value: &[u8]) -> Result<Counter, Damaged> {
    open_row(COUNTERS, key, value, Fields::counter)
}

pub(crate) fn chain_row(head: &ChainEntry) -> Vec<u8> {
    seal_row(META, META_CHAIN, |row| row.octets(head.as_octets()))
}

pub(crate) fn read_chain(value: &[u8]) -> Result<ChainEntry, Damaged> {
    open_row(META, META_CHAIN, value, |fields| fields.array().map(ChainEntry::from_octets))
}

pub(crate) fn trust_row(trust: TrustState) -> Vec<u8> {
    seal_row(META, META_TRUST, |row| {
        row.u8(match trust {
            TrustState::Trusted => 1,
            TrustState::Unenrolled => 2,
            TrustState::Invalidated => 3,
            TrustState::Revoked => 4,
            TrustState::Error => 5,
        });
    })
}

pub(crate) fn read_trust(value: &[u8]) -> Result<TrustState, Damaged> {
    open_row(META, META_TRUST, value, |fields| {
        Some(match fields.u8()? {
            1 => TrustState::Trusted,
            2 => TrustState::Unenrolled,
            3 => TrustState::Invalidated,
            4 => TrustState::Revoked,
            5 => TrustState::Error,
            _ => return None,
        })
    })
}

/// A key, or a `kid`, that must not be enrolled again.
pub(crate) fn retired_row(key: &[u8]) -> Vec<u8> {
    seal_row(RETIRED, key, |_| {})
}

pub(crate) fn read_retired(key: &[u8], value: &[u8]) -> Result<(), Damaged> {
    open_row(RETIRED, key, value, |_| Some(()))
}
