use redb::backends::InMemoryBackend;

use super::*;

const STORE: [u8; 16] = [3; 16];

/// A log of two blocks has room for two records; then the engine has to take them, and it begins
/// anew.
#[test]
fn full_to_the_last_octet() {
    let file: Arc<dyn StorageBackend> = Arc::new(InMemoryBackend::new());
    let head = Head::with_log(2 * BLOCK);
    head.write(&*file).unwrap();
    let mut log = Log::empty(Arc::clone(&file), head, STORE);
    let nothing = Changes::default();
    for round in 0..3 {
        let first = round * 2 + 1;
        assert!(log.append(first, &nothing).unwrap());
        assert!(log.append(first + 1, &nothing).unwrap());
        assert!(!log.append(first + 2, &nothing).unwrap());
        let there = replay(&*file, head, STORE).unwrap();
        assert_eq!(there.after(first - 1).map(|(_, last)| last), Ok(first + 1));
        log.clear();
    }
}

/// A log of these records: the last that it has for an engine that has those up to `reached`.
fn said(records: &[Vec<u8>], reached: u64) -> Result<u64, &'static str> {
    let octets = records.concat();
    let file = InMemoryBackend::new();
    let head = Head::with_log(u64::try_from(octets.len()).unwrap());
    head.write(&file).unwrap();
    file.write(BLOCK, &octets).unwrap();
    let replay = replay(&file, head, STORE).unwrap();
    replay.after(reached).map(|(_, last)| last).map_err(|damaged| damaged.what)
}

/// A record counts only behind the one whose checksum and number it names.
#[test]
fn each_record_follows_the_one_before_it() {
    let nothing = Changes::default();
    let (first, tag) = seal(&STORE, 5, &FIRST, &nothing);
    let (second, _) = seal(&STORE, 6, &tag, &nothing);
    let (late, _) = seal(&STORE, 7, &tag, &nothing);
    let (other, _) = seal(&STORE, 6, &[7; 32], &nothing);
    assert_eq!(said(&[first.clone(), second.clone()], 4), Ok(6));
    let damaged = Err("has a record that is not right before a later one");
    assert_eq!(said(&[first.clone(), late], 4), damaged);
    assert_eq!(said(&[first, other], 4), damaged);
    assert_eq!(said(&[second], 5), damaged, "it is no first one");
}

/// Behind the end there may be what is left of an earlier round, up to what the engine has.
#[test]
fn an_earlier_round_is_no_damage() {
    let nothing = Changes::default();
    let block = vec![0; usize::try_from(BLOCK).unwrap()];
    let (old, _) = seal(&STORE, 5, &[7; 32], &nothing);
    let (new, _) = seal(&STORE, 6, &FIRST, &nothing);
    assert_eq!(said(&[block.clone(), old.clone()], 5), Ok(5));
    assert_eq!(said(&[new, old.clone()], 5), Ok(6));
    let damaged = Err("has a record that is not right before a later one");
    assert_eq!(said(&[block, old], 4), damaged);
}
