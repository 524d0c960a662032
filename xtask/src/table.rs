//! The table at the end.

/// What became of one suite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) suite: String,
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) not_run: u64,
    /// Why it failed or was not run, or how long it took.
    pub(crate) note: String,
}

/// The counts of every `test result:` in what `cargo test` printed.
pub(crate) fn count(line: &mut Line, printed: &str) {
    let Some((_, counts)) = printed.split_once("test result: ") else { return };
    for part in counts.split([';', '.']) {
        let mut words = part.split_whitespace();
        let Some(number) = words.next().and_then(|word| word.parse::<u64>().ok()) else { continue };
        match words.next() {
            Some("passed") => line.passed = line.passed.saturating_add(number),
            Some("failed") => line.failed = line.failed.saturating_add(number),
            Some("ignored") => line.not_run = line.not_run.saturating_add(number),
            _ => {}
        }
    }
}

/// The lines in columns.
pub(crate) fn render(lines: &[Line]) -> String {
    let width = lines.iter().map(|line| line.suite.chars().count()).max().unwrap_or(0).max(5);
    let mut text =
        format!("{:width$}  {:>7}  {:>7}  {:>7}  note\n", "suite", "passed", "failed", "not run");
    for Line { suite, passed, failed, not_run, note } in lines {
        let row = format!("{suite:width$}  {passed:>7}  {failed:>7}  {not_run:>7}  {note}");
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Line, count, render};

    #[test]
    fn results_are_added_up() {
        let mut line = Line { suite: "s".into(), ..Line::default() };
        for printed in [
            "running 3 tests",
            "test result: ok. 20 passed; 0 failed; 2 ignored; 0 measured; 7 filtered out; \
             finished in 87.35s",
            "test result: FAILED. 1 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out",
        ] {
            count(&mut line, printed);
        }
        assert_eq!((line.passed, line.failed, line.not_run), (21, 3, 2));
    }

    #[test]
    fn columns_are_aligned() {
        let one = Line { suite: "a".into(), passed: 12, ..Line::default() };
        let two = Line { suite: "longer name".into(), note: "why".into(), ..Line::default() };
        assert_eq!(
            render(&[one, two]),
            "suite         passed   failed  not run  note\n\
             a                 12        0        0\n\
             longer name        0        0        0  why\n"
        );
    }
}
