//! One octet above each limit, and far above it.

use super::starts;
use crate::case::Case;

const BODY: usize = 65_536;
const PROOF: usize = 16_384;

pub(super) fn cases() -> Vec<Case> {
    let [start, ..] = starts();
    let body = start.body();
    let room = BODY - body.len();
    let mut cases = Vec::new();
    for more in [1, 2, 63, 64, 4096, 65_536, 1 << 20, 4 << 20] {
        let code = "body_too_large";
        let spaces = " ".repeat(room + more);
        cases.push(Case::new(format!("{more} spaces before"), format!("{spaces}{body}"), code));
        cases.push(Case::new(format!("{more} spaces after"), format!("{body}{spaces}"), code));
        let long = start.clone().beside("requestId", &format!("\"{spaces}\"")).body();
        cases.push(Case::new(format!("{more} in a member"), long, code));
        let noise = vec![0xFF; BODY + more];
        cases.push(Case::new(format!("{more} octets of noise"), noise, code));
        let brackets = "[".repeat(BODY + more);
        cases.push(Case::new(format!("{more} brackets"), brackets, code));
    }
    for length in [PROOF + 1, PROOF + 2, 20_000, 40_000, 65_000] {
        for letter in ["A", ".", "=", "\u{e9}"] {
            let proof = letter.repeat(length / letter.len() + 1);
            let body = start.body_around(&proof);
            cases.push(Case::new(format!("a proof of {length} {letter}"), body, "proof_too_large"));
        }
    }
    for letter in [".", "A", "A.", "..A"] {
        let proof = letter.repeat(PROOF / letter.len());
        let body = start.body_around(&proof);
        cases.push(Case::new(format!("a proof of {letter}"), body, "proof_malformed"));
    }
    for (letter, count) in [("k", 513), ("k", 10_000), ("\u{e9}", 257), ("\u{1f600}", 129)] {
        let long = start.clone().header("kid", letter.repeat(count)).body();
        cases.push(Case::new(format!("a kid of {count} {letter}"), long, "header_kid"));
    }
    // Escapes count by what they stand for, and the body's own limit comes first.
    let escaped = "\\u0041".repeat(PROOF + 1);
    let body = format!(r#"{{"proof":"{escaped}","actionPayload":{{}}}}"#);
    cases.push(Case::new("an escaped proof", body, "body_too_large"));
    let escaped = "\\u00e9".repeat(PROOF / 2 + 1);
    let body = format!(r#"{{"proof":"{escaped}","actionPayload":{{}}}}"#);
    cases.push(Case::new("a proof that grows when it is read", body, "proof_too_large"));
    // As many values as the body can hold.
    let many = format!("[{}0]", "0,".repeat(30_000));
    let body = start.clone().beside("requestId", &many).action("{}");
    let mut body = body.body();
    body.pop();
    cases.push(Case::new("30,000 elements and no end", body, "body_malformed"));
    // The densest texts, cut off: what is read of them is kept in a table as long as they are.
    let deep = format!("{}0{},", "{\"\":".repeat(31), "}".repeat(31));
    for element in ["0,", "[],", "{\"\":0},", &deep] {
        for length in (1..=8).map(|eighth| BODY / 8 * eighth) {
            let body = format!("[{}", element.repeat(length / element.len()));
            let what = format!("{length} octets of {element:.7}");
            cases.push(Case::new(what, &body[..length.min(body.len())], "body_malformed"));
        }
    }
    let names: Vec<_> = (0..5_000).rev().map(|n| format!("\"{n:06}\":0")).collect();
    let body = format!(r#"{{"proof":"A","actionPayload":{{{}}}}}"#, names.join(","));
    cases.push(Case::new("5,000 names in the worst order", body, "proof_malformed"));
    let action = format!("{{\"a\":[{}0.5]}}", "0,".repeat(20_000));
    let mut huge = start.clone();
    huge.action = action;
    cases.push(Case::new("20,000 elements to hash", huge.body(), "action_payload_invalid"));
    let mut huge = start;
    huge.action = format!("{{\"a\":[{}0]}}", "0,".repeat(20_000));
    cases.push(Case::new("20,000 elements that were hashed", huge.body(), "action_mismatch"));
    cases
}
