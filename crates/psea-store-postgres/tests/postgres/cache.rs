//! One round trip per verification, and records kept in memory that others change meanwhile.

use std::sync::Arc;

use psea_jose::es256::P256Backend;
use psea_store_postgres::PostgresStore;
use psea_verifier::{
    AsyncEnrollmentAdmin as _, AsyncVerifier, EnrolledDevice, EnrollmentStatus, NewEnrollment,
};

use crate::server::Server;
use crate::support::{Proof, attester, change, config, new_enrollment, proof, real_key, verifier};

/// How often the database was asked something, as it counts itself.
async fn calls(server: &Server, database: &str) -> i64 {
    let sql = "SELECT COALESCE(sum(calls), 0)::bigint FROM pg_stat_statements s \
               JOIN pg_database d ON d.oid = s.dbid \
               WHERE d.datname = $1 AND s.query NOT LIKE '%pg_stat_statements%'";
    server.raw("postgres").await.query_one(sql, &[&database]).await.unwrap().get(0)
}

/// 1,000 verifications ask the server 1,000 times; without the cache, twice as often.
#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn a_verification_is_one_round_trip() {
    let server = Server::start(&[
        "shared_preload_libraries=pg_stat_statements",
        "pg_stat_statements.track=top",
        "fsync=off",
    ]);
    let extension = "CREATE EXTENSION pg_stat_statements";
    server.raw("postgres").await.batch_execute(extension).await.unwrap();
    let database = server.database().await;
    let options = server.options(&database).require(psea_verifier::Durability::ProcessCrash);
    options.migrate().await.unwrap();
    let mut counter = 0;
    for (cached, asked) in [(65_536, 1_000), (0, 2_000)] {
        let dir = tempfile::tempdir().unwrap();
        let options = options.clone().cached(cached).anchor(dir.path().join("anchor"));
        let store = options.connect().await.unwrap();
        for name in 0..10 {
            let new = new_enrollment(&format!("{cached}-{name}"), &format!("{cached}-k{name}"));
            store.enroll(new, change()).await.unwrap();
        }
        let verifier = verifier(&store);
        let mut before = 0;
        for number in 0..1_100 {
            if number == 100 {
                before = calls(&server, &database).await;
            }
            counter += 1;
            let one = proof(&format!("{cached}-k{}", number % 10), format!("j-{counter}"), counter);
            assert_eq!(one.verify(&verifier).await, "approved");
        }
        assert_eq!(calls(&server, &database).await - before, asked, "{cached} records cached");
    }
}

/// Two stores with pools and caches of their own, as two processes have them, and real keys.
struct Two {
    here: AsyncVerifier,
    other: PostgresStore,
    counter: u64,
}

impl Two {
    async fn start(server: &Server) -> Self {
        let database = server.database().await;
        let options = server.options(&database).backend(Arc::new(P256Backend));
        options.migrate().await.unwrap();
        let other = options.connect().await.unwrap();
        let here = AsyncVerifier::new(config(), Arc::new(options.connect().await.unwrap()));
        let mut two = Self { here, other, counter: 0 };
        // Both are kept in memory here from the start.
        for (name, kid, signer) in [("a", "ka", 1), ("b", "kb", 2)] {
            two.enroll(name, kid, signer).await;
            assert_eq!(two.verify(kid, signer).await, "approved");
        }
        two
    }

    async fn enroll(&self, name: &str, kid: &str, signer: u8) {
        let device = EnrolledDevice::Id(psea_claims::DeviceId::new("device-7f3a").unwrap());
        let new = NewEnrollment::new(attester(name), kid, real_key(signer), device);
        self.other.enroll(new, change()).await.unwrap();
    }

    async fn set(&self, name: &str, status: EnrollmentStatus) {
        self.other.set_status(&attester(name), status, change()).await.unwrap();
    }

    async fn rotate(&self, name: &str, kid: &str, signer: u8) {
        let key = real_key(signer);
        self.other.rotate_key(&attester(name), kid, key, change()).await.unwrap();
    }

    fn proof(&mut self, kid: &str, signer: u8) -> Proof {
        self.counter += 1;
        proof(kid, format!("c-{}", self.counter), self.counter).signed_by(signer)
    }

    async fn verify(&mut self, kid: &str, signer: u8) -> &'static str {
        self.proof(kid, signer).verify(&self.here).await
    }
}

#[tokio::test]
#[ignore = "needs postgresql: cargo xtask test"]
async fn what_another_process_changed_counts_at_once() {
    use EnrollmentStatus::{Active, Revoked, Suspended};
    let server = Server::shared();
    let mut two = Two::start(&server).await;

    two.set("a", Suspended).await;
    assert_eq!(two.verify("ka", 1).await, "enrollment_suspended");
    assert_eq!(two.verify("ka", 1).await, "enrollment_suspended");
    two.set("a", Active).await;
    assert_eq!(two.verify("ka", 1).await, "approved");
    // Suspended and active again between two verifications: another version of the record.
    two.set("a", Suspended).await;
    two.set("a", Active).await;
    assert_eq!(two.verify("ka", 1).await, "approved");
    // A rule before the commit would refuse as well: the record as it is now comes first.
    two.set("a", Suspended).await;
    let late = two.proof("ka", 1);
    let late = Proof { iat: Some(late.now - 10_000), ..late };
    assert_eq!(late.verify(&two.here).await, "enrollment_suspended");
    two.set("a", Active).await;
    assert_eq!(two.verify("ka", 1).await, "approved");

    // Another key under the same kid.
    two.rotate("a", "ka", 3).await;
    assert_eq!(two.verify("ka", 3).await, "approved");
    two.rotate("a", "ka", 4).await;
    assert_eq!(two.verify("ka", 3).await, "signature_invalid");
    assert_eq!(two.verify("ka", 4).await, "approved");

    // Another kid: the old one selects nobody.
    two.rotate("a", "ka-2", 5).await;
    assert_eq!(two.verify("ka", 4).await, "key_unknown");
    assert_eq!(two.verify("ka-2", 5).await, "approved");

    // The kid changes hands.
    two.rotate("a", "ka-3", 5).await;
    two.rotate("b", "ka-2", 2).await;
    assert_eq!(two.verify("ka-2", 2).await, "approved");
    two.rotate("b", "kb-2", 2).await;
    two.rotate("a", "kb-2-gone", 5).await;
    two.rotate("a", "ka-2", 5).await;
    // Its former owner is judged by the record as it is now, the first time and the second.
    assert_eq!(two.verify("ka-2", 2).await, "signature_invalid");
    assert_eq!(two.verify("ka-2", 2).await, "signature_invalid");
    assert_eq!(two.verify("ka-2", 5).await, "approved");
    // A stranger's signature stays one, however often it is tried.
    assert_eq!(two.verify("ka-2", 9).await, "signature_invalid");

    two.set("a", Revoked).await;
    assert_eq!(two.verify("ka-2", 5).await, "enrollment_revoked");
    assert_eq!(two.verify("ka-2", 5).await, "enrollment_revoked");

    // Absence is not kept: who is enrolled elsewhere passes at once.
    assert_eq!(two.verify("kc", 6).await, "key_unknown");
    two.enroll("c", "kc", 6).await;
    assert_eq!(two.verify("kc", 6).await, "approved");
}
