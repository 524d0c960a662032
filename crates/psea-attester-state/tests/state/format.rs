//! The file's format, which is looked at before anything of it is believed.

use psea_attester_state::{OpenError, RedbState};

use crate::support::*;

/// What opening says about a file that states this format.
fn opened(format: Option<&[u8]>) -> Result<(), OpenError> {
    let directory = directory();
    let path = directory.path().join("state");
    drop(RedbState::create(&path).unwrap());
    // Another format may have other rows.
    if format != Some(&1_u32.to_be_bytes()) {
        put(&path, "meta", b"trust", Some(b"of another format"));
    }
    put(&path, "meta", b"format", format);
    RedbState::open(&path).map(drop)
}

#[test]
fn a_later_format_is_named() {
    opened(Some(&1_u32.to_be_bytes())).unwrap();
    for later in [2, u32::MAX] {
        match opened(Some(&later.to_be_bytes())) {
            Err(OpenError::TooNew { found, known }) => assert_eq!((found, known), (later, 1)),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_states_no_known_format_is_no_state() {
    for format in [Some(&[0, 0, 0, 0][..]), Some(&[0, 0, 1]), Some(&[1, 0, 0, 0, 0]), None] {
        match opened(format) {
            Err(OpenError::NotAState(said)) => {
                assert_eq!(*said, *"it states no format that is known");
            }
            other => panic!("{format:?}: {other:?}"),
        }
    }
}
