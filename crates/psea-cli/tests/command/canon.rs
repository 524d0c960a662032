use crate::support::{ACTION, Place};

fn caret(text: &str) -> &str {
    text.lines().find(|line| line.starts_with(' ') && line.contains('^')).unwrap()
}

/// Appendix A.
#[test]
fn the_appendix_payload_has_the_appendix_hash() {
    let place = Place::new();
    let spaced =
        r#"{ "to": "alice", "currency": "EUR", "amount": 2500, "actionType": "transfer" }"#;
    let json = place.run_with_input("canon --json -", spaced).exits(0).json();
    assert_eq!(json["canonical"], ACTION);
    assert_eq!(json["octets"], 69);
    let sha256 = "f0f8eb390ecdb3b312765cfe3a888c39ad4571bb94ddfc553230a4b85171e942";
    assert_eq!(json["sha256"], sha256);
    assert_eq!(json["psea_payload_hash"], "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=");
    let text = place.run("canon action.json").exits(0).out;
    assert!(text.starts_with(ACTION) && text.contains(sha256), "{text}");
}

#[test]
fn raw_octets_are_exact() {
    let place = Place::new();
    place.write("action.json", "{\"b\":\"\u{202e}\u{7f}\",\n\"a\":-0}\n");
    assert_eq!(
        place.run("canon --raw action.json").exits(0).out,
        "{\"a\":0,\"b\":\"\u{202e}\u{7f}\"}"
    );
    let shown = place.run("canon action.json").exits(0).out;
    assert!(shown.starts_with("{\"a\":0,\"b\":\"\\u202e\\u007f\"}\n(invisible"), "{shown}");
}

/// The error names the file, the line, the column, the field and the fix, and points there.
#[test]
fn a_number_outside_the_subset_is_pointed_at() {
    let place = Place::new();
    place.write("bad.json", "{\n  \"to\": \"alice\",\n  \"parts\": [1, {\"amount\": 25.00}]\n}\n");
    let said = place.run("canon bad.json").exits(2);
    let said =
        said.tells(&["line 3, column 27", "25.00", "bad.json", "parts[1].amount", "smallest unit"]);
    let caret = caret(&said.err);
    let source = said.err.lines().find(|line| line.contains("\"parts\"")).unwrap();
    assert_eq!(caret.find("^^^^^"), source.find("25.00"), "{}", said.err);

    let json = place.run("canon --json bad.json").exits(2).json();
    let error = &json["error"];
    assert_eq!(error["code"], "number_not_integer");
    assert_eq!((error["line"].as_u64(), error["column"].as_u64()), (Some(3), Some(27)));
    assert_eq!(error["field"], "parts[1].amount");
    assert_eq!(error["file"], "bad.json");

    for number in ["1e2", "9007199254740992", "-9007199254740992", "0.1"] {
        place.write("bad.json", format!("{{\"amount\":{number}}}"));
        place.run("canon bad.json").exits(2).tells(&["line 1, column 11", number]);
    }
}

#[test]
fn a_name_that_comes_twice_is_pointed_at() {
    let place = Place::new();
    place.write("bad.json", "{\"amount\": 1,\n\t\"\\u0061mount\": 9999}");
    let said = place.run("canon bad.json").exits(2);
    let said = said.tells(&["line 2, column 3", "already has", "bad.json", "remove one"]);
    let caret = caret(&said.err);
    let source = said.err.lines().find(|line| line.contains("\\u0061mount\":")).unwrap();
    assert_eq!(caret.find('^'), source.find("\\u0061"), "{}", said.err);
}

#[test]
fn what_is_no_action_is_refused() {
    let place = Place::new();
    let cases: [(&[u8], &str); 8] = [
        (b"[1]", "object"),
        (b"{\"a\":1", "column 7"),
        (b"{\"a\":1} x", "after the JSON value"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b"{\"a\":\"\xff\"}", "UTF-8"),
        (b"{\"a\":\"\\ud800\"}", "surrogate"),
        (b"{\"a\":01}", "malformed number"),
        (b"", "ends inside"),
    ];
    for (octets, part) in cases {
        place.write("bad.json", octets);
        place.run("canon bad.json").exits(2).tells(&["bad.json", part]);
        assert!(place.run("canon --json bad.json").exits(2).json()["error"]["code"].is_string());
    }
    place.run("canon absent.json").exits(2).tells(&["absent.json"]);
}

/// A line of many thousand characters is shown around the place alone.
#[test]
fn long_lines_are_cut() {
    let place = Place::new();
    let filler = "ü".repeat(50_000);
    place.write("bad.json", format!("{{\"a\":\"{filler}\",\"amount\":1.5,\"b\":\"{filler}\"}}"));
    let said = place.run("canon bad.json").exits(2);
    assert!(said.err.len() < 2000, "{}", said.err.len());
    let caret = caret(&said.err);
    let source = said.err.lines().find(|line| line.contains("1.5,")).unwrap();
    let column = |line: &str, part| line[..line.find(part).unwrap()].chars().count();
    assert_eq!(column(caret, "^^^"), column(source, "1.5"));
}
