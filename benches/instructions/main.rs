//! Guards against regressions by counting instructions, which do not depend on what else a machine
//! does.
//!
//! `cargo run --release -p psea-benches --bin instructions -- check` compares with the figures in
//! `benches/instructions.json`; `write` replaces them.
//!
//! Each work is run by valgrind's callgrind twice, for a few times and for some more; the
//! difference is what it costs, and the start of the process and the setting up fall out. Under
//! valgrind no SHA instructions are seen, and the curve is p256's, which is the same code on every
//! processor: so the counts are those of the code and the toolchain.
#![allow(clippy::arithmetic_side_effects, reason = "a measurement")]

mod count;
mod figures;
mod works;

use psea_benches::Failure;

use count::count;
use figures::Figures;
use works::{CONTROL, CONTROL_OF, WORKS};

/// By how much a count may grow, in parts of itself.
const GROWTH: f64 = 0.03;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["work", name, times] => works::run(name, times.parse()?),
        ["check"] => check(),
        ["write"] => write(),
        _ => Err("one of: check, write".into()),
    }
}

fn write() -> Result<(), Failure> {
    let mut figures = Figures::of_here();
    for name in WORKS {
        let counted = count(name)?;
        println!("{counted:>12}  {name}");
        figures.counts.insert((*name).into(), counted);
    }
    figures.write()
}

fn check() -> Result<(), Failure> {
    let stored = Figures::read()?;
    let here = Figures::of_here();
    println!("{:>12} {:>12} {:>9}", "stored", "counted", "growth");
    let mut grown = Vec::new();
    for name in WORKS {
        let counted = count(name)?;
        let growth = stored.growth(name, counted)?;
        if growth > GROWTH {
            grown.push(*name);
        }
        line(&stored, name, counted, growth);
    }
    // A guard that notices nothing is none.
    let counted = count(CONTROL)?;
    let growth = stored.growth(CONTROL_OF, counted)?;
    line(&stored, CONTROL_OF, counted, growth);
    println!("^ control: {CONTROL}, which must show");
    if growth <= GROWTH {
        return Err("the control was not noticed".into());
    }
    if grown.is_empty() {
        return Ok(());
    }
    let mut problem = format!("more than {:.0} % above the stored: {grown:?}", GROWTH * 100.0);
    if stored.toolchain != here.toolchain {
        problem.push_str(&format!(
            "; they are of {}, and this is {}: if the code did not cause it, write them anew",
            stored.toolchain, here.toolchain
        ));
    }
    Err(problem.into())
}

fn line(stored: &Figures, name: &str, counted: u64, growth: f64) {
    let before = stored.counts.get(name).copied().unwrap_or_default();
    println!("{before:>12} {counted:>12} {:>8.2} %  {name}", growth * 100.0);
}
