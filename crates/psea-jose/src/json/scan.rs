//! How far a string goes on without anything to look at.

/// Most strings end within this many octets; the proof in a transport body does not.
const SOON: usize = 32;

/// As many octets as a few wide registers take.
const BLOCK: usize = 32;

/// How many octets stand before the first quote, backslash or control character.
pub(super) fn plain_octets(octets: &[u8]) -> usize {
    let (soon, later) = octets.split_at_checked(SOON).unwrap_or((octets, &[]));
    let plain = by_words(soon);
    if plain < SOON {
        return plain;
    }
    let (blocks, _) = later.as_chunks::<BLOCK>();
    let whole = blocks.iter().take_while(|block| is_plain(block)).count().saturating_mul(BLOCK);
    let rest = by_words(later.get(whole..).unwrap_or_default());
    plain.saturating_add(whole).saturating_add(rest)
}

/// Without a branch inside, so that the compiler takes many octets at once.
fn is_plain(block: &[u8; BLOCK]) -> bool {
    !block.iter().fold(false, |special, octet| special | is_special(*octet))
}

const fn is_special(octet: u8) -> bool {
    octet < b' ' || octet == b'"' || octet == b'\\'
}

/// Eight octets at a time.
fn by_words(octets: &[u8]) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, tail) = octets.as_chunks::<8>();
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
            return plain.saturating_add((flags.trailing_zeros() / 8) as usize);
        }
        plain = plain.saturating_add(8);
    }
    let in_tail = tail.iter().position(|octet| is_special(*octet));
    plain.saturating_add(in_tail.unwrap_or(tail.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn by_definition(octets: &[u8]) -> usize {
        octets.iter().position(|octet| is_special(*octet)).unwrap_or(octets.len())
    }

    /// RFC 8259 §7: each octet, at each place of a text longer than every step of the search.
    #[test]
    fn every_octet_at_every_place() {
        for at in 0..3 * BLOCK + 9 {
            for octet in 0..=u8::MAX {
                let mut octets = vec![b'a'; 3 * BLOCK + 9];
                octets[at] = octet;
                assert_eq!(plain_octets(&octets), by_definition(&octets), "{octet:#x} at {at}");
                assert_eq!(plain_octets(&octets[..=at]), by_definition(&octets[..=at]));
            }
        }
    }

    proptest! {
        #[test]
        fn the_first_special_octet_ends_it(
            octets in prop::collection::vec(prop_oneof![
                40 => 0x20_u8..=0xFF, 1 => prop::sample::select(vec![0, 0x1F, b'"', b'\\']),
            ], 0..160),
        ) {
            let octets: Vec<u8> = octets;
            prop_assert_eq!(plain_octets(&octets), by_definition(&octets));
        }
    }
}
