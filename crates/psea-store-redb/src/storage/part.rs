use std::io;
use std::sync::Arc;

use redb::StorageBackend;

/// All of a backend from some place on.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    whole: Arc<dyn StorageBackend>,
    from: u64,
}

impl Part {
    pub(crate) const fn new(whole: Arc<dyn StorageBackend>, from: u64) -> Self {
        Self { whole, from }
    }

    fn at(&self, offset: u64) -> io::Result<u64> {
        self.from.checked_add(offset).ok_or_else(|| io::ErrorKind::InvalidInput.into())
    }
}

impl StorageBackend for Part {
    fn len(&self) -> io::Result<u64> {
        Ok(self.whole.len()?.saturating_sub(self.from))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.whole.read(self.at(offset)?, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.whole.set_len(self.at(len)?)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.whole.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.whole.write(self.at(offset)?, data)
    }

    fn close(&self) -> io::Result<()> {
        self.whole.close()
    }
}
