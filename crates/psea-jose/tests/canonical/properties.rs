//! What a canonical form is for.

use proptest::collection::vec;
use proptest::prelude::*;
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::Document;

use crate::canonical;
use crate::support::{Tree, choices, spell, text, tree};

fn to_serde(tree: &Tree) -> serde_json::Value {
    match tree {
        Tree::Null => serde_json::Value::Null,
        Tree::Bool(value) => (*value).into(),
        Tree::Integer(value) => (*value).into(),
        Tree::Text(value) => value.as_str().into(),
        Tree::Array(values) => values.iter().map(to_serde).collect(),
        Tree::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), to_serde(value)));
            serde_json::Value::Object(members.collect())
        }
    }
}

/// One small change somewhere in a value.
fn edit(tree: &Tree, path: &[u8], with: &Tree) -> Tree {
    let [step, rest @ ..] = path else { return with.clone() };
    let step = usize::from(*step);
    match tree {
        Tree::Integer(value) => Tree::Integer(if *value < 0 { value + 1 } else { value - 1 }),
        Tree::Bool(value) => Tree::Bool(!value),
        Tree::Text(value) => {
            let mut chars: Vec<char> = value.chars().collect();
            if chars.is_empty() || step % 3 == 0 {
                chars.push('\u{0}');
            } else if step % 3 == 1 {
                chars.remove(step % chars.len());
            } else {
                let at = step % chars.len();
                chars[at] = if chars[at] == 'x' { 'y' } else { 'x' };
            }
            Tree::Text(chars.into_iter().collect())
        }
        Tree::Array(values) if !values.is_empty() => {
            let mut values = values.clone();
            let at = step % values.len();
            match step % 4 {
                0 => values.push(with.clone()),
                1 => {
                    values.remove(at);
                }
                2 => values.swap(at, 0),
                _ => values[at] = edit(&values[at], rest, with),
            }
            Tree::Array(values)
        }
        Tree::Object(members) if !members.is_empty() => {
            let mut members = members.clone();
            let name = members.keys().nth(step % members.len()).unwrap().clone();
            let value = members[&name].clone();
            match step % 3 {
                0 => {
                    members.remove(&name);
                }
                1 => {
                    members.remove(&name);
                    members.insert(name + "\u{1}", value);
                }
                _ => {
                    members.insert(name, edit(&value, rest, with));
                }
            }
            Tree::Object(members)
        }
        _ => with.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// §2: one value, one canonical text, whatever its member order, white space and escapes.
    #[test]
    fn independent_of_spelling(tree in tree(), a in choices(), b in choices()) {
        let first = canonical(&spell(&tree, &a));
        prop_assert_eq!(&first, &canonical(&spell(&tree, &b)));
        // Idempotent: the canonical text is its own canonical form.
        prop_assert_eq!(&canonical(&first), &first);
    }

    /// RFC 8785: an independent implementation writes the same octets inside the subset.
    #[test]
    fn agrees_with_serde_jcs(tree in tree(), choices in choices()) {
        let theirs = serde_jcs::to_string(&to_serde(&tree)).unwrap();
        prop_assert_eq!(canonical(&spell(&tree, &choices)), theirs);
    }

    /// §2: the canonical text is JSON for everyone, and the same value.
    #[test]
    fn keeps_the_value(tree in tree(), choices in choices()) {
        let text = canonical(&spell(&tree, &choices));
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read, to_serde(&tree));
    }

    /// §2: injective: two values have the same canonical text exactly if they are the same value.
    #[test]
    fn different_values_differ(
        tree in tree(),
        path in vec(any::<u8>(), 0..5),
        with in tree(),
        a in choices(),
        b in choices(),
    ) {
        let edited = edit(&tree, &path, &with);
        let (first, second) = (canonical(&spell(&tree, &a)), canonical(&spell(&edited, &b)));
        prop_assert_eq!(first == second, tree == edited, "{} {}", first, second);
    }

    /// §2: canonical text stays within the bounds under which its source was parsed.
    #[test]
    fn canonical_text_is_strict_json(tree in tree(), choices in choices()) {
        let spelled = spell(&tree, &choices);
        let document = Document::parse(spelled.as_bytes(), 5).unwrap();
        let canonical = CanonicalJson::from_value(document.root()).unwrap();
        prop_assert!(Document::parse(canonical.as_octets(), 5).is_ok());
        prop_assert!(!canonical.as_str().starts_with(' '));
    }

    /// RFC 8785 §3.2.2.2: one string, written from its characters or from any spelling.
    #[test]
    fn strings_agree(content in text(), choices in choices()) {
        let spelled = spell(&Tree::Text(content.clone()), &choices);
        prop_assert_eq!(canonical(&spelled), CanonicalJson::string(&content).into_string());
    }
}
