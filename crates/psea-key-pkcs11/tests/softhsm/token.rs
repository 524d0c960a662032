//! `SoftHSM2` with a token of the test's own.
//!
//! `SoftHSM2` reads where its tokens are from the environment, once in a process. So each test starts
//! itself again in a process of its own, whose environment names a directory of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

pub(crate) const PIN: &str = "246810";
pub(crate) const WRONG_PIN: &str = "013579";
const SO_PIN: &str = "11223344";
const DIRECTORY: &str = "PSEA_TEST_SOFTHSM";
const CONFIGURATION: &str = "SOFTHSM2_CONF";
/// The longest that a test may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// The name of the test that this is in, as the test's own program knows it.
macro_rules! test_name {
    () => {{
        fn here() {}
        let name = std::any::type_name_of_val(&here);
        let name = name.strip_suffix("::here").unwrap();
        name.split_once("::").unwrap().1
    }};
}
pub(crate) use test_name;

/// A directory of tokens, one of them initialised.
#[derive(Debug)]
pub(crate) struct SoftHsm {
    directory: PathBuf,
}

impl SoftHsm {
    /// Runs `test` in a process of its own, with a token labelled `psea`.
    pub(crate) fn run(name: &str, test: impl FnOnce(&Self)) {
        if let Some(directory) = env::var_os(DIRECTORY) {
            return test(&Self { directory: directory.into() });
        }
        let directory = tempfile::tempdir().unwrap();
        let softhsm = Self { directory: directory.path().to_owned() };
        let tokens = softhsm.directory.join("tokens");
        fs::create_dir(&tokens).unwrap();
        let configuration = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            tokens.display()
        );
        fs::write(softhsm.configuration(), configuration).unwrap();
        softhsm.init_token("psea");
        let log = softhsm.directory.join("log");
        let output = fs::File::create(&log).unwrap();
        let mut child = Command::new(env::current_exe().unwrap())
            .args([name, "--exact", "--include-ignored", "--nocapture"])
            .env(DIRECTORY, &softhsm.directory)
            .env(CONFIGURATION, softhsm.configuration())
            .stderr(output.try_clone().unwrap())
            .stdout(output)
            .spawn()
            .unwrap();
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break status,
                None if Instant::now() < deadline => thread::sleep(Duration::from_millis(20)),
                None => {
                    child.kill().unwrap();
                    break child.wait().unwrap();
                }
            }
        };
        // Whoever counts results counts those of the outer process.
        println!("{}", fs::read_to_string(log).unwrap().replace("test result:", "result within:"));
        assert!(status.success(), "{name}, of at most {PATIENCE:?}: {status}");
    }

    fn configuration(&self) -> PathBuf {
        self.directory.join("softhsm2.conf")
    }

    /// The module, where Debian and others put it.
    pub(crate) fn module() -> &'static Path {
        let places = [
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so",
            "/usr/local/lib/softhsm/libsofthsm2.so",
        ];
        let place = places.into_iter().map(Path::new).find(|place| place.exists());
        place.expect("softhsm2 is installed")
    }

    /// Initialises one more token.
    pub(crate) fn init_token(&self, label: &str) {
        let arguments =
            ["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", SO_PIN];
        self.tool("softhsm2-util", &arguments);
    }

    /// Takes every token away, as far as that is possible where tokens are files.
    pub(crate) fn remove_tokens(&self) {
        fs::remove_dir_all(self.directory.join("tokens")).unwrap();
    }

    /// Has `pkcs11-tool` do something with the token `psea`.
    pub(crate) fn pkcs11_tool(&self, arguments: &[&str]) {
        let module = Self::module().to_str().unwrap();
        let login = ["--module", module, "--token-label", "psea", "--login", "--pin", PIN];
        self.tool("pkcs11-tool", &[&login[..], arguments].concat());
    }

    /// Makes a key pair with `pkcs11-tool`.
    pub(crate) fn make_key(&self, id: &str, kind: &str, attributes: &[&str]) {
        let key = ["--keypairgen", "--key-type", kind, "--id", id, "--label", id];
        self.pkcs11_tool(&[&key[..], attributes].concat());
    }

    fn tool(&self, program: &str, arguments: &[&str]) -> Output {
        let output = Command::new(program)
            .args(arguments)
            .env(CONFIGURATION, self.configuration())
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
        output
    }
}
