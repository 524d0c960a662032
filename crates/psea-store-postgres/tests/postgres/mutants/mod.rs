//! Seeded faults in the functions and tables of the database (control C1). Each must be noticed by
//! the check that it names: what notices none shows nothing. Those that change nothing are listed
//! with the reason, and no check may notice them.

mod administration;
mod checks;
mod commit;
mod raw;

use psea_verifier::Durability;

use crate::scenarios::{differs, scenarios};
use crate::server::Server;
use crate::support::Any;

const COMMIT: &str = include_str!("../../../migrations/0001_commit.sql");
const ADMIN: &str = include_str!("../../../migrations/0001_admin.sql");

/// One changed place in the SQL.
struct Mutant {
    name: &'static str,
    from: &'static str,
    to: &'static str,
    noticed_by: Check,
}

/// A mutant of which nobody can tell that it is one.
struct Equivalent {
    from: &'static str,
    to: &'static str,
    reason: &'static str,
}

const fn mutant(
    name: &'static str,
    from: &'static str,
    to: &'static str,
    noticed_by: Check,
) -> Mutant {
    Mutant { name, from, to, noticed_by }
}

const fn scenario(name: &'static str, from: &'static str, to: &'static str) -> Mutant {
    mutant(name, from, to, Check::Scenarios)
}

const fn equivalent(from: &'static str, to: &'static str, reason: &'static str) -> Equivalent {
    Equivalent { from, to, reason }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    /// Every refusal as the store in memory gives it.
    Scenarios,
    Unknown,
    Fence,
    Durability,
    CounterRace,
    ChallengeRace,
    IdRace,
    TimeMoves,
    LatestRace,
    Enrollment,
    Issue,
    Prune,
    Attend,
    Returned,
}

const CHECKS: &[Check] = &[
    Check::Scenarios,
    Check::Unknown,
    Check::Fence,
    Check::Durability,
    Check::CounterRace,
    Check::ChallengeRace,
    Check::IdRace,
    Check::TimeMoves,
    Check::LatestRace,
    Check::Enrollment,
    Check::Issue,
    Check::Prune,
    Check::Attend,
    Check::Returned,
];

/// Replaces the functions of a script by these.
async fn install(server: &Server, database: &str, script: &str) {
    let sql = script.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION");
    server.raw(database).await.batch_execute(&sql).await.unwrap();
}

fn changed(script: &str, from: &str, to: &str) -> String {
    assert!(script.contains(from), "the script has no `{from}`");
    script.replace(from, to)
}

/// Puts a changed function in the place of the one that commits.
pub(crate) async fn replace(server: &Server, database: &str, changes: &[(&str, &str)]) {
    let mut sql = COMMIT.to_owned();
    for (from, to) in changes {
        sql = changed(&sql, from, to);
    }
    install(server, database, &sql).await;
}

/// A database, and its store.
struct Subject {
    server: Server,
    database: String,
    store: psea_store_postgres::PostgresStore,
}

impl Subject {
    async fn start() -> Self {
        // Nothing here is to outlive anything, and much is cleared.
        let server = Server::start(&["fsync=off"]);
        let database = server.database().await;
        let options = server.options(&database).require(Durability::ProcessCrash);
        options.migrate().await.unwrap();
        let store = options.connect().await.unwrap();
        Self { server, database, store }
    }

    /// What a check says against the SQL as it is now; none if nothing.
    async fn notices(&self, check: Check) -> Option<String> {
        if check != Check::Scenarios {
            self.server.clear(&self.database).await;
            return checks::run(check, &self.server, &self.database).await.err();
        }
        for scenario in scenarios() {
            self.server.clear(&self.database).await;
            let found = differs(Any::Postgres(self.store.clone()), &scenario).await;
            if found.is_some() {
                return found;
            }
        }
        None
    }

    async fn with(&self, script: &str, from: &str, to: &str) {
        install(&self.server, &self.database, &changed(script, from, to)).await;
    }

    async fn mend(&self, script: &str) {
        install(&self.server, &self.database, script).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn every_seeded_fault_is_noticed() {
    let subject = Subject::start().await;
    for check in CHECKS {
        assert_eq!(subject.notices(*check).await, None, "{check:?} of what is right");
    }
    let (mut noticed, mut survivors) = (0, Vec::new());
    for (script, mutants) in [(COMMIT, commit::MUTANTS), (ADMIN, administration::MUTANTS)] {
        for mutant in mutants {
            subject.with(script, mutant.from, mutant.to).await;
            match subject.notices(mutant.noticed_by).await {
                Some(said) => {
                    println!("{}: {:?}: {said}", mutant.name, mutant.noticed_by);
                    noticed += 1;
                }
                None => survivors.push(mutant.name),
            }
            subject.mend(script).await;
        }
    }
    assert_eq!(survivors, Vec::<&str>::new());
    assert!(noticed >= 20, "{noticed}");
    println!("{noticed} faults in the SQL, all noticed");
}

/// The list of those that change nothing is held to that: one that is noticed is a fault.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs postgresql: cargo xtask test"]
async fn what_changes_nothing_is_not_noticed() {
    let subject = Subject::start().await;
    for (script, mutants) in [(COMMIT, commit::EQUIVALENT), (ADMIN, administration::EQUIVALENT)] {
        for mutant in mutants {
            subject.with(script, mutant.from, mutant.to).await;
            for check in CHECKS {
                let said = subject.notices(*check).await;
                assert_eq!(said, None, "{}: {}", mutant.from, mutant.reason);
            }
            subject.mend(script).await;
        }
    }
}
