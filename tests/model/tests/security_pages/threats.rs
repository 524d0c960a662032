//! The threat model names its rows by number.

use crate::page::Page;

/// The second table's heading.
const BY_NAME: &str = "\n## The same by name\n";

/// Every number in the second table is a row above it.
pub(crate) fn check(page: &Page) -> (usize, Vec<String>) {
    let Some((rows, by_name)) = page.content.split_once(BY_NAME) else {
        return (0, Vec::new());
    };
    let by_name = by_name.split("\n## ").next().unwrap();
    let numbers = by_name.lines().filter_map(|line| line.split('|').nth(2));
    let numbers = numbers.flat_map(|cell| cell.split(',')).map(str::trim);
    let numbers: Vec<_> =
        numbers.filter(|number| number.starts_with(|c: char| c.is_ascii_digit())).collect();
    let is_missing = |number: &&&str| !format!("\n{rows}").contains(&format!("\n| {number} |"));
    let wrong = numbers.iter().filter(is_missing).map(|number| format!("there is no row {number}"));
    (numbers.len(), wrong.collect())
}
