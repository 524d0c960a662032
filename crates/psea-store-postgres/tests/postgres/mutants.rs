//! Seeded faults in the function that commits. Each must be noticed: what notices none shows
//! nothing.

use psea_verifier::Durability;

use crate::scenarios::{differs, scenarios};
use crate::server::Server;
use crate::support::Any;

const COMMIT: &str = include_str!("../../migrations/0001_commit.sql");

/// Puts a changed function in the place of the right one.
pub(crate) async fn replace(server: &Server, database: &str, changes: &[(&str, &str)]) {
    let mut sql = COMMIT.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION");
    for (from, to) in changes {
        assert!(sql.contains(from), "the function has no `{from}`");
        sql = sql.replace(from, to);
    }
    server.raw(database).await.batch_execute(&sql).await.unwrap();
}

/// What the scenarios must notice.
const MUTANTS: &[(&str, &str)] = &[
    ("l_attester.kid <> a_kid", "false"),
    ("IF l_attester.status <> 0 THEN", "IF false THEN"),
    ("WHEN 2 THEN 3 ELSE 2", "WHEN 2 THEN 2 ELSE 2"),
    ("WHEN 2 THEN 3 ELSE 2", "WHEN 2 THEN 3 ELSE 3"),
    ("l_attester.version <> a_version", "false"),
    ("l_challenge.nonce IS NULL", "false"),
    ("OR l_challenge.burned", ""),
    ("a_now >= l_challenge.until", "a_now > l_challenge.until"),
    ("OR l_challenge.attester <> a_attester", ""),
    ("OR l_challenge.op <> a_op", ""),
    ("a_counter <= l_counter", "a_counter < l_counter"),
    ("IF a_counter <= l_counter THEN", "IF false THEN"),
    ("IF l_counter < a_counter_least THEN", "IF l_counter <= a_counter_least THEN"),
    ("IF l_counter < a_counter_least THEN", "IF false THEN"),
    ("AND scope = a_scope;\n    IF", ";\n    IF"),
    ("<> a_chain_previous THEN", "IS NULL THEN"),
    ("repeat('00', 32)", "repeat('01', 32)"),
    ("DO UPDATE SET head = EXCLUDED.head", "DO NOTHING"),
    ("UPDATE psea.challenge SET burned = true", "UPDATE psea.challenge SET burned = false"),
    ("SET value = a_counter\n", "SET value = value\n"),
    ("VALUES (l_attester.id, a_scope, a_counter);", "VALUES (l_attester.id, a_scope, 0);"),
    ("IF a_now > l_latest_after THEN", "IF false THEN"),
    ("LEAST(a_now + l_tolerance, l_max) < l_latest ", "LEAST(a_now + 59, l_max) < l_latest "),
    ("LEAST(a_now + l_tolerance, l_max) < l_latest", "false AND l_latest IS NULL AND l_latest"),
    ("IF l_seen THEN\n        code := 6", "IF l_seen THEN\n        code := 7"),
    ("iss = a_iss AND jti = a_jti) INTO", "iss = a_jti AND jti = a_jti) INTO"),
    ("a_iss, a_jti, a_keep_until,", "a_iss, a_jti, a_now,"),
    ("a_now, a_counter, a_uv,", "a_now, 0, a_uv,"),
];

#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn every_seeded_fault_is_noticed() {
    // Nothing here is to outlive anything, and much is cleared.
    let server = Server::start(&["fsync=off"]);
    let database = server.database().await;
    let options = server.options(&database).require(Durability::ProcessCrash);
    options.migrate().await.unwrap();
    let store = options.connect().await.unwrap();
    let mut survivors = Vec::new();
    for change in MUTANTS {
        replace(&server, &database, &[*change]).await;
        let mut noticed = false;
        for scenario in scenarios() {
            server.clear(&database).await;
            if differs(Any::Postgres(store.clone()), &scenario).await.is_some() {
                noticed = true;
                break;
            }
        }
        if !noticed {
            survivors.push(change);
        }
    }
    assert_eq!(survivors, Vec::<&(&str, &str)>::new());
}
