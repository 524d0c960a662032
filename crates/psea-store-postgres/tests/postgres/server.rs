//! A throw-away PostgreSQL: its data in a temporary directory, reached through a socket there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use psea_store_postgres::{PostgresOptions, PostgresStore};
use tokio_postgres::{Client, NoTls};

use crate::support::AnySignature;

pub(crate) struct Server {
    dir: tempfile::TempDir,
    data: PathBuf,
    settings: Vec<String>,
    running: Mutex<Option<Child>>,
}

static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
static NAMES: AtomicU32 = AtomicU32::new(0);

impl Server {
    /// The server that tests share; stopped when the last one is done with it.
    pub(crate) fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(server) = shared.upgrade() {
            return server;
        }
        let server = Arc::new(Self::start(&[]));
        *shared = Arc::downgrade(&server);
        server
    }

    /// A server of one's own.
    pub(crate) fn start(settings: &[&str]) -> Self {
        let dir = tempfile::Builder::new().prefix("psea-pg-").tempdir().unwrap();
        give_away(dir.path());
        let data = dir.path().join("data");
        let done = as_postgres("initdb")
            .args(["-A", "trust", "-U", "psea", "-E", "UTF8", "--no-locale", "--no-sync", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .expect("initdb of PostgreSQL");
        assert!(done.success(), "initdb failed");
        Self::over(dir, data, settings)
    }

    fn over(dir: tempfile::TempDir, data: PathBuf, settings: &[&str]) -> Self {
        let settings = settings.iter().map(|&setting| setting.to_owned()).collect();
        let server = Self { dir, data, settings, running: Mutex::new(None) };
        server.run();
        server
    }

    /// A standby of this server, streaming.
    pub(crate) fn standby(&self, name: &str) -> Self {
        let dir = tempfile::Builder::new().prefix("psea-pg-").tempdir().unwrap();
        give_away(dir.path());
        let data = dir.path().join("data");
        let from = format!("host={} user=psea application_name={name}", self.dir.path().display());
        let copied = as_postgres("pg_basebackup")
            .args(["-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", &from, "-D"])
            .arg(&data)
            .status()
            .unwrap();
        assert!(copied.success(), "pg_basebackup failed");
        Self::over(dir, data, &[])
    }

    /// Starts it over its data directory and waits until it answers.
    pub(crate) fn run(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let mut command = as_postgres("postgres");
            command.arg("-D").arg(&self.data).arg("-k").arg(self.dir.path());
            for setting in [
                "listen_addresses=",
                "max_connections=200",
                "log_min_messages=fatal",
                // One call instead of one for each of a thousand files, after a crash.
                "recovery_init_sync_method=syncfs",
            ] {
                command.args(["-c", setting]);
            }
            for setting in &self.settings {
                command.args(["-c", setting]);
            }
            let log = self.dir.path().join("log");
            let log = fs::File::options().create(true).append(true).open(log).unwrap();
            let mut child =
                command.stdout(Stdio::null()).stderr(log).spawn().expect("postgres starts");
            // After a crash the old processes may hold the shared memory for a moment.
            if self.wait_until_ready(&mut child, deadline) {
                *self.running.lock().unwrap() = Some(child);
                return;
            }
            assert!(Instant::now() < deadline, "PostgreSQL does not start: {}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    fn wait_until_ready(&self, child: &mut Child, deadline: Instant) -> bool {
        while Instant::now() < deadline {
            if child.try_wait().unwrap().is_some() {
                return false;
            }
            let ready = Command::new(bin("pg_isready"))
                .args(["-q", "-U", "psea", "-d", "postgres", "-h"])
                .arg(self.dir.path())
                .status()
                .unwrap();
            if ready.success() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = child.kill();
        false
    }

    /// Ends the postmaster with this signal and waits for it. `KILL` leaves its children to
    /// notice by themselves.
    pub(crate) fn end(&self, signal: &str) {
        let Some(mut child) = self.running.lock().unwrap().take() else { return };
        let pid = child.id().to_string();
        assert!(
            Command::new("kill").arg(format!("-{signal}")).arg(pid).status().unwrap().success()
        );
        child.wait().unwrap();
    }

    /// A connection string for one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("host={} user=psea dbname={database}", self.dir.path().display())
    }

    /// A connection of a test's own, past the store.
    pub(crate) async fn raw(&self, database: &str) -> Client {
        let (client, connection) =
            tokio_postgres::connect(&self.url(database), NoTls).await.unwrap();
        tokio::spawn(async move { drop(connection.await) });
        client
    }

    /// An empty database.
    pub(crate) async fn database(&self) -> String {
        let name = format!("test_{}", NAMES.fetch_add(1, Ordering::SeqCst));
        let sql = format!("CREATE DATABASE {name}");
        self.raw("postgres").await.batch_execute(&sql).await.unwrap();
        name
    }

    pub(crate) fn options(&self, database: &str) -> PostgresOptions {
        PostgresOptions::new(&self.url(database)).unwrap().backend(Arc::new(AnySignature))
    }

    /// A copy of its data directory: the server is stopped.
    pub(crate) fn copy_data(&self, name: &str) {
        assert!(self.running.lock().unwrap().is_none(), "the server runs");
        copy(&self.data, &self.dir.path().join(name));
    }

    /// Puts a copy back in the place of the data directory: the server is stopped.
    pub(crate) fn restore_data(&self, name: &str) {
        assert!(self.running.lock().unwrap().is_none(), "the server runs");
        fs::remove_dir_all(&self.data).unwrap();
        copy(&self.dir.path().join(name), &self.data);
    }

    /// Forgets what a store holds, and its fence.
    pub(crate) async fn clear(&self, database: &str) {
        let sql = "TRUNCATE psea.history, psea.attester, psea.counter, psea.chain, psea.jti, \
                   psea.challenge; UPDATE psea.meta SET latest = 0, fence = NULL";
        self.raw(database).await.batch_execute(sql).await.unwrap();
    }

    /// A new database, migrated, and its store.
    pub(crate) async fn store(&self) -> (String, PostgresStore) {
        let database = self.database().await;
        let options = self.options(&database);
        options.migrate().await.unwrap();
        let store = options.connect().await.unwrap();
        (database, store)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(mut running) = self.running.lock()
            && let Some(mut child) = running.take()
        {
            let pid = child.id().to_string();
            let _ = Command::new("kill").args(["-INT", &pid]).status();
            let _ = child.wait();
        }
    }
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

/// PostgreSQL refuses to run as root: its files belong to the user of Debian's package then.
fn give_away(dir: &Path) {
    if is_root() {
        let done = Command::new("chown").args(["-R", "postgres:postgres"]).arg(dir).status();
        assert!(done.unwrap().success());
    }
}

fn as_postgres(program: &str) -> Command {
    if is_root() {
        // `setpriv` becomes the program: the process id is the server's.
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]);
        command.arg(bin(program)).current_dir("/");
        command
    } else {
        Command::new(bin(program))
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout.starts_with(b"0\n")
}

/// The newest of Debian's versions, else whatever `PATH` has.
pub(crate) fn bin(program: &str) -> PathBuf {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = installed
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin/{program}")));
    newest.filter(|path| path.exists()).unwrap_or_else(|| program.into())
}
