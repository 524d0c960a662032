//! State in a file: durable before the call returns, one process at a time, and never an empty
//! state out of a damaged file (§3.10).

use std::fs;
use std::path::{Path, PathBuf};

use psea_attester::{AttesterState as _, FileState, StateError, TrustState};
use psea_claims::{ChainEntry, Counter, CounterScope};
use tempfile::TempDir;

const SINGLE: CounterScope = CounterScope::SINGLE;

fn place() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = fs::canonicalize(directory.path()).unwrap().join("attester.json");
    (directory, path)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn next(state: &FileState) -> u64 {
    state.reserve_counter(&SINGLE).unwrap().get()
}

/// The last counter that the file itself holds.
fn on_disk(path: &Path) -> u64 {
    let value: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    value["counters"]["single"].as_u64().unwrap()
}

/// §3.10: what was returned is in the file already.
#[test]
fn a_counter_is_in_the_file_before_it_is_returned() {
    let (_directory, path) = place();
    let state = FileState::create(&path).unwrap();
    for number in 1..5 {
        assert_eq!(next(&state), number);
        assert_eq!(on_disk(&path), number);
    }
    drop(state);
    assert_eq!(next(&FileState::open(&path).unwrap()), 5);
}

/// §3.10, §3.12, §3.13.1: everything outlives the process, and scopes are independent.
#[test]
fn everything_is_kept() {
    let (_directory, path) = place();
    let (high, low) = (CounterScope::from_key("tier:high"), CounterScope::from_key("tier:low"));
    let entry = ChainEntry::from_octets([0xAB; 32]);
    let state = FileState::create(&path).unwrap();
    assert_eq!(state.trust().unwrap(), TrustState::Unenrolled);
    assert_eq!(state.chain_head().unwrap(), ChainEntry::SENTINEL);
    state.set_trust(TrustState::Trusted).unwrap();
    for _ in 0..3 {
        state.reserve_counter(&high).unwrap();
    }
    state.reserve_counter(&low).unwrap();
    state.advance_chain(&ChainEntry::SENTINEL, entry).unwrap();
    // Late: changes nothing.
    state.advance_chain(&ChainEntry::SENTINEL, ChainEntry::from_octets([1; 32])).unwrap();
    drop(state);

    let state = FileState::open(&path).unwrap();
    assert_eq!(state.trust().unwrap(), TrustState::Trusted);
    assert_eq!(state.chain_head().unwrap(), entry);
    assert_eq!(state.reserve_counter(&high).unwrap().get(), 4);
    assert_eq!(state.reserve_counter(&low).unwrap().get(), 2);
    assert_eq!(state.reserve_counter(&SINGLE).unwrap().get(), 1);
    state.set_trust(TrustState::Revoked).unwrap();
    drop(state);

    let state = FileState::open(&path).unwrap();
    assert_eq!(state.trust().unwrap(), TrustState::Revoked);
    assert!(matches!(state.set_trust(TrustState::Trusted), Err(StateError::Revoked)));
}

/// §3.10: two users of one state would use a counter twice.
#[test]
fn a_second_user_is_kept_out() {
    let (_directory, path) = place();
    let first = FileState::create(&path).unwrap();
    let in_use = |result| match result {
        Err(StateError::InUse(name)) => name == path.display().to_string(),
        _ => false,
    };
    assert!(in_use(FileState::open(&path)));
    assert!(in_use(FileState::create(&path)));
    assert_eq!(next(&first), 1);
    drop(first);
    let second = FileState::open(&path).unwrap();
    assert!(in_use(FileState::open(&path)));
    assert_eq!(next(&second), 2);
}

/// §3.10: a second name for the same state does not let a second user in.
#[cfg(unix)]
#[test]
fn a_link_is_the_same_state() {
    let (directory, path) = place();
    let link = directory.path().join("link.json");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let linked_directory = directory.path().join("elsewhere");
    std::os::unix::fs::symlink(directory.path(), &linked_directory).unwrap();
    let names = [link, linked_directory.join("attester.json"), linked_directory.join("link.json")];
    let state = FileState::create(&path).unwrap();
    for name in &names {
        assert!(matches!(FileState::open(name), Err(StateError::InUse(_))), "{}", name.display());
    }
    assert_eq!(next(&state), 1);
    drop(state);
    for (name, number) in names.iter().zip(2..) {
        assert_eq!(next(&FileState::open(name).unwrap()), number);
        assert_eq!(on_disk(&path), number, "the link still points at the state");
    }
}

/// A state that is not there is an error, not a new one.
#[test]
fn a_missing_state_is_an_error() {
    let (_directory, path) = place();
    let error = FileState::open(&path).unwrap_err();
    assert!(matches!(error, StateError::Io { operation: "read", .. }), "{error}");
    assert!(!path.exists());
    let nowhere = path.join("no").join("such.json");
    let error = FileState::create(&nowhere).unwrap_err();
    assert!(matches!(error, StateError::Io { .. }), "{error}");
}

/// §3.10: starting anew over a state would use its counters twice.
#[test]
fn creating_does_not_start_anew() {
    let (_directory, path) = place();
    next(&FileState::create(&path).unwrap());
    let error = FileState::create(&path).unwrap_err();
    assert!(matches!(error, StateError::Unreadable { .. }), "{error}");
    assert!(error.to_string().contains("exists already"), "{error}");
    assert_eq!(next(&FileState::open(&path).unwrap()), 2);
}

/// §3.10: a damaged file is an error and never an empty state.
#[test]
fn a_damaged_state_is_an_error() {
    let (_directory, path) = place();
    let state = FileState::create(&path).unwrap();
    state.set_trust(TrustState::Trusted).unwrap();
    next(&state);
    state.advance_chain(&ChainEntry::SENTINEL, ChainEntry::from_octets([0xAB; 32])).unwrap();
    drop(state);
    let good = fs::read_to_string(&path).unwrap();
    let replaced = |from: &str, to: &str| {
        let text = good.replace(from, to);
        assert_ne!(text, good, "{from} in {good}");
        text
    };
    let mut damaged: Vec<Vec<u8>> = vec![
        b"garbage".to_vec(),
        vec![0; good.len()],
        vec![0xFF, 0xFE],
        b"null".to_vec(),
        b"{}".to_vec(),
        b"[]".to_vec(),
        replaced("psea-attester-state/1", "psea-attester-state/2").into(),
        replaced("psea-attester-state/1", "").into(),
        replaced("\"format\"", "\"formats\"").into(),
        replaced("\"trust\"", "\"extra\": 1, \"trust\"").into(),
        replaced("\"trusted\"", "\"Trusted\"").into(),
        replaced("\"trusted\"", "\"best\"").into(),
        replaced("\"single\": 1", "\"single\": -1").into(),
        replaced("\"single\": 1", "\"single\": 1.0").into(),
        replaced("\"single\": 1", "\"single\": \"1\"").into(),
        replaced("\"single\": 1", "\"single\": 9007199254740992").into(),
        replaced("\"single\": 1", "\"single\": 9, \"single\": 1").into(),
        replaced("\"single\": 1", "\"single\": 9, \"\\u0073ingle\": 1").into(),
        replaced("abab", "ABAB").into(),
        replaced("abab", "").into(),
        replaced("counters", "counter").into(),
        format!("{good}{good}").into(),
    ];
    // Every truncation but that of the last line break.
    damaged.extend((0..good.len() - 1).map(|end| good.as_bytes()[..end].to_vec()));
    for content in damaged {
        fs::write(&path, &content).unwrap();
        let error = FileState::open(&path).unwrap_err();
        let StateError::Unreadable { path: named, problem } = error else { panic!("{error}") };
        assert_eq!(named, path.display().to_string());
        assert!(!problem.is_empty());
        assert_eq!(fs::read(&path).unwrap(), content, "left as it was");
    }
    fs::write(&path, good.trim_end()).unwrap();
    assert_eq!(next(&FileState::open(&path).unwrap()), 2);
}

/// §3.10: a write that fails is an error; the number is not given out again, neither by this
/// state nor by the next.
#[test]
fn a_failed_write_uses_its_number_up() {
    let (_directory, path) = place();
    let state = FileState::create(&path).unwrap();
    assert_eq!(next(&state), 1);
    // Something that cannot be written over, whoever runs this.
    let obstacle = beside(&path, ".new");
    fs::create_dir(&obstacle).unwrap();
    for _ in 0..2 {
        let error = state.reserve_counter(&SINGLE).unwrap_err();
        assert!(matches!(error, StateError::Io { operation: "written", .. }), "{error}");
        assert_eq!(on_disk(&path), 1);
    }
    assert!(state.advance_chain(&ChainEntry::SENTINEL, ChainEntry::from_octets([1; 32])).is_err());
    fs::remove_dir(&obstacle).unwrap();
    let after = next(&state);
    assert!(after > 1, "{after}");
    assert_eq!(after, 4);
    assert_eq!(on_disk(&path), after);
    drop(state);
    assert_eq!(next(&FileState::open(&path).unwrap()), 5);
}

/// §3.13.1: trust that could not be written is not trust; what forbids forbids at once, written
/// or not.
#[test]
fn a_failed_write_never_makes_trust() {
    let (_directory, path) = place();
    let state = FileState::create(&path).unwrap();
    let obstacle = beside(&path, ".new");
    fs::create_dir(&obstacle).unwrap();
    assert!(state.set_trust(TrustState::Trusted).is_err());
    assert_eq!(state.trust().unwrap(), TrustState::Unenrolled);
    fs::remove_dir(&obstacle).unwrap();
    state.set_trust(TrustState::Trusted).unwrap();
    fs::create_dir(&obstacle).unwrap();
    assert!(state.set_trust(TrustState::Revoked).is_err());
    assert_eq!(state.trust().unwrap(), TrustState::Revoked);
    assert!(matches!(state.set_trust(TrustState::Trusted), Err(StateError::Revoked)));
}

/// §3.10: the same where the new file was written and could not take its place.
#[test]
fn a_failed_replacement_uses_its_number_up() {
    let (_directory, path) = place();
    let state = FileState::create(&path).unwrap();
    assert_eq!(next(&state), 1);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let error = state.reserve_counter(&SINGLE).unwrap_err();
    assert!(matches!(error, StateError::Io { operation: "written", .. }), "{error}");
    fs::remove_dir(&path).unwrap();
    assert_eq!(next(&state), 3);
    drop(state);
    assert_eq!(next(&FileState::open(&path).unwrap()), 4);
}

/// §3.10: what a crash left behind is not read, and does not stand in the way.
#[test]
fn leftovers_are_ignored() {
    let (_directory, path) = place();
    next(&FileState::create(&path).unwrap());
    let stale = fs::read_to_string(&path).unwrap().replace("\"single\": 1", "\"single\": 99");
    fs::write(beside(&path, ".new"), &stale[..stale.len() / 2]).unwrap();
    assert_eq!(next(&FileState::open(&path).unwrap()), 2);
    fs::write(beside(&path, ".new"), stale).unwrap();
    fs::write(beside(&path, ".lock"), "left by a process that died").unwrap();
    assert_eq!(next(&FileState::open(&path).unwrap()), 3);
}

/// §3.10: after 2^53 − 1 a scope is exhausted, in the file too.
#[test]
fn the_last_counter_is_the_last() {
    let (_directory, path) = place();
    next(&FileState::create(&path).unwrap());
    let near = format!("\"single\": {}", Counter::MAX.get() - 1);
    let text = fs::read_to_string(&path).unwrap().replace("\"single\": 1", &near);
    fs::write(&path, text).unwrap();
    let state = FileState::open(&path).unwrap();
    assert_eq!(next(&state), Counter::MAX.get());
    assert!(matches!(state.reserve_counter(&SINGLE), Err(StateError::Exhausted)));
    drop(state);
    let state = FileState::open(&path).unwrap();
    assert!(matches!(state.reserve_counter(&SINGLE), Err(StateError::Exhausted)));
    assert_eq!(state.reserve_counter(&CounterScope::from_key("other")).unwrap().get(), 1);
}

/// Scopes may have any key.
#[test]
fn scopes_may_have_any_key() {
    let (_directory, path) = place();
    let keys = ["payload:", "payload:\"\\\n\u{0}\u{1f600}", "tier:__proto__"];
    let state = FileState::create(&path).unwrap();
    for key in keys {
        assert_eq!(state.reserve_counter(&CounterScope::from_key(key)).unwrap().get(), 1);
    }
    drop(state);
    let state = FileState::open(&path).unwrap();
    for key in keys {
        assert_eq!(state.reserve_counter(&CounterScope::from_key(key)).unwrap().get(), 2);
    }
}

/// Threads of one process share the state: no number twice, none lost (§3.10).
#[test]
fn threads_share_one_sequence() {
    let (_directory, path) = place();
    let state = FileState::create(&path).unwrap();
    let reserve = || (0..8).map(|_| next(&state)).collect::<Vec<_>>();
    let mut numbers: Vec<u64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(reserve)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=32).collect::<Vec<_>>());
    assert_eq!(on_disk(&path), 32);
}

/// Errors name the file and what is to be done.
#[test]
fn errors_are_for_people() {
    let (_directory, path) = place();
    let missing = FileState::open(&path).unwrap_err();
    let place = path.display().to_string();
    let text = missing.to_string();
    assert!(text.contains("read") && text.contains(&place), "{missing}");
    assert!(std::error::Error::source(&missing).is_some());
    let _state = FileState::create(&path).unwrap();
    let in_use = FileState::open(&path).unwrap_err().to_string();
    assert!(in_use.contains(&place) && in_use.contains("twice"), "{in_use}");
}

/// §3.10: a state that moves elsewhere is told in full, and its file ends under the lock.
#[test]
fn a_state_can_be_moved() {
    let (_directory, path) = place();
    let mut state = FileState::create(&path).unwrap();
    state.set_trust(TrustState::Trusted).unwrap();
    next(&state);
    next(&state);
    let snapshot = state.snapshot();
    assert_eq!(snapshot.trust, TrustState::Trusted);
    assert_eq!(snapshot.counters, [(SINGLE, Counter::from(2))]);
    assert_eq!(snapshot.chain_head, ChainEntry::SENTINEL);
    let aside = beside(&path, ".aside");
    fs::write(&aside, "another file").unwrap();
    assert!(matches!(state.rename(&aside), Err(StateError::Unreadable { .. })));
    fs::remove_file(&aside).unwrap();
    state.rename(&aside).unwrap();
    assert!(!path.exists());
    // It is the same state, still locked, and still counts.
    assert!(matches!(FileState::open(&aside), Err(StateError::InUse(_))));
    assert_eq!(next(&state), 3);
    assert_eq!(on_disk(&aside), 3);
    state.remove().unwrap();
    assert!(!aside.exists());
}
