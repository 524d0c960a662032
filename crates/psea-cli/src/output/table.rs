//! Aligned text.

use std::fmt;

use super::style::{FAINT, HEADING};
use super::visible;

/// The width that text is wrapped at.
pub(crate) const WIDTH: usize = 100;

/// Spaces before every row.
const MARGIN: usize = 2;

/// Spaces between columns.
const GAP: usize = 2;

/// Names and what they stand for, one pair a line.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    rows: Vec<(String, String)>,
}

impl Pairs {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Words, wrapped where they are too long for one line.
    pub(crate) fn text(&mut self, name: &str, value: impl AsRef<str>) -> &mut Self {
        self.rows.push((name.into(), visible::text(value.as_ref())));
        self
    }
}

impl fmt::Display for Pairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let indent = names.saturating_add(MARGIN + GAP);
        for (name, value) in &self.rows {
            let gap = names.saturating_sub(width(name)).saturating_add(GAP);
            write!(f, "{:MARGIN$}{FAINT}{name}{FAINT:#}{:gap$}", "", "")?;
            for (index, line) in wrap(value, WIDTH.saturating_sub(indent)).iter().enumerate() {
                let before = if index == 0 { 0 } else { indent };
                writeln!(f, "{:before$}{line}", "")?;
            }
        }
        Ok(())
    }
}

/// Rows of cells under headings. The last column is wrapped, the others are as wide as needed.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    head: Option<[&'static str; N]>,
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) const fn new(head: Option<[&'static str; N]>) -> Self {
        Self { head, rows: Vec::new() }
    }

    /// Adds a row. Its cells must be safe to look at already.
    pub(crate) fn row(&mut self, cells: [String; N]) -> &mut Self {
        self.rows.push(cells);
        self
    }

    fn widths(&self) -> [usize; N] {
        let mut widths = self.head.map_or([0; N], |head| head.map(width));
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = width(cell).max(*widest);
            }
        }
        widths
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        let before_last = widths.iter().take(N.saturating_sub(1));
        let indent =
            before_last.fold(MARGIN, |sum, width| sum.saturating_add(*width).saturating_add(GAP));
        if let Some(head) = self.head {
            let mut line = String::new();
            for (cell, width) in head.iter().zip(widths) {
                line.push_str(&pad(cell, width.saturating_add(GAP)));
            }
            writeln!(f, "{:MARGIN$}{HEADING}{}{HEADING:#}", "", line.trim_end())?;
        }
        for row in &self.rows {
            let mut line = " ".repeat(MARGIN);
            if let Some((last, others)) = row.split_last() {
                for (cell, width) in others.iter().zip(widths) {
                    line.push_str(&pad(cell, width.saturating_add(GAP)));
                }
                for (index, part) in wrap(last, WIDTH.saturating_sub(indent)).iter().enumerate() {
                    if index > 0 {
                        line.push('\n');
                        line.push_str(&" ".repeat(indent));
                    }
                    line.push_str(part);
                }
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Words in lines of at most `limit` characters; a longer word has a line of its own.
pub(crate) fn wrap(text: &str, limit: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line).saturating_add(width(word)) >= limit {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// A paragraph, indented by the margin.
pub(crate) fn paragraph(text: &str) -> String {
    let lines = wrap(text, WIDTH - MARGIN);
    lines.iter().map(|line| format!("{:MARGIN$}{line}\n", "")).collect()
}

/// Characters that take room: colours (`ESC [ … m`) do not.
fn width(text: &str) -> usize {
    let mut in_colour = false;
    let mut width = 0_usize;
    for c in text.chars() {
        match c {
            '\u{1b}' => in_colour = true,
            'm' if in_colour => in_colour = false,
            _ if in_colour => {}
            _ => width = width.saturating_add(1),
        }
    }
    width
}

fn pad(text: &str, to: usize) -> String {
    let mut cell = String::from(text);
    cell.push_str(&" ".repeat(to.saturating_sub(width(text))));
    cell
}
