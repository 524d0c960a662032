//! From one format of the file to the next.

use redb::{ReadableTable as _, WriteTransaction};

use crate::error::{Error, OpenError};
use crate::schema::{FORMAT, META, META_FORMAT};

/// Brings a file from format `from` to the next one, inside the given transaction.
struct Upgrade {
    from: u32,
    apply: fn(&WriteTransaction) -> Result<(), Error>,
}

/// One entry per format that this software can read and no longer writes. (Files of format 1 had
/// no head and were never released.)
const UPGRADES: [Upgrade; 0] = [];

pub(crate) fn write_format(txn: &WriteTransaction) -> Result<(), Error> {
    let format = FORMAT.to_be_bytes();
    txn.open_table(META.definition())?.insert(META_FORMAT, format.as_slice())?;
    Ok(())
}

/// Reads a format as it is stored.
pub(crate) fn parse_format(value: &[u8]) -> Result<u32, OpenError> {
    let octets = value.try_into();
    octets.map(u32::from_be_bytes).map_err(|_| OpenError::NotAStore("it states no format".into()))
}

/// Upgrades in the one transaction, or says why this software cannot. True: something was written.
pub(crate) fn upgrade(txn: &WriteTransaction) -> Result<bool, OpenError> {
    upgrade_by(&UPGRADES, txn)
}

fn upgrade_by(upgrades: &[Upgrade], txn: &WriteTransaction) -> Result<bool, OpenError> {
    let missing = || OpenError::NotAStore("it states no format".into());
    let table = txn.open_table(META.definition()).map_err(Error::from)?;
    let found = table.get(META_FORMAT).map_err(Error::from)?;
    let found = parse_format(found.ok_or_else(missing)?.value())?;
    drop(table);
    if found > FORMAT {
        return Err(OpenError::TooNew { found, known: FORMAT });
    }
    let mut format = found;
    while format < FORMAT {
        let step = upgrades.iter().find(|step| step.from == format).ok_or_else(|| {
            OpenError::NotAStore(format!("there is no way from format {format}").into())
        })?;
        (step.apply)(txn)?;
        format = format.saturating_add(1);
    }
    if format != found {
        write_format(txn)?;
    }
    Ok(format != found)
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;
    use redb::{Builder, Database};

    use super::*;
    use crate::schema::{CHAINS, KIDS};

    fn of_format(format: u32) -> Database {
        let db = Builder::new().create_with_backend(InMemoryBackend::new()).unwrap();
        let txn = db.begin_write().unwrap();
        let stated = format.to_be_bytes();
        put(&txn, META_FORMAT, &stated).unwrap();
        txn.commit().unwrap();
        db
    }

    fn put(txn: &WriteTransaction, key: &[u8], row: &[u8]) -> Result<(), Error> {
        txn.open_table(META.definition())?.insert(key, row)?;
        Ok(())
    }

    fn row(db: &Database, key: &[u8]) -> Option<Vec<u8>> {
        use redb::ReadableDatabase as _;
        let txn = db.begin_read().unwrap();
        let table = txn.open_table(META.definition()).unwrap();
        table.get(key).unwrap().map(|row| row.value().to_vec())
    }

    /// Each step sees what the one before it wrote.
    const STEPS: [Upgrade; 2] = [
        Upgrade {
            from: 1,
            apply: |txn| {
                let before = txn.open_table(META.definition())?.remove(&b"old"[..])?.is_some();
                put(txn, b"new", &[u8::from(before)])
            },
        },
        Upgrade { from: 0, apply: |txn| put(txn, b"old", b"x") },
    ];

    #[test]
    fn step_by_step_in_one_transaction() {
        let db = of_format(0);
        let txn = db.begin_write().unwrap();
        assert!(upgrade_by(&STEPS, &txn).unwrap());
        txn.abort().unwrap();
        assert_eq!(row(&db, META_FORMAT).unwrap(), 0_u32.to_be_bytes(), "all of it or nothing");
        let txn = db.begin_write().unwrap();
        assert!(upgrade_by(&STEPS, &txn).unwrap());
        txn.commit().unwrap();
        assert_eq!(row(&db, META_FORMAT).unwrap(), FORMAT.to_be_bytes());
        assert_eq!((row(&db, b"old"), row(&db, b"new")), (None, Some(vec![1])));
        let txn = db.begin_write().unwrap();
        assert!(!upgrade_by(&STEPS, &txn).unwrap(), "it has the format already");
    }

    #[test]
    fn no_way_from_there() {
        let txn = of_format(0).begin_write().unwrap();
        let refused = upgrade_by(&STEPS[..1], &txn);
        assert!(matches!(refused, Err(OpenError::NotAStore(why)) if why.contains("format 0")));
        let later = of_format(FORMAT + 1).begin_write().unwrap();
        assert!(matches!(
            upgrade_by(&STEPS, &later),
            Err(OpenError::TooNew { found: 3, known: 2 })
        ));
    }

    /// The numbers by which the log knows the tables are part of the format.
    #[test]
    fn each_table_has_a_number_of_its_own() {
        let numbers = crate::schema::ALL.map(|table| table.number);
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!((KIDS.number, CHAINS.number), (3, 5));
    }
}
