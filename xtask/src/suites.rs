//! What there is to run, and what it needs.

use std::path::Path;

/// Software that some tests start.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
    pub(crate) found: fn() -> bool,
}

pub(crate) const POSTGRESQL: Engine = Engine {
    name: "postgresql",
    package: "postgresql",
    found: || {
        let debian = std::fs::read_dir("/usr/lib/postgresql");
        let installed = debian.into_iter().flatten().flatten();
        installed.into_iter().any(|version| version.path().join("bin/initdb").exists())
            || in_path("initdb")
    },
};

pub(crate) const REDIS: Engine =
    Engine { name: "redis", package: "redis-server", found: || in_path("redis-server") };

pub(crate) const ENGINES: &[&Engine] = &[&POSTGRESQL, &REDIS];

/// One call of `cargo test`.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    /// The folder that must be there, from the root of the repository.
    pub(crate) folder: &'static str,
    /// After `cargo test --locked`.
    pub(crate) arguments: &'static [&'static str],
    pub(crate) needs: &'static [&'static Engine],
}

pub(crate) const SUITES: &[Suite] = &[
    Suite { name: "the README's command", folder: "crates", arguments: &[], needs: &[] },
    Suite {
        name: "all features",
        folder: "crates",
        arguments: &[
            "--all-features",
            "-p=psea-jose",
            "-p=psea-claims",
            "-p=psea-attester",
            "-p=psea-verifier",
            "-p=psea",
        ],
        needs: &[],
    },
    Suite {
        name: "embedded store, ignored tests",
        folder: "crates/psea-store-redb",
        arguments: &["-p=psea-store-redb", "--", "--ignored"],
        needs: &[],
    },
    Suite {
        name: "PostgreSQL store",
        folder: "crates/psea-store-postgres",
        arguments: &["-p=psea-store-postgres", "--all-features", "--", "--include-ignored"],
        needs: &[&POSTGRESQL],
    },
    Suite {
        name: "Redis challenges",
        folder: "crates/psea-challenge-redis",
        arguments: &["-p=psea-challenge-redis", "--all-features", "--", "--include-ignored"],
        needs: &[&REDIS, &POSTGRESQL],
    },
    Suite {
        name: "the command on PostgreSQL",
        folder: "crates/psea-cli",
        arguments: &["-p=psea-cli", "--", "--ignored"],
        needs: &[&POSTGRESQL],
    },
    Suite { name: "the chores", folder: "xtask", arguments: &["-p=xtask"], needs: &[] },
];

/// Whether a program of this name is in `PATH`.
pub(crate) fn in_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| is_file(&folder.join(program)))
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|data| data.is_file())
}
