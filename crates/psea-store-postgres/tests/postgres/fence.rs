//! The fence, forgetting, and what is kept of time.

use psea_verifier::{AsyncChallengeStore as _, AsyncEnrollmentAdmin as _, Challenge, StoreTime};

use crate::server::Server;
use crate::support::{Any, NOW, Step, at, change, config, new_enrollment, proof, recorded};

/// A dump that is restored elsewhere, and a copy taken over by recovery, have another identity.
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn another_database_is_another_incarnation() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    assert_eq!(proof("ka", "j-1", 1).submit(&store, &config()).await, "approved");
    assert_eq!(store.time().await.unwrap(), StoreTime { latest: at(NOW), fence: None });
    store.close();

    // A copy of the database, as a restored dump is one: an older state under a new identity.
    let raw = server.raw("postgres").await;
    let copy = format!("{database}_restored");
    let mut copied = Err(());
    for _ in 0..200 {
        let sql = format!("CREATE DATABASE {copy} TEMPLATE {database}");
        copied = raw.batch_execute(&sql).await.map_err(|_| ());
        if copied.is_ok() {
            break;
        }
        // The closed connections need a moment.
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    copied.unwrap();
    let clock = || at(NOW + 1_000_000_000);
    let restored = server.options(&copy).clock(clock).connect().await.unwrap();
    let fence = NOW + 1_000_000_000;
    assert_eq!(restored.time().await.unwrap().fence, Some(at(fence)));
    // The proof that the copy could have forgotten, and every other one issued until then.
    for (iat, answer) in [(NOW, "store_fenced"), (fence, "store_fenced"), (fence + 1, "approved")] {
        let one = proof("ka", format!("j-{iat}"), iat).now(iat);
        assert_eq!(one.submit(&restored, &config()).await, answer, "{iat}");
    }
    // It stays one incarnation from then on.
    let again = server.options(&copy).clock(|| at(u64::from(u32::MAX))).connect().await.unwrap();
    assert_eq!(again.time().await.unwrap().fence, Some(at(fence)));
}

#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn an_operators_fence_counts_the_skew_and_never_moves_back() {
    let server = Server::shared();
    let (_, store) = server.store().await;
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    store.fence(at(NOW + 100)).await.unwrap();
    store.fence(at(NOW)).await.unwrap();
    assert_eq!(store.time().await.unwrap().fence, Some(at(NOW + 100)));
    let skewed = config().clock_skew(60).unwrap();
    let mut counter = 0;
    for (iat, skew, answer) in [
        (NOW + 100, 0, "store_fenced"),
        (NOW + 101, 60, "store_fenced"),
        (NOW + 160, 60, "store_fenced"),
        (NOW + 161, 60, "approved"),
        (NOW + 101, 0, "approved"),
    ] {
        counter += 1;
        let one = proof("ka", format!("j-{counter}"), counter).now(iat);
        let config = if skew == 0 { config() } else { skewed.clone() };
        assert_eq!(one.submit(&store, &config).await, answer, "{iat} {skew}");
    }
    // Lifted, it refuses nothing any more.
    let one = proof("ka", "j-6", 6).iat(NOW + 100).now(NOW + 161);
    assert_eq!(one.submit(&store, &config()).await, "store_fenced");
    store.lift_fence().await.unwrap();
    assert_eq!(store.time().await.unwrap().fence, None);
    assert_eq!(one.submit(&store, &config()).await, "approved");
}

/// What a copy forgot of the time is known again from the anchor: nobody is served an earlier one.
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn an_older_copy_learns_the_time_that_was_served() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let options = server.options(&database).anchor(dir.path().join("anchor"));
    let anchored = options.connect().await.unwrap();
    // Later than any clock of the machine.
    let late = at(NOW + 1_000_000_000);
    let one = proof("ka", "j-1", 1).now(late.get());
    assert_eq!(one.submit(&anchored, &config()).await, "approved");
    drop(anchored);
    server.clear(&database).await;
    let anchored = options.connect().await.unwrap();
    assert_eq!(anchored.time().await.unwrap(), StoreTime { latest: late, fence: Some(late) });
    assert_eq!(anchored.older_copy().map(|older| (older.missing, older.fence)), Some((1, late)));
}

/// §3.10: an id leaves when no proof with it can pass at any time that is served, not before, and
/// in batches.
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn ids_are_forgotten_in_batches_and_never_early() {
    let server = Server::shared();
    let (_, store) = server.store().await;
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    for counter in 1..=25 {
        let one = proof("ka", format!("p-{counter}"), counter);
        assert_eq!(one.submit(&store, &config()).await, "approved");
    }
    let any = Any::Postgres(store.clone());
    let issue = Step::Issue("old".into(), NOW, 60, None, None);
    assert_eq!(any.take(&issue, &config()).await, "done");
    let keep_until = recorded(&store, "p-1").await.unwrap().keep_until.get();
    let forgettable = keep_until + StoreTime::CLOCK_TOLERANCE;
    // One second too early: the challenge alone is past.
    let early = proof("ka", "p-26", 26).now(forgettable - 1);
    assert_eq!(early.submit(&store, &config()).await, "approved");
    let pruned = store.prune(10).await.unwrap();
    assert_eq!((pruned.jtis, pruned.challenges), (0, 1));
    let late = proof("ka", "p-27", 27).now(forgettable);
    assert_eq!(late.submit(&store, &config()).await, "approved");
    let mut batches = Vec::new();
    while let pruned @ 1.. = store.prune(10).await.unwrap().jtis {
        batches.push(pruned);
    }
    assert_eq!(batches, [10, 10, 5]);
    let counts = store.counts().await.unwrap();
    assert_eq!((counts.attesters, counts.counters, counts.jtis), (1, 1, 2));
    // What was forgotten stays refused: by its counter, and by the clock where it stood then.
    let again = proof("ka", "p-1", 28);
    assert_eq!(again.submit(&store, &config()).await, "clock_behind");
}

/// Who only issues does not grow the store, and a nonce that is past may come again.
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn challenges_leave_while_others_are_issued() {
    let server = Server::shared();
    let (_, store) = server.store().await;
    for number in 0..200_u64 {
        let nonce = psea_claims::Nonce::new(format!("c-{number}")).unwrap();
        let challenge = Challenge::new(nonce, at(NOW + number * 30), 60);
        store.issue(challenge).await.unwrap();
    }
    let kept = store.counts().await.unwrap().challenges;
    assert!(kept <= 6, "{kept} challenges are kept");
}
