//! A program that carries proofs to the verifier.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use psea_attester_state::{Millis, NoAnswer, Outgoing, Transport};

/// More than any result.
const LONGEST: u64 = 1 << 20;
const PAUSE: Duration = Duration::from_millis(5);

/// Starts a program for each proof: the transport body on its standard input, the signed result
/// from its standard output. No shell is involved.
pub(crate) struct Carrier<'a> {
    program: String,
    arguments: Vec<String>,
    now: &'a dyn Fn() -> Millis,
}

impl<'a> Carrier<'a> {
    /// None for a command without a program, or with a quote that is not closed.
    pub(crate) fn new(command: &str, now: &'a dyn Fn() -> Millis) -> Option<Self> {
        let mut words = shell_words::split(command).ok()?.into_iter();
        Some(Self { program: words.next()?, arguments: words.collect(), now })
    }

    fn start(&self, request: &Outgoing, time: Duration) -> std::io::Result<Child> {
        let label = request.label();
        Command::new(&self.program)
            .args(&self.arguments)
            .env("PSEA_JTI", label.jti.as_str())
            .env("PSEA_OP", label.op.as_str())
            .env("PSEA_TIER", label.tier.as_str())
            // Of what it starts itself it has to end all by then.
            .env("PSEA_SECONDS", time.as_secs().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
    }
}

impl Transport for Carrier<'_> {
    fn submit(&self, request: &Outgoing) -> Result<String, NoAnswer> {
        let left = request.deadline().get().saturating_sub((self.now)().get());
        let time = Duration::from_millis(left);
        let began = Instant::now();
        let mut child = self
            .start(request, time)
            .map_err(|error| NoAnswer::because(format!("{}: {error}", self.program)))?;
        let said = answer(&mut child, request.body(), time);
        let left = said.as_ref().map(|_| time.saturating_sub(began.elapsed()));
        let ended = end(&mut child, left.unwrap_or_default());
        match (said, ended) {
            // The result's signature counts, and not how the program ended.
            (Some(said), _) if !said.is_empty() => Ok(said),
            (Some(_), Some(status)) => {
                Err(NoAnswer::because(format!("{} gave no result: {status}", self.program)))
            }
            _ => Err(NoAnswer::because(format!("{} did not end in time", self.program))),
        }
    }
}

/// What it writes until it closes its output; none if it does not in time.
fn answer(child: &mut Child, body: &str, time: Duration) -> Option<String> {
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let body = body.to_owned();
    // Two threads, since a program may write before it reads. They end with the program's ends.
    thread::spawn(move || input.map(|mut input| input.write_all(body.as_bytes())));
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut octets = Vec::new();
        let read = output.map(|output| output.take(LONGEST).read_to_end(&mut octets));
        let _ = sender.send(read.is_some_and(|read| read.is_ok()).then_some(octets));
    });
    match receiver.recv_timeout(time) {
        Ok(octets) => {
            let octets = octets.unwrap_or_default();
            Some(String::from_utf8_lossy(octets.trim_ascii()).into_owned())
        }
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
    }
}

/// Waits for the program for so long, and kills it. None if it had to be killed.
fn end(child: &mut Child, patience: Duration) -> Option<std::process::ExitStatus> {
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if began.elapsed() < patience => thread::sleep(PAUSE),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}
