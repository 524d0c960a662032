use crate::codec::{Fields, Writer};
use crate::schema::{ALL, Table};

/// Rows in the order in which they were written.
#[derive(Debug, Default)]
pub(crate) struct Changes(Writer);

/// One written row; without a value it was removed.
pub(crate) struct Row<'r> {
    pub(crate) table: Table,
    pub(crate) key: &'r [u8],
    pub(crate) value: Option<&'r [u8]>,
}

impl Changes {
    pub(crate) fn put(&mut self, table: Table, key: &[u8], value: &[u8]) {
        self.row(table, key);
        self.0.optional(Some(value), Writer::sized);
    }

    pub(crate) fn remove(&mut self, table: Table, key: &[u8]) {
        self.row(table, key);
        self.0.flag(false);
    }

    fn row(&mut self, table: Table, key: &[u8]) {
        self.0.u8(table.number);
        self.0.sized(key);
    }

    pub(super) fn as_octets(&self) -> &[u8] {
        self.0.as_octets()
    }

    /// Reads them, strictly.
    pub(super) fn parse(octets: &[u8]) -> Option<Vec<Row<'_>>> {
        let mut fields = Fields::of(octets);
        let mut rows = Vec::new();
        while !fields.is_empty() {
            let number = fields.u8()?;
            let table = ALL.into_iter().find(|table| table.number == number)?;
            let key = fields.sized()?;
            rows.push(Row { table, key, value: fields.optional(Fields::sized)? });
        }
        Some(rows)
    }
}
