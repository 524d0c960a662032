//! The table at the end.

use super::{Answer, Problem};

/// What became of one step.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) step: &'static str,
    pub(super) seconds: u64,
    pub(super) answer: Answer,
}

/// The lines in columns.
pub(super) fn render(lines: &[Line]) -> String {
    let width = lines.iter().map(|line| line.step.len()).max().unwrap_or(0).max(4);
    let mut text = format!("{:width$}  result   time   what\n", "step");
    for Line { step, seconds, answer } in lines {
        let (result, note) = match answer {
            Ok(figures) => ("pass", figures),
            Err(Problem::Failed(why)) => ("FAIL", why),
            Err(Problem::NotRun(why)) => ("not run", why),
        };
        // The rest of a long answer was printed above.
        let note = note.lines().next().unwrap_or_default();
        text.push_str(&format!("{step:width$}  {result:7}  {seconds:>3} s  {note}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::Problem;
    use super::{Line, render};

    #[test]
    fn columns_are_aligned() {
        let lines = [
            Line { step: "a", seconds: 1, answer: Ok("3 of 3".into()) },
            Line {
                step: "longer",
                seconds: 100,
                answer: Err(Problem::Failed("one\nand more".into())),
            },
            Line { step: "b", seconds: 0, answer: Err(Problem::NotRun("no tool".into())) },
        ];
        assert_eq!(
            render(&lines),
            "step    result   time   what\n\
             a       pass       1 s  3 of 3\n\
             longer  FAIL     100 s  one\n\
             b       not run    0 s  no tool\n"
        );
    }
}
