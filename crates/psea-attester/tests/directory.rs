//! A program of its own, because the current directory belongs to the whole process.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use psea_attester::{AttesterState as _, FileState};
use psea_claims::CounterScope;

/// §3.10: a state that was named by a relative path stays the same one when the process changes
/// its directory.
#[test]
fn a_relative_path_outlives_a_change_of_directory() {
    let directory = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let next = |state: &FileState| state.reserve_counter(&CounterScope::SINGLE).unwrap().get();
    std::env::set_current_dir(directory.path()).unwrap();
    let created = FileState::create("attester.json").unwrap();
    std::env::set_current_dir(elsewhere.path()).unwrap();
    assert_eq!(next(&created), 1);
    drop(created);
    std::env::set_current_dir(directory.path()).unwrap();
    let opened = FileState::open("attester.json").unwrap();
    std::env::set_current_dir(elsewhere.path()).unwrap();
    assert_eq!(next(&opened), 2);
    drop(opened);
    assert_eq!(next(&FileState::open(directory.path().join("attester.json")).unwrap()), 3);
    assert!(!elsewhere.path().join("attester.json").exists());
    std::env::set_current_dir(std::env::temp_dir()).unwrap();
}
