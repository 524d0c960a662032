use core::fmt;

use super::string::Text;
use super::{Document, Node, NodeKind};

/// A view of one value of a [`Document`]: `'d` is the document's borrow, `'a` the text's.
#[derive(Clone, Copy)]
pub struct Value<'d, 'a> {
    document: &'d Document<'a>,
    index: u32,
}

/// What a [`Value`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number, in whatever spelling.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

impl<'d, 'a> Value<'d, 'a> {
    pub(super) const fn new(document: &'d Document<'a>, index: u32) -> Self {
        Self { document, index }
    }

    fn node(&self) -> Node {
        self.document.node(self.index)
    }

    /// Which kind of value this is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.node().kind() {
            NodeKind::Null => Kind::Null,
            NodeKind::False | NodeKind::True => Kind::Boolean,
            NodeKind::Integer | NodeKind::Number | NodeKind::First => Kind::Number,
            NodeKind::String | NodeKind::EscapedString => Kind::String,
            NodeKind::Array => Kind::Array,
            NodeKind::Object => Kind::Object,
        }
    }

    /// The value as it was written, white space and escapes included.
    #[must_use]
    pub fn source(&self) -> &'a str {
        let node = self.node();
        match node.kind() {
            NodeKind::String | NodeKind::EscapedString => {
                self.document.slice(node.start().saturating_sub(1), node.end.saturating_add(1))
            }
            _ => self.document.slice(node.start(), node.end),
        }
    }

    /// The octet offset of the value in the text.
    #[must_use]
    pub fn offset(&self) -> usize {
        let node = self.node();
        match node.kind() {
            // The span of a string lies between its quotes.
            NodeKind::String | NodeKind::EscapedString => node.start().saturating_sub(1) as usize,
            _ => node.start() as usize,
        }
    }

    /// The boolean, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.node().kind() {
            NodeKind::True => Some(true),
            NodeKind::False => Some(false),
            _ => None,
        }
    }

    /// The integer, if the value is a number written without fraction or exponent and within
    /// ±[`MAX_SAFE_INTEGER`](super::MAX_SAFE_INTEGER). `-0` is 0.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match self.node().kind() {
            NodeKind::Integer => self.source().parse().ok(),
            _ => None,
        }
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<Text<'a>> {
        let node = self.node();
        match node.kind() {
            NodeKind::String | NodeKind::EscapedString => Some(self.document.text_of(node)),
            _ => None,
        }
    }

    /// The array, if it is one.
    #[must_use]
    pub fn as_array(&self) -> Option<Array<'d, 'a>> {
        (self.node().kind() == NodeKind::Array).then_some(Array { value: *self })
    }

    /// The object, if it is one.
    #[must_use]
    pub fn as_object(&self) -> Option<Object<'d, 'a>> {
        (self.node().kind() == NodeKind::Object).then_some(Object { value: *self })
    }
}

impl fmt::Debug for Value<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.source())
    }
}

/// An array of a [`Document`].
#[derive(Clone, Copy, Debug)]
pub struct Array<'d, 'a> {
    value: Value<'d, 'a>,
}

impl<'d, 'a> Array<'d, 'a> {
    /// The elements, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Value<'d, 'a>> + use<'d, 'a> {
        let document = self.value.document;
        let end = self.value.node().link;
        let mut index = self.value.index.saturating_add(1);
        core::iter::from_fn(move || {
            (index < end).then(|| {
                let element = Value::new(document, index);
                index = document.next(index);
                element
            })
        })
    }
}

/// An object of a [`Document`]. Its member names are distinct.
#[derive(Clone, Copy, Debug)]
pub struct Object<'d, 'a> {
    value: Value<'d, 'a>,
}

impl<'d, 'a> Object<'d, 'a> {
    /// The members, in the order in which they were written.
    #[must_use]
    pub fn iter(&self) -> Members<'d, 'a> {
        Members {
            document: self.value.document,
            // An object that has members is followed by the entry that leads to the first.
            index: self.value.index.saturating_add(2),
            end: self.value.node().link,
        }
    }

    /// The members in canonical order, i.e. by the UTF-16 code units of their names (§2).
    pub fn canonical_members(
        &self,
    ) -> impl Iterator<Item = (Text<'a>, Value<'d, 'a>)> + use<'d, 'a> {
        let document = self.value.document;
        let mut index = document.first_member(self.value.index);
        core::iter::from_fn(move || {
            (index != 0).then(|| {
                let name = document.node(index);
                let value = Value::new(document, index.saturating_add(1));
                index = name.link;
                (document.text_of(name), value)
            })
        })
    }

    /// The member called `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'d, 'a>> {
        self.iter().find_map(|(candidate, value)| (candidate == *name).then_some(value))
    }

    /// Whether the object has no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl<'d, 'a> IntoIterator for Object<'d, 'a> {
    type Item = (Text<'a>, Value<'d, 'a>);
    type IntoIter = Members<'d, 'a>;

    fn into_iter(self) -> Members<'d, 'a> {
        self.iter()
    }
}

/// The members of an [`Object`] in the order in which they were written.
#[derive(Clone, Debug)]
pub struct Members<'d, 'a> {
    document: &'d Document<'a>,
    index: u32,
    end: u32,
}

impl<'d, 'a> Iterator for Members<'d, 'a> {
    type Item = (Text<'a>, Value<'d, 'a>);

    fn next(&mut self) -> Option<Self::Item> {
        (self.index < self.end).then(|| {
            let name = self.document.text_of(self.document.node(self.index));
            let value = Value::new(self.document, self.index.saturating_add(1));
            self.index = self.document.next(value.index);
            (name, value)
        })
    }
}

/// Stands for an index that no parse produces, so that a walk over it ends.
const NO_NODE: Node = Node::new(NodeKind::Array, 0, 0, u32::MAX);

impl<'a> Document<'a> {
    /// Indices come from the parse alone and are in range.
    #[inline]
    pub(super) fn node(&self, index: u32) -> Node {
        self.nodes.get(index as usize).copied().unwrap_or(NO_NODE)
    }

    /// The index after the subtree of the value at `index`.
    #[inline]
    pub(super) fn next(&self, index: u32) -> u32 {
        let node = self.node(index);
        match node.kind() {
            NodeKind::Array | NodeKind::Object => node.link,
            _ => index.saturating_add(1),
        }
    }

    /// The first member in canonical order of the object at `index`; 0 if it has none.
    #[inline]
    fn first_member(&self, object: u32) -> u32 {
        let first = self.node(object.saturating_add(1));
        // What follows an empty object is no such entry.
        if first.kind() == NodeKind::First { first.link } else { 0 }
    }

    /// Spans come from the parse alone and end at ASCII delimiters, so they are in range and on
    /// character boundaries.
    #[inline]
    pub(super) fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    #[inline]
    pub(super) fn text_of(&self, node: Node) -> Text<'a> {
        Text::new(self.slice(node.start(), node.end), node.kind() == NodeKind::EscapedString)
    }
}
