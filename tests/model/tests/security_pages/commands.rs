//! Calls of cargo: their packages, targets and features.

use std::path::PathBuf;

use crate::page::{Page, project};

/// A call of cargo, in words. `--option=value` is two words here.
pub(crate) struct Command {
    text: String,
    verb: String,
    /// What cargo itself reads, after the verb.
    pub(crate) own: Vec<String>,
    /// What cargo passes on.
    pub(crate) passed_on: Vec<String>,
}

impl Command {
    /// The calls on a page, each up to what the shell takes for its end.
    pub(crate) fn all(page: &Page) -> Vec<Self> {
        let mut commands = Vec::new();
        for code in page.code() {
            for (at, _) in code.match_indices("cargo ") {
                let text = &code[at..];
                let ends = [" #", ";", " || ", " && ", " | ", " > "];
                let end = ends.iter().filter_map(|end| text.find(end)).min();
                let text = &text[..end.unwrap_or(text.len())];
                let split = |word: &str| match word.split_once('=') {
                    Some((option, value)) if option.starts_with('-') => {
                        vec![option.to_owned(), value.to_owned()]
                    }
                    _ => vec![word.to_owned()],
                };
                let words = text.split_whitespace().skip(1).filter(|word| !word.starts_with('+'));
                let mut words = words.flat_map(split);
                if let Some(verb) = words.next() {
                    let own = words.by_ref().take_while(|word| word != "--").collect();
                    let passed_on = words.collect();
                    commands.push(Self { text: text.trim().into(), verb, own, passed_on });
                }
            }
        }
        commands
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn verb(&self) -> &str {
        &self.verb
    }

    /// The value of an option of cargo's.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        let mut words = self.own.iter().skip_while(|word| *word != name).skip(1);
        words.next().map(String::as_str).filter(|value| !is_placeholder(value))
    }
}

/// Whether the reader is to put something else for it.
pub(crate) fn is_placeholder(word: &str) -> bool {
    word.contains(['…', '<']) || word.chars().all(|c| c.is_ascii_uppercase())
}

/// Folder and manifest of a package of the workspace.
pub(crate) fn package(name: &str) -> Option<(PathBuf, String)> {
    let workspace = std::fs::read_to_string(project().join("Cargo.toml")).unwrap();
    let folders = workspace.split('"').map(|folder| project().join(folder));
    folders.filter(|folder| folder != &project()).find_map(|folder| {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let of_package = manifest.split("\n\n").next()?;
        of_package.contains(&format!("\nname = \"{name}\"\n")).then_some((folder, manifest))
    })
}

pub(crate) fn check(page: &Page) -> (usize, Vec<String>) {
    let commands: Vec<_> = Command::all(page)
        .into_iter()
        .filter(|command| command.option("-p").or(command.option("--path")).is_some())
        .collect();
    (commands.len(), commands.iter().filter_map(problem).collect())
}

/// What is wrong with a command that names a package, if anything.
fn problem(command: &Command) -> Option<String> {
    let text = command.text();
    let (name, found) = match (command.option("-p"), command.option("--path")) {
        (Some(name), _) => (name, package(name)),
        (None, Some(path)) => {
            let folder = project().join(path);
            let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok();
            (path, manifest.map(|manifest| (folder, manifest)))
        }
        (None, None) => return None,
    };
    let Some((folder, manifest)) = found else {
        return Some(format!("{text}: there is no package {name}"));
    };
    for (option, place) in [
        ("--test", "tests"),
        ("--example", "examples"),
        ("--bench", "benches"),
        ("--bin", "src/bin"),
    ] {
        let Some(target) = command.option(option) else { continue };
        let is_there = [format!("{target}.rs"), format!("{target}/main.rs")]
            .iter()
            .any(|file| folder.join(place).join(file).is_file());
        if !is_there && !manifest.contains(&format!("name = \"{target}\"")) {
            return Some(format!("{text}: {name} has no {target}"));
        }
    }
    let features = command.option("--features").into_iter().flat_map(|all| all.split(','));
    for feature in features {
        let is_it = |line: &str| line.split([' ', '=']).next() == Some(feature);
        let (_, declared) = manifest.split_once("[features]").unwrap_or_default();
        if !declared.split("\n[").next().unwrap().lines().any(is_it) {
            return Some(format!("{text}: {name} has no feature {feature}"));
        }
    }
    None
}
