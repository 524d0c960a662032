//! How the table of ratios is read.
#![allow(dead_code, unreachable_pub, reason = "a file of the program")]

#[path = "../ratios/row.rs"]
mod row;

use row::{Goal, Row};

fn read(measured: f64, goal: Goal) -> (String, bool) {
    let row = Row::ratio("ours", "theirs", measured, goal, "");
    (row.figure(), row.holds)
}

/// What was measured is not written as the goal unless it is the goal: `1.08 | ≤ 1.08 | fail` would
/// say nothing.
#[test]
fn a_figure_near_its_goal_says_on_which_side_it_is() {
    for (measured, goal, figure, holds) in [
        (1.084, Goal::AtMost(1.08), "1.084", false),
        (1.076, Goal::AtMost(1.08), "1.076", true),
        (1.0803, Goal::AtMost(1.08), "1.0803", false),
        (0.996, Goal::Below(1.0), "0.996", true),
        (1.004, Goal::Below(1.0), "1.004", false),
        (0.8997, Goal::AtLeast(0.9), "0.8997", false),
    ] {
        assert_eq!(read(measured, goal), (figure.into(), holds), "{measured}");
    }
}

#[test]
fn others_are_written_with_the_digits_that_mean_something() {
    for (measured, figure) in
        [(1.104, "1.10"), (12.69, "12.69"), (41.2, "41"), (0.0379, "0.0379"), (1.08, "1.08")]
    {
        assert_eq!(read(measured, Goal::AtMost(1.08)).0, figure);
    }
    // Nearer than anything that is measured.
    assert_eq!(read(1.080_000_000_1, Goal::AtMost(1.08)).0, "1.08");
    assert_eq!(
        Row::ratio("", "", 8.86, Goal::AtMost(10.0), "").with_unit(" µs").figure(),
        "8.86 µs"
    );
}
