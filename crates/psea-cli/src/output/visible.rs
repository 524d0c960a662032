//! Text of others, made safe to look at.
//!
//! What a terminal would obey, hide or reorder is shown as its JSON escape instead: a payload
//! that looks like another one on the screen is what a signature must not be given for.

use std::fmt::Write as _;

/// `text` with what cannot be seen spelled `\u` and four hexadecimal digits.
pub(crate) fn text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_plain(c) {
            shown.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a String cannot fail.
            let _ = write!(shown, "\\u{unit:04x}");
        }
    }
    shown
}

/// At most `limit` characters of it, for a table cell.
pub(crate) fn cell(content: &str, limit: usize) -> String {
    let shown = text(content);
    if shown.chars().count() <= limit {
        return shown;
    }
    let mut cut: String = shown.chars().take(limit.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            // Zero-width and direction marks, separators that break lines, bidirectional
            // overrides and isolates, invisible operators, the byte order mark, tags.
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides() {
        assert_eq!(text("Grüße, 山田"), "Grüße, 山田");
        assert_eq!(text("a\u{202e}b\u{1b}[2J\n"), "a\\u202eb\\u001b[2J\\u000a");
        assert_eq!(text("\u{e0041}"), "\\udb40\\udc41");
    }

    #[test]
    fn cells_are_cut() {
        assert_eq!(cell("abcdef", 6), "abcdef");
        assert_eq!(cell("abcdefg", 6), "abcde…");
    }
}
