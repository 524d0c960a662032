//! What is printed.

use std::fmt::Write as _;

use crate::run::Finding;
use crate::switches::{Switch, Unobservable};

const HEAD: [&str; 5] = ["switch", "section", "caught by", "by result", "first"];

/// The table of a whole run.
pub(crate) fn summary(findings: &[Finding<'_>], vectors: usize, unobservable: usize) -> String {
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(findings.iter().map(row));
    let mut text = aligned(&rows);
    let missed: Vec<&str> =
        findings.iter().filter(|f| !f.is_caught()).map(|f| f.switch.name).collect();
    let by_code = findings.iter().filter(|f| f.is_caught() && f.by_result() == 0).count();
    let _ = writeln!(
        text,
        "\n{} switches, {vectors} vectors: {} caught ({by_code} by a rejection code alone), {} not; \
         {unobservable} checks that no vector can show (--list)",
        findings.len(),
        findings.len().saturating_sub(missed.len()),
        missed.len(),
    );
    if !missed.is_empty() {
        let _ = writeln!(text, "not caught: {}", missed.join(", "));
    }
    text
}

fn row(finding: &Finding<'_>) -> [String; 5] {
    let first = finding.failures.iter().find(|f| f.by_result).or(finding.failures.first());
    [
        finding.switch.name.to_owned(),
        finding.switch.section.to_owned(),
        finding.failures.len().to_string(),
        finding.by_result().to_string(),
        first.map_or_else(|| "NOT CAUGHT".to_owned(), |failure| failure.id.clone()),
    ]
}

/// One switch with every vector that noticed it.
pub(crate) fn detail(findings: &[Finding<'_>]) -> String {
    let mut text = String::new();
    for finding in findings {
        let _ = writeln!(text, "{} ({})", finding.switch.name, finding.switch.section);
        for edit in finding.switch.edits {
            let _ = writeln!(text, "  in {}", edit.path().display());
        }
        for failure in &finding.failures {
            let how = if failure.by_result { "" } else { "  (by its code alone)" };
            let _ = writeln!(text, "  caught by {}{how}", failure.id);
        }
        if !finding.is_caught() {
            text.push_str("  NOT CAUGHT\n");
        }
    }
    text
}

/// The switches, and what no vector can show.
pub(crate) fn list(switches: &[Switch], unobservable: &[Unobservable]) -> String {
    let mut rows = vec![["switch", "section", "file"].map(str::to_owned)];
    for switch in switches {
        let file = switch.edits.first().map(|edit| edit.path().display().to_string());
        rows.push([switch.name.into(), switch.section.into(), file.unwrap_or_default()]);
    }
    let mut text = aligned(&rows);
    text.push_str("\nNo vector can show:\n");
    for one in unobservable {
        let _ = writeln!(text, "  {} ({}): {}", one.check, one.section, one.reason);
    }
    text
}

/// Columns as wide as they need to be; the last is left ragged.
fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "{cell:width$}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Failure;

    const CAUGHT: Switch = Switch { name: "caught", section: "3.4", edits: &[] };
    const MISSED: Switch = Switch { name: "missed-one", section: "2", edits: &[] };

    #[test]
    fn the_table_is_aligned_and_names_what_was_missed() {
        let failure = |id: &str, by_result| Failure { id: id.into(), by_result };
        let failures = vec![failure("v.code", false), failure("v.result", true)];
        let findings = [
            Finding { switch: &CAUGHT, failures },
            Finding { switch: &MISSED, failures: Vec::new() },
        ];
        let text = summary(&findings, 7, 3);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "switch      section  caught by  by result  first");
        assert_eq!(lines[1], "caught      3.4      2          1          v.result");
        assert_eq!(lines[2], "missed-one  2        0          0          NOT CAUGHT");
        assert!(
            text.contains(
                "2 switches, 7 vectors: 1 caught (0 by a rejection code alone), 1 not; 3"
            )
        );
        assert!(text.ends_with("not caught: missed-one\n"));
    }
}
