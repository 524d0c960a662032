//! What a verb says, for people and for programs.

pub(crate) mod advice;
pub(crate) mod claims;
pub(crate) mod excerpt;
pub(crate) mod prompt;
pub(crate) mod result;
pub(crate) mod style;
pub(crate) mod table;
pub(crate) mod time;
pub(crate) mod visible;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use psea::claims::ActionPayload;
use serde::Serialize;
use serde_json::value::RawValue;

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Approved, or done.
    Done,
    /// Refused, not found, or damaged: a clear no.
    Refused,
    /// Misuse or fault: nothing happened.
    Fault,
    /// A fault after which it is not known whether something happened.
    Unknown,
}

impl Exit {
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Fault => 2,
            Self::Unknown => 3,
        }
    }

    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(self.number())
    }
}

/// What a verb has to say.
#[derive(Debug)]
pub(crate) struct Report {
    exit: Exit,
    /// The result itself.
    text: String,
    /// What belongs beside it, so that the result alone can be piped on.
    aside: String,
    json: String,
    /// Whether the text is data, from which no colour may be taken out.
    exact: bool,
}

impl Report {
    pub(crate) fn new(exit: Exit, text: String, json: &impl Serialize) -> Self {
        Self { exit, text, aside: String::new(), json: self::json(json), exact: false }
    }

    pub(crate) const fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    pub(crate) fn aside(mut self, text: String) -> Self {
        self.aside = text;
        self
    }

    pub(crate) fn finish(&self, as_json: bool) -> ExitCode {
        let printed = if as_json {
            print(&self.json)
        } else {
            print_aside(&self.aside);
            if self.exact { print_exact(&self.text) } else { print(&self.text) }
        };
        if printed {
            return self.exit.code();
        }
        // A result that could not be delivered was not delivered, whatever it was.
        print_aside("error: the result could not be written to the standard output\n");
        Exit::Fault.code()
    }
}

pub(crate) fn json(document: &impl Serialize) -> String {
    // Only maps with keys that are no strings could fail, and there are none.
    let mut text = serde_json::to_string_pretty(document)
        .unwrap_or_else(|_| r#"{"error":{"code":"internal"}}"#.into());
    text.push('\n');
    text
}

/// An action, embedded in a report in exactly the form that was hashed.
pub(crate) fn raw(action: &ActionPayload) -> Option<Box<RawValue>> {
    RawValue::from_string(action.as_str().into()).ok()
}

/// Whether all of it was written. A reader that has had enough (`| head`) is no failure.
pub(crate) fn print(text: &str) -> bool {
    write(anstream::stdout(), text)
}

fn print_exact(text: &str) -> bool {
    write(std::io::stdout(), text)
}

fn write(mut out: impl Write, text: &str) -> bool {
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_or_else(|error| error.kind() == ErrorKind::BrokenPipe, |()| true)
}

/// To the standard error, where nobody can be told that it failed.
pub(crate) fn print_aside(text: &str) {
    let mut out = anstream::stderr();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
