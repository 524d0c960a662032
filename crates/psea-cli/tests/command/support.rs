use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const ACTION: &str =
    r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;
pub(crate) const NOW: u64 = 1_785_300_000;

/// A directory of its own, in which the command runs.
pub(crate) struct Place(TempDir);

/// What a run said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// The error, which names everything in `parts`.
    #[track_caller]
    pub(crate) fn tells(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.err.contains(part), "{part:?} is missing: {self:?}");
        }
        self
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("action.json", ACTION);
        place
    }

    /// With a key, enrolled as alice.
    pub(crate) fn enrolled() -> Self {
        let place = Self::new();
        place.run("keygen").exits(0);
        place.enroll("").exits(0);
        place
    }

    /// As [`enrolled`](Self::enrolled), with a key for results that is active since [`NOW`].
    pub(crate) fn with_key_set() -> Self {
        let place = Self::enrolled();
        place.write("secret", format!("{PASSPHRASE}\n"));
        place.run(&format!("keyset init --passphrase-file secret --now {NOW}")).exits(0);
        place
    }

    /// Verifies a body, and has the answer signed for the relying party.
    pub(crate) fn result(&self, body: &str, out: &str, now: u64) -> Said {
        self.attester_result(body, &format!("{out} --for shop.example"), now)
    }

    /// As [`result`](Self::result), for the attester.
    pub(crate) fn attester_result(&self, body: &str, out: &str, now: u64) -> Said {
        self.run_with_input(&format!("{RESULT_VERIFIER} --now {now} --result {out}"), body)
    }

    /// Reads a result as the relying party.
    pub(crate) fn read_result(&self, token: &str, keys: &str, more: &str) -> Said {
        self.run(&format!(
            "result read {token} --keys {keys} --from verifier.example --for shop.example --json \
             {more}"
        ))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_psea"));
        command.current_dir(self.0.path()).args(arguments.split_whitespace());
        command.stdin(Stdio::null()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command.env_remove("PSEA_KEYSET_PASSPHRASE");
        // Where the anchor goes by default.
        command.env("XDG_STATE_HOME", self.path("state-home"));
        command
    }

    /// Arguments are split at spaces.
    pub(crate) fn run(&self, arguments: &str) -> Said {
        self.command(arguments).output().unwrap().into()
    }

    /// Arguments as they are: reasons have spaces.
    pub(crate) fn run_all(&self, arguments: &[&str]) -> Said {
        self.command("").args(arguments).output().unwrap().into()
    }

    /// The code of the one error in JSON, after a run that ended with `exit`.
    #[track_caller]
    pub(crate) fn error(&self, arguments: &str, exit: i32) -> String {
        let json = self.run(&format!("{arguments} --json")).exits(exit).json();
        json["error"]["code"].as_str().unwrap().into()
    }

    /// Gives a member of verifier.json another value.
    pub(crate) fn configure(&self, member: &str, value: impl Into<Value>) {
        let mut config: Value = serde_json::from_str(&self.read("verifier/verifier.json")).unwrap();
        config[member] = value.into();
        self.write("verifier/verifier.json", config.to_string());
    }

    pub(crate) fn copy(&self, from: &str, to: &str) {
        std::fs::copy(self.path(from), self.path(to)).unwrap();
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.path(from), self.path(to)).unwrap();
    }

    pub(crate) fn stats(&self) -> Value {
        self.run("store stats --state verifier --json").exits(0).json()
    }

    pub(crate) fn run_with_input(&self, arguments: &str, input: impl AsRef<[u8]>) -> Said {
        let mut child = self.spawn(self.command(arguments).stdin(Stdio::piped()));
        // A command that fails before it reads closes its end.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        child.wait_with_output().unwrap().into()
    }

    pub(crate) fn spawn(&self, command: &mut Command) -> Child {
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    pub(crate) fn enroll(&self, more: &str) -> Said {
        self.run(&format!(
            "enroll --state verifier --attester alice --key key.pub.json --device-id device-7f3a \
             --iss tenant.example --aud verifier.example {more}"
        ))
    }

    pub(crate) fn attest(&self, more: &str) -> Said {
        self.run(&format!("{ATTEST} --yes {more}"))
    }

    /// A body made at [`NOW`].
    #[track_caller]
    pub(crate) fn body(&self, more: &str) -> String {
        self.attest(&format!("--now {NOW} {more}")).exits(0).out
    }

    pub(crate) fn verify(&self, body: &str, more: &str) -> Said {
        self.run_with_input(&format!("{VERIFY} --now {} {more}", NOW + 1), body)
    }
}

pub(crate) const ATTEST: &str = "attest --key key.json --action action.json --op payment.execute --tier high \
    --iss tenant.example --aud verifier.example --device-id device-7f3a";
pub(crate) const PASSPHRASE: &str = "correct horse battery staple";
pub(crate) const RESULT_VERIFIER: &str = "verify --state verifier --op payment.execute --tier high \
    --passphrase-file secret";
pub(crate) const VERIFY: &str = "verify --state verifier --op payment.execute --tier high";
