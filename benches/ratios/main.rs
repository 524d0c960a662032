//! The ratios that the crates are held to, each measured within one run.
//!
//! `cargo run --release -p psea-benches -- [DIRECTORY] [--proofs N] [--rounds N] [--no-audit]`
//!
//! Prints a table and writes it as `performance.json` and `performance.svg` into the directory
//! (`docs` by default), and into the page `performance.md` where that is there. What is compared is measured in turns, and a row's figure is the median of
//! the ratios of the rounds, so that whatever else the machine does falls on both. The audit is
//! that of `psea`, which is built where it was not: 50,000 proofs by default, `--proofs 1000000`
//! for the long form.
#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a measurement"
)]

mod chart;
mod given;
mod machine;
mod measure;
mod row;
mod rows;
mod table;

use psea_benches::Failure;

use given::Given;

fn main() -> Result<(), Failure> {
    let given = Given::read()?;
    if cfg!(debug_assertions) {
        eprintln!("these are figures of a debug build: use cargo run --release");
    }
    let machine = machine::Machine::here();
    println!("{machine}\n");
    let rows = rows::measure(&given)?;
    println!("\n{}", table::render(&rows));
    let json = given.directory.join("performance.json");
    let svg = given.directory.join("performance.svg");
    std::fs::write(&json, table::json(&machine, &given, &rows)?)?;
    std::fs::write(&svg, chart::render(&rows))?;
    println!("written: {} and {}", json.display(), svg.display());
    let page = given.directory.join("performance.md");
    if let Ok(text) = std::fs::read_to_string(&page)
        && let Some(text) = table::in_page(&text, &machine, &given, &rows)
    {
        std::fs::write(&page, text)?;
        println!("and the table in {}", page.display());
    }
    Ok(())
}
