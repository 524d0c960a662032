//! The string scan, eight octets at a time and by blocks of 32: every length, every position, every neighbour.

use psea_jose::json::{Document, JsonErrorKind as Kind};

use crate::refused;

/// Beyond what is searched word by word, a block, and a word behind it.
const LONGEST: usize = 32 + 32 + 9;

/// Fillers: ordinary, the neighbours of the special octets, and characters whose octets are
/// special octets with the high bit set.
const FILLERS: [char; 14] = [
    'a',
    ' ',
    '!',
    '#',
    '[',
    ']',
    '\u{7f}',
    '\u{80}',
    '\u{9c}',
    '\u{9f}',
    '\u{a2}',
    '\u{700}',
    '\u{2022}',
    '\u{10882}',
];

fn filled(filler: char, octets: usize) -> String {
    let mut text = String::new();
    while text.len() + filler.len_utf8() <= octets {
        text.push(filler);
    }
    while text.len() < octets {
        text.push('a');
    }
    text
}

/// RFC 8259 §7: content without special octets is taken whole, at every length.
#[test]
fn plain_content() {
    for filler in FILLERS {
        for octets in 0..=LONGEST {
            let content = filled(filler, octets);
            let text = format!("\"{content}\"");
            let document = Document::parse(text.as_bytes(), 32).unwrap();
            let found = document.root().as_text().unwrap();
            assert_eq!(found.literal(), Some(content.as_str()), "{text:?}");
        }
    }
}

/// RFC 8259 §7: the first special octet is found exactly, wherever it stands.
#[test]
fn special_octet_at_every_position() {
    for filler in FILLERS {
        for octets in 1..=LONGEST {
            for position in 0..octets {
                let before = filled(filler, position);
                let after = filled(filler, octets - position - 1);

                for control in [0x00, 0x01, 0x08, 0x0A, 0x1E, 0x1F_u8] {
                    let text = format!("\"{before}{}{after}\"", char::from(control));
                    refused(text, Kind::ControlCharacter, 1 + position);
                }
                let text = format!("\"{before}\\x{after}\"");
                refused(text, Kind::InvalidEscape, 1 + position);
                let text = format!("\"{before}\"}}{after}\"");
                refused(text, Kind::TrailingData, 2 + position);

                let text = format!("[\"{before}\\n{after}\"]");
                let document = Document::parse(text.as_bytes(), 32).unwrap();
                let string = document.root().as_array().unwrap().iter().next().unwrap();
                assert_eq!(string.as_text().unwrap().to_cow(), format!("{before}\n{after}"));
            }
        }
    }
}

/// RFC 8259 §7: two special octets: the first one counts, whatever follows it in the same word.
#[test]
fn first_of_two_special_octets() {
    for first in 0..16 {
        for second in first + 1..20 {
            let (before, between) = ("a".repeat(first), "a".repeat(second - first - 1));
            for later in ["\u{1}", "\"", "\\", "\u{80}", "!", "#", "]"] {
                refused(
                    format!("\"{before}\u{1f}{between}{later}aaaa\""),
                    Kind::ControlCharacter,
                    1 + first,
                );
                refused(
                    format!("\"{before}\\v{between}{later}aaaa\""),
                    Kind::InvalidEscape,
                    1 + first,
                );
                refused(
                    format!("\"{before}\"x{between}{later}aaaa\""),
                    Kind::TrailingData,
                    2 + first,
                );
            }
        }
    }
}

/// RFC 8259 §7: a string without its closing quote ends with the text, at every length.
#[test]
fn unclosed() {
    for filler in FILLERS {
        for octets in 0..=LONGEST {
            let text = format!("\"{}", filled(filler, octets));
            refused(&text, Kind::UnexpectedEnd, text.len());
        }
    }
}
