//! The grammar. One pass over the octets, without recursion: a container costs a frame in a table
//! of fixed size, so that nesting cannot exhaust a thread's stack.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::error::{JsonError, JsonErrorKind as Kind};
use super::order;
use super::string::Text;
use super::{CEILING_MAX_DEPTH, Document, MAX_SAFE_INTEGER, Node, NodeKind};

pub(super) fn parse(octets: &[u8], max_depth: u16) -> Result<Document<'_>, JsonError> {
    if u32::try_from(octets.len()).is_err() {
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
        // Typical text has an entry per ten octets or more; growth is amortised otherwise.
        document: Document { text, nodes: Vec::with_capacity(octets.len().div_ceil(10).min(256)) },
        frames: Frames::new(),
        max_depth,
        scratch: Vec::new(),
    };
    parser.run()?;
    Ok(parser.document)
}

/// An open container.
#[derive(Clone, Copy)]
struct Frame {
    node: u32,
    /// The object's last member name so far; 0 before the first.
    last_name: u32,
    is_object: bool,
    /// Whether the names so far stand in canonical order.
    ascending: bool,
}

/// The open containers, the innermost last.
struct Frames {
    frames: [Frame; CEILING_MAX_DEPTH as usize],
    open: usize,
}

impl Frames {
    const fn new() -> Self {
        let closed = Frame { node: 0, last_name: 0, is_object: false, ascending: true };
        Self { frames: [closed; CEILING_MAX_DEPTH as usize], open: 0 }
    }

    const fn len(&self) -> usize {
        self.open
    }

    /// There is room: the bound on the depth was checked, and is at most the table's length.
    fn push(&mut self, frame: Frame) {
        if let Some(slot) = self.frames.get_mut(self.open) {
            *slot = frame;
            self.open = self.open.saturating_add(1);
        }
    }

    fn pop(&mut self) -> Option<Frame> {
        self.open = self.open.checked_sub(1)?;
        self.frames.get(self.open).copied()
    }

    fn last(&self) -> Option<&Frame> {
        self.frames.get(self.open.checked_sub(1)?)
    }

    fn last_mut(&mut self) -> Option<&mut Frame> {
        self.frames.get_mut(self.open.checked_sub(1)?)
    }
}

/// So many members are sorted without the heap.
const FEW_MEMBERS: usize = 32;

struct Parser<'a> {
    octets: &'a [u8],
    position: usize,
    document: Document<'a>,
    frames: Frames,
    max_depth: u16,
    scratch: Vec<u32>,
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
            let Some(frame) = self.frames.last() else {
                return match self.peek() {
                    None => Ok(true),
                    Some(_) => Err(self.error(Kind::TrailingData)),
                };
            };
            match (self.peek(), frame.is_object) {
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
        if self.frames.len() >= usize::from(self.max_depth) {
            return Err(self.error(Kind::TooDeep));
        }
        let kind = if is_object { NodeKind::Object } else { NodeKind::Array };
        let node = self.push(kind, self.position, self.position);
        self.advance();
        self.frames.push(Frame { node, last_name: 0, is_object, ascending: true });
        self.skip_white_space();
        match (self.peek(), is_object) {
            (Some(b'}'), true) | (Some(b']'), false) => {
                self.advance();
                self.close()?;
                Ok(false)
            }
            (_, true) => {
                self.name()?;
                Ok(true)
            }
            (_, false) => Ok(true),
        }
    }

    fn close(&mut self) -> Result<(), JsonError> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let (end, next) = (self.offset(self.position), self.next_index());
        if let Some(node) = self.node_mut(frame.node) {
            node.end = end;
            node.next = next;
        }
        if frame.is_object && !frame.ascending {
            self.sort_members(frame.node)?;
        }
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

        let Some(frame) = self.frames.last() else { return Ok(()) };
        let (object, last) = (frame.node, frame.last_name);
        if last == 0 {
            if let Some(node) = self.node_mut(object) {
                node.link = index;
            }
        } else if frame.ascending {
            match order::compare(self.name_at(last), self.name_at(index)) {
                Ordering::Less => {
                    if let Some(node) = self.node_mut(last) {
                        node.link = index;
                    }
                }
                Ordering::Equal => return Err(self.duplicate(index)),
                Ordering::Greater => {
                    if let Some(frame) = self.frames.last_mut() {
                        frame.ascending = false;
                    }
                }
            }
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.last_name = index;
        }
        Ok(())
    }

    /// Links the members of a complete object in canonical order; equal neighbours are duplicates.
    fn sort_members(&mut self, object: u32) -> Result<(), JsonError> {
        let mut many = core::mem::take(&mut self.scratch);
        many.clear();
        let mut few = [0; FEW_MEMBERS];
        let mut count = 0_usize;
        let end = self.document.node(object).next;
        let mut index = object.saturating_add(1);
        while index < end {
            match few.get_mut(count) {
                Some(slot) => *slot = index,
                None if many.is_empty() => {
                    many.extend_from_slice(&few);
                    many.push(index);
                }
                None => many.push(index),
            }
            count = count.saturating_add(1);
            index = self.document.node(index.saturating_add(1)).next;
        }
        let names = match few.get_mut(..count) {
            Some(names) => names,
            None => many.as_mut_slice(),
        };
        names.sort_unstable_by(|a, b| {
            order::compare(self.name_at(*a), self.name_at(*b)).then(a.cmp(b))
        });
        let mut link = 0;
        for pair in names.windows(2) {
            if let [a, b] = pair
                && order::compare(self.name_at(*a), self.name_at(*b)) == Ordering::Equal
            {
                return Err(self.duplicate(*b));
            }
        }
        for name in names.iter().rev() {
            if let Some(node) = self.node_mut(*name) {
                node.link = link;
            }
            link = *name;
        }
        if let Some(node) = self.node_mut(object) {
            node.link = link;
        }
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

    /// Moves to the next quote, backslash or control character, eight octets at a time.
    fn skip_plain(&mut self) {
        const LOW: u64 = 0x0101_0101_0101_0101;
        const HIGH: u64 = 0x8080_8080_8080_8080;
        let rest = self.octets.get(self.position..).unwrap_or_default();
        let (words, tail) = rest.as_chunks::<8>();
        let mut plain = 0_usize;
        for word in words {
            let word = u64::from_le_bytes(*word);
            // The lowest flagged octet is exact; octets above it may be flagged by a borrow.
            let quote = word ^ (LOW.wrapping_mul(0x22));
            let backslash = word ^ (LOW.wrapping_mul(0x5C));
            let special = (quote.wrapping_sub(LOW) & !quote)
                | (backslash.wrapping_sub(LOW) & !backslash)
                | (word.wrapping_sub(LOW.wrapping_mul(0x20)) & !word);
            let flags = special & HIGH;
            if flags != 0 {
                let offset = (flags.trailing_zeros() / 8) as usize;
                self.position = self.position.saturating_add(plain).saturating_add(offset);
                return;
            }
            plain = plain.saturating_add(8);
        }
        let in_tail = tail.iter().position(|c| matches!(c, b'"' | b'\\' | 0..=0x1F));
        self.position =
            self.position.saturating_add(plain).saturating_add(in_tail.unwrap_or(tail.len()));
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
        let mut count = 0_usize;
        while let Some(octet @ b'0'..=b'9') = self.peek() {
            let digit = u64::from(octet.wrapping_sub(b'0'));
            magnitude = magnitude.saturating_mul(10).saturating_add(digit);
            count = count.saturating_add(1);
            self.advance();
        }
        (count, magnitude)
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

    fn skip_white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.advance();
        }
    }

    fn peek(&self) -> Option<u8> {
        self.octets.get(self.position).copied()
    }

    fn advance(&mut self) {
        self.position = self.position.saturating_add(1);
    }

    /// Appends an entry whose subtree is itself alone; a container's is set when it closes.
    fn push(&mut self, kind: NodeKind, start: usize, end: usize) -> u32 {
        let index = self.next_index();
        let (start, end) = (self.offset(start), self.offset(end));
        self.document.nodes.push(Node { kind, start, end, next: index.saturating_add(1), link: 0 });
        index
    }

    fn next_index(&self) -> u32 {
        self.offset(self.document.nodes.len())
    }

    /// The text is shorter than 4 GiB and has fewer entries than octets.
    fn offset(&self, value: usize) -> u32 {
        u32::try_from(value).unwrap_or(u32::MAX)
    }

    fn node_mut(&mut self, index: u32) -> Option<&mut Node> {
        self.document.nodes.get_mut(index as usize)
    }

    fn name_at(&self, index: u32) -> Text<'a> {
        self.document.text_of(self.document.node(index))
    }

    fn duplicate(&self, name: u32) -> JsonError {
        JsonError::new(Kind::DuplicateName, self.document.node(name).start as usize)
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
