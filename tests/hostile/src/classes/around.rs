//! The transport body: what stands around it, what it lacks, what it is instead.

use super::{starts, with_member};
use crate::case::Case;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for start in starts() {
        let body = start.body();
        for around in [
            "{}",
            "[]",
            "null",
            "0",
            "\"\"",
            ",",
            "}",
            "]",
            ";",
            "//",
            "/* */",
            "#",
            "<!--",
            "\0",
            "\u{b}",
            "\u{c}",
            "\u{85}",
            "\u{a0}",
            "\u{1680}",
            "\u{2028}",
            "\u{2029}",
            "\u{200b}",
            "\u{3000}",
            "\u{feff}",
            "\u{1e}",
            ")]}'",
            "while(1);",
            "HTTP/1.1 200",
        ] {
            cases.push(Case::new(
                format!("{around:?} after"),
                format!("{body}{around}"),
                "body_malformed",
            ));
            cases.push(Case::new(
                format!("{around:?} before"),
                format!("{around}{body}"),
                "body_malformed",
            ));
        }
        for (from, to) in [
            ("\"proof\":", "'proof':"),
            ("\"proof\":", "proof:"),
            ("\"proof\":", "\"proof\"="),
            ("\"proof\":", "\"proof\"::"),
            ("\"proof\":", "\"Proof\":"),
            ("\"proof\":", "\"proofs\":"),
            ("\"proof\":", "\"proof \":"),
            ("\"proof\":", "\"\u{440}roof\":"),
            ("\"proof\":", "\"\":"),
            ("\"proof\":\"", "\"proof\":[\""),
            ("\"proof\":\"", "\"proof\":\\\""),
            (",\"actionPayload\"", ",,\"actionPayload\""),
            (",\"actionPayload\"", "\"actionPayload\""),
            (",\"actionPayload\"", ";\"actionPayload\""),
            (",\"actionPayload\"", ",\"a\",\"actionPayload\""),
            (",\"actionPayload\"", ",/**/\"actionPayload\""),
            ("{\"proof\"", "{,\"proof\""),
        ] {
            let changed = body.replacen(from, to, 1);
            cases.push(Case::new(format!("{to} for {from}"), changed, "body_malformed"));
        }
        let trailing = format!("{},}}", &body[..body.len() - 1]);
        cases.push(Case::new("a comma at the end", trailing, "body_malformed"));
        for name in ["ActionPayload", "actionpayload", "action", "payload", "action_payload", ""] {
            let changed = body.replacen("\"actionPayload\"", &format!("\"{name}\""), 1);
            cases.push(Case::new(
                format!("{name:?} for the action"),
                changed,
                "action_payload_missing",
            ));
        }
        for value in ["null", "true", "0", "1", "\"\"", "\"{}\"", "[]", "[{}]", "-0"] {
            let mut changed = start.clone();
            changed.action = value.into();
            cases.push(Case::new(
                format!("{value} as action"),
                changed.body(),
                "action_payload_invalid",
            ));
            let proof =
                body.replacen(&format!("\"{}\"", start.proof_by(&crate::signer())), value, 1);
            let code = if value.starts_with('"') { "proof_malformed" } else { "body_malformed" };
            cases.push(Case::new(format!("{value} as proof"), proof, code));
        }
        for action in [
            "{}",
            r#"{"actionType":"transfer","amount":2501,"currency":"EUR","to":"alice"}"#,
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"Alice"}"#,
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice "}"#,
            r#"{"actionType":"transfer","amount":"2500","currency":"EUR","to":"alice"}"#,
            r#"{"actionType":"transfer","amount":-2500,"currency":"EUR","to":"alice"}"#,
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice","x":null}"#,
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR"}"#,
            r#"{"a":{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}}"#,
            r#"{"actionType":"transfer","amount":[2500],"currency":"EUR","to":"alice"}"#,
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"al\u0456ce"}"#,
        ] {
            let mut changed = start.clone();
            changed.action = action.into();
            cases.push(Case::new(action, changed.body(), "action_mismatch"));
        }
    }
    let [least, rich, _] = starts();
    for (report, code) in [
        (r#"{"a":[1,"y"]}"#, "signals_mismatch"),
        ("null", "signals_mismatch"),
        ("{}", "signals_mismatch"),
        (r#"{"a":["x",1]}"#, "signals_mismatch"),
        (r#"{"a":[1.0,"x"]}"#, "signals_mismatch"),
    ] {
        let changed = rich.body().replacen(super::REPORT, report, 1);
        cases.push(Case::new(format!("{report} as report"), changed, code));
    }
    let stripped = rich.body().replacen("\"signalReport\"", "\"signalreport\"", 1);
    cases.push(Case::new("the report stripped", stripped, "signals_missing"));
    for other in
        ["", " ", "\n", "null", "true", "0", "\"\"", "[]", "{}", "[{}]", "{\"proof\":\"\"}x"]
    {
        cases.push(Case::new(format!("{other:?}"), other, "body_malformed"));
    }
    let listed = format!("[{}]", least.body());
    cases.push(Case::new("a list of one", listed, "body_malformed"));
    let wrapped = format!("{{\"body\":{}}}", least.body());
    cases.push(Case::new("one level down", wrapped, "body_malformed"));
    let confers = with_member(&least.body(), "\"approved\":true").replacen("2500", "9999", 1);
    cases.push(Case::new("a member that confers nothing", confers, "action_mismatch"));
    cases
}
