//! Sorts the names of an object, and finds one that comes twice.
//!
//! By seven octets at a time: names that agree in them are told apart by the next seven. So what is
//! compared is numbers, and a character is decoded once, or twice where it was cut: neither a long
//! common beginning nor a spelling in escapes makes an object slower to sort than its length is
//! worth.

use super::order::rank;
use super::string::Text;
use super::{Document, Node, NodeKind};

/// The end of a key whose name goes on behind it. Else it is how many octets the key has, for they
/// may be zeros.
const GOES_ON: u64 = 8;

/// Beside the offset in a name that is known to be greater than the one before. Offsets are shorter.
const GREATER: u32 = 1 << 31;

/// A name on its way into order.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    /// The next seven octets of UTF-8, ranked, and what [`GOES_ON`] says.
    key: u64,
    /// The entry. It is compared before the rest: of two equal names the later is the greater.
    node: u32,
    /// The offset of what has not been read, and [`GREATER`].
    rest: u32,
}

impl Name {
    pub(super) fn new(document: &Document<'_>, node: u32) -> Self {
        Self { key: 0, node, rest: document.node(node).start() }
    }

    pub(super) const fn node(self) -> u32 {
        self.node
    }

    const fn goes_on(self) -> bool {
        self.key & 0xFF == GOES_ON
    }

    const fn is_greater(self) -> bool {
        self.rest & GREATER != 0
    }

    /// Reads the next octets into the key. A character that does not fit is read again.
    #[inline]
    fn read(&mut self, document: &Document<'_>) {
        let node = document.node(self.node);
        let start = self.rest & !GREATER;
        let length = u64::from(node.end.saturating_sub(start));
        let ascii = match node.kind() {
            NodeKind::String => first_ascii(document, start, length),
            _ => None,
        };
        (self.key, self.rest) = match ascii {
            Some(octets) if length < GOES_ON => (key(octets, length), start),
            Some(octets) => (key(octets, GOES_ON), start.saturating_add(7)),
            None => first_chars(document, start, node),
        };
    }
}

/// Seven of these octets, and how they end.
const fn key(octets: u64, end: u64) -> u64 {
    octets & !0xFF | end
}

/// The first eight octets of a text, if they are ASCII; zeros for those behind its end.
#[inline]
fn first_ascii(document: &Document<'_>, start: u32, length: u64) -> Option<u64> {
    let eight = document.text.as_bytes().get(start as usize..)?.first_chunk()?;
    let behind =
        u32::try_from(length.saturating_mul(8)).ok().and_then(|bits| u64::MAX.checked_shr(bits));
    let octets = u64::from_be_bytes(*eight) & !behind.unwrap_or_default();
    (octets & 0x8080_8080_8080_8080 == 0).then_some(octets)
}

/// The key of any text, and what is left to read.
#[inline(never)]
fn first_chars(document: &Document<'_>, start: u32, node: Node) -> (u64, u32) {
    let text = document.slice(start, node.end);
    let mut chars = Text::new(text, node.kind() == NodeKind::EscapedString).unescape();
    let mut first = [0; 8];
    let [octets @ .., _] = &mut first;
    let mut room = octets.iter_mut();
    let (end, rest) = loop {
        let left = chars.left();
        let Some(next) = chars.next() else {
            break ((GOES_ON - 1).saturating_sub(room.len() as u64), node.end);
        };
        let mut utf8 = [0; 4];
        let utf8 = next.encode_utf8(&mut utf8).as_bytes();
        let fits = utf8.len() <= room.len();
        for (octet, slot) in utf8.iter().zip(room.by_ref()) {
            *slot = rank(*octet);
        }
        if !fits {
            break (GOES_ON, node.end.saturating_sub(left));
        }
    };
    (key(u64::from_be_bytes(first), end), rest)
}

/// Puts the names of one object into canonical order.
///
/// # Errors
///
/// The entry of a name that comes twice: of its second time.
pub(super) fn sort(document: &Document<'_>, names: &mut [Name]) -> Result<(), u32> {
    // What was before them is in its place.
    let mut names = names;
    while !names.is_empty() {
        let equal = names.iter().skip(1).take_while(|name| !name.is_greater()).count();
        if equal == 0 {
            names = core::mem::take(&mut names).get_mut(1..).unwrap_or_default();
        } else if let Some(group) = names.get_mut(..=equal) {
            tell_apart(document, group)?;
        }
    }
    Ok(())
}

/// Sorts names that agree in all that was read of them by what comes next.
fn tell_apart(document: &Document<'_>, group: &mut [Name]) -> Result<(), u32> {
    for name in &mut *group {
        name.read(document);
    }
    group.sort_unstable_by_key(|name| name.key);
    let mut last: Option<Name> = None;
    for name in group {
        match last.filter(|last| last.key == name.key) {
            None => name.rest |= GREATER,
            Some(_) if name.goes_on() => {}
            Some(last) => return Err(last.node.max(name.node)),
        }
        last = Some(*name);
    }
    Ok(())
}
