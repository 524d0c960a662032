//! PINs: typed unseen for each signature, or from a file for scripts.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use psea::attester::{KeyError, Pin, PinEntry, PinRequest};

use crate::edge::{files, terminal};
use crate::failure::Failure;
use crate::output::{self, prompt, visible};

#[derive(Debug, clap::Args)]
pub(crate) struct PinArgs {
    /// The PIN of a key in hardware, the first line of a file; /dev/fd/N is a file descriptor. For
    /// scripts and tests: whoever can read it needs no user [default: asked on the terminal]
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
}

impl PinArgs {
    /// A PIN that is needed for something else than a signature.
    pub(crate) fn ask(&self, question: &str) -> Result<Pin, Failure> {
        match self.given()? {
            Some(pin) => Ok(pin),
            None => typed(question),
        }
    }

    /// The PIN of a new key; typed twice, where it is typed.
    #[cfg(feature = "tpm")]
    pub(crate) fn choose(&self) -> Result<Pin, Failure> {
        if let Some(pin) = self.given()? {
            return Ok(pin);
        }
        let first = typed("PIN for the new key: ")?;
        if first.reveal() == typed("The same once more: ")?.reveal() {
            return Ok(first);
        }
        Err(Failure::new("pin_differs", "the two PINs differ")
            .fix("try again: nothing was made")
            .refused())
    }

    /// What asks for the PIN of one signature. `yes`: nobody is asked whether to approve.
    pub(crate) fn entry(&self, yes: bool) -> Result<Arc<dyn PinEntry>, Failure> {
        let given = self.given()?;
        if given.is_none() && !terminal::can_ask() {
            return Err(needed());
        }
        let from_file = given.is_some();
        Ok(Arc::new(Entry { from_file, given: Mutex::new(given), yes }))
    }

    fn given(&self) -> Result<Option<Pin>, Failure> {
        let Some(file) = &self.pin_file else { return Ok(None) };
        let mut line = files::read_secret_line(file)?;
        let pin = Pin::new(std::mem::take(&mut *line));
        if pin.reveal().is_empty() {
            return Err(Failure::new("pin_empty", "the PIN is empty").file(file));
        }
        Ok(Some(pin))
    }
}

fn typed(question: &str) -> Result<Pin, Failure> {
    if !terminal::can_ask() {
        return Err(needed());
    }
    let mut text = terminal::ask_unseen(question)
        .map_err(|error| Failure::new("pin_needed", error.to_string()).fix("try again"))?;
    Ok(Pin::new(std::mem::take(&mut *text)))
}

fn needed() -> Failure {
    Failure::new("pin_needed", "the key needs its PIN, and there is no terminal to ask on")
        .field("--pin-file")
        .fix("run it on a terminal; or give --pin-file, for scripts and tests")
}

/// Shows the action, then asks: for the PIN itself, or, where that is in a file, for a yes.
#[derive(Debug)]
struct Entry {
    from_file: bool,
    /// For one signature.
    given: Mutex<Option<Pin>>,
    yes: bool,
}

impl PinEntry for Entry {
    fn enter(&self, request: &PinRequest<'_>) -> Result<Pin, KeyError> {
        let text = prompt::render(&request.prompt);
        if self.from_file {
            let approved = if self.yes {
                output::print_aside(&(text + "\n"));
                true
            } else {
                terminal::ask(&text, "Sign exactly this?")
            };
            let given = self.given.lock().unwrap_or_else(PoisonError::into_inner).take();
            return given.filter(|_| approved).ok_or(KeyError::Declined);
        }
        output::print_aside(&(text + "\n"));
        let tries = request.tries_left.map(|tries| format!(" ({tries} tries left)"));
        let question = format!(
            "The PIN of {}{} signs exactly this; nothing refuses it: ",
            visible::text(request.key),
            tries.unwrap_or_default(),
        );
        let typed = terminal::ask_unseen(&question);
        let mut typed = typed.map_err(|error| KeyError::Hardware(Box::new(error)))?;
        let pin = Pin::new(std::mem::take(&mut *typed));
        if pin.reveal().is_empty() { Err(KeyError::Declined) } else { Ok(pin) }
    }
}
