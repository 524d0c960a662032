//! Duplicate names (§2, RFC 8785 §3.1).

use super::Topic;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("duplicates", &["2"]);
    for (slug, title, input) in [
        ("plain", "A name that stands twice is refused.", r#"{"a":1,"a":2}"#),
        ("same-value", "A name that stands twice with one value is refused.", r#"{"a":1,"a":1}"#),
        ("apart", "Duplicates need not be neighbours.", r#"{"a":1,"b":2,"c":3,"a":4}"#),
        ("escaped", "Names are compared after unescaping.", r#"{"a":1,"\u0061":2}"#),
        ("escaped-both", "Two escapes of one name are duplicates.", r#"{"\u000a":1,"\n":2}"#),
        (
            "escape-case",
            "The case of hexadecimal digits makes no difference.",
            r#"{"\u00e9":1,"\u00E9":2}"#,
        ),
        (
            "pair",
            "A surrogate pair and its character are one name.",
            "{\"\\ud83d\\ude00\":1,\"\u{1f600}\":2}",
        ),
        ("empty", "The empty name may stand once.", r#"{"":1,"":2}"#),
        ("nested", "Duplicates are refused at any depth.", r#"{"a":{"b":{"c":1,"c":2}}}"#),
        ("in-array", "Duplicates are refused inside arrays.", r#"{"a":[{"b":1},{"c":1,"c":2}]}"#),
        (
            "proto",
            "Duplicates of an internal name are refused.",
            r#"{"__proto__":1,"__proto__":2}"#,
        ),
    ] {
        t.invalid(slug, title, input);
    }
    t.fixed("case", "Names that differ in case are two names.", r#"{"A":1,"a":2}"#);
    t.fixed(
        "normalisation",
        "Names that differ in normalisation are two names.",
        "{\"e\u{301}\":1,\"\u{e9}\":2}",
    );
    t.fixed("siblings", "One name may stand in two objects.", r#"{"a":{"b":1},"c":{"b":1}}"#);
    t.fixed(
        "array-values",
        "Equal values in an array are no duplicates.",
        r#"{"a":["b","b",1,1]}"#,
    );
    t
}
