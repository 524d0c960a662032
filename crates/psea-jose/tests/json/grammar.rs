//! RFC 8259 grammar, encoding, and nothing beside the one value.

use psea_jose::json::{DEFAULT_MAX_DEPTH, Document, JsonErrorKind as Kind};

use crate::{accepted, refused};

/// RFC 8259 §2: the structural rules, each violation where it is noticed.
#[test]
fn structure() {
    for (text, offset) in [
        ("[1,]", 3),
        ("[,1]", 1),
        ("[,]", 1),
        ("[1 2]", 3),
        ("[1:2]", 2),
        ("[1}", 2),
        ("]", 0),
        ("}", 0),
        (",", 0),
        (":", 0),
        ("{,}", 1),
        ("{\"a\":1,}", 7),
        ("{\"a\":1,,\"b\":2}", 7),
        ("{\"a\" 1}", 5),
        ("{\"a\":}", 5),
        ("{\"a\"::1}", 5),
        ("{\"a\"}", 4),
        ("{\"a\",1}", 4),
        ("{\"a\":1 \"b\":2}", 7),
        ("{\"a\":1:2}", 6),
        ("{\"a\":1]", 6),
        ("{[]:1}", 1),
        ("{1:1}", 1),
        ("{null:1}", 1),
        ("{a:1}", 1),
        ("{\"a\":b}", 5),
    ] {
        refused(text, Kind::UnexpectedCharacter, offset);
    }
}

/// RFC 8259 §2: what other languages allow is not JSON.
#[test]
fn foreign_syntax() {
    for (text, offset) in [
        ("'a'", 0),
        ("{'a':1}", 1),
        ("`a`", 0),
        ("//x\n1", 0),
        ("/**/1", 0),
        ("#x\n1", 0),
        ("[1/**/]", 2),
        ("[1,//x\n2]", 3),
        ("[undefined]", 1),
        ("(1)", 0),
        ("\\u0022a\\u0022", 0),
    ] {
        refused(text, Kind::UnexpectedCharacter, offset);
    }
    refused("1//x", Kind::TrailingData, 1);
    refused("1/**/", Kind::TrailingData, 1);
}

/// RFC 8259 §3: three literal names, lower case, whole.
#[test]
fn literals() {
    for word in ["true", "false", "null"] {
        accepted(word);
        for cut in 1..word.len() {
            refused(&word[..cut], Kind::UnexpectedEnd, cut);
            refused(format!("[{}]", &word[..cut]), Kind::UnexpectedCharacter, cut + 1);
            refused(format!("{}x", &word[..cut]), Kind::UnexpectedCharacter, cut);
        }
        refused(word.to_uppercase(), Kind::UnexpectedCharacter, 0);
        refused(format!("{word}{word}"), Kind::TrailingData, word.len());
        refused(format!("[{word}x]"), Kind::UnexpectedCharacter, word.len() + 1);
    }
    refused("tRue", Kind::UnexpectedCharacter, 1);
    refused("truE", Kind::UnexpectedCharacter, 3);
    refused("nul1", Kind::UnexpectedCharacter, 3);
}

/// RFC 8259 §2: white space is space, tab, line feed and carriage return, and nothing else.
#[test]
fn white_space() {
    for text in
        [" 1", "1 ", "\t\n\r 1\t\n\r ", "[ \t1\n,\r2 ]", "{ \"a\" : 1 , \"b\" : 2 }", "[ ]", "{ }"]
    {
        accepted(text);
    }
    for other in [
        "\u{0}", "\u{8}", "\u{b}", "\u{c}", "\u{1c}", "\u{1f}", "\u{7f}", "\u{85}", "\u{a0}",
        "\u{1680}", "\u{180e}", "\u{2003}", "\u{200b}", "\u{2028}", "\u{2029}", "\u{3000}",
        "\u{feff}",
    ] {
        if other != "\u{feff}" {
            refused(format!("{other}1"), Kind::UnexpectedCharacter, 0);
            refused(other, Kind::UnexpectedCharacter, 0);
        }
        refused(format!(" {other}1"), Kind::UnexpectedCharacter, 1);
        refused(format!("[{other}1]"), Kind::UnexpectedCharacter, 1);
        refused(format!("[1{other}]"), Kind::UnexpectedCharacter, 2);
        refused(format!("{{{other}\"a\":1}}"), Kind::UnexpectedCharacter, 1);
        refused(format!("{{\"a\"{other}:1}}"), Kind::UnexpectedCharacter, 4);
        refused(format!("{{\"a\":{other}1}}"), Kind::UnexpectedCharacter, 5);
        refused(format!("{{\"a\":1{other}}}"), Kind::UnexpectedCharacter, 6);
        refused(format!("1{other}"), Kind::TrailingData, 1);
    }
}

/// RFC 8259 §2: one value, not none.
#[test]
fn nothing_at_all() {
    refused("", Kind::UnexpectedEnd, 0);
    refused(" ", Kind::UnexpectedEnd, 1);
    refused(" \t\n\r", Kind::UnexpectedEnd, 4);
}

/// §2: data behind the value is refused.
#[test]
fn trailing_data() {
    for (text, offset) in [
        ("1 2", 2),
        ("{}{}", 2),
        ("{} x", 3),
        ("[]]", 2),
        ("{}}", 2),
        ("\"a\"\"b\"", 3),
        ("1,", 1),
        ("{},", 2),
        ("null\n\n.", 6),
    ] {
        refused(text, Kind::TrailingData, offset);
    }
}

/// A text that offsets cannot span is refused before it is looked at; one octet less is looked at.
#[test]
fn a_text_of_256_mib() {
    let zeros = vec![0; 1 << 28];
    refused(&zeros, Kind::TooLong, 0);
    refused(&zeros[1..], Kind::UnexpectedCharacter, 0);
}

/// §2: UTF-8 without a byte order mark.
#[test]
fn byte_order_mark() {
    refused("\u{feff}{}", Kind::ByteOrderMark, 0);
    refused("\u{feff}", Kind::ByteOrderMark, 0);
    // Elsewhere it is no mark: a character that has no place there, or content.
    refused("{}\u{feff}", Kind::TrailingData, 2);
    accepted("\"\u{feff}\"");
    accepted("{\"\u{feff}\":1}");
    // The marks of other encodings.
    refused(b"\xFE\xFF\0{\0}", Kind::InvalidUtf8, 0);
    refused(b"\xFF\xFE{\0}\0", Kind::InvalidUtf8, 0);
    // UTF-16 without a mark.
    refused(b"{\0}\0", Kind::UnexpectedCharacter, 1);
}

/// §2: malformed UTF-8 is refused wherever it stands, with the offset of its first octet.
#[test]
fn malformed_utf8() {
    for malformed in [
        &b"\x80"[..],
        b"\xBF",
        b"\xC0\x80",
        b"\xC1\xBF",
        b"\xC3",
        b"\xC3(",
        b"\xE0\x80\x80",
        b"\xE0\x9F\xBF",
        b"\xE2\x82",
        b"\xED\xA0\x80",
        b"\xED\xBF\xBF",
        b"\xED\xA0\xBD\xED\xB8\x80",
        b"\xF0\x8F\xBF\xBF",
        b"\xF0\x9F\x98",
        b"\xF4\x90\x80\x80",
        b"\xF5\x80\x80\x80",
        b"\xF8\x88\x80\x80\x80",
        b"\xFF",
    ] {
        let around = |before: &[u8], after: &[u8]| [before, malformed, after].concat();
        refused(around(b"", b""), Kind::InvalidUtf8, 0);
        refused(around(b"\"", b"\""), Kind::InvalidUtf8, 1);
        refused(around("\"é".as_bytes(), b"abcdefgh\""), Kind::InvalidUtf8, 3);
        refused(around(b"{\"", b"\":1}"), Kind::InvalidUtf8, 2);
        refused(around(b"[1]", b""), Kind::InvalidUtf8, 3);
    }
    for whole in [
        "\u{80}",
        "\u{7ff}",
        "\u{800}",
        "\u{d7ff}",
        "\u{e000}",
        "\u{ffff}",
        "\u{10000}",
        "\u{10ffff}",
    ] {
        accepted(format!("\"{whole}\""));
    }
}

/// RFC 8259 §2: a text that stops early is refused, wherever it stops.
#[test]
fn every_truncation() {
    for text in [
        r#"{"a":[1,-2.5e+7,true,false,null,{"b":{}},[],"x\n\u00e9\ud83d\ude00é€😀"],"c":"d"}"#,
        r#"["only","strings","\\\"","😀😀😀"]"#,
        r#" { "s" : [ 0 , 10 ] } "#,
        "\"a longer string that spans several words of the scan\"",
    ] {
        accepted(text);
        let complete = text.trim_end().len();
        for cut in 0..complete {
            let cut_text = &text.as_bytes()[..cut];
            assert!(
                Document::parse(cut_text, DEFAULT_MAX_DEPTH).is_err(),
                "cut at {cut} of {text}"
            );
        }
    }
}

/// The text that stops early says so, and where it stopped.
#[test]
fn unexpected_end() {
    for text in [
        "[",
        "[1",
        "[1,",
        "[1, ",
        "[[]",
        "{",
        "{ ",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "\"",
        "\"abc",
        "\"abcdefgh",
        "\"abcdefghi",
    ] {
        refused(text, Kind::UnexpectedEnd, text.len());
    }
}

/// Errors are for a log: they name the rule and the place.
#[test]
fn errors_read_well() {
    let error = Document::parse(b"[1,]", 32).unwrap_err();
    assert_eq!(error.to_string(), "a character that JSON does not allow here at octet 3");
    let error = Document::parse(b"[[[]]]", 2).unwrap_err();
    assert_eq!(error.to_string(), "more nested containers than the limit allows at octet 2");
}
