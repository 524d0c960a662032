use crate::support::Place;

/// Replaces what differs from run to run: keys, ids, digests, times. White space is one space, for
/// it follows from their widths.
fn masked(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mask = |line: &str| {
        let of_time = line.contains(" UTC");
        let of_token = line.contains("as a token:");
        let varies = |word: &str| {
            let has_digit = word.contains(|c: char| c.is_ascii_digit());
            word.len() >= 10 && (has_digit || of_token)
                || of_time && word.starts_with(char::is_numeric)
        };
        let words = line.split_inclusive(|c| !is_word(c)).map(|piece| {
            let word = piece.trim_end_matches(|c| !is_word(c));
            let rest = &piece[word.len()..];
            if varies(word) { format!("*{rest}") } else { piece.into() }
        });
        words.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    text.lines().map(mask).collect::<Vec<_>>().join("\n")
}

/// The README shows what the demo says.
#[test]
fn the_readme_shows_the_demo() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (_, block) = readme.split_once("<!-- demo -->\n```text\n").unwrap();
    let (shown, _) = block.split_once("\n```\n<!-- /demo -->").unwrap();
    let said = Place::new().run("demo").exits(0);
    let said = said.out.trim_end();
    assert!(masked(said).contains("action_mismatch §3.13.2 reject"));
    assert_eq!(masked(shown), masked(said), "run the demo and paste its output into the README");
}
