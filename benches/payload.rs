use std::fmt::Write as _;

/// An action payload of `octets` octets (202 at least), its members not in canonical order, as a
/// client's JSON library would write it.
#[must_use]
pub fn payload(octets: usize) -> String {
    const LINES_END: &str = r#"null],"note":""#;
    const END: &str = r#""}"#;
    let mut text = String::from(
        r#"{"to":"alice","amount":2500,"currency":"EUR","actionType":"transfer","memo":"invoice 2026-0042","lines":["#,
    );
    let end = octets.saturating_sub(LINES_END.len()).saturating_sub(END.len());
    let mut line = 0_u32;
    loop {
        let next = format!(
            r#"{{"sku":"A-{line:05}","qty":{},"price":{}}},"#,
            line % 7,
            line.saturating_add(1999)
        );
        if text.len().saturating_add(next.len()) > end {
            break;
        }
        text.push_str(&next);
        line = line.saturating_add(1);
    }
    text.push_str(LINES_END);
    let rest = octets.saturating_sub(text.len()).saturating_sub(END.len());
    // Writing to a String cannot fail.
    let _ = write!(text, "{}{END}", "x".repeat(rest));
    text
}
