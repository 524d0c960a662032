//! The process of a throw-away TPM: swtpm over a temporary directory, on two loopback ports. For
//! any program's tests.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

pub(crate) struct Swtpm {
    dir: tempfile::TempDir,
    port: u16,
    running: Mutex<Option<Child>>,
}

impl Swtpm {
    pub(crate) fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("psea-tpm-").tempdir().unwrap();
        let mut swtpm = Self { dir, port: 0, running: Mutex::new(None) };
        // Somebody else may take a port before it does.
        for _ in 0..20 {
            swtpm.port = two_free_ports();
            if swtpm.try_run() {
                return swtpm;
            }
        }
        panic!("swtpm does not start")
    }

    /// Starts it again over its state.
    pub(crate) fn run(&self) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.try_run() {
            assert!(Instant::now() < deadline, "swtpm does not start again");
        }
    }

    fn try_run(&self) -> bool {
        let (data, control) = (self.port, self.port + 1);
        let mut child = Command::new("swtpm")
            .args(["socket", "--tpm2", "--tpmstate"])
            .arg(format!("dir={}", self.dir.path().display()))
            .args(["--server", &format!("type=tcp,port={data},bindaddr=127.0.0.1")])
            .args(["--ctrl", &format!("type=tcp,port={control},bindaddr=127.0.0.1")])
            .args(["--flags", "not-need-init,startup-clear"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("swtpm of the package swtpm");
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            if child.try_wait().unwrap().is_some() {
                return false;
            }
            // It listens, and not somebody else while it is about to end for that reason.
            if TcpStream::connect(("127.0.0.1", control)).is_ok() {
                sleep(Duration::from_millis(20));
                if child.try_wait().unwrap().is_some() {
                    return false;
                }
                *self.running.lock().unwrap() = Some(child);
                return true;
            }
            sleep(Duration::from_millis(10));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        false
    }

    /// Takes the TPM away at once.
    pub(crate) fn kill(&self) {
        if let Some(mut child) = self.running.lock().unwrap().take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn tcti(&self) -> String {
        tcti(self.port)
    }

    pub(crate) fn dir(&self) -> &std::path::Path {
        self.dir.path()
    }
}

impl Drop for Swtpm {
    fn drop(&mut self) {
        self.kill();
    }
}

pub(crate) fn tcti(port: u16) -> String {
    format!("swtpm:host=127.0.0.1,port={port}")
}

/// Two ports in a row, as the TSS expects them, below those that the system gives to clients: a
/// client of a TPM that is away could otherwise be given the TPM's port, and speak to itself.
pub(crate) fn two_free_ports() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let free = |port| TcpListener::bind(("127.0.0.1", port)).is_ok();
    for _ in 0..5_000 {
        let step =
            NEXT.fetch_add(2, Ordering::SeqCst).wrapping_add(std::process::id().wrapping_mul(32));
        let port = 12_000 + u16::try_from(step % 20_000).unwrap();
        if free(port) && free(port + 1) {
            return port;
        }
    }
    panic!("no two free ports in a row")
}
