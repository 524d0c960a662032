use psea_benches::Failure;
use serde::Serialize;

use crate::given::Given;
use crate::machine::Machine;
use crate::row::Row;

/// The table in columns.
pub(crate) fn render(rows: &[Row]) -> String {
    let head = ["what", "against", "measured", "goal", "", "from"].map(String::from);
    let mut lines = vec![head];
    for row in rows {
        let verdict = if row.holds { "pass" } else { "FAIL" };
        lines.push([
            row.what.clone(),
            row.against.clone(),
            row.figure(),
            row.goal_text(),
            verdict.into(),
            row.from.clone(),
        ]);
    }
    let mut widths = [0; 6];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for line in &lines {
        for (cell, width) in line.iter().zip(widths) {
            text.push_str(cell);
            text.push_str(&" ".repeat(width - cell.chars().count() + 2));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    let held = rows.iter().filter(|row| row.holds).count();
    text + &format!("\n{held} of {} hold\n", rows.len())
}

#[derive(Serialize)]
struct Document<'d> {
    command: String,
    machine: &'d Machine,
    rows: &'d [Row],
}

pub(crate) fn json(machine: &Machine, given: &Given, rows: &[Row]) -> Result<String, Failure> {
    let command = command(given);
    Ok(serde_json::to_string_pretty(&Document { command, machine, rows })? + "\n")
}

/// Between these lines stands the table in the page.
const BEGIN: &str = "<!-- begin: cargo run --release -p psea-benches -->";
const END: &str = "<!-- end -->";

/// The page with the table in its place; none if the page has no place for it.
pub(crate) fn in_page(
    page: &str,
    machine: &Machine,
    given: &Given,
    rows: &[Row],
) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    let command = command(given);
    let mut table = format!(
        "{machine}. `{command}`\n\n| what | against | measured | goal | | from |\n\
         |---|---|---|---|---|---|\n"
    );
    for row in rows {
        let verdict = if row.holds { "pass" } else { "**fail**" };
        let Row { what, against, from, .. } = row;
        let (figure, goal) = (row.figure(), row.goal_text());
        let cells = [what, against, figure.as_str(), &goal, verdict, from];
        table.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

/// What was measured by.
fn command(given: &Given) -> String {
    let audit = match given.proofs {
        Some(proofs) => format!("--proofs {proofs}"),
        None => "--no-audit".into(),
    };
    format!("cargo run --release -p psea-benches -- --rounds {} {audit}", given.rounds)
}
