//! Finds a piece of code whatever its line breaks and spaces, so that formatting moves nothing.

use std::ops::Range;

/// Where the code of a file ends and its tests begin.
const TESTS: &str = "\nmod tests {";

/// Every place in `source`, its tests aside, at which `needle` stands, white space disregarded.
pub(crate) fn find(source: &str, needle: &str) -> Vec<Range<usize>> {
    let code = source.split(TESTS).next().unwrap_or_default();
    let code: Vec<(usize, char)> = dense(code).collect();
    let needle: Vec<char> = dense(needle).map(|(_, c)| c).collect();
    let windows = code.windows(needle.len().max(1));
    let found = windows.filter(|window| window.iter().map(|(_, c)| c).eq(&needle));
    found
        .filter_map(|window| {
            let ((start, _), (last, c)) = (window.first()?, window.last()?);
            Some(*start..last + c.len_utf8())
        })
        .collect()
}

fn dense(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    text.char_indices().filter(|(_, c)| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_makes_no_difference() {
        let source = "if a\n    .len()\n    > 3 {}";
        let found: Vec<_> =
            find(source, "a.len() > 3").into_iter().filter_map(|place| source.get(place)).collect();
        assert_eq!(found, ["a\n    .len()\n    > 3"]);
    }

    #[test]
    fn every_place_counts_but_those_in_tests() {
        assert_eq!(find("a b a b", "ab").len(), 2);
        assert_eq!(find("a\nmod tests { a }", "a").len(), 1);
        assert!(find("abc", "x").is_empty());
        assert!(find("abc", "").is_empty());
    }
}
