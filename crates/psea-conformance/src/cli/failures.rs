//! The failures in full.

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use psea_conformance::Report;
use psea_conformance::model::Difference;
use psea_conformance::report::VectorResult;
use psea_conformance::run::Outcome;
use psea_conformance::token::{self, DecodedToken};

use super::text::{indented, printable};

const FAILED: Style = AnsiColor::Red.on_default().bold();
const FAINT: Style = Style::new().dimmed();

pub(crate) fn write(out: &mut impl Write, report: &Report, shown: usize) -> io::Result<()> {
    for result in report.failures().take(shown) {
        failure(out, result)?;
    }
    let hidden = report.failures().count().saturating_sub(shown);
    if hidden > 0 {
        writeln!(out, "{hidden} more failed; --failures N shows more of them.\n")?;
    }
    Ok(())
}

fn failure(out: &mut impl Write, result: &VectorResult) -> io::Result<()> {
    let vector = &result.source.vector;
    writeln!(out, "{FAILED}FAILED{FAILED:#} {}", printable(vector.id()))?;
    writeln!(out, "  title     {}", printable(vector.title()))?;
    writeln!(out, "  sections  {}", printable(&vector.sections().join(", ")))?;
    writeln!(out, "  file      {}", result.source.path.display())?;
    let mut tokens = token::tokens_of(vector);
    match &result.outcome {
        Outcome::Differs(differences) => {
            for difference in differences {
                write!(out, "{}", described(difference))?;
            }
            // Of a verify vector, the tokens of the steps that differ.
            tokens.retain(|token| {
                token.step.is_none()
                    || differences.iter().any(|difference| difference.step == token.step)
            });
        }
        Outcome::Failed(failure) => {
            write!(out, "{}", indented(&printable(&failure.message), 2))?;
            if !failure.stderr.is_empty() {
                writeln!(out, "  the last of its standard error:")?;
                write!(out, "{}", indented(&printable(&failure.stderr), 4))?;
            }
        }
        Outcome::Passed | Outcome::Unsupported => {}
    }
    for token in &tokens {
        write_token(out, token)?;
    }
    writeln!(out)
}

/// One line while it is short, else one below the other, so that the eye can compare.
fn described(difference: &Difference) -> String {
    const SHORT: usize = 60;
    let Difference { step, member, expected, got } = difference;
    let (expected, got) = (printable(expected), printable(got));
    let mut text = String::from("  ");
    if let Some(step) = step {
        let _ = write!(text, "step {step}, ");
    }
    if expected.len().saturating_add(got.len()) <= SHORT
        && !expected.contains('\n')
        && !got.contains('\n')
    {
        let _ = writeln!(text, "{member}: expected {expected}, got {got}");
    } else {
        let _ = write!(text, "{member}:\n    expected\n{}", indented(&expected, 6));
        let _ = write!(text, "    got\n{}", indented(&got, 6));
    }
    text
}

pub(crate) fn write_token(out: &mut impl Write, token: &DecodedToken) -> io::Result<()> {
    let of = token.step.map(|step| format!(" of step {step}")).unwrap_or_default();
    writeln!(out, "  token{of} {FAINT}(decoded for reading; nothing was verified){FAINT:#}")?;
    writeln!(out, "    header")?;
    write!(out, "{}", indented(&printable(&token.header), 6))?;
    writeln!(out, "    payload")?;
    write!(out, "{}", indented(&printable(&token.payload), 6))
}
