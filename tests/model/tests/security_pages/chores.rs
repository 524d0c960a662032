//! `cargo xtask`: its verbs, options and steps.

use crate::commands::{Command, is_placeholder};
use crate::page::{Page, project};

pub(crate) fn check(page: &Page) -> (usize, Vec<String>) {
    let commands = Command::all(page);
    let chores: Vec<_> = commands.iter().filter(|command| command.verb() == "xtask").collect();
    (chores.len(), chores.iter().filter_map(|command| problem(command)).collect())
}

fn problem(command: &Command) -> Option<String> {
    let read =
        |file: &str| std::fs::read_to_string(project().join("xtask/src").join(file)).unwrap();
    let (main, steps) = (read("main.rs"), read("supply/mod.rs"));
    let unknown = |what: &str| Some(format!("{}: xtask knows no {what}", command.text()));
    let mut words = command.own.iter().map(String::as_str);
    let verb = words.next()?;
    if !main.contains(&format!("Some(\"{verb}\")")) {
        return unknown(verb);
    }
    while let Some(word) = words.next() {
        let is_known = if word.starts_with('-') {
            main.contains(&format!("\"{word}\" =>"))
        } else {
            let step = format!("Step {{ name: \"{word}\"");
            is_placeholder(word) || verb == "supply" && steps.contains(&step)
        };
        if !is_known {
            return unknown(word);
        }
        if word == "--baseline" {
            words.next();
        }
    }
    None
}
