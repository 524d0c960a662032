use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

/// How often long work says how far it is.
const BEAT: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(20);

/// Whether somebody can be asked.
pub(crate) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks on the terminal. Anything but a clear yes is a no.
pub(crate) fn ask(prompt: &str, question: &str) -> bool {
    matches!(
        answer(&format!("{prompt}\n{question} [y/N] ")).as_str(),
        "y" | "Y" | "yes" | "Yes" | "YES"
    )
}

/// Asks for a word that has to be typed.
pub(crate) fn ask_for(word: &str, question: &str) -> bool {
    answer(question) == word
}

/// Asks for what nobody may see on the screen. The answer is zeroised when it is dropped. `rpassword`
/// keeps it in a text that grows while it is typed, and does not overwrite what a text leaves behind
/// when it moves to grow.
pub(crate) fn ask_unseen(question: &str) -> std::io::Result<Zeroizing<String>> {
    rpassword::prompt_password(question).map(Zeroizing::new)
}

/// One line; empty where nothing could be asked or was answered.
fn answer(question: &str) -> String {
    let mut out = anstream::stderr();
    let asked = write!(out, "{question}").and_then(|()| out.flush());
    let mut answer = String::new();
    if asked.is_err() || std::io::stdin().lock().read_line(&mut answer).is_err() {
        return String::new();
    }
    answer.trim().into()
}

/// Does long work, and meanwhile shows what `progress` says where somebody can see it.
pub(crate) fn watched<T: Send>(
    work: impl FnOnce() -> T + Send,
    progress: impl Fn() -> Option<String>,
) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    std::thread::scope(|scope| {
        let worker = scope.spawn(work);
        let mut shown = Instant::now();
        while !worker.is_finished() {
            std::thread::sleep(PAUSE);
            if shown.elapsed() < BEAT {
                continue;
            }
            shown = Instant::now();
            if let Some(line) = progress() {
                crate::output::print_aside(&format!("{line}\n"));
            }
        }
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
