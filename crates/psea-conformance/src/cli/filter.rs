//! Choosing vectors by id.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A text that the id contains, or, with `*` or `?`, a pattern of the whole id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter(String);

impl Filter {
    pub(crate) fn matches(&self, id: &str) -> bool {
        if self.0.contains(['*', '?']) {
            glob(self.0.as_bytes(), id.as_bytes())
        } else {
            id.contains(&self.0)
        }
    }
}

impl FromStr for Filter {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Remembers the last `*` and lets it take one octet more whenever the rest does not match.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0_usize, 0_usize);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p = p.saturating_add(1);
            }
            Some(expected) if *expected == b'?' || Some(expected) == text.get(t) => {
                p = p.saturating_add(1);
                t = t.saturating_add(1);
            }
            _ => match &mut star {
                Some((at, taken)) => {
                    *taken = taken.saturating_add(1);
                    p = at.saturating_add(1);
                    t = *taken;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|octet| *octet == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(filter: &str, id: &str) -> bool {
        Filter(filter.to_owned()).matches(id)
    }

    #[test]
    fn text_is_found_anywhere() {
        assert!(matches("header", "verify.header.alg-none"));
        assert!(!matches("headers", "verify.header.alg-none"));
    }

    #[test]
    fn a_pattern_covers_the_whole_id() {
        for filter in
            ["verify.*", "*.alg-none", "verify.*.alg-????", "*", "v*r*e", "verify.header.alg-none*"]
        {
            assert!(matches(filter, "verify.header.alg-none"), "{filter}");
        }
        for filter in ["header*", "*.alg", "?", "verify.*.alg-???", "v*x"] {
            assert!(!matches(filter, "verify.header.alg-none"), "{filter}");
        }
    }
}
