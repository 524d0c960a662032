//! What there is to run, and what it needs.

use std::path::Path;
use std::process::{Command, Stdio};

/// Software that some tests start, or are built against.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    pub(crate) packages: &'static [&'static str],
    pub(crate) found: fn() -> bool,
}

pub(crate) const POSTGRESQL: Engine = Engine {
    name: "postgresql",
    packages: &["postgresql"],
    found: || {
        let debian = std::fs::read_dir("/usr/lib/postgresql");
        let installed = debian.into_iter().flatten().flatten();
        installed.into_iter().any(|version| version.path().join("bin/initdb").exists())
            || in_path("initdb")
    },
};

pub(crate) const REDIS: Engine =
    Engine { name: "redis", packages: &["redis-server"], found: || in_path("redis-server") };

pub(crate) const SOFTHSM: Engine = Engine {
    name: "softhsm2",
    packages: &["softhsm2", "opensc"],
    found: || in_path("softhsm2-util") && in_path("pkcs11-tool"),
};

pub(crate) const SWTPM: Engine = Engine {
    name: "swtpm",
    packages: &["swtpm", "tpm2-tools", "libtss2-dev", "pkg-config"],
    found: || in_path("swtpm") && in_path("tpm2_createprimary") && has_library("tss2-esys"),
};

pub(crate) const PCSC: Engine = Engine {
    name: "pcscd with vpcd",
    packages: &[
        "pcscd",
        "vsmartcard-vpcd",
        "libpcsclite-dev",
        "pkg-config",
        "iproute2",
        "util-linux",
    ],
    found: || {
        is_file(Path::new("/usr/sbin/pcscd"))
            && is_file(Path::new("/usr/lib/pcsc/drivers/serial/libifdvpcd.so"))
            && has_library("libpcsclite")
    },
};

pub(crate) const ORACLE: Engine = Engine {
    name: "python3 with cryptography",
    packages: &["python3", "python3-cryptography"],
    found: || {
        let mut python = Command::new("python3");
        let imported = python.args(["-c", "import cryptography"]).stderr(Stdio::null()).status();
        imported.is_ok_and(|status| status.success())
    },
};

pub(crate) const VALGRIND: Engine =
    Engine { name: "valgrind", packages: &["valgrind"], found: || in_path("valgrind") };

pub(crate) const ENGINES: &[&Engine] =
    &[&POSTGRESQL, &REDIS, &SOFTHSM, &SWTPM, &PCSC, &ORACLE, &VALGRIND];

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
        name: "embedded store, metrics",
        folder: "crates/psea-store-redb",
        arguments: &["-p=psea-store-redb", "--all-features", "--test=metrics"],
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
        arguments: &["-p=psea-cli", "--", "--ignored", "postgres::"],
        needs: &[&POSTGRESQL],
    },
    Suite {
        name: "the command with PKCS#11 keys",
        folder: "crates/psea-cli",
        arguments: &["-p=psea-cli", "--", "--ignored", "pkcs11::"],
        needs: &[&SOFTHSM, &ORACLE],
    },
    Suite {
        name: "the command with TPM keys",
        folder: "crates/psea-cli",
        arguments: &["-p=psea-cli", "--features=tpm", "--", "--ignored", "tpm::"],
        needs: &[&SWTPM, &ORACLE],
    },
    Suite {
        name: "the command with PIV keys",
        folder: "crates/psea-cli",
        arguments: &["-p=psea-cli", "--features=piv", "--", "--ignored", "piv::"],
        needs: &[&PCSC, &ORACLE],
    },
    Suite {
        name: "PKCS#11 keys",
        folder: "crates/psea-key-pkcs11",
        arguments: &["-p=psea-key-pkcs11", "--", "--include-ignored"],
        needs: &[&SOFTHSM, &ORACLE],
    },
    Suite {
        name: "TPM keys",
        folder: "crates/psea-key-tpm",
        arguments: &["-p=psea-key-tpm", "--", "--include-ignored"],
        needs: &[&SWTPM, &ORACLE],
    },
    Suite {
        name: "PIV keys",
        folder: "crates/psea-key-piv",
        arguments: &["-p=psea-key-piv", "--", "--include-ignored"],
        needs: &[&PCSC, &ORACLE],
    },
    Suite {
        name: "allocations, heap and stack in release",
        folder: "crates/psea",
        arguments: &["--release", "-p=psea", "--test=cost"],
        needs: &[],
    },
    Suite {
        name: "instruction counts",
        folder: "benches",
        arguments: &[
            "--release",
            "-p=psea-benches",
            "--test=instructions",
            "--test=ratios",
            "--",
            "--include-ignored",
        ],
        needs: &[&VALGRIND],
    },
    Suite { name: "the chores", folder: "xtask", arguments: &["-p=xtask"], needs: &[] },
];

/// Whether a program of this name is in `PATH`.
pub(crate) fn in_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| is_file(&folder.join(program)))
}

/// Whether a library can be built against.
pub(crate) fn has_library(name: &str) -> bool {
    let status = Command::new("pkg-config").args(["--exists", name]).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|data| data.is_file())
}
