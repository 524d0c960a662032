//! The counts for people.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use psea_conformance::Report;
use psea_conformance::model::Codes;
use psea_conformance::report::Tally;

const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const OPEN: Style = AnsiColor::Yellow.on_default();

struct Row {
    label: String,
    tally: Tally,
    style: Style,
}

pub(crate) fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let rows = rows(report);
    let width = rows.iter().map(|row| row.label.chars().count()).max().unwrap_or_default();
    writeln!(
        out,
        "{BOLD}{:width$}  {:>6}  {:>6}  {:>6}  {:>11}{BOLD:#}",
        "", "total", "passed", "failed", "unsupported"
    )?;
    for Row { label, tally, style } in rows {
        let Tally { total, passed, failed, unsupported } = tally;
        write!(out, "{style}{label:width$}{style:#}  {total:>6}  ")?;
        cell(out, passed, 6, if passed == total { GOOD } else { Style::new() })?;
        write!(out, "  ")?;
        cell(out, failed, 6, BAD)?;
        write!(out, "  ")?;
        cell(out, unsupported, 11, OPEN)?;
        writeln!(out)?;
    }
    writeln!(out, "A vector counts in each of its sections.")?;
    if report.codes == Codes::Off {
        writeln!(out, "Rejection codes were not compared.")?;
    }
    Ok(())
}

fn rows(report: &Report) -> Vec<Row> {
    let mut rows = Vec::new();
    for suite in report.suites() {
        rows.push(Row { label: suite.suite.name().to_owned(), tally: suite.tally, style: BOLD });
        for section in suite.sections {
            let label = format!("  §{}", super::text::printable(&section.section));
            rows.push(Row { label, tally: section.tally, style: Style::new() });
        }
    }
    rows.push(Row { label: "total".to_owned(), tally: report.total(), style: BOLD });
    rows
}

/// A count, coloured unless it is nothing.
fn cell(out: &mut impl Write, count: usize, width: usize, style: Style) -> io::Result<()> {
    let style = if count == 0 { Style::new() } else { style };
    write!(out, "{style}{count:>width$}{style:#}")
}
