//! Containers in containers, one level above the limit and thousands above it.

use super::{signed, starts, with_member};
use crate::case::Case;

/// A value of `levels` containers, of each of three kinds.
fn nested(levels: usize) -> [String; 3] {
    let mixed = (0..levels).map(|level| if level % 2 == 0 { "[" } else { "{\"a\":" });
    let closing = (0..levels).rev().map(|level| if level % 2 == 0 { "]" } else { "}" });
    [
        format!("{}{}", "[".repeat(levels), "]".repeat(levels)),
        format!("{}0{}", "{\"a\":".repeat(levels), "}".repeat(levels)),
        format!("{}0{}", mixed.collect::<String>(), closing.collect::<String>()),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let [start, ..] = starts();
    let (header, payload) = (start.header.to_string(), start.payload());
    let mut cases = Vec::new();
    // The object around it is level 1: 32 more are one too many.
    for levels in [32, 33, 34, 64, 128, 255, 256, 1_000] {
        for value in nested(levels) {
            for member in ["requestId", "signalReport", "integrityEvidence", "x"] {
                let body = with_member(&start.body(), &format!("\"{member}\":{value}"));
                cases.push(Case::new(format!("{levels} in {member}"), body, "body_malformed"));
            }
            let mut action = start.clone();
            action.action = format!("{{\"a\":{value}}}");
            cases.push(Case::new(
                format!("{levels} in the action"),
                action.body(),
                "body_malformed",
            ));
            let deep = with_member(&header, &format!("\"x\":{value}"));
            let body = signed(&start, &deep, &payload);
            cases.push(Case::new(format!("{levels} in the header"), body, "proof_malformed"));
            for claim in ["psea_chain_pending", "submods", "x", "jti2"] {
                let deep = with_member(&payload, &format!("\"{claim}\":{value}"));
                let body = signed(&start, &header, &deep);
                let what = format!("{levels} in {claim}");
                cases.push(Case::new(what, body, "payload_malformed"));
            }
        }
    }
    for count in [33, 1_000, 30_000, 65_536] {
        for open in ["[", "{\"a\":", "[{\"a\":"] {
            let body: String = open.chars().cycle().take(count).collect();
            cases.push(Case::new(format!("{count} of {open}"), body, "body_malformed"));
        }
    }
    cases
}
