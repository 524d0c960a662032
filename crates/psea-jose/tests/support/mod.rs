//! JSON values as a model of their own, and many ways to write one.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

/// A JSON value inside the integer subset. Members are a set: order is a matter of spelling.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Integer(i64),
    Text(String),
    Array(Vec<Tree>),
    Object(BTreeMap<String, Tree>),
}

/// 2^53 − 1.
pub(crate) const MAX: i64 = 9_007_199_254_740_991;

/// Texts rich in what makes strings hard: escapes, both ends of every UTF-8 length, and the
/// characters on which UTF-8 order and UTF-16 order differ.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ab\"\\\\/\u{0}\u{8}\t\n\u{c}\r\u{1f} \u{7f}\u{80}é\u{7ff}\u{800}€\u{d7ff}\u{e000}\u{ffff}\u{10000}😀\u{10ffff}]{0,12}",
        1 => any::<String>(),
        1 => "[a-z]{0,30}",
    ]
}

fn scalar() -> impl Strategy<Value = Tree> {
    prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::Bool),
        (-MAX..=MAX).prop_map(Tree::Integer),
        (-20_i64..20).prop_map(Tree::Integer),
        prop_oneof![Just(-MAX), Just(MAX)].prop_map(Tree::Integer),
        text().prop_map(Tree::Text),
    ]
}

/// Any value, at most five containers deep.
pub(crate) fn tree() -> impl Strategy<Value = Tree> {
    scalar().prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Tree::Array),
            btree_map(text(), inner, 0..6).prop_map(Tree::Object),
        ]
    })
}

/// The choices by which one spelling differs from another.
pub(crate) fn choices() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 1..48)
}

/// Writes `tree` with member order, white space and escapes as the choices say.
pub(crate) fn spell(tree: &Tree, choices: &[u8]) -> String {
    let mut speller = Speller { choices, at: 0, out: String::new() };
    speller.space();
    speller.value(tree);
    speller.space();
    speller.out
}

struct Speller<'a> {
    choices: &'a [u8],
    at: usize,
    out: String,
}

impl Speller<'_> {
    fn choose(&mut self, options: u8) -> u8 {
        let choice = self.choices[self.at % self.choices.len()];
        self.at += 1;
        choice % options
    }

    fn space(&mut self) {
        for _ in 0..self.choose(6).saturating_sub(3) {
            let space = [' ', '\t', '\n', '\r'][usize::from(self.choose(4))];
            self.out.push(space);
        }
    }

    fn value(&mut self, tree: &Tree) {
        match tree {
            Tree::Null => self.out.push_str("null"),
            Tree::Bool(value) => self.out.push_str(&value.to_string()),
            Tree::Integer(0) if self.choose(2) == 1 => self.out.push_str("-0"),
            Tree::Integer(value) => self.out.push_str(&value.to_string()),
            Tree::Text(value) => self.string(value),
            Tree::Array(values) => {
                self.out.push('[');
                self.space();
                for (n, value) in values.iter().enumerate() {
                    self.comma(n);
                    self.value(value);
                    self.space();
                }
                self.out.push(']');
            }
            Tree::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                for n in (1..members.len()).rev() {
                    let other = usize::from(self.choose(251)) % (n + 1);
                    members.swap(n, other);
                }
                self.out.push('{');
                self.space();
                for (n, (name, value)) in members.into_iter().enumerate() {
                    self.comma(n);
                    self.string(name);
                    self.space();
                    self.out.push(':');
                    self.space();
                    self.value(value);
                    self.space();
                }
                self.out.push('}');
            }
        }
    }

    fn comma(&mut self, n: usize) {
        if n > 0 {
            self.out.push(',');
            self.space();
        }
    }

    fn string(&mut self, content: &str) {
        self.out.push('"');
        for c in content.chars() {
            let short = match c {
                '"' => Some("\\\""),
                '\\' => Some("\\\\"),
                '/' => Some("\\/"),
                '\u{8}' => Some("\\b"),
                '\u{c}' => Some("\\f"),
                '\n' => Some("\\n"),
                '\r' => Some("\\r"),
                '\t' => Some("\\t"),
                _ => None,
            };
            let must_escape = c < ' ' || c == '"' || c == '\\';
            match (self.choose(5), short) {
                (0 | 1, Some(escape)) => self.out.push_str(escape),
                (0..=2, _) if !must_escape => self.out.push(c),
                (3, None) if !must_escape => self.out.push(c),
                (choice, _) => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        let escape = if choice % 2 == 0 {
                            format!("\\u{unit:04x}")
                        } else {
                            format!("\\u{unit:04X}")
                        };
                        self.out.push_str(&escape);
                    }
                }
            }
        }
        self.out.push('"');
    }
}
