//! Objects in the making: names, and the JSON texts of their values.

use std::rc::Rc;

use super::json::{name_order, quote};

/// An edit of a text.
pub(crate) type TextEdit = Rc<dyn Fn(String) -> String>;
/// An edit of octets.
pub(crate) type OctetEdit = Rc<dyn Fn(Vec<u8>) -> Vec<u8>>;

/// Names and the JSON texts of their values.
pub(crate) type Members = Vec<(String, String)>;

/// Every edit in turn.
pub(crate) fn apply<T>(edits: &[Rc<dyn Fn(T) -> T>], value: T) -> T {
    edits.iter().fold(value, |value, edit| edit(value))
}

/// Sets a member to a JSON text.
pub(crate) fn set(members: &mut Members, name: &str, text: &str) {
    match members.iter_mut().find(|(n, _)| n == name) {
        Some(member) => text.clone_into(&mut member.1),
        None => members.push((name.to_owned(), text.to_owned())),
    }
}

/// Removes a member, which must be there.
pub(crate) fn remove(members: &mut Members, name: &str) {
    let before = members.len();
    members.retain(|(n, _)| n != name);
    assert_eq!(members.len() + 1, before, "no {name} to remove");
}

/// Compact text with the members in canonical order.
pub(crate) fn object(members: &Members) -> String {
    let mut sorted = members.clone();
    sorted.sort_by(|a, b| name_order(&a.0, &b.0));
    object_as_given(&sorted)
}

/// Compact text with the members in their order.
pub(crate) fn object_as_given(members: &Members) -> String {
    let texts: Vec<_> =
        members.iter().map(|(name, text)| format!("{}:{text}", quote(name))).collect();
    format!("{{{}}}", texts.join(","))
}
