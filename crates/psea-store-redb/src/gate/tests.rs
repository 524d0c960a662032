use redb::Builder;
use redb::backends::InMemoryBackend;

use super::*;
use crate::codec::{StoreState, state_row};
use crate::schema::{META, META_STATE};

/// An answer that was decided on what is durable is right whatever becomes of its batch. One that
/// was decided after a write of the same batch is given with it or not at all.
#[test]
fn an_answer_after_a_write_waits_for_it() {
    let db = Builder::new().create_with_backend(InMemoryBackend::new()).unwrap();
    let txn = db.begin_write().unwrap();
    let state = state_row(&StoreState::default());
    let mut meta = txn.open_table(META.definition()).unwrap();
    meta.insert(META_STATE, state.as_slice()).unwrap();
    drop(meta);
    let mut tx = Tx::open(&txn).unwrap();
    let before = decide(&mut tx, |_| Ok(Step::Answer("before")));
    assert!(matches!(before, group::Step::Stands(Ok("before"))));
    let written = decide(&mut tx, |_| Ok(Step::Written("written")));
    assert!(matches!(written, group::Step::Depends(Ok("written"))));
    let after = decide(&mut tx, |_| Ok(Step::Answer("after")));
    assert!(matches!(after, group::Step::Depends(Ok("after"))));
    assert_eq!(tx.writes, 1);
}
