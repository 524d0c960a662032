//! A pcscd with one virtual reader, for one test of any program.
//!
//! pcscd has one socket at a fixed place, which libpcsclite looks for elsewhere if the environment
//! says so when a program starts. So each test runs in a process of its own: this file starts the
//! test program once more, for the one test, with a directory of its own. pcscd gets its socket as
//! systemd would hand it over, so that it neither finds nor disturbs another one. vpcd listens on
//! all interfaces (its way of connecting to a card itself does not survive a card that is pulled),
//! so the process has a network of its own, with a loopback interface and nothing else; where the
//! system permits none, it listens on the host's.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use super::card::{Card, Profile, Reader};

const INSIDE: &str = "PSEA_PIV_STACK";
const SOCKET: &str = "PCSCLITE_CSOCK_NAME";
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
/// As pcscd calls the first slot of the reader of the configuration.
pub(crate) const READER: &str = "PSEA virtual reader 00 00";
/// A test that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(180);

/// Runs a test with a service of its own, in a process of its own, and this card in its reader.
pub(crate) fn with_service<F: FnOnce(Service)>(name: &str, profile: Profile, test: F) {
    match env::var_os(INSIDE) {
        Some(directory) => test(Service::start(Path::new(&directory), profile)),
        None => run_inside(name),
    }
}

/// The name of the test that the closure of this type stands in.
pub(crate) fn name_of<F>() -> &'static str {
    let path = std::any::type_name::<F>();
    path.split_once("::").unwrap().1.split("::{{closure}}").next().unwrap()
}

/// Runs the same test in a process of its own, which ends by itself or is ended.
fn run_inside(path: &str) {
    let directory = tempfile::tempdir().unwrap();
    let printed = directory.path().join("printed");
    let output = fs::File::create(&printed).unwrap();
    let mut process = in_own_network()
        .arg(env::current_exe().unwrap())
        .args([path, "--exact", "--include-ignored", "--nocapture", "--test-threads=1"])
        .env(INSIDE, directory.path())
        .env(SOCKET, directory.path().join("socket"))
        .stdin(Stdio::null())
        .stderr(output.try_clone().unwrap())
        .stdout(output)
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let status = loop {
        match process.try_wait().unwrap() {
            Some(status) => break Some(status),
            None if begun.elapsed() > LONGEST => break None,
            None => thread::sleep(Duration::from_millis(20)),
        }
    };
    if status.is_none() {
        process.kill().unwrap();
        process.wait().unwrap();
    }
    end_left_over(directory.path());
    let printed = String::from_utf8_lossy(&fs::read(printed).unwrap()).into_owned();
    println!("{printed}");
    assert!(status.is_some(), "{path} did not end within {LONGEST:?}");
    assert!(status.is_some_and(|status| status.success()), "{path} failed");
    assert!(printed.contains("test result: ok. 1 passed"), "{path} is no test");
}

/// A command that runs what follows it with loopback alone, if that can be had.
fn in_own_network() -> Command {
    const OWN: [&str; 5] = ["-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"];
    let possible = Command::new("unshare").args(OWN).arg("true").output();
    if possible.is_ok_and(|output| output.status.success()) {
        let mut command = Command::new("unshare");
        command.args(OWN);
        command
    } else {
        println!("no network of its own: vpcd listens on all interfaces");
        Command::new("env")
    }
}

/// A test that was ended could not end its pcscd.
fn end_left_over(directory: &Path) {
    if let Ok(pid) = fs::read_to_string(directory.join("pid")) {
        let _ = Command::new("kill").arg(pid.trim()).status();
    }
}

/// pcscd, a reader, and the card in it. Ends with it.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) card: Card,
    pub(crate) directory: PathBuf,
    pcscd: Option<Child>,
}

impl Service {
    fn start(directory: &Path, profile: Profile) -> Self {
        let card = Card::new(profile);
        let port = free_port();
        let config = directory.join("readers");
        fs::create_dir(&config).unwrap();
        let text = format!(
            "FRIENDLYNAME \"PSEA virtual reader\"\nDEVICENAME /dev/null:{port}\n\
             LIBPATH {DRIVER}\nCHANNELID {port}\n"
        );
        fs::write(config.join("vpcd"), text).unwrap();
        let mut service = Self { card, directory: directory.to_owned(), pcscd: None };
        service.start_service();
        Reader::start(&service.card, port);
        service
    }

    fn start_service(&mut self) {
        let socket = self.directory.join("socket");
        let _ = fs::remove_file(&socket);
        let listener = UnixListener::bind(&socket).unwrap();
        let log = fs::File::create(self.directory.join("log")).unwrap();
        // What systemd does: the socket is descriptor 3, and the process is told so by its id.
        let pcscd = Command::new("sh")
            .arg("-c")
            .arg(
                "exec 3<&0 </dev/null; echo $$ >\"$1/pid\"; LISTEN_FDS=1 LISTEN_PID=$$ \
                 exec pcscd --foreground --config \"$1/readers\"",
            )
            .arg("pcscd")
            .arg(&self.directory)
            .env("PATH", path_with_sbin())
            .env_remove("LISTEN_FDNAMES")
            .stdin(OwnedFd::from(listener))
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.pcscd = Some(pcscd);
    }

    /// Ends pcscd as a crash would.
    pub(crate) fn stop_service(&mut self) {
        if let Some(mut pcscd) = self.pcscd.take() {
            pcscd.kill().unwrap();
            pcscd.wait().unwrap();
            fs::remove_file(self.directory.join("pid")).unwrap();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop_service();
    }
}

fn path_with_sbin() -> String {
    format!("{}:/usr/sbin", env::var("PATH").unwrap_or_default())
}

/// One that is free, and the next one too: vpcd gives each reader a second slot there.
fn free_port() -> u16 {
    loop {
        let port = TcpListener::bind("0.0.0.0:0").unwrap().local_addr().unwrap().port();
        if let Some(next) = port.checked_add(1)
            && TcpListener::bind(("0.0.0.0", next)).is_ok()
        {
            return port;
        }
    }
}
