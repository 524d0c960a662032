//! What an operator's check notices.

use psea_store_postgres::Report;
use psea_verifier::{AsyncEnrollmentAdmin as _, EnrollmentStatus};

use crate::server::Server;
use crate::support::{attester, change, config, key, new_enrollment, proof};

#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn what_does_not_fit_together_is_counted() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    for (name, kid) in [("a", "ka"), ("b", "kb")] {
        store.enroll(new_enrollment(name, kid), change()).await.unwrap();
    }
    for counter in 1..=3 {
        let one = proof("ka", format!("j-{counter}"), counter);
        assert_eq!(one.submit(&store, &config()).await, "approved");
    }
    store.set_status(&attester("b"), EnrollmentStatus::Suspended, change()).await.unwrap();
    store.rotate_key(&attester("b"), "kb-2", key(), change()).await.unwrap();
    assert_eq!(store.check().await.unwrap(), Report::default());
    assert!(store.check().await.unwrap().is_sound());

    let raw = server.raw(&database).await;
    for (sql, found) in [
        ("UPDATE psea.counter SET value = 2", Report { counters_behind: 1, ..Report::default() }),
        ("DELETE FROM psea.counter", Report { counters_behind: 3, ..Report::default() }),
        (
            "UPDATE psea.meta SET latest = 7",
            Report { accepted_after_latest: 3, ..Report::default() },
        ),
        (
            "UPDATE psea.attester SET version = 0 WHERE name = 'b'",
            Report { versions_without_change: 1, ..Report::default() },
        ),
        (
            "UPDATE psea.attester SET key = set_byte(key, 0, 9)",
            Report { unreadable_enrollments: 2, ..Report::default() },
        ),
        (
            "UPDATE psea.jti SET attester = 77, scope = 'x' WHERE jti = 'j-1'; \
             INSERT INTO psea.counter VALUES (77, 'x', 9)",
            Report { jtis_without_attester: 1, ..Report::default() },
        ),
        (
            "UPDATE pg_index SET indisvalid = false \
             WHERE indexrelid = 'psea.jti_keep_until'::regclass",
            Report { invalid_indexes: 1, ..Report::default() },
        ),
    ] {
        let save = "DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept; \
                    CREATE TABLE kept.counter AS TABLE psea.counter; \
                    CREATE TABLE kept.jti AS TABLE psea.jti; \
                    CREATE TABLE kept.meta AS TABLE psea.meta; \
                    CREATE TABLE kept.attester AS TABLE psea.attester";
        raw.batch_execute(save).await.unwrap();
        raw.batch_execute(sql).await.unwrap();
        assert_eq!(store.check().await.unwrap(), found, "{sql}");
        assert!(!found.is_sound());
        let back = "TRUNCATE psea.counter, psea.jti; \
                    INSERT INTO psea.counter TABLE kept.counter; \
                    INSERT INTO psea.jti TABLE kept.jti; \
                    UPDATE psea.meta m SET latest = k.latest FROM kept.meta k; \
                    UPDATE psea.attester a SET version = k.version, key = k.key \
                    FROM kept.attester k WHERE k.id = a.id; \
                    UPDATE pg_index SET indisvalid = true \
                    WHERE indexrelid = 'psea.jti_keep_until'::regclass";
        raw.batch_execute(back).await.unwrap();
        assert!(store.check().await.unwrap().is_sound(), "after {sql}");
    }
}
