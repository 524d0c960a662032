//! What the store makes of what the server says beside an answer, and in place of one.

use psea_verifier::AsyncEnrollmentAdmin as _;

use crate::server::Server;
use crate::support::{change, config, new_enrollment, proof};

/// Only the warning without a code of its own casts doubt on a commit that the server says was
/// done. Only an `ERROR` is its word that nothing was done, unless its code says otherwise.
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn only_what_casts_doubt_leaves_the_outcome_unknown() {
    let server = Server::shared();
    let (database, store) = server.store().await;
    store.enroll(new_enrollment("a", "ka"), change()).await.unwrap();
    let raw = server.raw(&database).await;
    let trigger = "CREATE FUNCTION speak() RETURNS trigger LANGUAGE plpgsql AS \
                   'BEGIN RETURN NEW; END'; \
                   CREATE TRIGGER speak AFTER INSERT ON psea.jti \
                   FOR EACH ROW EXECUTE FUNCTION speak()";
    raw.batch_execute(trigger).await.unwrap();
    let said = [
        ("RAISE NOTICE 'said' USING ERRCODE = '01000'", "approved"),
        ("RAISE WARNING 'said' USING ERRCODE = '01004'", "approved"),
        ("RAISE WARNING 'said'", "outcome_unknown"),
        ("RAISE EXCEPTION 'said'", "store_unavailable"),
        ("RAISE EXCEPTION 'said' USING ERRCODE = '40003'", "outcome_unknown"),
        ("RAISE EXCEPTION 'said' USING ERRCODE = '08007'", "outcome_unknown"),
        // A `FATAL`.
        ("PERFORM pg_terminate_backend(pg_backend_pid())", "outcome_unknown"),
    ];
    for (counter, (speak, answer)) in (1..).zip(said) {
        let function = format!(
            "CREATE OR REPLACE FUNCTION speak() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN {speak}; RETURN NEW; END $$"
        );
        raw.batch_execute(&function).await.unwrap();
        let one = proof("ka", format!("j-{counter}"), counter);
        assert_eq!(one.submit(&store, &config()).await, answer, "{speak}");
    }
}
