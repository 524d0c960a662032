//! Views of a parsed document.

use psea_jose::json::{Document, Kind};

const TEXT: &str = r#" { "b" : [ 1 , "x\ny" , { } , [ ] ] , "a" : null , "\u0063" : true, "d": -2.50 , "e":false } "#;

fn document() -> Document<'static> {
    Document::parse(TEXT.as_bytes(), 32).unwrap()
}

/// §3.6: members come as they were written, each with its own value.
#[test]
fn members_in_document_order() {
    let document = document();
    assert_eq!(document.text(), TEXT);
    let object = document.root().as_object().unwrap();
    let members: Vec<_> =
        object.iter().map(|(name, value)| (name.to_string(), value.source())).collect();
    let want = [
        ("b", r#"[ 1 , "x\ny" , { } , [ ] ]"#),
        ("a", "null"),
        ("c", "true"),
        ("d", "-2.50"),
        ("e", "false"),
    ];
    assert_eq!(members, want.map(|(name, source)| (name.to_owned(), source)));
    let again: Vec<_> = object.into_iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(again, ["b", "a", "c", "d", "e"]);
    assert!(!object.is_empty());
}

/// §2 (RFC 8785 §3.2.3): members in canonical order, whether or not they were written in it.
#[test]
fn members_in_canonical_order() {
    for (text, want) in [
        (r#"{"b":1,"a":2,"c":3}"#, &["a", "b", "c"][..]),
        (r#"{"a":1,"b":2,"c":3}"#, &["a", "b", "c"]),
        (r#"{"c":{"z":0,"y":0},"\u0062":1,"a":[{"q":1}]}"#, &["a", "b", "c"]),
        (r#"{"a":1}"#, &["a"]),
        (r#"{"a":1,"":2}"#, &["", "a"]),
        (r#"{"aa":1,"a":2,"b":3,"ab":4}"#, &["a", "aa", "ab", "b"]),
        (r#"{"endedAt":1,"endReason":2}"#, &["endReason", "endedAt"]),
        // A supplementary-plane name sorts by its surrogates, before U+FFFF.
        ("{\"\u{ffff}\":1,\"\u{10000}\":2,\"\u{d7ff}\":3}", &["\u{d7ff}", "\u{10000}", "\u{ffff}"]),
        (r#"{"\uffff":1,"\ud800\udc00":2,"\ud7ff":3}"#, &["\u{d7ff}", "\u{10000}", "\u{ffff}"]),
        ("{}", &[]),
    ] {
        let document = Document::parse(text.as_bytes(), 32).unwrap();
        let object = document.root().as_object().unwrap();
        let names: Vec<_> = object.canonical_members().map(|(name, _)| name.to_string()).collect();
        assert_eq!(names, want, "{text}");
        for (name, value) in object.canonical_members() {
            assert_eq!(object.get(&name.to_cow()).unwrap().source(), value.source(), "{text}");
        }
    }
}

/// A member is found by its characters.
#[test]
fn lookup() {
    let document = document();
    let object = document.root().as_object().unwrap();
    assert_eq!(object.get("c").unwrap().as_bool(), Some(true));
    assert_eq!(object.get("e").unwrap().as_bool(), Some(false));
    assert!(object.get("a").is_some());
    for absent in ["", "x", r"\u0063", "aa", "A", "x\ny"] {
        assert!(object.get(absent).is_none(), "{absent}");
    }
    let empty = Document::parse(b" { } ", 32).unwrap();
    assert!(empty.root().as_object().unwrap().is_empty());
    assert!(empty.root().as_object().unwrap().get("").is_none());
}

/// Elements keep their order.
#[test]
fn elements() {
    let document = document();
    let array = document.root().as_object().unwrap().get("b").unwrap().as_array().unwrap();
    let elements: Vec<_> = array.iter().map(|value| (value.kind(), value.source())).collect();
    assert_eq!(
        elements,
        [
            (Kind::Number, "1"),
            (Kind::String, r#""x\ny""#),
            (Kind::Object, "{ }"),
            (Kind::Array, "[ ]")
        ]
    );
    assert_eq!(array.iter().nth(3).unwrap().as_array().unwrap().iter().count(), 0);
}

/// A value is of one kind and answers to no other.
#[test]
fn kinds_exclude_each_other() {
    for (text, kind, name) in [
        ("null", Kind::Null, "null"),
        ("true", Kind::Boolean, "a boolean"),
        ("false", Kind::Boolean, "a boolean"),
        ("0", Kind::Number, "a number"),
        ("1e5", Kind::Number, "a number"),
        ("\"1\"", Kind::String, "a string"),
        ("\"\\u0031\"", Kind::String, "a string"),
        ("[]", Kind::Array, "an array"),
        ("{}", Kind::Object, "an object"),
    ] {
        let document = Document::parse(text.as_bytes(), 32).unwrap();
        let value = document.root();
        assert_eq!((value.kind(), value.kind().to_string().as_str()), (kind, name), "{text}");
        assert_eq!(value.as_bool().is_some(), kind == Kind::Boolean, "{text}");
        assert_eq!(value.as_integer().is_some(), text == "0", "{text}");
        assert_eq!(value.as_text().is_some(), kind == Kind::String, "{text}");
        assert_eq!(value.as_array().is_some(), kind == Kind::Array, "{text}");
        assert_eq!(value.as_object().is_some(), kind == Kind::Object, "{text}");
    }
}

/// The offset of a value is where its source starts.
#[test]
fn offset_and_source_agree() {
    fn walk(text: &str, value: psea_jose::json::Value<'_, '_>, count: &mut usize) {
        assert!(
            text[value.offset()..].starts_with(value.source()),
            "{value:?} at {}",
            value.offset()
        );
        *count += 1;
        for element in value.as_array().into_iter().flat_map(|array| array.iter()) {
            walk(text, element, count);
        }
        for (_, member) in value.as_object().into_iter().flatten() {
            walk(text, member, count);
        }
    }
    let mut count = 0;
    walk(TEXT, document().root(), &mut count);
    assert_eq!(count, 10);
}

/// A document does not print what it holds; a value is printed as written.
#[test]
fn debug_output() {
    let document = Document::parse(br#"{"secret":1}"#, 32).unwrap();
    assert_eq!(format!("{document:?}"), "Document { octets: 12, .. }");
    assert_eq!(format!("{:?}", document.root()), r#"{"secret":1}"#);
}
