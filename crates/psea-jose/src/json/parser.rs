//! The grammar. One pass over the octets, without recursion: an open container waits
//! in its own entry, so that nesting cannot exhaust a thread's stack.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::iter::successors;

use super::error::{JsonError, JsonErrorKind as Kind};
use super::names::{self, Name};
use super::order;
use super::scan::plain_octets;
use super::{CEILING_MAX_DEPTH, Document, MAX_OCTETS, MAX_SAFE_INTEGER, Node, NodeKind};

/// Entries for which there is room from the start: those of a dense text of 64 KiB.
const MOST_AT_ONCE: usize = 16_384;

/// Entries of the last, unfinished octets: containers that open in each of them.
const AT_THE_END: usize = CEILING_MAX_DEPTH as usize;

pub(super) fn parse(octets: &[u8], max_depth: u16) -> Result<Document<'_>, JsonError> {
    if u32::try_from(octets.len()).map_or(true, |length| length >= MAX_OCTETS) {
        return Err(JsonError::new(Kind::TooLong, 0));
    }
    let text = core::str::from_utf8(octets)
        .map_err(|error| JsonError::new(Kind::InvalidUtf8, error.valid_up_to()))?;
    if text.starts_with('\u{feff}') {
        return Err(JsonError::new(Kind::ByteOrderMark, 0));
    }
    let mut parser = Parser {
        octets,
        position: 0,
        // Dense text has an entry for four octets or five; growth is amortised beyond.
        document: Document {
            text,
            nodes: Vec::with_capacity(octets.len().div_ceil(4).min(MOST_AT_ONCE)),
        },
        frame: Frame { node: 0, last_name: 0, is_object: false },
        depth: 0,
        max_depth,
        scratch: Vec::new(),
    };
    parser.run()?;
    Ok(parser.document)
}

/// The innermost open container. Those around it wait in their own entries: as long as a container
/// is open, `link` is the one around it and `end` the `last_name` to go on from.
#[derive(Clone, Copy)]
struct Frame {
    node: u32,
    /// The object's last member name so far; 0 before the first, [`UNORDERED`] once one came before
    /// a name that it belongs behind.
    last_name: u32,
    is_object: bool,
}

/// No index: a text has fewer entries than octets.
const UNORDERED: u32 = u32::MAX;

/// Fewer members are sorted without the heap.
const FEW_MEMBERS: usize = 32;

struct Parser<'a> {
    octets: &'a [u8],
    position: usize,
    document: Document<'a>,
    frame: Frame,
    /// How many containers are open. `frame` is one of them unless it is 0.
    depth: usize,
    max_depth: u16,
    scratch: Vec<Name>,
}

impl<'a> Parser<'a> {
    fn run(&mut self) -> Result<(), JsonError> {
        loop {
            if self.value()? {
                continue; // a container opened and waits for its first value
            }
            if self.after_value()? {
                return Ok(());
            }
        }
    }

    /// Parses a scalar or an empty container whole, or opens a container. True: opened.
    fn value(&mut self) -> Result<bool, JsonError> {
        self.skip_white_space();
        match self.peek() {
            Some(b'"') => self.string_node(),
            Some(b'{') => self.open(true),
            Some(b'[') => self.open(false),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word(b"true", NodeKind::True),
            Some(b'f') => self.word(b"false", NodeKind::False),
            Some(b'n') => self.word(b"null", NodeKind::Null),
            _ => Err(self.unexpected()),
        }
    }

    /// Continues behind a complete value up to the next one. True: the text is complete.
    fn after_value(&mut self) -> Result<bool, JsonError> {
        loop {
            self.skip_white_space();
            if self.depth == 0 {
                return match self.peek() {
                    None => Ok(true),
                    Some(_) => Err(self.error(Kind::TrailingData)),
                };
            }
            match (self.peek(), self.frame.is_object) {
                (Some(b','), false) => {
                    self.advance();
                    return Ok(false);
                }
                (Some(b','), true) => {
                    self.advance();
                    self.skip_white_space();
                    self.name()?;
                    return Ok(false);
                }
                (Some(b']'), false) | (Some(b'}'), true) => {
                    self.advance();
                    self.close()?;
                }
                _ => return Err(self.unexpected()),
            }
        }
    }

    fn open(&mut self, is_object: bool) -> Result<bool, JsonError> {
        if self.depth >= usize::from(self.max_depth) {
            return Err(self.error(Kind::TooDeep));
        }
        let kind = if is_object { NodeKind::Object } else { NodeKind::Array };
        let around = self.frame;
        // Outside of every container there is no entry yet.
        if let Some(waiting) = self.node_mut(around.node) {
            waiting.end = around.last_name;
        }
        let node = self.push(kind, self.position, self.position);
        if let Some(opened) = self.node_mut(node) {
            opened.link = around.node;
        }
        self.advance();
        self.depth = self.depth.saturating_add(1);
        self.frame = Frame { node, last_name: 0, is_object };
        self.skip_white_space();
        match (self.peek(), is_object) {
            (Some(b'}'), true) | (Some(b']'), false) => {
                self.advance();
                self.close()?;
                Ok(false)
            }
            (_, true) => {
                self.push(NodeKind::First, self.position, self.position);
                self.name()?;
                Ok(true)
            }
            (_, false) => Ok(true),
        }
    }

    fn close(&mut self) -> Result<(), JsonError> {
        let closed = self.frame;
        let (end, next) = (self.offset(self.position), self.next_index());
        let around = self.document.node(closed.node).link;
        if let Some(node) = self.node_mut(closed.node) {
            node.end = end;
            node.link = next;
        }
        if closed.last_name == UNORDERED {
            self.sort_members(closed.node)?;
        }
        self.depth = self.depth.saturating_sub(1);
        let waiting = self.document.node(around);
        let is_object = waiting.kind() == NodeKind::Object;
        self.frame = Frame { node: around, last_name: waiting.end, is_object };
        Ok(())
    }

    /// Parses a member name and its colon, and links it behind the object's previous name.
    fn name(&mut self) -> Result<(), JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let index = self.next_index();
        self.string_node()?;
        self.skip_white_space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected());
        }
        self.advance();

        let Frame { node: object, last_name: last, .. } = self.frame;
        match last {
            UNORDERED => return Ok(()),
            0 => self.link(object.saturating_add(1), index),
            _ => match self.compare_names(last, index) {
                Ordering::Less => self.link(last, index),
                Ordering::Equal => return Err(self.duplicate(index)),
                Ordering::Greater => {
                    self.frame.last_name = UNORDERED;
                    return Ok(());
                }
            },
        }
        self.frame.last_name = index;
        Ok(())
    }

    /// Links the members of a complete object in canonical order.
    fn sort_members(&mut self, object: u32) -> Result<(), JsonError> {
        let mut many = core::mem::take(&mut self.scratch);
        let mut few = [Name::default(); FEW_MEMBERS];
        let document = &self.document;
        let first = object.saturating_add(1);
        let end = document.node(object).link;
        let members = successors(Some(first.saturating_add(1)), |name| {
            Some(document.next(name.saturating_add(1)))
        })
        .take_while(|name| *name < end)
        .map(|name| Name::new(document, name));
        let mut count = 0_usize;
        for (slot, name) in few.iter_mut().zip(members.clone()) {
            *slot = name;
            count = count.saturating_add(1);
        }
        let names = if count < FEW_MEMBERS {
            few.get_mut(..count).unwrap_or_default()
        } else {
            many.clear();
            many.reserve_exact(members.clone().count());
            many.extend(members);
            many.as_mut_slice()
        };
        names::sort(document, names).map_err(|twice| self.duplicate(twice))?;
        let mut link = 0;
        for name in names.iter().rev() {
            self.link(name.node(), link);
            link = name.node();
        }
        self.link(first, link);
        self.scratch = many;
        Ok(())
    }

    fn string_node(&mut self) -> Result<bool, JsonError> {
        self.advance(); // the opening quote
        let start = self.position;
        let mut kind = NodeKind::String;
        loop {
            self.skip_plain();
            match self.peek() {
                Some(b'"') => {
                    self.push(kind, start, self.position);
                    self.advance();
                    return Ok(false);
                }
                Some(b'\\') => {
                    kind = NodeKind::EscapedString;
                    self.escape()?;
                }
                Some(_) => return Err(self.error(Kind::ControlCharacter)),
                None => return Err(self.error(Kind::UnexpectedEnd)),
            }
        }
    }

    /// Moves to the next quote, backslash or control character.
    fn skip_plain(&mut self) {
        let rest = self.octets.get(self.position..).unwrap_or_default();
        self.position = self.position.saturating_add(plain_octets(rest));
    }

    fn escape(&mut self) -> Result<(), JsonError> {
        let at = self.position;
        self.advance();
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.advance();
                Ok(())
            }
            Some(b'u') => {
                self.advance();
                match self.hex4()? {
                    0xDC00..=0xDFFF => Err(JsonError::new(Kind::LoneSurrogate, at)),
                    0xD800..=0xDBFF => self.low_surrogate(at),
                    _ => Ok(()),
                }
            }
            Some(_) => Err(JsonError::new(Kind::InvalidEscape, at)),
            None => Err(self.error(Kind::UnexpectedEnd)),
        }
    }

    fn low_surrogate(&mut self, at: usize) -> Result<(), JsonError> {
        let lone = JsonError::new(Kind::LoneSurrogate, at);
        for expected in [b'\\', b'u'] {
            if self.peek() != Some(expected) {
                return Err(lone);
            }
            self.advance();
        }
        match self.hex4()? {
            0xDC00..=0xDFFF => Ok(()),
            _ => Err(lone),
        }
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let mut unit = 0_u32;
        for _ in 0..4 {
            let digit = match self.peek() {
                Some(octet) => char::from(octet).to_digit(16),
                None => return Err(self.error(Kind::UnexpectedEnd)),
            };
            let Some(digit) = digit else { return Err(self.error(Kind::InvalidEscape)) };
            unit = (unit << 4) | digit;
            self.advance();
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<bool, JsonError> {
        let start = self.position;
        if self.peek() == Some(b'-') {
            self.advance();
        }
        let leading_zero = self.peek() == Some(b'0');
        let (digits, magnitude) = self.digits();
        if digits == 0 || (leading_zero && digits > 1) {
            return Err(JsonError::new(Kind::InvalidNumber, start));
        }
        let mut kind = if magnitude <= MAX_SAFE_INTEGER.unsigned_abs() {
            NodeKind::Integer
        } else {
            NodeKind::Number
        };
        if self.peek() == Some(b'.') {
            self.advance();
            kind = NodeKind::Number;
            if self.digits().0 == 0 {
                return Err(JsonError::new(Kind::InvalidNumber, start));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.advance();
            kind = NodeKind::Number;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.advance();
            }
            if self.digits().0 == 0 {
                return Err(JsonError::new(Kind::InvalidNumber, start));
            }
        }
        self.push(kind, start, self.position);
        Ok(false)
    }

    /// How many digits stand here, and what they amount to (saturating).
    fn digits(&mut self) -> (usize, u64) {
        let mut magnitude = 0_u64;
        let start = self.position;
        while let Some(octet @ b'0'..=b'9') = self.peek() {
            let digit = u64::from(octet.wrapping_sub(b'0'));
            magnitude = magnitude.wrapping_mul(10).wrapping_add(digit);
            self.advance();
        }
        let count = self.position.saturating_sub(start);
        // 19 digits always fit.
        (count, if count < 20 { magnitude } else { u64::MAX })
    }

    fn word(&mut self, word: &[u8], kind: NodeKind) -> Result<bool, JsonError> {
        let start = self.position;
        for expected in word {
            if self.peek() != Some(*expected) {
                return Err(self.unexpected());
            }
            self.advance();
        }
        self.push(kind, start, self.position);
        Ok(false)
    }

    #[inline]
    fn skip_white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.advance();
        }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.octets.get(self.position).copied()
    }

    #[inline]
    fn advance(&mut self) {
        self.position = self.position.saturating_add(1);
    }

    /// Appends an entry without a link; a container's is set when it closes.
    #[inline]
    fn push(&mut self, kind: NodeKind, start: usize, end: usize) -> u32 {
        let index = self.next_index();
        if self.document.nodes.len() == self.document.nodes.capacity() {
            self.grow();
        }
        self.document.nodes.push(Node::new(kind, self.offset(start), self.offset(end), 0));
        index
    }

    /// Makes room for what the rest of the text can need at most: the densest that goes on for long
    /// is `{"":{"":{"":0}}},`, with three entries for each five octets. Doubling would take half as
    /// much again for a text of 64 KiB; longer ones grow step by step, so that a text that only
    /// begins so costs no more.
    #[cold]
    fn grow(&mut self) {
        let rest = self.octets.len().saturating_sub(self.position);
        let most = rest.div_ceil(5).saturating_mul(3).saturating_add(AT_THE_END);
        let step = self.document.nodes.len().max(2 * MOST_AT_ONCE);
        self.document.nodes.reserve_exact(most.min(step));
    }

    fn link(&mut self, from: u32, to: u32) {
        if let Some(node) = self.node_mut(from) {
            node.link = to;
        }
    }

    #[inline]
    fn next_index(&self) -> u32 {
        self.offset(self.document.nodes.len())
    }

    /// The text is shorter than 256 MiB and has fewer entries than octets.
    #[inline]
    fn offset(&self, value: usize) -> u32 {
        u32::try_from(value).unwrap_or(u32::MAX)
    }

    fn node_mut(&mut self, index: u32) -> Option<&mut Node> {
        self.document.nodes.get_mut(index as usize)
    }

    /// The canonical order of two names.
    #[inline]
    fn compare_names(&self, a: u32, b: u32) -> Ordering {
        let (a, b) = (self.document.node(a), self.document.node(b));
        if a.kind() == NodeKind::String && b.kind() == NodeKind::String {
            order::compare_utf8(self.octets_of(a), self.octets_of(b))
        } else {
            order::compare_chars(self.document.text_of(a), self.document.text_of(b))
        }
    }

    #[inline]
    fn octets_of(&self, node: Node) -> &'a [u8] {
        self.octets.get(node.start() as usize..node.end as usize).unwrap_or_default()
    }

    fn duplicate(&self, name: u32) -> JsonError {
        JsonError::new(Kind::DuplicateName, self.document.node(name).start() as usize)
    }

    fn error(&self, kind: Kind) -> JsonError {
        JsonError::new(kind, self.position)
    }

    fn unexpected(&self) -> JsonError {
        self.error(if self.position < self.octets.len() {
            Kind::UnexpectedCharacter
        } else {
            Kind::UnexpectedEnd
        })
    }
}
