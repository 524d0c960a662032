//! Suite `chain-entry`: the links of §3.12.

use crate::core::proof::MAX;
use crate::core::values::{SENTINEL, chain_entry};
use crate::vector::{Suite, Vector};

/// The suite.
pub(crate) fn suite() -> Suite {
    let mut vectors = Vec::new();

    let uuid = "550e8400-e29b-41d4-a716-446655440000";
    let first = "bfda4891fc8e525cec0093b9af8686d5f330daaf91922fd296aa77db17f656c9";
    let next = "550e8400-e29b-41d4-a716-446655440001";
    let second = "fc7892f1df476be778613749e96412547922a69dc23600b85878df95ecdafb31";
    assert_eq!(chain_entry(uuid, 42, SENTINEL), first);
    assert_eq!(chain_entry(next, 43, first), second);
    let mut add = |slug: &str, title: &str, jti: &str, counter: u64, prev: &str| {
        let entry = chain_entry(jti, counter, prev);
        vectors.push(
            Vector::new(&format!("chain-entry.{slug}"), title, &["3.12"])
                .with("jti", jti)
                .with("counter", counter)
                .with("chain_prev", prev)
                .with("chain_entry", entry.as_str()),
        );
        entry
    };
    add("first", "The first link of an attester follows 64 zeros.", uuid, 42, SENTINEL);
    add("second", "The second link follows the first.", next, 43, first);

    add("counter-zero", "A counter of zero is the one digit 0.", "a", 0, SENTINEL);
    add("counter-max", "The greatest counter is written in full.", "a", MAX, SENTINEL);
    add("counter-ten", "A counter is decimal, without leading zeros.", "a", 10, SENTINEL);
    add(
        "shift-a",
        "A digit at the end of the action id is not part of the counter.",
        "a1",
        1,
        SENTINEL,
    );
    add(
        "shift-b",
        "A digit at the start of the counter is not part of the action id.",
        "a",
        11,
        SENTINEL,
    );
    add("jti-shortest", "An action id of one character.", "Z", 7, SENTINEL);
    add("jti-longest", "An action id of 128 characters.", &"k".repeat(128), 7, SENTINEL);
    add(
        "jti-punctuation",
        "An action id of all the punctuation that is allowed.",
        "._-",
        7,
        SENTINEL,
    );
    add("prev-ones", "A link of all ones before it.", "a", 7, &"f".repeat(64));

    let mut prev = SENTINEL.to_owned();
    for n in 1..=5 {
        let title = format!("Link {n} of a chain of five whose counters have gaps.");
        let jti = format!("five-{n}");
        prev = add(&format!("five-{n}"), &title, &jti, n * n, &prev);
    }
    Suite { name: "chain-entry", vectors }
}
