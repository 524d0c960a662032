use alloc::borrow::Cow;

use super::{ALG, JwsError};
use crate::json::{self, Document};

/// What a header must be for a token to be considered at all (§3.2, §3.4).
#[derive(Clone, Copy, Debug)]
pub struct HeaderRules {
    /// The required `typ`, byte-equal.
    pub typ: &'static str,
    /// The longest admitted `kid`, in octets of UTF-8, inclusive.
    pub max_kid: usize,
    /// The deepest admitted nesting of the header, counted on its own.
    pub max_depth: u16,
    /// Whether a parameter other than `alg`, `kid` and `typ` is refused rather than ignored.
    pub closed: bool,
}

impl HeaderRules {
    /// The defaults of the profile for tokens of this `typ`: `kid` up to 512 octets, nesting 32.
    #[must_use]
    pub const fn new(typ: &'static str) -> Self {
        Self { typ, max_kid: 512, max_depth: json::DEFAULT_MAX_DEPTH, closed: false }
    }

    /// The same, for tokens whose header has exactly `alg`, `kid` and `typ`.
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.closed = true;
        self
    }

    /// Checks the header and gives its `kid`.
    pub(super) fn kid_of<'h>(&self, header: &'h [u8]) -> Result<Cow<'h, str>, JwsError> {
        match self.kid_of_usual(header) {
            Some(kid) => Ok(Cow::Borrowed(kid)),
            None => self.kid_of_any(header),
        }
    }

    /// The `kid` of a header exactly as an Attester writes it, with a `kid` that needs no care.
    /// None says nothing: [`kid_of_any`](Self::kid_of_any) is the one authority.
    fn kid_of_usual<'h>(&self, header: &'h [u8]) -> Option<&'h str> {
        let kid = header
            .strip_prefix(br#"{"alg":"ES256","kid":""#)?
            .strip_suffix(b"\"}")?
            .strip_suffix(self.typ.as_bytes())?
            .strip_suffix(br#"","typ":""#)?;
        let plain = |octet: &u8| matches!(octet, b' '..=b'~') && !matches!(octet, b'"' | b'\\');
        let is_usual = (1..=self.max_kid).contains(&kid.len())
            && kid.iter().all(plain)
            && self.max_depth > 0
            && self.typ.bytes().all(|octet| plain(&octet));
        if is_usual { core::str::from_utf8(kid).ok() } else { None }
    }

    /// Parses the header.
    fn kid_of_any<'h>(&self, header: &'h [u8]) -> Result<Cow<'h, str>, JwsError> {
        let document = Document::parse(header, self.max_depth).map_err(JwsError::HeaderJson)?;
        let header = document.root().as_object().ok_or(JwsError::HeaderNotObject)?;
        let is = |name, expected: &str| {
            header.get(name).and_then(|value| value.as_text()).is_some_and(|text| text == *expected)
        };

        // §3.4: every `alg` but ES256 is refused, "none" above all.
        if !is("alg", ALG) {
            return Err(JwsError::Alg);
        }
        // §3.2: `typ` is byte-equal, so that no other kind of token passes for this one.
        if !is("typ", self.typ) {
            return Err(JwsError::Typ);
        }
        // §3.4: the profile defines no critical extension (RFC 7515 §4.1.11).
        if header.get("crit").is_some() {
            return Err(JwsError::Crit);
        }
        // §3.4: the payload is always base64url-encoded (RFC 7797).
        if header.get("b64").is_some_and(|value| value.as_bool() != Some(true)) {
            return Err(JwsError::B64);
        }
        // §3.4: `kid` selects the enrolled key. Every other parameter is ignored; `jwk`, `jku`,
        // `x5u`, `x5c` in particular are not looked at: no key comes from the token.
        let kid = header.get("kid").and_then(|value| value.as_text()).ok_or(JwsError::Kid)?;
        let kid = kid.to_cow();
        if kid.is_empty() || kid.len() > self.max_kid {
            return Err(JwsError::Kid);
        }
        if self.closed && header.iter().count() != 3 {
            return Err(JwsError::Parameter);
        }
        Ok(kid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::vec;
    use proptest::prelude::*;
    use psea_seed::cases;

    fn rules() -> impl Strategy<Value = HeaderRules> {
        (0_u16..3, 0_usize..6, any::<bool>()).prop_map(|(max_depth, max_kid, closed)| HeaderRules {
            max_depth,
            max_kid,
            closed,
            ..HeaderRules::new("a+jwt")
        })
    }

    proptest! {
        #![proptest_config(cases(256))]

        /// §3.4: what is seen without parsing is what the parser sees.
        #[test]
        fn the_usual_form_is_read_as_any(
            kid in r#"[ab"\\\u{0}\u{1f} ~\u{7f}é,:{}]{0,6}"#,
            typ in "(a\\+jwt|a\\+jw|A\\+jwt|)",
            rules in rules(),
        ) {
            let header = format!(r#"{{"alg":"ES256","kid":"{kid}","typ":"{typ}"}}"#);
            if let Some(usual) = rules.kid_of_usual(header.as_bytes()) {
                prop_assert_eq!(rules.kid_of_any(header.as_bytes()), Ok(Cow::Borrowed(usual)));
            }
        }

        /// Members inside the `kid`'s place, other orders and other spellings.
        #[test]
        fn a_header_of_pieces_is_read_as_any(
            pieces in prop::collection::vec(prop::sample::select(vec![
                r#"{"alg":"ES256","kid":""#, r#"","typ":"a+jwt"}"#, r#"","crit":[],"x":""#, "k",
                r#"","kid":""#, r#"","typ":""#, "a+jwt", "\"}", "{", " ", "\\", "\"", ",",
            ]), 0..7),
            rules in rules(),
        ) {
            let header = pieces.concat();
            if let Some(usual) = rules.kid_of_usual(header.as_bytes()) {
                prop_assert_eq!(rules.kid_of_any(header.as_bytes()), Ok(Cow::Borrowed(usual)));
            }
        }
    }

    /// The form that Attesters write is seen without parsing, up to the bound on `kid`.
    #[test]
    fn the_usual_form_is_usual() {
        let rules = HeaderRules { max_kid: 5, ..HeaderRules::new("a+jwt") };
        let of = |kid: &str| format!(r#"{{"alg":"ES256","kid":"{kid}","typ":"a+jwt"}}"#);
        assert_eq!(rules.kid_of_usual(of("key-1").as_bytes()), Some("key-1"));
        for other in ["", "key-12", "k\"", "k\\n", "ké", "k\n"] {
            assert_eq!(rules.kid_of_usual(of(other).as_bytes()), None, "{other:?}");
        }
    }
}
