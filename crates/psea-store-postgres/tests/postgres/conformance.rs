//! The conformance suite for stores, on this one. The suite calls a store and waits, so that the
//! asynchronous forms are driven to their end here.

use std::fmt;
use std::sync::{Arc, Mutex};

use psea_claims::{EpochSeconds, Issuer, Jti};
use psea_jose::es256::{Es256Backend, VerifyingKey};
use psea_store_postgres::PostgresStore;
use psea_verifier::testing::{
    Store, StoreFactory, StorePlace, SuiteOptions, assert_store_with, store_suite,
};
use psea_verifier::{
    AdminError, ApprovalRecord, AsyncChallengeStore, AsyncEnrollmentAdmin, AsyncOutcomeLookup,
    AsyncVerifierStore, AttesterId, Challenge, ChallengeError, ChallengeStore, Change,
    ChangeRecord, Commit, CommitRequest, Durability, Enrollment, EnrollmentAdmin, EnrollmentLookup,
    EnrollmentStatus, NewEnrollment, OutcomeLookup, ReplayStore, StoreError, StorePromise,
};
use tokio::runtime::{Handle, Runtime};

use crate::mutants::replace;
use crate::server::Server;

/// A store whose callers wait.
struct Waiting {
    store: PostgresStore,
    handle: Handle,
    /// A seeded bug: what is found is what was once read.
    finds_in_memory: bool,
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store.fmt(f)
    }
}

impl EnrollmentLookup for Waiting {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        if self.finds_in_memory {
            return self.handle.block_on(self.store.find(kid));
        }
        self.handle.block_on(self.store.find_current(kid))
    }
}

impl ReplayStore for Waiting {
    fn promise(&self) -> StorePromise {
        self.store.promise()
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        self.handle.block_on(self.store.commit(request))
    }
}

impl EnrollmentAdmin for Waiting {
    fn enroll(&self, new: NewEnrollment, change: Change) -> Result<(), AdminError> {
        self.handle.block_on(self.store.enroll(new, change))
    }

    fn set_status(
        &self,
        attester: &AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> Result<(), AdminError> {
        self.handle.block_on(self.store.set_status(attester, status, change))
    }

    fn rotate_key(
        &self,
        attester: &AttesterId,
        kid: &str,
        key: VerifyingKey,
        change: Change,
    ) -> Result<(), AdminError> {
        self.handle.block_on(self.store.rotate_key(attester, kid, key, change))
    }

    fn list(&self) -> Result<Vec<Arc<Enrollment>>, StoreError> {
        self.handle.block_on(self.store.list())
    }

    fn history(&self, attester: &AttesterId) -> Result<Vec<ChangeRecord>, StoreError> {
        self.handle.block_on(self.store.history(attester))
    }
}

impl ChallengeStore for Waiting {
    fn issue(&self, challenge: Challenge) -> Result<(), ChallengeError> {
        self.handle.block_on(self.store.issue(challenge))
    }
}

impl OutcomeLookup for Waiting {
    fn recorded(
        &self,
        iss: &Issuer<'_>,
        jti: &Jti<'_>,
    ) -> Result<Option<ApprovalRecord>, StoreError> {
        self.handle.block_on(self.store.recorded(iss, jti))
    }
}

/// Databases on one server, used again once they are free.
struct Databases {
    server: Server,
    runtime: Runtime,
    free: Mutex<Vec<String>>,
    finds_in_memory: bool,
    /// Changes of the function that commits.
    changes: &'static [(&'static str, &'static str)],
}

impl Databases {
    /// Nothing of the suite outlives the server.
    fn start() -> Self {
        Self {
            server: Server::start(&["fsync=off"]),
            runtime: Runtime::new().unwrap(),
            free: Mutex::default(),
            finds_in_memory: false,
            changes: &[],
        }
    }
}

#[derive(Clone)]
struct Factory(Arc<Databases>);

impl fmt::Debug for Factory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgreSQL")
    }
}

struct Place {
    databases: Arc<Databases>,
    name: String,
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl StoreFactory for Factory {
    fn place(&self) -> Box<dyn StorePlace> {
        let databases = Arc::clone(&self.0);
        let free = databases.free.lock().unwrap().pop();
        let name = databases.runtime.block_on(async {
            if let Some(name) = free {
                databases.server.clear(&name).await;
                return name;
            }
            let name = databases.server.database().await;
            databases.server.options(&name).migrate().await.unwrap();
            replace(&databases.server, &name, databases.changes).await;
            name
        });
        Box::new(Place { databases, name })
    }
}

impl StorePlace for Place {
    fn open(&self, backend: &Arc<dyn Es256Backend>) -> Arc<dyn Store> {
        let options = self.databases.server.options(&self.name);
        let options = options.backend(Arc::clone(backend)).require(Durability::ProcessCrash);
        let store = self.databases.runtime.block_on(options.connect()).unwrap();
        let handle = self.databases.runtime.handle().clone();
        Arc::new(Waiting { store, handle, finds_in_memory: self.databases.finds_in_memory })
    }

    fn open_beside(&self, backend: &Arc<dyn Es256Backend>) -> Option<Arc<dyn Store>> {
        Some(self.open(backend))
    }

    fn open_fenced(
        &self,
        backend: &Arc<dyn Es256Backend>,
        at: EpochSeconds,
    ) -> Option<Arc<dyn Store>> {
        let options = self.databases.server.options(&self.name);
        let options = options.require(Durability::ProcessCrash);
        self.databases.runtime.block_on(async {
            options.connect().await.unwrap().fence(at).await.unwrap();
        });
        Some(self.open(backend))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Ok(mut free) = self.databases.free.lock() {
            free.push(std::mem::take(&mut self.name));
        }
    }
}

/// Sizes of the rows R1 to R5; R1 with two processes is among the races.
fn sizes() -> SuiteOptions {
    SuiteOptions::short().rounds(20).pairs(5_000).histories(2_500).races(2_000).sequences(500)
}

#[test]
#[ignore = "needs postgresql: cargo xtask test"]
fn the_conformance_suite_passes() {
    assert_store_with(&Factory(Arc::new(Databases::start())), &sizes().or_env());
}

/// Runs one check against a broken store, more than once where it races; it must be noticed.
fn must_notice(check: &str, bug: &str, broken: impl Fn(&mut Databases)) {
    let mut databases = Databases::start();
    broken(&mut databases);
    let factory = Factory(Arc::new(databases));
    // Each with a seed of its own. The suite's panics are what is wanted here.
    let noticed = (0..20).any(|_| {
        let options = SuiteOptions::short().pairs(50).histories(300).races(50).sequences(50);
        !store_suite(&factory, &options.only([check])).is_green()
    });
    assert!(noticed, "{check} did not notice: {bug}");
    println!("{check} notices: {bug}");
}

#[test]
#[ignore = "needs postgresql: cargo xtask test"]
fn r2_control_the_counter_advances_before_the_jti_is_looked_at() {
    must_notice("race.pairs", "the loser's counter stays", |databases| {
        databases.changes = &[
            ("IF a_counter <= l_counter THEN", "IF false THEN"),
            ("IF l_counter < a_counter_least THEN", "IF false THEN"),
            (
                "    IF l_seen THEN",
                "    SELECT value INTO l_counter FROM psea.counter
                     WHERE attester = l_attester.id AND scope = a_scope;
                 IF l_counter >= a_counter THEN code := 7; RETURN; END IF;
                 INSERT INTO psea.counter (attester, scope, value)
                     VALUES (l_attester.id, a_scope, a_counter)
                     ON CONFLICT (attester, scope) DO UPDATE SET value = EXCLUDED.value;
                 IF l_seen THEN",
            ),
        ];
    });
}

#[test]
#[ignore = "needs postgresql: cargo xtask test"]
fn r3_control_an_earlier_record_is_found() {
    must_notice("history.linearizable", "find answers from memory", |databases| {
        databases.finds_in_memory = true;
    });
}

#[test]
#[ignore = "needs postgresql: cargo xtask test"]
fn r3_control_the_same_counter_passes() {
    must_notice("history.linearizable", "< for <=", |databases| {
        databases.changes = &[("a_counter <= l_counter", "a_counter < l_counter")];
    });
}

#[test]
#[ignore = "needs postgresql: cargo xtask test"]
fn r4_control_the_status_is_read_outside_of_the_transaction() {
    must_notice("race.revocation", "the status is that of the look-up", |databases| {
        databases.changes = &[
            ("    -- Locks. ", "    PERFORM pg_sleep(0.005);\n    -- Locks. "),
            ("IF l_attester.status <> 0 THEN", "IF false THEN"),
            ("l_attester.version <> a_version", "false"),
        ];
    });
}

#[test]
#[ignore = "needs postgresql: cargo xtask test"]
fn r5_control_off_by_one_at_the_greatest_counter() {
    must_notice("sequence.model", "2^53 - 1 does not pass", |databases| {
        databases.changes =
            &[("a_counter <= l_counter", "a_counter <= l_counter OR a_counter = 9007199254740991")];
    });
}
