//! The state: the same answers as in memory, the same snapshot, and what a refusal leaves.

use std::sync::Arc;

use psea_claims::ChainEntry;
use psea_store_redb::{ImportError, Options, RedbStore};
use psea_verifier::{
    ChallengeError, ChallengePolicy, ChallengeStore as _, Change, Durability, EnrollmentAdmin as _,
    EnrollmentLookup as _, EnrollmentStatus, MemoryStore, ReplayStore as _, StoreError,
};

use crate::support::*;
use psea_trial::Disk;

/// Everything that a state can hold, done to both stores.
fn both() -> (Arc<Disk>, RedbStore, MemoryStore) {
    let disk = Arc::new(Disk::default());
    let (durable, memory) = (create(&disk), MemoryStore::volatile());
    enroll(&durable, 3);
    for number in 1..=3 {
        let (name, kid) = (format!("attester-{number}"), format!("key-{number}"));
        memory.enroll(enrollment(&name, &kid), change()).unwrap();
    }
    let chained = config().with_chain().challenges(ChallengePolicy::Optional);
    let mut head = ChainEntry::SENTINEL;
    for number in 1..6_u64 {
        let nonce = format!("nonce-{number}");
        let jti = format!("p-{number}");
        let proof = proof(&jti, number)
            .claim("eat_nonce", nonce.as_str())
            .claim("psea_chain_prev", head.to_text());
        head = entry(&jti, number, &head);
        let challenge = challenge(&nonce, NOW).for_attester(attester("attester-1"));
        durable.issue(challenge.clone()).unwrap();
        memory.issue(challenge.clone()).unwrap();
        let again = durable.issue(challenge);
        assert!(matches!(again, Err(ChallengeError::AlreadyIssued)));
        for _ in 0..2 {
            let body = proof.body();
            let answer = submit_at(&durable, &body, &chained, NOW);
            assert_eq!(answer, submit_at(&memory, &body, &chained, NOW));
        }
    }
    let outstanding = challenge("outstanding", NOW).for_operation(op());
    durable.issue(outstanding.clone()).unwrap();
    memory.issue(outstanding).unwrap();
    for (name, status) in [("attester-2", "suspended"), ("attester-3", "locked")] {
        let status = EnrollmentStatus::from_name(status);
        durable.set_status(&attester(name), status.clone(), change()).unwrap();
        memory.set_status(&attester(name), status, change()).unwrap();
    }
    let rotated = Change::new(at(NOW + 1), "a new phone");
    durable.rotate_key(&attester("attester-1"), "key-9", key(9), rotated.clone()).unwrap();
    memory.rotate_key(&attester("attester-1"), "key-9", key(9), rotated).unwrap();
    (disk, durable, memory)
}

#[test]
fn the_same_state_as_in_memory() {
    let (disk, durable, memory) = both();
    let expected = memory.snapshot().unwrap();
    assert_eq!(durable.export().unwrap(), expected);
    assert_eq!(durable.history(&attester("attester-1")).unwrap().len(), 2);
    assert_eq!(durable.list().unwrap().len(), 3);
    assert!(durable.find("key-1").unwrap().is_none());
    assert_eq!(durable.find("key-9").unwrap().unwrap().version.get(), 1);
    assert!(durable.check().unwrap().is_sound());
    drop(durable);
    let durable = open(&disk).unwrap();
    assert_eq!(durable.export().unwrap(), expected);
    assert_eq!(durable.promise().durability, Durability::PowerLoss);
    assert!(!durable.promise().notices_older_copy);
}

#[test]
fn export_and_import() {
    let (_, durable, memory) = both();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("new");
    let snapshot = durable.export().unwrap();
    let options = Options::new();
    let imported = options.import_current(&path, &snapshot, keys()).unwrap();
    assert_eq!(imported.export().unwrap(), memory.snapshot().unwrap());
    assert!(imported.check().unwrap().is_sound());
    drop(imported);
    let again = options.import(&path, &snapshot, keys(), now());
    assert!(matches!(again, Err(ImportError::Open(_))), "only into a new file");

    // By default what the snapshot may lack is refused.
    let fenced = RedbStore::import(directory.path().join("b"), &snapshot, keys(), now());
    let fenced = fenced.unwrap();
    assert_eq!(fenced.export().unwrap().time.fence, Some(now()));
    let answer = submit(&fenced, &proof("x", 99).by("key-9"));
    assert_eq!(answer, Answer::Refused("store_fenced"));
    let later = submit(&fenced, &proof("x", 99).by("key-9").issued(NOW + 1));
    assert_eq!(later, Answer::Approved);

    let mut twice = snapshot;
    twice.records.push(twice.records[0].clone());
    let path = directory.path().join("c");
    let refused = options.import(&path, &twice, keys(), now());
    assert!(matches!(refused, Err(ImportError::Duplicate { what: "jti", .. })));
    assert!(!path.exists());
}

/// P7: a refusal leaves the file as it was, to the octet.
#[test]
fn a_refusal_writes_nothing() {
    let disk = Arc::new(Disk::default());
    let store = create(&disk);
    enroll(&store, 1);
    assert_eq!(submit(&store, &proof("a", 5)), Answer::Approved);
    let before = (disk.written(), disk.operations());
    for (refused, code) in [
        (proof("a", 6), "jti_replayed"),
        (proof("b", 5), "counter_not_increasing"),
        (proof("b", 6).of(2), "key_unknown"),
        (proof("b", 6).issued(NOW - 100), "clock_behind"),
    ] {
        assert_eq!(submit(&store, &refused), Answer::Refused(code));
    }
    assert!(store.enroll(enrollment("attester-1", "other"), change()).is_err());
    assert_eq!((disk.written(), disk.operations()), before);
}

/// What is past goes with later commits and with a prune, and is not seen before that either.
#[test]
fn what_is_past_is_dropped() {
    let store = create(&Arc::new(Disk::default()));
    enroll(&store, 1);
    for number in 0..300 {
        assert_eq!(submit(&store, &proof(format!("p-{number}"), number)), Answer::Approved);
        store.issue(challenge(&format!("n-{number}"), NOW)).unwrap();
    }
    let later = NOW + 360;
    assert_eq!(submit(&store, &proof("q", 1000).issued(later)), Answer::Approved);
    let stats = store.stats().unwrap();
    assert!((2..300).contains(&stats.records), "{stats:?}");
    assert!(!is_recorded(&store, &proof("p-299", 0)));
    assert_eq!(store.export().unwrap().records.len(), 1);
    let pruned = store.prune().unwrap();
    assert_eq!(pruned.records, stats.records - 1);
    let after = store.stats().unwrap();
    assert_eq!((after.records, after.challenges), (1, 0));
    // An id that was dropped may come again.
    assert_eq!(submit(&store, &proof("p-1", 1001).issued(later)), Answer::Approved);
    assert!(store.check().unwrap().is_sound());
}

/// A store that failed says so to everybody.
#[test]
fn a_failed_store_answers() {
    let disk = Arc::new(Disk::default());
    drop(create(&disk));
    let image = disk.written();
    let faults = psea_trial::Faults { cut_at: Some(30), ..Default::default() };
    let disk = Arc::new(Disk::of(image, faults));
    let store = open(&disk).unwrap();
    let failed = (0..50).find(|number| {
        let name = format!("a-{number}");
        store.enroll(enrollment(&name, &name), change()).is_err()
    });
    assert!(failed.is_some());
    assert!(matches!(store.find("a-0"), Err(StoreError::Unavailable(_))));
    assert!(matches!(store.export(), Err(StoreError::Unavailable(_))));
    assert!(matches!(store.check(), Err(StoreError::Unavailable(_))));
    let text = store.lift_fence().unwrap_err().to_string();
    assert!(text.contains("open it anew"), "{text}");
}
