//! Data objects: a tag of one octet, a length, a value (ISO/IEC 7816-4 §5.2.2). PIV nests them, and
//! nothing that is read here has a longer tag.

/// The first object and what follows it.
fn split(octets: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = octets.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7F => (usize::from(*first), rest),
        0x81 => {
            let (length, rest) = rest.split_first()?;
            (usize::from(*length), rest)
        }
        0x82 => {
            let (length, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((*tag, value, rest))
}

/// The value of the object with this tag. None also if what stands before it is malformed.
pub(crate) fn find(mut octets: &[u8], wanted: u8) -> Option<&[u8]> {
    loop {
        let (tag, value, rest) = split(octets)?;
        if tag == wanted {
            return Some(value);
        }
        octets = rest;
    }
}

/// The value of an object within the one object that there is.
pub(crate) fn child(octets: &[u8], outer: u8, inner: u8) -> Option<&[u8]> {
    find(find(octets, outer)?, inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_found() {
        let octets = [0x7C, 5, 0x80, 0, 0x82, 1, 7];
        assert_eq!(child(&octets, 0x7C, 0x82), Some(&[7][..]));
        assert_eq!(child(&octets, 0x7C, 0x80), Some(&[][..]));
        assert_eq!(child(&octets, 0x7C, 0x81), None);
        assert_eq!(child(&octets, 0x53, 0x82), None);
    }

    #[test]
    fn long_lengths_and_lies_about_them() {
        for head in [&[0x53, 0x81, 200][..], &[0x53, 0x82, 0, 200]] {
            let whole = [head, &[5; 200]].concat();
            assert_eq!(find(&whole, 0x53).map(<[u8]>::len), Some(200));
            for cut in 0..whole.len() {
                assert_eq!(find(&whole[..cut], 0x53), None, "{cut}");
            }
        }
        assert_eq!(find(&[0x53, 0x83, 0, 0, 0], 0x53), None);
        assert_eq!(find(&[0x53, 0x80, 0, 0], 0x53), None);
        assert_eq!(find(&[1, 0x90, 0x53, 0], 0x53), None);
    }
}
