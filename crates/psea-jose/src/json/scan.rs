//! How far a string goes on without anything to look at.

/// Most strings end within this many octets; the proof in a transport body does not.
const SOON: usize = 32;

/// As many octets as one register takes.
const WORD: usize = 8;

/// As many octets as a few wide registers take.
const BLOCK: usize = 32;

/// How many octets stand before the first quote, backslash or control character.
#[inline(always)]
pub(crate) fn plain_octets(octets: &[u8]) -> usize {
    let mut plain = 0_usize;
    while plain < SOON {
        let Some(word) = octets.get(plain..).and_then(|rest| rest.first_chunk()) else {
            return by_octets(octets, plain);
        };
        if let Some(offset) = special_in(*word) {
            return plain.saturating_add(offset);
        }
        plain = plain.saturating_add(WORD);
    }
    by_blocks(octets, plain)
}

/// Goes on behind the first octets of a long string.
fn by_blocks(octets: &[u8], mut plain: usize) -> usize {
    let (blocks, _) = octets.get(plain..).unwrap_or_default().as_chunks::<BLOCK>();
    let whole = blocks.iter().take_while(|block| is_plain(block)).count();
    plain = plain.saturating_add(whole.saturating_mul(BLOCK));
    let (words, _) = octets.get(plain..).unwrap_or_default().as_chunks::<WORD>();
    for word in words {
        if let Some(offset) = special_in(*word) {
            return plain.saturating_add(offset);
        }
        plain = plain.saturating_add(WORD);
    }
    by_octets(octets, plain)
}

/// Goes on to the end, where no word is left.
fn by_octets(octets: &[u8], plain: usize) -> usize {
    let rest = octets.get(plain..).unwrap_or_default();
    let offset = rest.iter().position(|octet| is_special(*octet));
    plain.saturating_add(offset.unwrap_or(rest.len()))
}

/// Without a branch inside, so that the compiler takes many octets at once.
fn is_plain(block: &[u8; BLOCK]) -> bool {
    !block.iter().fold(false, |special, octet| special | is_special(*octet))
}

const fn is_special(octet: u8) -> bool {
    octet < b' ' || octet == b'"' || octet == b'\\'
}

/// Where the first special octet of eight is.
#[inline]
fn special_in(word: [u8; WORD]) -> Option<usize> {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let word = u64::from_le_bytes(word);
    // The lowest flagged octet is exact; octets above it may be flagged by a borrow.
    let quote = word ^ (LOW.wrapping_mul(0x22));
    let backslash = word ^ (LOW.wrapping_mul(0x5C));
    let special = (quote.wrapping_sub(LOW) & !quote)
        | (backslash.wrapping_sub(LOW) & !backslash)
        | (word.wrapping_sub(LOW.wrapping_mul(0x20)) & !word);
    let flags = special & HIGH;
    (flags != 0).then(|| (flags.trailing_zeros() / 8) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use alloc::vec::Vec;
    use proptest::prelude::*;
    use psea_seed::cases;

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
        #![proptest_config(cases(256))]

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
