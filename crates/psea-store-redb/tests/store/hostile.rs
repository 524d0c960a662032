//! The malformed submissions of `psea-hostile` against a store in a file: the same codes as in
//! memory (row P9), and every file as it was, octet by octet (row P7).
//!
//! `cargo test -p psea-store-redb --test store hostile -- --nocapture` prints the counts.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use psea_hostile::{
    Counts, EVERY_CLASS, audience_before_issuer, config_of_both, enroll, expected, now, starts,
    submit_class,
};
use psea_jose::es256::P256Backend;
use psea_store_redb::{Options, RedbStore};
use psea_trial::directory_in_memory;
use psea_verifier::{ChallengeStore as _, Verifier};

use crate::support::{NOW, challenge};

/// A store of the three Attesters in a folder of its own, with an anchor.
struct Deployment {
    directory: tempfile::TempDir,
}

impl Deployment {
    fn new() -> Self {
        let new = Self { directory: directory_in_memory() };
        let store = new.options().create(new.path(), Arc::new(P256Backend)).unwrap();
        enroll(&store, &P256Backend);
        drop(store);
        new
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("store")
    }

    fn options(&self) -> Options {
        Options::new().anchor(self.directory.path().join("anchor"))
    }

    fn open(&self) -> Arc<RedbStore> {
        Arc::new(self.options().open(self.path(), Arc::new(P256Backend), now()).unwrap())
    }

    /// The same files elsewhere.
    fn copy(&self) -> Self {
        let copy = Self { directory: directory_in_memory() };
        for (name, octets) in self.octets() {
            fs::write(copy.directory.path().join(name), octets).unwrap();
        }
        copy
    }

    /// Each file by its name: the database with its log, and the anchor.
    fn octets(&self) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(self.directory.path()).unwrap().map(|entry| entry.unwrap());
        files.map(|f| (f.file_name().into_string().unwrap(), fs::read(f.path()).unwrap())).collect()
    }
}

fn answer(store: &Arc<RedbStore>, body: &[u8]) -> &'static str {
    let verifier = Verifier::new(config_of_both(), Arc::<RedbStore>::clone(store));
    verifier.verify(body, &expected(), now()).map_or_else(|refusal| refusal.code(), |_| "approved")
}

/// Which files differ, without printing megabytes.
fn same(
    when: &str,
    before: &BTreeMap<String, Vec<u8>>,
    after: &BTreeMap<String, Vec<u8>>,
) -> Result<(), String> {
    let names = before.keys().chain(after.keys());
    let mut changed = names.filter(|name| before.get(*name) != after.get(*name));
    changed.next().map_or(Ok(()), |name| Err(format!("{when}: `{name}` changed")))
}

/// Every submission, and the files' octets after each class: while the store is open they are what
/// they were; once it was closed, when whatever it held back would be written, they are those of a
/// twin that was opened and closed as often and given nothing. (Opening alone changes some.)
fn run(answer: impl Fn(&Arc<RedbStore>, &[u8]) -> &'static str) -> Result<Counts, String> {
    let (used, mut counts) = (Deployment::new(), Counts::default());
    let twin = used.copy();
    for class in EVERY_CLASS {
        let store = used.open();
        let before = used.octets();
        assert_eq!(before.keys().collect::<Vec<_>>(), ["anchor", "store"]);
        counts.merge(&submit_class(class, |body| answer(&store, body))?);
        same("open", &before, &used.octets())?;
        drop(store);
        drop(twin.open());
        same("closed", &twin.octets(), &used.octets())?;
    }
    Ok(counts)
}

#[test]
fn a_refusal_leaves_the_files_as_they_were() {
    println!("in all: {}", run(answer).unwrap());
    let [start, ..] = starts();
    assert_eq!(answer(&Deployment::new().open(), start.body().as_bytes()), "approved");
}

/// The controls: a refusal that is written, and two checks swapped.
#[test]
fn a_written_refusal_and_swapped_checks_are_noticed() {
    let written = |store: &Arc<RedbStore>, body: &[u8]| {
        drop(store.issue(challenge("refused", NOW)));
        answer(store, body)
    };
    assert_eq!(run(written).unwrap_err(), "open: `anchor` changed");
    let swapped =
        |store: &Arc<RedbStore>, body: &[u8]| audience_before_issuer(body, answer(store, body));
    let fault = run(swapped).unwrap_err();
    assert!(fault.ends_with("issuer_mismatch was expected: audience_mismatch"), "{fault}");
    let used = Deployment::new();
    let twin = used.copy();
    used.open().issue(challenge("refused", NOW)).unwrap();
    drop(twin.open());
    assert_eq!(
        same("closed", &twin.octets(), &used.octets()).unwrap_err(),
        "closed: `anchor` changed"
    );
}
