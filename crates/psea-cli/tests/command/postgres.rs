//! The verbs with --postgres, against a server of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::Place;

/// A throw-away server: its data in a temporary directory, reached through a socket there.
struct Server {
    dir: tempfile::TempDir,
    child: Child,
}

impl Server {
    fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("psea-pg-").tempdir().unwrap();
        if is_root() {
            // PostgreSQL refuses to run as root.
            let mut chown = Command::new("chown");
            assert!(chown.arg("postgres:postgres").arg(dir.path()).status().unwrap().success());
        }
        let data = dir.path().join("data");
        let done = program("initdb")
            .args(["-A", "trust", "-U", "psea", "-E", "UTF8", "--no-locale", "--no-sync", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(done.success(), "initdb failed");
        let log = fs::File::create(dir.path().join("log")).unwrap();
        let child = program("postgres")
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(dir.path())
            .args(["-c", "listen_addresses="])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let server = Self { dir, child };
        let deadline = Instant::now() + Duration::from_secs(60);
        while !server.is_ready() {
            assert!(Instant::now() < deadline, "PostgreSQL does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn is_ready(&self) -> bool {
        let mut ask = program("pg_isready");
        ask.args(["-q", "-U", "psea", "-d", "postgres", "-h"]).arg(self.dir.path());
        ask.status().unwrap().success()
    }

    fn url(&self) -> String {
        format!("host={} user=psea dbname=postgres", self.dir.path().display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg("-INT").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().unwrap().stdout.starts_with(b"0\n")
}

/// The newest of Debian's versions, else whatever `PATH` has; as the package's user where it must.
fn program(name: &str) -> Command {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest =
        installed.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).max();
    let path = newest.map(|version| format!("/usr/lib/postgresql/{version}/bin/{name}"));
    let path = path.map(PathBuf::from).filter(|path| path.exists());
    let path = path.unwrap_or_else(|| Path::new(name).into());
    if !is_root() {
        return Command::new(path);
    }
    // It becomes the program: the process id is the server's.
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(path);
    command.current_dir("/");
    command
}

#[test]
#[ignore = "needs postgresql: cargo xtask test"]
fn the_verbs_on_postgresql() {
    let (place, server) = (Place::new(), Server::start());
    let run = |verb: &str, more: &[&str]| {
        let url = server.url();
        let arguments = ["--json", "store", verb, "--postgres", url.as_str()];
        place.run_all(&[&arguments, more].concat())
    };
    // Without its schema.
    let check = run("check", &[]).exits(1).json();
    assert_eq!(check["sound"], false);
    assert_eq!(run("stats", &[]).exits(2).json()["error"]["code"], "schema_differs");

    for _ in 0..2 {
        assert_eq!(run("migrate", &[]).exits(0).json()["store"], "postgresql");
    }
    assert_eq!(run("check", &[]).exits(0).json()["sound"], true);
    let stats = run("stats", &[]).exits(0).json();
    assert_eq!(stats["attesters"], 0);
    assert_eq!(stats["fence"], serde_json::Value::Null);
    assert_eq!(run("prune", &[]).exits(0).json()["records_forgotten"], 0);
    let fence = run("fence", &[]).exits(0).json()["fence"].clone();
    assert!(fence.is_u64());
    assert_eq!(run("stats", &[]).exits(0).json()["fence"], fence);
    assert_eq!(run("fence", &["--lift", "--yes"]).exits(2).json()["error"]["code"], "usage");
}

#[test]
fn a_server_that_is_not_there() {
    let place = Place::new();
    for verb in ["check", "stats", "prune", "migrate", "fence"] {
        let run = |url: &str| place.run_all(&["--json", "store", verb, "--postgres", url]);
        let nowhere = place.path("nowhere");
        let error = run(&format!("host={} user=psea", nowhere.display())).exits(2).json();
        assert_eq!(error["error"]["code"], "store_unavailable", "{verb}");
        assert_eq!(run("nonsense").exits(2).json()["error"]["code"], "usage", "{verb}");
        let both = ["store", verb, "--postgres", "host=x", "--state", "y"];
        place.run_all(&both).exits(2);
    }
}
