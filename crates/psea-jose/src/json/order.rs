//! Member-name order: UTF-16 code units of the unescaped names (§2; RFC 8785 §3.2.3).

use core::cmp::Ordering;

use super::string::Text;

/// A number that orders octets of UTF-8 as the UTF-16 code units of what they are part of.
///
/// Octets sort by code point. That is UTF-16 order too, except that a supplementary-plane character
/// (lead octet F0..F4, in UTF-16 a surrogate from D800) sorts before U+E000..U+FFFF (lead octet EE
/// or EF).
#[inline]
pub(super) const fn rank(octet: u8) -> u8 {
    match octet {
        0xEE | 0xEF => octet.saturating_add(5),
        0xF0.. => octet.saturating_sub(2),
        _ => octet,
    }
}

/// Compares two member names that were written without escapes. `Equal` means: the same name.
#[inline]
pub(super) fn compare_utf8(a: &[u8], b: &[u8]) -> Ordering {
    for (x, y) in a.iter().zip(b) {
        if x != y {
            let supplementary = (*x >= 0xF0, *y >= 0xF0);
            return match supplementary {
                (true, false) if *y >= 0xEE => Ordering::Less,
                (false, true) if *x >= 0xEE => Ordering::Greater,
                _ => x.cmp(y),
            };
        }
    }
    a.len().cmp(&b.len())
}

/// Compares two member names, however they were written.
pub(super) fn compare_chars(a: Text<'_>, b: Text<'_>) -> Ordering {
    a.chars().map(utf16_rank).cmp(b.chars().map(utf16_rank))
}

/// A number that orders characters as their first differing UTF-16 code units do.
fn utf16_rank(c: char) -> u32 {
    let code = u32::from(c);
    if (0xE000..0x1_0000).contains(&code) { code.saturating_add(0x11_0000) } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use psea_seed::cases;

    fn by_definition(a: &str, b: &str) -> Ordering {
        a.encode_utf16().cmp(b.encode_utf16())
    }

    proptest! {
        #![proptest_config(cases(256))]

        /// §2, RFC 8785 §3.2.3: both ways to compare agree with the definition.
        #[test]
        fn order_is_utf16_code_unit_order(
            a in "[a\u{80}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}]{0,5}",
            b in "[a\u{80}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}]{0,5}",
        ) {
            let want = by_definition(&a, &b);
            prop_assert_eq!(compare_utf8(a.as_bytes(), b.as_bytes()), want);
            prop_assert_eq!(compare_chars(Text::from_literal(&a), Text::from_literal(&b)), want);
        }

        #[test]
        fn order_is_utf16_code_unit_order_for_any_text(a: std::string::String, b: std::string::String) {
            // A quote or backslash is never literal content; drop them for this check.
            let a: std::string::String = a.chars().filter(|c| *c != '\\').collect();
            let b: std::string::String = b.chars().filter(|c| *c != '\\').collect();
            prop_assert_eq!(compare_utf8(a.as_bytes(), b.as_bytes()), by_definition(&a, &b));
        }
    }
}
