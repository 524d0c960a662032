//! An implementation in a process of its own.

mod child;
mod stderr;

use std::io;
use std::time::Duration;

use crate::model::{Answer, Vector};
use crate::protocol;
use crate::run::{CannotContinue, Failure, FailureKind, Fault, Implementation};

use child::{Child, Reply};

/// The time that an implementation has for each vector, unless told otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// A command that answers vectors on its standard output.
///
/// The process is started once and asked for one vector after the other. When it ends, hangs or
/// writes what is no answer, that vector fails, the process is killed, and a new one is asked for
/// the next vector. Processes that the command itself starts are its own to end.
#[derive(Debug)]
pub struct Subprocess {
    command: String,
    words: Vec<String>,
    timeout: Duration,
    child: Option<Child>,
}

/// Why a command cannot be driven.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A quote that is not closed.
    #[error("the command `{0}` has a quote that is not closed")]
    Quotes(String),
    /// No word in it.
    #[error("the command is empty; give a program and its arguments, such as 'node verify.js'")]
    Empty,
    /// The system did not start it.
    #[error("cannot start `{program}`: {error}; check its path and that it may be executed")]
    Start {
        /// The program.
        program: String,
        /// What the system says.
        error: io::Error,
    },
}

impl Subprocess {
    /// Starts a command, given as one string with words and quotes as in a shell. No shell is
    /// involved: variables, pipes and the like mean nothing.
    ///
    /// # Errors
    /// When it is no command, or cannot be started.
    pub fn start(command: &str, timeout: Duration) -> Result<Self, StartError> {
        let words =
            shell_words::split(command).map_err(|_| StartError::Quotes(command.to_owned()))?;
        let child = Some(spawn(&words)?);
        Ok(Self { command: command.to_owned(), words, timeout, child })
    }

    fn failed(mut child: Child, kind: FailureKind, message: String) -> Failure {
        let stderr = child.kill_and_read_stderr();
        Failure { kind, message, stderr }
    }
}

fn spawn(words: &[String]) -> Result<Child, StartError> {
    let (program, arguments) = words.split_first().ok_or(StartError::Empty)?;
    Child::spawn(program, arguments)
        .map_err(|error| StartError::Start { program: program.clone(), error })
}

impl Implementation for Subprocess {
    fn name(&self) -> String {
        self.command.clone()
    }

    fn answer(&mut self, request: &Vector) -> Result<Answer, Fault> {
        let line = protocol::request_line(request).map_err(|error| CannotContinue {
            message: format!("cannot write the request for `{}`: {error}", request.id()),
            source: None,
        })?;
        let child = match self.child.take() {
            Some(child) => child,
            None => spawn(&self.words)
                .map_err(|error| CannotContinue { message: error.to_string(), source: None })?,
        };
        let failure = match child.ask(line, self.timeout) {
            Reply::Line(line) => match protocol::parse_answer(&line, request) {
                Ok(answer) => {
                    child.forget_stderr();
                    self.child = Some(child);
                    return Ok(answer);
                }
                Err(error) => {
                    let message = format!("wrong line: {error}\n{}", shortened(&line));
                    Self::failed(child, FailureKind::WrongLine, message)
                }
            },
            Reply::NotText => {
                let message = "wrong line: not UTF-8; an answer is JSON text".to_owned();
                Self::failed(child, FailureKind::WrongLine, message)
            }
            Reply::TooLong => {
                let message = format!("wrong line: longer than {} octets", child::MAX_LINE);
                Self::failed(child, FailureKind::WrongLine, message)
            }
            Reply::End => {
                let mut child = child;
                let message = format!(
                    "the implementation ended before it answered ({}); it must read requests to the end of its input",
                    child.status()
                );
                Self::failed(child, FailureKind::Crash, message)
            }
            Reply::TimedOut => {
                let message = format!(
                    "no answer within {} s; is standard output flushed after each line?",
                    self.timeout.as_secs_f64()
                );
                Self::failed(child, FailureKind::TimeOut, message)
            }
        };
        Err(failure.into())
    }
}

/// The beginning of a line, enough to recognise it.
fn shortened(line: &str) -> String {
    const SHOWN: usize = 400;
    let mut shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < line.len() {
        shown.push('…');
    }
    shown
}
