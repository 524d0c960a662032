//! What a canonical form is for.

use proptest::prelude::*;
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::Document;
use psea_seed::cases;

use crate::canonical;
use crate::support::{Tree, choices, spell, text, tree};

pub(crate) fn to_serde(tree: &Tree) -> serde_json::Value {
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

proptest! {
    #![proptest_config(cases(2000))]

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
