//! Escapes, surrogates and control characters in strings.

use psea_jose::json::{Document, JsonErrorKind as Kind};

use crate::{accepted, refused};

fn content(text: &str) -> String {
    let document = Document::parse(text.as_bytes(), 32).unwrap();
    document.root().as_text().unwrap().to_cow().into_owned()
}

/// RFC 8259 §7: the eight short escapes and what they stand for; `\u` is the ninth.
#[test]
fn defined_escapes() {
    let table = [
        ('"', "\""),
        ('\\', "\\"),
        ('/', "/"),
        ('b', "\u{8}"),
        ('f', "\u{c}"),
        ('n', "\n"),
        ('r', "\r"),
        ('t', "\t"),
    ];
    for (letter, meaning) in table {
        assert_eq!(content(&format!("\"\\{letter}\"")), meaning);
        assert_eq!(content(&format!("\"é\\{letter}€\"")), format!("é{meaning}€"));
    }
    for octet in 0..=0x7F_u8 {
        let letter = char::from(octet);
        if letter != 'u' && !table.iter().any(|(known, _)| *known == letter) {
            refused(format!("\"\\{letter}\""), Kind::InvalidEscape, 1);
            refused(format!("{{\"ab\\{letter}\":1}}"), Kind::InvalidEscape, 4);
        }
    }
    refused("\"\\é\"", Kind::InvalidEscape, 1);
    refused("\"\\\u{10000}\"", Kind::InvalidEscape, 1);
}

/// RFC 8259 §7: four hexadecimal digits in either case, no sign and no space.
#[test]
fn unicode_escapes() {
    assert_eq!(content(r#""\u0041\u00e9\u00E9\u20AC\u20ac""#), "Aéé€€");
    assert_eq!(content(r#""\u0000\u001f\u007f\u0080""#), "\u{0}\u{1f}\u{7f}\u{80}");
    assert_eq!(content(r#""\ud7ff\ue000\uffff\uFFFE""#), "\u{d7ff}\u{e000}\u{ffff}\u{fffe}");
    assert_eq!(content(r#""\\u0041""#), "\\u0041");
    for (text, offset) in [
        (r#""\u""#, 3),
        (r#""\u0""#, 4),
        (r#""\u00""#, 5),
        (r#""\u004""#, 6),
        (r#""\ug041""#, 3),
        (r#""\u0g41""#, 4),
        (r#""\u00g1""#, 5),
        (r#""\u004g""#, 6),
        (r#""\u+041""#, 3),
        (r#""\u-041""#, 3),
        (r#""\u 041""#, 3),
        (r#""\u{41}""#, 3),
        (r#""\u004١""#, 6),
    ] {
        refused(text, Kind::InvalidEscape, offset);
    }
    refused(r#""\U0041""#, Kind::InvalidEscape, 1);
    refused(r#""\x41""#, Kind::InvalidEscape, 1);
}

/// RFC 8259 §7: an escape cut by the end of the text.
#[test]
fn truncated_escapes() {
    for text in [
        r#""\"#,
        r#""\u"#,
        r#""\u0"#,
        r#""\u00"#,
        r#""\u004"#,
        r#""\u0041"#,
        r#""\ud83d\ude0"#,
        r#""a\n"#,
    ] {
        refused(text, Kind::UnexpectedEnd, text.len());
    }
    refused("\"\\\"", Kind::UnexpectedEnd, 3);
}

/// §2 (RFC 8785 §3.2.2.2): half a pair is refused, with the offset of its escape.
#[test]
fn lone_surrogates() {
    for (text, offset) in [
        (r#""\ud800""#, 1),
        (r#""\udbff""#, 1),
        (r#""\udc00""#, 1),
        (r#""\udfff""#, 1),
        (r#""\uD800""#, 1),
        (r#""ab\udc00""#, 3),
        (r#""\ud800x""#, 1),
        (r#""\ud800 \udc00""#, 1),
        (r#""\ud800\n""#, 1),
        (r#""\ud800\\udc00""#, 1),
        (r#""\ud800\u0041""#, 1),
        (r#""\ud800\ud800""#, 1),
        (r#""\ud800\ud800\udc00""#, 1),
        (r#""\ud800\ue000""#, 1),
        (r#""\ud800\udbff""#, 1),
        // Reversed.
        (r#""\udc00\ud800""#, 1),
        (r#""\ude00\ud83d""#, 1),
        // A whole pair and then half of one.
        (r#""\ud83d\ude00\ude00""#, 13),
        (r#""\ud83d\ude00\ud83d""#, 13),
        // In a name.
        (r#"{"\ud800":1}"#, 2),
        (r#"{"a":1,"\udc00":1}"#, 8),
        // Cut.
        (r#""\ud800"#, 1),
        (r#""\ud800\"#, 1),
    ] {
        refused(text, Kind::LoneSurrogate, offset);
    }
    refused(r#""\ud800\udc0""#, Kind::InvalidEscape, 12);
}

/// §2: the corners of the pairs.
#[test]
fn surrogate_pairs() {
    assert_eq!(content(r#""\ud800\udc00""#), "\u{10000}");
    assert_eq!(content(r#""\ud800\udfff""#), "\u{103ff}");
    assert_eq!(content(r#""\udbff\udc00""#), "\u{10fc00}");
    assert_eq!(content(r#""\uDBFF\uDFFF""#), "\u{10ffff}");
    assert_eq!(content(r#""x\ud83d\uDE00y\ud83d\ude01""#), "x😀y😁");
}

/// §2: every `\u` escape of the basic plane gives its own code unit or is half a pair.
#[test]
fn every_code_unit() {
    for unit in 0..=0xFFFF_u32 {
        let text = format!("\"\\u{unit:04x}\"");
        match char::from_u32(unit) {
            Some(c) => assert_eq!(content(&text), c.to_string(), "{text}"),
            None => refused(text, Kind::LoneSurrogate, 1),
        }
    }
}

/// RFC 8259 §7: the 32 control characters must be escaped, in values and in names; nothing else must.
#[test]
fn control_characters() {
    for octet in 0..=0x1F_u8 {
        let c = char::from(octet);
        refused(format!("\"{c}\""), Kind::ControlCharacter, 1);
        refused(format!("\"abc{c}def\""), Kind::ControlCharacter, 4);
        refused(format!("{{\"a{c}\":1}}"), Kind::ControlCharacter, 3);
        refused(format!("\"\\n{c}\""), Kind::ControlCharacter, 3);
        assert_eq!(content(&format!("\"\\u{octet:04x}\"")), c.to_string());
    }
    for c in [
        '\u{20}', '\u{7f}', '\u{80}', '\u{85}', '\u{9f}', '\u{2028}', '\u{2029}', '\u{fdd0}',
        '\u{fffe}', '\u{ffff}',
    ] {
        assert_eq!(content(&format!("\"{c}\"")), c.to_string());
    }
    accepted("{\"__proto__\":1,\"\":2,\"constructor\":3}");
}
