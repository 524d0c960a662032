//! The control: what a fuzzing run must find, or it finds nothing at all.

use psea_jose::json::{Array, DEFAULT_MAX_DEPTH, Document, Kind, Object, Value};

/// A parser's target with a fault that no seed meets: an `expect` that fails for a number whose
/// name is written with an escape, inside another object.
pub fn control(octets: &[u8]) {
    crate::json(octets);
    if let Ok(document) = Document::parse(octets, DEFAULT_MAX_DEPTH) {
        walk(document.root(), false);
    }
}

fn walk(value: Value<'_, '_>, is_inner: bool) {
    for (name, member) in value.as_object().iter().flat_map(Object::iter) {
        if is_inner && member.kind() == Kind::Number {
            name.literal().expect("planted");
        }
        walk(member, true);
    }
    for element in value.as_array().iter().flat_map(Array::iter) {
        walk(element, is_inner);
    }
}
