//! From one format of the file to the next.

use redb::{ReadableTable as _, WriteTransaction};

use crate::error::{Error, OpenError};
use crate::schema::{FORMAT, META, META_FORMAT};

/// Brings a file from format `from` to the next one, inside the given transaction.
struct Upgrade {
    from: u32,
    apply: fn(&WriteTransaction) -> Result<(), Error>,
}

/// One entry per format that this software can read and no longer writes.
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

/// Upgrades in the one transaction, or says why this software cannot.
pub(crate) fn upgrade(txn: &WriteTransaction) -> Result<bool, OpenError> {
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
        let step = UPGRADES.iter().find(|step| step.from == format).ok_or_else(|| {
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
