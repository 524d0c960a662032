//! Damage to the engine's part of the file, and what says so.

use std::sync::Arc;

use psea_store_redb::{OpenError, Options, RedbStore, Verify};

use crate::support::*;
use psea_trial::{Disk, Faults};

/// Where the engine's part begins, behind the head and the log.
const ENGINE: usize = 4096 + (64 << 10);

fn image() -> Vec<u8> {
    let disk = Arc::new(Disk::default());
    let store = create(&disk);
    enroll(&store, 1);
    assert_eq!(submit(&store, &proof("a-proof-of-its-own", 1)), Answer::Approved);
    drop(store);
    disk.written()
}

fn open_image(options: &Options, image: &[u8]) -> Result<RedbStore, OpenError> {
    open_with(options, &Arc::new(Disk::of(image.to_vec(), Faults::default())))
}

fn verified(verify: Verify, image: &[u8]) -> Result<RedbStore, OpenError> {
    open_image(&small().verify(verify), image)
}

/// A bit of a row is another: the check of the pages finds it, when the store is opened or later.
#[test]
fn a_page_that_is_not_what_was_written() {
    let image = image();
    assert!(verified(Verify::Never, &image).unwrap().check().unwrap().is_sound());
    let row = b"attester-1";
    let places = (ENGINE..image.len() - row.len()).filter(|at| image[*at..].starts_with(row));
    let of = |at: usize| {
        let mut flipped = image.clone();
        flipped[at] ^= 1;
        flipped
    };
    // Copies of it are in pages that are free.
    let damaged: Vec<_> =
        places.map(of).filter(|flipped| verified(Verify::Always, flipped).is_err()).collect();
    assert!(!damaged.is_empty(), "no page was hit");
    for flipped in damaged {
        let size = flipped.len() as u64;
        for verify in [Verify::Always, Verify::UpTo(size), Verify::UpTo(size + 1)] {
            let refused = verified(verify, &flipped);
            assert!(matches!(refused, Err(OpenError::Damaged(_))), "{verify:?}: {refused:?}");
        }
        for verify in [Verify::Never, Verify::UpTo(size - 1)] {
            let report = verified(verify, &flipped).unwrap().check().unwrap();
            assert!(!report.is_sound());
            let last = report.damage.last().unwrap();
            assert!(last.starts_with("the store is damaged, restore a copy of it"), "{last}");
        }
    }
}

/// The head is right and what is behind the log is not redb's, as where a creation did not end; or
/// there is too little of it.
#[test]
fn an_engine_that_is_none() {
    let image = image();
    let mut other = image.clone();
    other[ENGINE] ^= 1;
    for verify in [Verify::Always, Verify::Never] {
        let refused = verified(verify, &other);
        assert!(matches!(refused, Err(OpenError::NotAStore(_))), "{refused:?}");
        let refused = verified(verify, &image[..ENGINE + 10]);
        assert!(
            matches!(&refused, Err(OpenError::Damaged(why)) if &**why == "it ends too early"),
            "{refused:?}"
        );
    }
}
