//! The chart: one bar for each row, on a scale on which every goal lies at the same place.

use std::fmt::Write as _;

use crate::row::{Goal, Row};

const WIDTH: f64 = 960.0;
const LINE: f64 = 34.0;
const TOP: f64 = 46.0;
/// Where the bars begin, and where the goal is.
const LEFT: f64 = 470.0;
const GOAL: f64 = 760.0;

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1f2328}.small{font-size:11px;\
                     fill:#59636e}.pass{fill:#1a7f37}.fail{fill:#cf222e}.goal{stroke:#59636e;\
                     stroke-dasharray:4 3}.back{fill:#fff}";

pub(crate) fn render(rows: &[Row]) -> String {
    let height = TOP + LINE * rows.len() as f64 + 12.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         role=\"img\" aria-label=\"Measured ratios and their goals\">\n<style>{STYLE}</style>\n\
         <rect class=\"back\" width=\"{WIDTH}\" height=\"{height}\"/>\n\
         <text class=\"small\" x=\"{GOAL}\" y=\"18\" text-anchor=\"middle\">goal</text>\n\
         <text class=\"small\" x=\"{LEFT}\" y=\"18\">shorter is better</text>\n"
    );
    for (index, row) in rows.iter().enumerate() {
        bar(&mut svg, row, TOP + LINE * index as f64);
    }
    let _ = writeln!(
        svg,
        "<line class=\"goal\" x1=\"{GOAL}\" x2=\"{GOAL}\" y1=\"26\" y2=\"{}\"/>\n</svg>",
        height - 12.0
    );
    svg
}

fn bar(svg: &mut String, row: &Row, y: f64) {
    // What is to be large is drawn as its inverse, so that every bar is to end before the goal.
    let share = match row.goal {
        Goal::AtLeast(bound) => bound / row.measured,
        Goal::AtMost(bound) | Goal::Below(bound) => row.measured / bound,
    };
    let length = ((GOAL - LEFT) * share).clamp(1.0, WIDTH - LEFT - 70.0);
    let class = if row.holds { "pass" } else { "fail" };
    let (what, against) = (escaped(&row.what), escaped(&row.against));
    // Writing to a String cannot fail.
    let _ = writeln!(
        svg,
        "<text x=\"12\" y=\"{:.0}\">{what}</text>\
         <text class=\"small\" x=\"12\" y=\"{:.0}\">{against}</text>\
         <rect class=\"{class}\" x=\"{LEFT}\" y=\"{:.0}\" width=\"{length:.1}\" height=\"14\"/>\
         <text class=\"small\" x=\"{:.1}\" y=\"{:.0}\">{} ({})</text>",
        y,
        y + 13.0,
        y - 8.0,
        LEFT + 2.0,
        y + 17.0,
        escaped(&row.figure()),
        escaped(&row.goal_text()),
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
