//! The tables. Every key and value is octets, so that reading a damaged one cannot panic.

use redb::TableDefinition;

type Octets = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// The format of the file.
pub(super) const FORMAT: u32 = 1;

/// One table and its name.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
}

impl Table {
    const fn new(name: &'static str) -> Self {
        Self { name }
    }

    pub(super) const fn definition(self) -> Octets {
        TableDefinition::new(self.name)
    }
}

/// `format`, `trust`, `enrollment`, `chain` and `next`.
pub(crate) const META: Table = Table::new("meta");
/// Scope → the last counter that was reserved.
pub(crate) const COUNTERS: Table = Table::new("counters");
/// What must not be enrolled again: `k` and a key, or `i` and a `kid`.
pub(crate) const RETIRED: Table = Table::new("retired");
/// Number → a proof that waits.
pub(crate) const WAITING: Table = Table::new("waiting");
/// Number → the transport body of a proof that waits.
pub(crate) const BODIES: Table = Table::new("bodies");
/// Number → how a proof that waited ended.
pub(crate) const ENDED: Table = Table::new("ended");

pub(super) const ALL: [Table; 6] = [META, COUNTERS, RETIRED, WAITING, BODIES, ENDED];

/// Keys of [`META`].
pub(super) const META_FORMAT: &[u8] = b"format";
pub(crate) const META_TRUST: &[u8] = b"trust";
pub(crate) const META_ENROLLMENT: &[u8] = b"enrollment";
pub(crate) const META_CHAIN: &[u8] = b"chain";
pub(super) const META_NEXT: &[u8] = b"next";
