//! The tables. Every key and value is octets, so that reading a damaged one cannot panic.

use redb::TableDefinition;

pub(crate) type Octets = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// The format of the file.
pub(crate) const FORMAT: u32 = 2;

/// One table.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// By which the log knows it.
    pub(crate) number: u8,
}

impl Table {
    const fn new(number: u8, name: &'static str) -> Self {
        Self { name, number }
    }

    pub(crate) const fn definition(self) -> Octets {
        TableDefinition::new(self.name)
    }
}

/// `format`, `store` and `state`.
pub(crate) const META: Table = Table::new(1, "meta");
/// Attester → enrollment.
pub(crate) const ATTESTERS: Table = Table::new(2, "attesters");
/// `kid` → Attester.
pub(crate) const KIDS: Table = Table::new(3, "kids");
/// Attester, scope → counter.
pub(crate) const COUNTERS: Table = Table::new(4, "counters");
/// Attester → chain head.
pub(crate) const CHAINS: Table = Table::new(5, "chains");
/// Attester, number → change.
pub(crate) const HISTORY: Table = Table::new(6, "history");
/// Issuer, jti → record.
pub(crate) const JTIS: Table = Table::new(7, "jtis");
/// Time, key of `jtis` → nothing.
pub(crate) const JTI_EXPIRY: Table = Table::new(8, "jti_expiry");
/// Nonce → challenge.
pub(crate) const CHALLENGES: Table = Table::new(9, "challenges");
/// Time, nonce → nothing.
pub(crate) const CHALLENGE_EXPIRY: Table = Table::new(10, "challenge_expiry");

pub(crate) const ALL: [Table; 10] = [
    META,
    ATTESTERS,
    KIDS,
    COUNTERS,
    CHAINS,
    HISTORY,
    JTIS,
    JTI_EXPIRY,
    CHALLENGES,
    CHALLENGE_EXPIRY,
];

/// Keys of [`META`].
pub(crate) const META_FORMAT: &[u8] = b"format";
pub(crate) const META_STORE: &[u8] = b"store";
pub(crate) const META_STATE: &[u8] = b"state";
