use std::path::{Path, PathBuf};
use std::sync::Arc;

use psea_claims::EpochSeconds;
use psea_jose::es256::Es256Backend;
use psea_verifier::Snapshot;

use crate::error::{ImportError, OpenError};
use crate::store::RedbStore;
use crate::{import, open};

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) cache: usize,
    pub(crate) max_batch: usize,
    pub(crate) anchor: Option<PathBuf>,
    pub(crate) anchor_every: u64,
    pub(crate) verify: Verify,
    pub(crate) log: u64,
}

/// Whether the whole file is checked when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verify {
    /// Always. Takes time in proportion to the file.
    Always,
    /// If the file has at most this many octets. A check takes some 2 s a GiB where the file is in
    /// the system's memory (the example `recovery` measures it).
    UpTo(u64),
    /// Never. A damaged row is still noticed when it is read; a damaged key or tree may not be: a
    /// record could be missed, and an id pass that was accepted before. The proof itself would
    /// still have to pass the counter. redb may end the process on some damaged files.
    Never,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// A cache of 64 MiB, up to 1,024 submissions a commit, no anchor, a log of 4 MiB, files up to
    /// 1 GiB checked whole when they are opened.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            cache: 64 << 20,
            max_batch: 1024,
            anchor: None,
            anchor_every: 1,
            verify: Verify::UpTo(1 << 30),
            log: 4 << 20,
        }
    }

    /// How much of the file is kept in memory, in octets.
    #[must_use]
    pub const fn cache_size(mut self, octets: usize) -> Self {
        self.cache = octets;
        self
    }

    /// How many submissions share one commit at most.
    #[must_use]
    pub fn max_batch(mut self, submissions: u32) -> Self {
        self.max_batch = usize::try_from(submissions.max(1)).unwrap_or(usize::MAX);
        self
    }

    /// Keeps an anchor: a small file that records how far the store got, so that an older copy of
    /// the store is noticed when it is opened (§6.5).
    ///
    /// It must not be restored together with the store: keep it outside of what is backed up and
    /// of what is snapshotted, best on another disk. An anchor that is missing, damaged or another
    /// store's applies the fence as well.
    ///
    /// It is synced after each commit and before its answers. So no copy that lacks an answered
    /// change passes unnoticed.
    #[must_use]
    pub fn anchor(mut self, path: impl Into<PathBuf>) -> Self {
        self.anchor = Some(path.into());
        self
    }

    /// Writes the anchor only after every `commits`-th commit and when the store is closed, to
    /// save its sync.
    ///
    /// A copy that lacks only changes of the up to `commits − 1` commits after the last written
    /// anchor is then **not** noticed, and
    /// [`notices_older_copy`](psea_verifier::StorePromise::notices_older_copy) is false for any
    /// number above 1.
    #[must_use]
    pub fn anchor_every(mut self, commits: u32) -> Self {
        self.anchor_every = u64::from(commits.max(1));
        self
    }

    /// How much of a new store's file is its log, in octets: as much is written between two
    /// commits of the engine, and read again after a crash. A store keeps the log it was created
    /// with. The default is 4 MiB.
    #[must_use]
    pub const fn log_size(mut self, octets: u64) -> Self {
        self.log = octets;
        self
    }

    /// Whether the whole file is checked when it is opened.
    #[must_use]
    pub const fn verify(mut self, verify: Verify) -> Self {
        self.verify = verify;
        self
    }

    /// Creates an empty store. The file must not exist, nor the anchor.
    ///
    /// # Errors
    ///
    /// [`OpenError::Exists`], or if the file cannot be written.
    pub fn create(
        &self,
        path: impl AsRef<Path>,
        backend: Arc<dyn Es256Backend>,
    ) -> Result<RedbStore, OpenError> {
        open::create(self, path.as_ref(), backend)
    }

    /// Opens a store. `now` is the moment of the fence, should the file be an older copy.
    ///
    /// # Errors
    ///
    /// If the file is missing, in use, damaged, no store or of a later format.
    pub fn open(
        &self,
        path: impl AsRef<Path>,
        backend: Arc<dyn Es256Backend>,
        now: EpochSeconds,
    ) -> Result<RedbStore, OpenError> {
        open::open(self, path.as_ref(), backend, now)
    }

    /// Creates a store with the state of `snapshot`, fenced at `now`: what was accepted after the
    /// snapshot was taken is not in it (§6.5).
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), or if a key cannot be prepared or two entries are for the same
    /// thing.
    pub fn import(
        &self,
        path: impl AsRef<Path>,
        snapshot: &Snapshot,
        backend: Arc<dyn Es256Backend>,
        now: EpochSeconds,
    ) -> Result<RedbStore, ImportError> {
        import::import(self, path.as_ref(), snapshot, backend, Some(now))
    }

    /// As [`import`](Self::import) without the fence: for a snapshot of a store that has accepted
    /// nothing since and never will again.
    ///
    /// # Errors
    ///
    /// As [`import`](Self::import).
    pub fn import_current(
        &self,
        path: impl AsRef<Path>,
        snapshot: &Snapshot,
        backend: Arc<dyn Es256Backend>,
    ) -> Result<RedbStore, ImportError> {
        import::import(self, path.as_ref(), snapshot, backend, None)
    }
}
