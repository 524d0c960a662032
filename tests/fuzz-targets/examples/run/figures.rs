//! The table.

use crate::Options;
use crate::build::{Places, version};

pub(crate) struct Row {
    pub(crate) target: String,
    pub(crate) seconds: u64,
    pub(crate) executions: u64,
    pub(crate) edges: u64,
    pub(crate) features: u64,
    pub(crate) memory: u64,
    pub(crate) files: usize,
    pub(crate) octets: u64,
    /// Inputs that took too long once, and not again.
    pub(crate) forgiven: usize,
    pub(crate) findings: usize,
}

impl Row {
    fn cells(&self) -> [String; 10] {
        [
            format!("`{}`", self.target),
            grouped(self.seconds),
            grouped(self.executions),
            grouped(self.executions / self.seconds.max(1)),
            grouped(self.edges),
            grouped(self.features),
            grouped(self.memory),
            format!("{} / {} KiB", self.files, self.octets.div_ceil(1024)),
            self.forgiven.to_string(),
            self.findings.to_string(),
        ]
    }
}

/// With a comma between the thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// In Markdown, and aligned.
pub(crate) fn table(rows: &[&Row]) -> String {
    let head = [
        "target",
        "s",
        "executions",
        "per s",
        "edges",
        "features",
        "MiB",
        "corpus",
        "slow once",
        "findings",
    ];
    let cells: Vec<[String; 10]> = rows.iter().map(|row| row.cells()).collect();
    let widths: Vec<usize> = head
        .iter()
        .enumerate()
        .map(|(column, name)| {
            cells.iter().map(|c| c[column].len()).chain([name.len()]).max().unwrap()
        })
        .collect();
    let line = |cells: &[&str]| {
        let cells = cells.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| {
            if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule: Vec<String> =
        widths
            .iter()
            .enumerate()
            .map(|(column, width)| {
                if column == 0 { "-".repeat(*width) } else { format!("{}:", "-".repeat(width - 1)) }
            })
            .collect();
    let mut text = line(&head);
    text += &line(&rule.iter().map(String::as_str).collect::<Vec<_>>());
    for row in &cells {
        text += &line(&row.iter().map(String::as_str).collect::<Vec<_>>());
    }
    text
}

/// The targets with the fewest and with the most executions.
pub(crate) fn range(rows: &[&Row]) -> String {
    let of = |row: Option<&&Row>| {
        row.map_or_else(String::new, |row| {
            format!("{} (`{}`)", grouped(row.executions), row.target)
        })
    };
    let least = of(rows.iter().min_by_key(|row| row.executions));
    let most = of(rows.iter().max_by_key(|row| row.executions));
    format!("From {least} to {most} executions.\n")
}

const BEGIN: &str = "<!-- figures: written by `--record` -->\n";
const END: &str = "<!-- figures: end -->\n";

/// Puts the table, and how it came about, between the markers of the document.
pub(crate) fn record(
    places: &Places,
    options: &Options,
    controls: &str,
    table: &str,
) -> Result<(), String> {
    let path = places.project.join("docs/security/fuzzing.md");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{path:?}: {error}"))?;
    let (before, rest) = text.split_once(BEGIN).ok_or(format!("{path:?}: no line {BEGIN}"))?;
    let (_, after) = rest.split_once(END).ok_or(format!("{path:?}: no line {END}"))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--record").collect();
    let command = ["cargo run -p psea-fuzz-targets --example run --".to_owned()];
    let command: Vec<String> = command.into_iter().chain(arguments).collect();
    let project = places.project.to_string_lossy();
    let commit = version("git", &["-C", &project, "describe", "--always", "--dirty", "--abbrev=7"]);
    let date = version("date", &["-u", "+%F"]);
    let text = format!(
        "{before}{BEGIN}\n`{}`\n\nAt {commit}, {date}: {} side by side on {cores} cores ({}), {}, {}.\n\
         {controls}\n\n{table}\n{END}{after}",
        command.join(" "),
        options.jobs,
        std::env::consts::ARCH,
        version("rustc", &["--version"]),
        version("cargo", &["fuzz", "--version"]),
    );
    std::fs::write(&path, text).map_err(|error| format!("{path:?}: {error}"))
}
