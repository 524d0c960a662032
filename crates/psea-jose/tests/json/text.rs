//! `Text`: equality is equality of characters.

use proptest::prelude::*;
use psea_jose::json::Document;
use psea_seed::cases;

use crate::support::{Tree, choices, spell, text};

fn with<R>(json: &str, check: impl FnOnce(psea_jose::json::Text<'_>) -> R) -> R {
    let document = Document::parse(json.as_bytes(), 32).unwrap();
    check(document.root().as_text().unwrap())
}

/// §2: the spelling of a string does not matter, its characters do.
#[test]
fn equality() {
    for (a, b, equal) in [
        (r#""a""#, r#""a""#, true),
        (r#""a""#, r#""\u0061""#, true),
        (r#""\u0061""#, r#""a""#, true),
        (r#""\u0061b""#, r#""a\u0062""#, true),
        (r#""""#, r#""""#, true),
        (r#""a""#, r#""b""#, false),
        (r#""a""#, r#""ab""#, false),
        (r#""\u0061""#, r#""ab""#, false),
        (r#""ab""#, r#""\u0061""#, false),
        (r#""\u0061\n""#, r#""\u0061""#, false),
        (r#""\\u0061""#, r#""a""#, false),
        (r#""A""#, r#""a""#, false),
    ] {
        with(a, |x| with(b, |y| assert_eq!(x == y, equal, "{a} {b}")));
    }
}

/// §2: a string written without escapes is lent as it stands; the raw spelling is never content.
#[test]
fn literal_and_unescaped() {
    with(r#""plain""#, |text| {
        assert_eq!(text.literal(), Some("plain"));
        assert!(matches!(text.to_cow(), std::borrow::Cow::Borrowed("plain")));
        assert_eq!(text.to_string(), "plain");
        assert_eq!(format!("{text:?}"), "\"plain\"");
    });
    with(r#""t\u0061b\t\"""#, |text| {
        assert_eq!(text.literal(), None);
        assert!(text == *"tab\t\"");
        assert!(text != *r#"t\u0061b\t\""#);
        assert_eq!(text.to_cow(), "tab\t\"");
        assert_eq!(text.to_string(), "tab\t\"");
        assert_eq!(format!("{text:?}"), r#""tab\t\"""#);
        assert_eq!(text.chars().collect::<Vec<_>>(), ['t', 'a', 'b', '\t', '"']);
    });
}

proptest! {
    #![proptest_config(cases(512))]

    /// §2: two spellings are equal exactly if their contents are.
    #[test]
    fn equality_is_equality_of_characters(a in text(), b in text(), x in choices(), y in choices()) {
        let first = spell(&Tree::Text(a.clone()), &x);
        for other in [&a, &b] {
            let second = spell(&Tree::Text(other.clone()), &y);
            with(&first, |first| with(&second, |second| {
                assert_eq!(first == second, a == *other);
                assert_eq!(second == first, a == *other);
                assert_eq!(first == **other, a == *other);
                assert_eq!(first.to_cow(), a.as_str());
            }));
        }
    }
}
