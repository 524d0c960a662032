//! Each row has its checksum here: what is wrong is found in what the tables say of each other.

use psea_claims::{Counter, EpochSeconds};
use psea_jose::es256::{Es256Signer as _, P256Signer};
use psea_verifier::{AttesterId, Challenge, Change, ChangeKind, EnrollmentVersion};
use redb::ReadableDatabase as _;
use redb::backends::InMemoryBackend;

use super::*;
use crate::codec::{
    StoreState, challenge_row, change_row, counter_row, kid_row, seal_row, state_row,
};
use crate::schema::{ALL, META, META_STATE};

type Rows = Vec<(Table, Vec<u8>, Vec<u8>)>;

fn found(rows: &Rows) -> Vec<Box<str>> {
    let db = Builder::new().create_with_backend(InMemoryBackend::new()).unwrap();
    let txn = db.begin_write().unwrap();
    for table in ALL {
        txn.open_table(table.definition()).unwrap();
    }
    let state = (META, META_STATE.to_vec(), state_row(&StoreState::default()));
    for (table, key, row) in rows.iter().chain([&state]) {
        let mut table = txn.open_table(table.definition()).unwrap();
        table.insert(key.as_slice(), row.as_slice()).unwrap();
    }
    txn.commit().unwrap();
    let report = super::rows(&db.begin_read().unwrap(), 0).unwrap();
    assert_eq!(report.is_sound(), report.damage.is_empty());
    report.damage
}

fn enrolled(attester: &str, kid: &str, key: &[u8; 65]) -> (Table, Vec<u8>, Vec<u8>) {
    let row = seal_row(ATTESTERS, attester.as_bytes(), |row| {
        row.text(kid);
        row.octets(key);
        row.u8(1);
        row.text("device-7f3a");
        row.u8(1);
        row.u8(3);
        row.u64(0);
    });
    (ATTESTERS, attester.into(), row)
}

fn key() -> [u8; 65] {
    *P256Signer::from_scalar(&[7; 32]).unwrap().public_key().as_sec1()
}

fn selects(kid: &str, attester: &str) -> (Table, Vec<u8>, Vec<u8>) {
    (KIDS, kid.into(), kid_row(kid.as_bytes(), attester))
}

/// Two Attesters, each with a `kid` that selects it.
fn two() -> Rows {
    vec![
        enrolled("a", "key-a", &key()),
        enrolled("b", "key-b", &key()),
        selects("key-a", "a"),
        selects("key-b", "b"),
    ]
}

#[test]
fn each_attester_is_selected_by_its_kid() {
    assert_eq!(found(&two()), []);
    let unselected = ["a row of table `attesters` has a `kid` that does not select it".into()];
    let mut without = two();
    without.remove(2);
    assert_eq!(found(&without), unselected);
    let mut crossed = two();
    crossed[2] = selects("key-a", "b");
    assert_eq!(found(&crossed), unselected);
    let mut more = two();
    more.push(selects("key-c", "a"));
    assert_eq!(found(&more), ["a row of table `kids` selects no Attester".into()]);
}

#[test]
fn each_attester_has_a_key() {
    let mut none = two();
    none[1] = enrolled("b", "key-b", &[4; 65]);
    assert_eq!(found(&none), ["a row of table `attesters` has a key that is none".into()]);
}

fn time() -> EpochSeconds {
    EpochSeconds::new(1_785_300_000).unwrap()
}

#[test]
fn each_counter_and_change_belongs_to_an_attester() {
    let counter = |attester: &str, scope: &str| {
        let key = key::counter(&AttesterId::new(attester).unwrap(), scope);
        let row = counter_row(&key, Counter::new(1).unwrap());
        (COUNTERS, key, row)
    };
    let change = |attester: &str, number: u64| {
        let key = key::change(&AttesterId::new(attester).unwrap(), number);
        let kind = ChangeKind::Enrolled { kid: "key".into() };
        let record = Change::new(time(), "").into_record(kind, EnrollmentVersion::default());
        let row = change_row(&key, &record).unwrap();
        (HISTORY, key, row)
    };
    let mut rows = two();
    rows.extend([counter("a", "a"), counter("a", "b"), counter("b", "a")]);
    rows.extend([change("a", 0), change("b", 0), change("b", 1)]);
    assert_eq!(found(&rows), []);
    for nobodys in ["A", "aa", "c"] {
        let mut more = rows.clone();
        more.push(counter(nobodys, "a"));
        assert_eq!(found(&more), ["a row of table `counters` belongs to no Attester".into()]);
        let mut more = rows.clone();
        more.push(change(nobodys, 0));
        assert_eq!(found(&more), ["a row of table `history` belongs to no Attester".into()]);
    }
}

/// What is not in the order of expiry would never be dropped.
#[test]
fn each_challenge_will_be_dropped_at_its_time() {
    let nonce = |number: u32| psea_claims::Nonce::new(format!("nonce-{number}")).unwrap();
    let rows = |numbers: std::ops::Range<u32>, until: u64| -> Rows {
        let row = |number| {
            let challenge = Challenge::new(nonce(number), time(), 60);
            let key = nonce(number).as_str().as_bytes().to_vec();
            let expiry = key::expiry(EpochSeconds::new(until).unwrap(), &key);
            let issued = challenge_row(&key, &challenge, false);
            [(CHALLENGES, key, issued), (CHALLENGE_EXPIRY, expiry, Vec::new())]
        };
        numbers.flat_map(row).collect()
    };
    let (right, damage) =
        (1_785_300_060, ["a row of table `challenges` is not in the order of expiry".into()]);
    assert_eq!(found(&rows(0..3, right)), []);
    assert_eq!(found(&rows(0..1, right + 1)), damage);
    // One of many.
    let mut one = rows(0..5, right);
    one.remove(5);
    assert_eq!(found(&one), damage);
}
