//! The conformance suite for stores, on this one. The suite calls a store and waits, so that the
//! asynchronous forms are driven to their end here.

use std::fmt;
use std::sync::{Arc, Mutex};

use psea_claims::{EpochSeconds, Issuer, Jti};
use psea_jose::es256::{Es256Backend, VerifyingKey};
use psea_store_postgres::PostgresStore;
use psea_verifier::testing::{Store, StoreFactory, StorePlace, SuiteOptions, assert_store_with};
use psea_verifier::{
    AdminError, ApprovalRecord, AsyncChallengeStore, AsyncEnrollmentAdmin, AsyncOutcomeLookup,
    AsyncVerifierStore, AttesterId, Challenge, ChallengeError, ChallengeStore, Change,
    ChangeRecord, Commit, CommitRequest, Durability, Enrollment, EnrollmentAdmin, EnrollmentLookup,
    EnrollmentStatus, NewEnrollment, OutcomeLookup, ReplayStore, StoreError, StorePromise,
};
use tokio::runtime::{Handle, Runtime};

use crate::server::Server;

/// A store whose callers wait.
struct Waiting {
    store: PostgresStore,
    handle: Handle,
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store.fmt(f)
    }
}

impl EnrollmentLookup for Waiting {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
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
        Arc::new(Waiting { store, handle: self.databases.runtime.handle().clone() })
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

#[test]
#[ignore = "needs postgresql: cargo xtask test"]
fn the_conformance_suite_passes() {
    let databases = Databases {
        // The suite is about answers: nothing of it outlives the server.
        server: Server::start(&["fsync=off"]),
        runtime: Runtime::new().unwrap(),
        free: Mutex::new(Vec::new()),
    };
    let options =
        SuiteOptions::short().rounds(20).pairs(100).histories(50).races(50).sequences(50).or_env();
    assert_store_with(&Factory(Arc::new(databases)), &options);
}
