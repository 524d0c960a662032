//! One process, with a thread for each of its pipes.
//!
//! Writing has a thread too: a process that does not read fills its pipe, and the time-out must hold
//! there as well.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use super::stderr::StderrTail;

/// The longest answer that is read, in octets.
pub(super) const MAX_LINE: u64 = 16 * 1024 * 1024;
/// How long a process may take to end by itself.
const PATIENCE: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(super) struct Child {
    process: std::process::Child,
    /// `None` once its input is closed.
    requests: Option<Sender<String>>,
    replies: Receiver<Reply>,
    stderr: Option<StderrTail>,
}

#[derive(Debug)]
pub(super) enum Reply {
    Line(String),
    NotText,
    TooLong,
    End,
    TimedOut,
}

impl Child {
    pub(super) fn spawn(program: &str, arguments: &[String]) -> io::Result<Self> {
        let mut process = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (requests, lines) = mpsc::channel();
        if let Some(stdin) = process.stdin.take() {
            thread::spawn(move || write_lines(stdin, &lines));
        }
        // Bounded, so that a process that writes without being asked waits instead of filling the
        // memory.
        let (sender, replies) = mpsc::sync_channel(1);
        if let Some(stdout) = process.stdout.take() {
            thread::spawn(move || read_lines(stdout, &sender));
        }
        let stderr = process.stderr.take().map(StderrTail::follow);
        Ok(Self { process, requests: Some(requests), replies, stderr })
    }

    /// Sends a line and waits for one.
    pub(super) fn ask(&self, line: String, timeout: Duration) -> Reply {
        // A writer that is gone shows as the end of the output.
        let _ = self.requests.as_ref().map(|requests| requests.send(line));
        match self.replies.recv_timeout(timeout) {
            Ok(reply) => reply,
            Err(RecvTimeoutError::Timeout) => Reply::TimedOut,
            Err(RecvTimeoutError::Disconnected) => Reply::End,
        }
    }

    pub(super) fn forget_stderr(&self) {
        if let Some(stderr) = &self.stderr {
            stderr.forget();
        }
    }

    /// How a process that closed its output ended, in words.
    pub(super) fn status(&mut self) -> String {
        match self.wait(PATIENCE) {
            Some(status) => status.to_string(),
            None => "its output is closed, it still runs".to_owned(),
        }
    }

    pub(super) fn kill_and_read_stderr(&mut self) -> String {
        self.kill();
        self.stderr.as_ref().map(StderrTail::rest).unwrap_or_default()
    }

    /// Kills this process and no other.
    fn kill(&mut self) {
        // An error means that it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    fn wait(&mut self, patience: Duration) -> Option<std::process::ExitStatus> {
        let began = Instant::now();
        loop {
            match self.process.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if began.elapsed() < patience => thread::sleep(Duration::from_millis(5)),
                _ => return None,
            }
        }
    }
}

impl Drop for Child {
    /// The end of its input tells the process to end; one that does not is killed.
    fn drop(&mut self) {
        self.requests = None;
        if self.wait(PATIENCE).is_none() {
            self.kill();
        }
    }
}

fn write_lines(mut stdin: ChildStdin, lines: &Receiver<String>) {
    for mut line in lines {
        line.push('\n');
        if stdin.write_all(line.as_bytes()).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

fn read_lines(stdout: ChildStdout, replies: &SyncSender<Reply>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let read = stdout.by_ref().take(MAX_LINE).read_until(b'\n', &mut line);
        let reply = match read {
            Ok(0) | Err(_) => return,
            Ok(_) if line.pop_if(|last| *last == b'\n').is_some() => {
                String::from_utf8(line).map_or(Reply::NotText, Reply::Line)
            }
            Ok(count) if u64::try_from(count) == Ok(MAX_LINE) => Reply::TooLong,
            // The output ended within a line.
            Ok(_) => return,
        };
        if replies.send(reply).is_err() {
            return;
        }
    }
}
