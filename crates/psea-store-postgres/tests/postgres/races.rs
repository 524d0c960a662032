//! R1, R2, R4: races on one server, through two processes or through two stores with pools of
//! their own.

use std::sync::Arc;

use psea_store_postgres::PostgresStore;
use psea_verifier::{Appraised, AsyncEnrollmentAdmin as _, EnrollmentStatus};
use tokio::sync::Barrier;

use crate::second::Second;
use crate::server::Server;
use crate::support::{
    Any, Proof, Random, attester, change, commit, config, new_enrollment, proof, rounds,
};

const TASKS: usize = 64;

/// Two stores on one database, with these Attesters enrolled as `k-NAME`.
async fn pair(server: &Server, names: &[&str]) -> (String, [PostgresStore; 2]) {
    let (database, first) = server.store().await;
    let second = server.options(&database).connect().await.unwrap();
    for name in names {
        first.enroll(new_enrollment(name, &format!("k-{name}")), change()).await.unwrap();
    }
    (database, [first, second])
}

/// Commits all at the same moment, on both stores by turns; their answers.
async fn together(stores: &[PostgresStore; 2], proofs: Vec<Proof>) -> Vec<&'static str> {
    let barrier = Arc::new(Barrier::new(proofs.len()));
    let mut tasks = Vec::new();
    for (number, proof) in proofs.into_iter().enumerate() {
        let (store, barrier) = (stores[number % 2].clone(), Arc::clone(&barrier));
        tasks.push(tokio::spawn(async move {
            let appraised: Appraised = proof.appraise(&store, &config()).await.unwrap();
            barrier.wait().await;
            commit(appraised, &store).await
        }));
    }
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

fn approved(answers: &[&str]) -> usize {
    answers.iter().filter(|&&answer| answer == "approved").count()
}

/// One process's half of the tasks, each with the same appraised proof.
pub(crate) async fn prepare(store: &PostgresStore, round: u64) -> Vec<Appraised> {
    let one = proof("k-a", format!("r1-{round}"), round + 1);
    let mut prepared = Vec::new();
    for _ in 0..TASKS / 2 {
        prepared.push(one.appraise(store, &config()).await.unwrap());
    }
    prepared
}

/// How many of them are approved, and how many get an answer that none should get.
pub(crate) async fn commit_all(store: &PostgresStore, prepared: Vec<Appraised>) -> [u64; 2] {
    let mut tasks = Vec::new();
    for appraised in prepared {
        let store = store.clone();
        tasks.push(tokio::spawn(async move { commit(appraised, &store).await }));
    }
    let mut answers = [0; 2];
    for task in tasks {
        match task.await.unwrap() {
            "approved" => answers[0] += 1,
            "jti_replayed" => {}
            _ => answers[1] += 1,
        }
    }
    answers
}

/// Two processes commit one proof 64 times at once. How many rounds had another number of
/// approvals than one, or a strange answer; and how often each process was the first.
async fn r1(
    server: &Server,
    database: &str,
    store: &PostgresStore,
    rounds: u64,
) -> (u64, [u64; 2]) {
    let mut second = Second::start("r1", &[&server.url(database)]);
    let (mut wrong, mut won) = (0, [0; 2]);
    for round in 0..rounds {
        second.tell(&round.to_string());
        let prepared = prepare(store, round).await;
        assert_eq!(second.hear().as_deref(), Some("ready"));
        second.tell("go");
        let here = commit_all(store, prepared).await;
        let there = second.hear().unwrap();
        let there: Vec<u64> = there.split(' ').map(|number| number.parse().unwrap()).collect();
        wrong += u64::from(here[0] + there[0] != 1 || here[1] + there[1] != 0);
        won[0] += here[0];
        won[1] += there[0];
    }
    second.wait();
    (wrong, won)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn r1_one_proof_at_once_is_approved_once() {
    let server = Server::shared();
    let (database, [store, _]) = pair(&server, &["a"]).await;
    let rounds = rounds(200);
    let (wrong, won) = r1(&server, &database, &store, rounds).await;
    println!("R1: {TASKS} tasks of two processes, {rounds} rounds, approvals {won:?}");
    assert_eq!((wrong, won[0] + won[1]), (0, rounds));
    assert!(won.iter().all(|won| *won > 0), "the processes did not race: {won:?}");
}

/// Whoever checks and sets in two transactions approves twice: the harness must see it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn r1_control_check_and_set_in_two_transactions() {
    let server = Server::shared();
    let (database, stores) = pair(&server, &["a"]).await;
    // As two transactions: what is checked is not locked, and others write before this one does.
    crate::mutants::replace(
        &server,
        &database,
        &[
            ("WHERE name = a_attester FOR NO KEY UPDATE", "WHERE name = a_attester"),
            ("    -- Writes, the arbiter first", "    PERFORM pg_sleep(0.05);\n    --"),
            (
                ") ON CONFLICT DO NOTHING;",
                ") ON CONFLICT (iss, jti) DO UPDATE SET proof_hash = EXCLUDED.proof_hash;",
            ),
            (
                "INSERT INTO psea.counter (attester, scope, value)\n            \
                 VALUES (l_attester.id, a_scope, a_counter);",
                "INSERT INTO psea.counter (attester, scope, value)\n            \
                 VALUES (l_attester.id, a_scope, a_counter) ON CONFLICT DO NOTHING;",
            ),
        ],
    )
    .await;
    let mut approvals = 0;
    for _ in 0..20 {
        server.clear(&database).await;
        stores[0].enroll(new_enrollment("a", "k-a"), change()).await.unwrap();
        let (_, won) = r1(&server, &database, &stores[0], 5).await;
        approvals = won[0] + won[1];
        if approvals > 5 {
            return;
        }
    }
    panic!("the control stayed green: {approvals} approvals in 5 rounds");
}

/// Same counter with another `jti`; same `jti` with another counter, or of another Attester. One
/// passes, and the loser changes nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn r2_the_loser_changes_nothing() {
    let server = Server::shared();
    let (database, stores) = pair(&server, &["a", "b"]).await;
    let raw = server.raw(&database).await;
    let mut random = Random::new();
    let rounds = rounds(300);
    for round in 0..rounds {
        let base = 10 * (round + 1);
        let jti = format!("r2-{round}");
        let (one, other, refusals) = match random.below(3) {
            0 => (
                proof("k-a", jti.clone(), base),
                proof("k-a", format!("{jti}-other"), base),
                ["counter_not_increasing"; 2],
            ),
            1 => (
                proof("k-a", jti.clone(), base),
                proof("k-a", jti.clone(), base + 1),
                ["jti_replayed"; 2],
            ),
            _ => (
                proof("k-a", jti.clone(), base),
                proof("k-b", jti.clone(), base),
                ["jti_replayed"; 2],
            ),
        };
        let answers = together(&stores, vec![one.clone(), other.clone()]).await;
        let won = match answers.as_slice() {
            ["approved", refused] if refusals.contains(refused) => &one,
            [refused, "approved"] if refusals.contains(refused) => &other,
            _ => panic!("round {round}: {answers:?}"),
        };
        let lost = if std::ptr::eq(won, &one) { &other } else { &one };
        // The row of the jti is the winner's, and the loser's counter is not there.
        let row = raw
            .query_one(
                "SELECT counter, (SELECT count(*) FROM psea.jti WHERE jti LIKE $2), \
                 (SELECT count(*) FROM psea.counter c JOIN psea.attester a ON a.id = c.attester \
                  WHERE a.kid = $3 AND c.value = $4) \
                 FROM psea.jti WHERE jti = $1",
                &[
                    &won.jti.as_bytes(),
                    &format!("{jti}%").as_bytes(),
                    &lost.kid.as_bytes(),
                    &i64::try_from(lost.counter).unwrap(),
                ],
            )
            .await
            .unwrap();
        assert_eq!(row.get::<_, i64>(0), i64::try_from(won.counter).unwrap());
        assert_eq!(row.get::<_, i64>(1), 1);
        let same = lost.kid == won.kid && lost.counter == won.counter;
        assert_eq!(row.get::<_, i64>(2), i64::from(same), "round {round}");
    }
    println!("R2: {rounds} pairs");
}

/// A revocation races commits: whatever is committed after it was acknowledged is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn r4_nothing_is_approved_after_a_revocation() {
    let server = Server::shared();
    let (_, stores) = pair(&server, &[]).await;
    let rounds = rounds(100);
    let mut overtaken = 0;
    for round in 0..rounds {
        let (name, kid) = (format!("r4-{round}"), format!("k-{round}"));
        stores[0].enroll(new_enrollment(&name, &kid), change()).await.unwrap();
        // All of them found the record while it was active.
        let mut appraised = Vec::new();
        for counter in 1..9 {
            let one = proof(&kid, format!("r4-{round}-{counter}"), counter);
            appraised.push(one.appraise(&stores[1], &config()).await.unwrap());
        }
        let late = appraised.split_off(6);
        let store = stores[1].clone();
        let racing = tokio::spawn(async move {
            let mut answers = Vec::new();
            for one in appraised {
                answers.push(commit(one, &store).await);
            }
            answers
        });
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        }
        stores[0].set_status(&attester(&name), EnrollmentStatus::Revoked, change()).await.unwrap();
        // Acknowledged: from here on nothing begins that is approved.
        for one in late {
            assert_eq!(commit(one, &stores[1]).await, "enrollment_revoked", "round {round}");
        }
        let answers = racing.await.unwrap();
        let first_refusal = answers.iter().position(|a| *a != "approved").unwrap_or(answers.len());
        assert!(answers[first_refusal..].iter().all(|a| *a == "enrollment_revoked"), "{answers:?}");
        overtaken += u64::from(first_refusal < answers.len());
    }
    println!("R4: {rounds} races, {overtaken} in which the revocation overtook a commit");
    assert!(overtaken > 0, "no race was a race");
}

/// An unbound challenge answered by two Attesters at once, and ids exchanged crosswise: no
/// deadlock, one approval.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn a_challenge_is_burned_once_and_crossed_ids_do_not_deadlock() {
    let server = Server::shared();
    let (_, stores) = pair(&server, &["a", "b"]).await;
    let any = Any::Postgres(stores[0].clone());
    for round in 1..40_u64 {
        let nonce = format!("n-{round}");
        let issue = crate::support::Step::Issue(nonce.clone(), crate::support::NOW, 60, None, None);
        assert_eq!(any.take(&issue, &config()).await, "done");
        let proofs = vec![
            proof("k-a", format!("x-{round}"), round * 2).nonce(&nonce),
            proof("k-b", format!("y-{round}"), round * 2).nonce(&nonce),
            proof("k-a", format!("y-{round}"), round * 2 + 1).now(crate::support::NOW + round),
            proof("k-b", format!("x-{round}"), round * 2 + 1).now(crate::support::NOW + round),
        ];
        let answers = together(&stores, proofs).await;
        assert_eq!(approved(&answers[..2]).min(1), approved(&answers[..2]), "{answers:?}");
        assert!(!answers.contains(&"store_unavailable"), "{answers:?}");
        assert!(approved(&answers) >= 2, "{answers:?}");
    }
}
