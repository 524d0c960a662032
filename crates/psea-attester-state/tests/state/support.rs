use std::path::Path;

use psea_attester_state::Enrollment;
use psea_claims::{Audience, CounterScope, DeviceId, Issuer, Revision, Tier};
use psea_jose::es256::{Es256Signer as _, P256Signer};
pub(crate) use psea_trial::{Random, directory_in_memory as directory};
use redb::{Database, TableDefinition};

pub(crate) fn tier(name: &'static str) -> CounterScope {
    CounterScope::of_tier(&Tier::new(name).unwrap())
}

pub(crate) fn enrollment(kid: &str, key: u8) -> Enrollment {
    Enrollment {
        iss: Issuer::new("tenant.example").unwrap(),
        aud: Audience::new("verifier.example").unwrap(),
        device_id: DeviceId::new("device-7f3a").unwrap(),
        kid: kid.into(),
        public_key: *P256Signer::from_scalar(&[key; 32]).unwrap().public_key(),
        revision: Revision::Draft03,
        chain: true,
    }
}

/// Changes one row of a file as the engine would: its pages stay sound. `None` removes it.
pub(crate) fn put(path: &Path, table: &str, key: &[u8], row: Option<&[u8]>) {
    let transaction = Database::open(path).unwrap().begin_write().unwrap();
    let table: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new(table);
    let mut open = transaction.open_table(table).unwrap();
    match row {
        Some(row) => drop(open.insert(key, row).unwrap()),
        None => drop(open.remove(key).unwrap()),
    }
    drop(open);
    transaction.commit().unwrap();
}

/// How many rounds: the short form's number; five times as many with `PSEA_LONG=1`, or more.
pub(crate) fn rounds(short: usize) -> usize {
    let factor = std::env::var("PSEA_LONG").ok().and_then(|text| text.parse().ok());
    match factor.unwrap_or(0_usize) {
        0 => short,
        factor => short * factor.max(5),
    }
}
