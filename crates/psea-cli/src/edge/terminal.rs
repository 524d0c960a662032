use std::io::{BufRead as _, IsTerminal as _, Write as _};

/// Whether somebody can be asked.
pub(crate) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks on the terminal. Anything but a clear yes is a no.
pub(crate) fn ask(prompt: &str, question: &str) -> bool {
    let mut out = anstream::stderr();
    let asked = write!(out, "{prompt}\n{question} [y/N] ").and_then(|()| out.flush());
    let mut answer = String::new();
    asked.is_ok()
        && std::io::stdin().lock().read_line(&mut answer).is_ok()
        && matches!(answer.trim(), "y" | "Y" | "yes" | "Yes" | "YES")
}
