//! The anchor (§6.5): what was acknowledged, kept outside of the database.
//!
//! A commit that was acknowledged left a row in the database. So the anchor names, for as many
//! commits as run at once, the last one that was acknowledged; a database that lacks one of them
//! while it may not have been pruned is older than it was. Commits that follow each other in one
//! lane follow each other in the database as well, whatever happens in other lanes: where the last
//! one of a lane is there, all earlier ones are. No position in the log, no clock and no other
//! database on the server has a part in it.

mod file;
mod mark;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use psea_claims::EpochSeconds;
use tokio_postgres::{Client, Error};

pub(crate) use self::file::AnchorFile;
pub(crate) use self::mark::Mark;
use crate::metrics;
use crate::server::i64_of;

/// A database that is older than what this verifier was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OlderCopy {
    /// How many acknowledged changes were looked for and not there; others may be missing too.
    pub missing: usize,
    /// Until when proofs had to be issued to be refused from now on.
    pub fence: EpochSeconds,
}

impl std::fmt::Display for OlderCopy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the database is an older copy: {} change(s) that it had acknowledged are not there; \
             every proof issued until {} is refused, later ones pass; now look whether revocations \
             and rotations made since the copy have to be made again",
            self.missing, self.fence
        )
    }
}

/// The marks of one process, and the file that outlives it.
#[derive(Debug)]
pub(crate) struct Anchor {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// By record: two of each lane, of its commits and of its changes of enrollments.
    marks: Vec<Option<Mark>>,
    free: Vec<usize>,
    file: Option<AnchorFile>,
    older: Option<OlderCopy>,
}

impl State {
    fn put(&mut self, record: usize, mark: Option<Mark>) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.write(record, mark.as_ref())?;
        }
        if let Some(place) = self.marks.get_mut(record) {
            *place = mark;
        }
        Ok(())
    }
}

impl Anchor {
    /// In memory alone: notices what happens while the process runs.
    pub(crate) const fn in_memory() -> Self {
        let state = State { marks: Vec::new(), free: Vec::new(), file: None, older: None };
        Self { state: Mutex::new(state) }
    }

    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let (file, mut marks) = AnchorFile::open(path)?;
        marks.resize(marks.len().next_multiple_of(2), None);
        let free = (0..marks.len() / 2).rev().collect();
        let state = State { marks, free, file: Some(file), older: None };
        Ok(Self { state: Mutex::new(state) })
    }

    pub(crate) fn outlives_the_process(&self) -> bool {
        self.lock().file.is_some()
    }

    pub(crate) fn older_copy(&self) -> Option<OlderCopy> {
        self.lock().older
    }

    /// A lane for one change that is about to be sent.
    pub(crate) fn lane(self: &Arc<Self>) -> Lane {
        let mut state = self.lock();
        let index = state.free.pop().unwrap_or_else(|| {
            let index = state.marks.len() / 2;
            state.marks.extend([None, None]);
            index
        });
        Lane { anchor: Arc::clone(self), index }
    }

    /// Whether a commit with texts of this many octets can be marked, before it is sent.
    pub(crate) fn admits(&self, octets: usize) -> Result<(), &'static str> {
        match &self.lock().file {
            Some(file) if file.is_broken() => {
                Err("the anchor's file could not be synced: see to its disk, then restart")
            }
            Some(_) if octets > mark::ROOM => Err("iss and jti are too long for the anchor"),
            _ => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Empties a record, unless something else is in it by now.
    fn forget(&self, record: usize, sought: Option<&Mark>) -> io::Result<()> {
        let mut state = self.lock();
        if state.marks.get(record).and_then(Option::as_ref) == sought {
            state.put(record, None)?;
        }
        Ok(())
    }

    /// Looks for what was acknowledged. Where something is not there, proofs issued until now are
    /// refused from now on.
    pub(crate) async fn compare(&self, client: &Client, now: EpochSeconds) -> Result<(), Refused> {
        let marks = self.lock().marks.clone();
        let missing = mark::missing(client, &marks).await?;
        if missing.is_empty() {
            return Ok(());
        }
        let latest = marks.iter().flatten().map(Mark::latest).max().unwrap_or_default();
        let row = client
            .query_one("SELECT psea.returned($1, $2)", &[&i64_of(latest), &i64_of(now)])
            .await?;
        let fence = u64::try_from(row.try_get::<_, i64>(0)?).ok().and_then(EpochSeconds::new);
        let fence = fence.unwrap_or(EpochSeconds::MAX);
        let older = OlderCopy { missing: missing.len(), fence };
        self.lock().older = Some(older);
        metrics::older_copy();
        // The fence stands: what it covers need not be looked for again. What was marked anew
        // meanwhile stays.
        for record in missing {
            self.forget(record, marks.get(record).and_then(Option::as_ref))?;
        }
        Ok(())
    }
}

/// Why the marks could not be compared.
#[derive(Debug)]
pub(crate) enum Refused {
    Database(Error),
    File(io::Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

/// One change at a time.
#[derive(Debug)]
pub(crate) struct Lane {
    anchor: Arc<Anchor>,
    index: usize,
}

impl Lane {
    /// The change was acknowledged: to be called before anybody is told.
    pub(crate) fn acknowledged(&self, mark: Mark) -> io::Result<()> {
        let record = self.index.saturating_mul(2).saturating_add(usize::from(mark.is_change()));
        self.anchor.lock().put(record, Some(mark))
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.anchor.lock().free.push(self.index);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use psea_claims::EpochSeconds;

    use super::{Anchor, Mark, OlderCopy, mark};

    fn commit(jti: &str) -> Mark {
        let at = |seconds| EpochSeconds::new(seconds).unwrap();
        Mark::Commit { iss: "i".into(), jti: jti.into(), keep_until: at(9), now: at(5) }
    }

    fn marks(anchor: &Anchor) -> Vec<Mark> {
        anchor.lock().marks.iter().flatten().cloned().collect()
    }

    /// As many lanes as changes at once; what follows in a lane replaces what was there.
    #[test]
    fn the_last_of_each_lane_is_known_to_the_next_process() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("anchor");
        let anchor = Arc::new(Anchor::open(&path).unwrap());
        let (one, other) = (anchor.lane(), anchor.lane());
        one.acknowledged(commit("1")).unwrap();
        other.acknowledged(commit("2")).unwrap();
        other.acknowledged(Mark::Change { attester: "a".into(), version: 4 }).unwrap();
        drop((one, other));
        for number in 3..9 {
            anchor.lane().acknowledged(commit(&number.to_string())).unwrap();
        }
        let known = marks(&anchor);
        assert_eq!(known.len(), 3, "{known:?}");
        assert!(known.contains(&commit("8")));
        drop(anchor);
        let anchor = Arc::new(Anchor::open(&path).unwrap());
        assert_eq!(marks(&anchor), known);
        // Only what was sought is forgotten.
        anchor.forget(0, Some(&commit("0"))).unwrap();
        assert_eq!(marks(&anchor).len(), 3);
        let first = anchor.lock().marks[0].clone();
        anchor.forget(0, first.as_ref()).unwrap();
        assert_eq!(marks(&anchor).len(), 2);
        drop(anchor);
        assert_eq!(marks(&Anchor::open(&path).unwrap()).len(), 2);
    }

    /// The next process uses the lanes that are there, and makes more where it has more at once:
    /// what it is told is marked in each, and the file does not grow with every start.
    #[test]
    fn the_lanes_of_the_last_process_are_used_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("anchor");
        for at_once in 2..5 {
            let anchor = Arc::new(Anchor::open(&path).unwrap());
            let lanes: Vec<_> = (0..at_once).map(|_| anchor.lane()).collect();
            let told: Vec<_> = (0..at_once).map(|n| commit(&format!("{n} of {at_once}"))).collect();
            for (lane, mark) in lanes.iter().zip(&told) {
                lane.acknowledged(mark.clone()).unwrap();
            }
            assert_eq!(marks(&anchor), told);
            drop((lanes, anchor));
            assert_eq!(marks(&Anchor::open(&path).unwrap()), told);
        }
    }

    /// Only with a file may the store promise that the next process notices an older copy.
    #[test]
    fn a_file_outlives_the_process() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Anchor::open(&dir.path().join("anchor")).unwrap().outlives_the_process());
        assert!(!Anchor::in_memory().outlives_the_process());
    }

    /// Whoever reads it learns how much is missing, until when proofs are refused, and what to do.
    #[test]
    fn an_older_copy_is_described() {
        let older = OlderCopy { missing: 3, fence: EpochSeconds::new(1_785_300_000).unwrap() };
        let said = older.to_string();
        for part in ["3 change(s)", &older.fence.to_string(), "revocations"] {
            assert!(said.contains(part), "{part} in: {said}");
        }
    }

    #[test]
    fn what_has_no_room_is_not_sent() {
        let dir = tempfile::tempdir().unwrap();
        let anchor = Anchor::open(&dir.path().join("anchor")).unwrap();
        assert_eq!(anchor.admits(mark::ROOM), Ok(()));
        assert!(anchor.admits(mark::ROOM + 1).unwrap_err().contains("too long"));
        assert_eq!(Anchor::in_memory().admits(usize::MAX), Ok(()));
    }
}
