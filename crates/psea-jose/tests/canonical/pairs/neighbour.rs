//! One change somewhere in a value: of the kinds that a canonical form may lose.

use std::collections::BTreeMap;

use crate::support::{MAX, Tree};

/// The choices by which one change differs from another, read one after the other.
pub(super) struct Choices<'a> {
    octets: &'a [u8],
    at: usize,
}

impl<'a> Choices<'a> {
    pub(super) fn of(octets: &'a [u8]) -> Self {
        Self { octets, at: 0 }
    }

    fn below(&mut self, bound: usize) -> usize {
        let octet = self.octets[self.at % self.octets.len()];
        self.at += 1;
        usize::from(octet) % bound
    }
}

/// A value that differs from `tree` in one place, or in none where the change finds nothing to
/// do there.
pub(super) fn neighbour(tree: &Tree, choices: &mut Choices<'_>) -> Tree {
    let mut tree = tree.clone();
    let at = somewhere(&mut tree, choices);
    let changed = match choices.below(6) {
        0 => anywhere(at, choices),
        _ => within(at, choices),
    };
    *at = changed;
    tree
}

/// Goes down from `tree`, and stops early now and then.
fn somewhere<'t>(tree: &'t mut Tree, choices: &mut Choices<'_>) -> &'t mut Tree {
    let inside = match tree {
        Tree::Array(values) => values.len(),
        Tree::Object(members) => members.len(),
        _ => 0,
    };
    if inside == 0 || choices.below(3) == 0 {
        return tree;
    }
    let chosen = choices.below(inside);
    match tree {
        Tree::Array(values) => somewhere(&mut values[chosen], choices),
        Tree::Object(members) => somewhere(members.values_mut().nth(chosen).unwrap(), choices),
        _ => unreachable!(),
    }
}

/// Changes of the type and of the nesting.
fn anywhere(tree: &Tree, choices: &mut Choices<'_>) -> Tree {
    match (choices.below(5), tree) {
        (0, _) => Tree::Null,
        (1, _) => Tree::Array(vec![tree.clone()]),
        (2, _) => Tree::Object(BTreeMap::from([(String::new(), tree.clone())])),
        (3, Tree::Array(values)) if values.len() == 1 => values[0].clone(),
        (3, Tree::Array(values)) => numbered(values),
        (3, Tree::Object(members)) => Tree::Array(members.values().cloned().collect()),
        // The same letters as a string.
        (_, Tree::Null) => Tree::Text("null".into()),
        (_, Tree::Bool(value)) => Tree::Text(value.to_string()),
        (_, Tree::Integer(value)) => Tree::Text(value.to_string()),
        (_, Tree::Text(text)) => text.parse().map_or(Tree::Bool(true), Tree::Integer),
        (_, Tree::Array(_)) => Tree::Text("[]".into()),
        (_, Tree::Object(_)) => Tree::Text("{}".into()),
    }
}

fn numbered(values: &[Tree]) -> Tree {
    let name = |(n, value): (usize, &Tree)| (n.to_string(), value.clone());
    Tree::Object(values.iter().enumerate().map(name).collect())
}

/// Changes that keep the type.
fn within(tree: &Tree, choices: &mut Choices<'_>) -> Tree {
    match tree {
        Tree::Null => Tree::Bool(choices.below(2) == 0),
        Tree::Bool(value) => Tree::Bool(!value),
        Tree::Integer(value) => Tree::Integer(integer(*value, choices)),
        Tree::Text(value) => Tree::Text(text(value, choices)),
        Tree::Array(values) => Tree::Array(array(values, choices)),
        Tree::Object(members) => Tree::Object(object(members, choices)),
    }
}

fn integer(value: i64, choices: &mut Choices<'_>) -> i64 {
    match choices.below(6) {
        0 => value + 1,
        1 => value - 1,
        2 => -value,
        3 => value ^ (1 << choices.below(53)),
        4 => value / 10,
        _ => around_the_bound(choices),
    }
}

/// Puts an integer near the bound somewhere into `tree`, where it finds one to replace.
pub(super) fn begin_at_the_bound(tree: &mut Tree, choices: &mut Choices<'_>) {
    if let Tree::Integer(value) = somewhere(tree, choices) {
        *value = around_the_bound(choices);
    }
}

/// From four below ±(2^53 − 1) to four above.
fn around_the_bound(choices: &mut Choices<'_>) -> i64 {
    let value = MAX - 4 + i64::try_from(choices.below(9)).unwrap();
    if choices.below(2) == 0 { value } else { -value }
}

fn text(value: &str, choices: &mut Choices<'_>) -> String {
    let mut chars: Vec<char> = value.chars().collect();
    if chars.is_empty() {
        return ["\u{0}", " ", "\"", "\\", "\u{feff}"][choices.below(5)].into();
    }
    let at = choices.below(chars.len());
    let c = chars[at];
    match choices.below(8) {
        0 => chars.push('\u{0}'),
        1 => chars.insert(at, '\\'),
        2 => {
            chars.remove(at);
        }
        3 => chars.swap(at, 0),
        4 => chars[at] = if c == 'x' { 'y' } else { 'x' },
        // Its neighbour in Unicode.
        5 => chars[at] = char::from_u32(u32::from(c) ^ 1).unwrap_or('\u{fffd}'),
        // What an escape of it looks like.
        6 => {
            chars.splice(at..=at, format!("\\u{:04x}", u32::from(c)).chars());
        }
        // What others take for the same letter.
        _ => {
            let other = match c {
                'é' => "e\u{301}",
                '/' => "\\/",
                '\n' => "\\n",
                '\u{10000}'..='\u{10ffff}' => "\u{fffd}\u{fffd}",
                '\u{0}'..='\u{1f}' => "",
                'a'..='z' => &c.to_ascii_uppercase().to_string(),
                _ => "\u{fffd}",
            };
            chars.splice(at..=at, other.chars());
        }
    }
    chars.into_iter().collect()
}

fn array(values: &[Tree], choices: &mut Choices<'_>) -> Vec<Tree> {
    let mut values = values.to_vec();
    if values.is_empty() {
        return vec![Tree::Array(vec![])];
    }
    let at = choices.below(values.len());
    match choices.below(5) {
        0 => values.push(Tree::Null),
        1 => values.push(values[at].clone()),
        2 => {
            values.remove(at);
        }
        3 => values.swap(at, 0),
        // A comma moves into the brackets of the next.
        _ => {
            let rest = values.split_off(at);
            values.push(Tree::Array(rest));
        }
    }
    values
}

fn object(members: &BTreeMap<String, Tree>, choices: &mut Choices<'_>) -> BTreeMap<String, Tree> {
    let mut members = members.clone();
    if members.is_empty() {
        return BTreeMap::from([(String::new(), Tree::Null)]);
    }
    let names: Vec<String> = members.keys().cloned().collect();
    let name = &names[choices.below(names.len())];
    let other = &names[choices.below(names.len())];
    match choices.below(6) {
        0 => {
            members.remove(name);
        }
        1 => {
            members.insert(text(name, choices), Tree::Null);
        }
        2 => {
            let value = members.remove(name).unwrap();
            members.insert(text(name, choices), value);
        }
        // Two members exchange their values.
        3 => {
            let (value, others) = (members[name].clone(), members[other].clone());
            members.insert(name.clone(), others);
            members.insert(other.clone(), value);
        }
        // A name and its value change places.
        4 => {
            if let Some(Tree::Text(value)) = members.remove(name) {
                members.insert(value, Tree::Text(name.clone()));
            }
        }
        // A member moves into another one.
        _ => {
            let value = members.remove(name).unwrap();
            let moved = Tree::Object(BTreeMap::from([(name.clone(), value)]));
            members.insert(other.clone(), moved);
        }
    }
    members
}
