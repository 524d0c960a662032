//! Syntax, encoding and structure (§2, RFC 8259).

use super::Topic;
use crate::core::json::nested_arrays;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("syntax", &["2"]);
    for (slug, title, input) in [
        ("empty", "An empty text is refused.", ""),
        ("blank", "White space alone is refused.", " \n"),
        ("trailing-object", "A second object is refused.", "{}{}"),
        ("trailing-brace", "A brace too many is refused.", "{}}"),
        ("trailing-word", "A word after the object is refused.", "{} x"),
        ("trailing-comma-after", "A comma after the object is refused.", "{},"),
        ("trailing-null", "U+0000 after the object is refused.", "{}\0"),
        ("trailing-comma-object", "A comma before a brace is refused.", r#"{"a":1,}"#),
        ("trailing-comma-array", "A comma before a bracket is refused.", r#"{"a":[1,]}"#),
        ("leading-comma", "A comma after a brace is refused.", r#"{,"a":1}"#),
        ("double-comma", "Two commas are refused.", r#"{"a":1,,"b":2}"#),
        ("missing-comma", "A missing comma is refused.", r#"{"a":1 "b":2}"#),
        ("missing-colon", "A missing colon is refused.", r#"{"a" 1}"#),
        ("missing-value", "A missing value is refused.", r#"{"a":}"#),
        ("missing-name", "A missing name is refused.", r#"{:1}"#),
        ("equals", "An equals sign is no colon.", r#"{"a"=1}"#),
        ("single-quotes", "Single quotes are refused.", "{'a':1}"),
        ("bare-name", "A name without quotes is refused.", "{a:1}"),
        ("number-name", "A number is no name.", "{1:1}"),
        ("block-comment", "A comment is refused.", "{/* a */}"),
        ("line-comment", "A comment to the end of the line is refused.", "{}// a\n"),
        ("hash-comment", "A comment after a hash sign is refused.", "{}# a\n"),
        ("unterminated-object", "An open object is refused.", r#"{"a":1"#),
        ("unterminated-array", "An open array is refused.", r#"{"a":[1}"#),
        ("object-as-array", "An object closed by a bracket is refused.", r#"{"a":1]"#),
        ("array-as-object", "An array closed by a brace is refused.", r#"{"a":[1}}"#),
        ("unterminated-string", "An open string is refused.", r#"{"a":"b}"#),
        ("literal-case", "A literal in capitals is refused.", r#"{"a":True}"#),
        ("literal-cut", "Half a literal is refused.", r#"{"a":nul}"#),
        ("literal-longer", "A literal with more after it is refused.", r#"{"a":nullx}"#),
        ("undefined", "Undefined is no literal.", r#"{"a":undefined}"#),
        ("form-feed", "A form feed is no white space.", "{\u{c}}"),
        ("vertical-tab", "A vertical tab is no white space.", "{\u{b}}"),
        ("no-break-space", "A no-break space is no white space.", "{\u{a0}}"),
        ("line-separator", "A line separator is no white space.", "{\u{2028}}"),
        ("mark-at-start", "A byte order mark is refused.", "\u{feff}{}"),
        ("mark-between", "U+FEFF between tokens is refused.", "{\u{feff}}"),
        ("mark-at-end", "U+FEFF at the end is refused.", "{}\u{feff}"),
    ] {
        t.invalid(slug, title, input);
    }
    t
}

pub(super) fn encoding() -> Topic {
    let mut t = Topic::new("encoding", &["2"]);
    let around = |octets: &[u8]| [b"{\"a\":\"", octets, b"\"}"].concat();
    for (slug, title, octets) in [
        ("ff", "The octet FF is refused.", &[0xff][..]),
        ("continuation", "A lone continuation octet is refused.", &[0x80]),
        ("cut", "A cut sequence is refused.", &[0xe2, 0x82]),
        ("latin-1", "Latin-1 is refused.", &[b'c', b'a', b'f', 0xe9]),
        ("overlong-two", "An overlong form of U+0000 is refused.", &[0xc0, 0x80]),
        ("overlong-solidus", "An overlong form of a solidus is refused.", &[0xe0, 0x80, 0xaf]),
        ("overlong-four", "An overlong form of four octets is refused.", &[0xf0, 0x82, 0x82, 0xac]),
        ("surrogate", "An encoded surrogate is refused.", &[0xed, 0xa0, 0x80]),
        (
            "surrogate-pair",
            "A surrogate pair in two sequences is refused.",
            &[0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
        ),
        ("beyond", "A code point beyond U+10FFFF is refused.", &[0xf4, 0x90, 0x80, 0x80]),
        ("five", "A sequence of five octets is refused.", &[0xf8, 0x88, 0x80, 0x80, 0x80]),
    ] {
        t.invalid_octets(slug, title, &around(octets));
    }
    t.invalid_octets("in-name", "Bad UTF-8 in a name is refused.", b"{\"\xff\":1}");
    t.invalid_octets("between", "Bad UTF-8 between tokens is refused.", b"{\"a\":\xa01}");
    let utf16: Vec<u8> = "\u{feff}{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    t.invalid_octets("utf-16", "UTF-16 is refused.", &utf16);
    t.fixed(
        "boundaries",
        "The first and last code point of every length of UTF-8.",
        "{\"a\":\" \u{7f}\u{80}\u{7ff}\u{800}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}\"}",
    );
    t
}

pub(super) fn structure() -> Topic {
    let mut t = Topic::new("structure", &["2", "3.6"]);
    for (slug, title, input) in [
        ("array", "An array is no action payload.", "[]"),
        ("array-of-object", "An array of an object is no action payload.", "[{}]"),
        ("string", "A string is no action payload.", r#""a""#),
        ("number", "A number is no action payload.", "1"),
        ("true", "A boolean is no action payload.", "true"),
        ("null", "Null is no action payload.", "null"),
    ] {
        t.invalid(slug, title, input);
    }
    t.fixed(
        "deep",
        "31 containers are within the limit, wherever it is measured from.",
        &format!(r#"{{"a":{}}}"#, nested_arrays(30)),
    );
    t.invalid(
        "too-deep",
        "33 containers are beyond the limit.",
        &format!(r#"{{"a":{}}}"#, nested_arrays(32)),
    );
    t.fixed(
        "wide",
        "Containers side by side do not add up to depth.",
        &format!(r#"{{"a":[{}]}}"#, vec!["[[]]"; 40].join(",")),
    );
    t
}
