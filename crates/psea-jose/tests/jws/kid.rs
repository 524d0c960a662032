//! `kid`: opaque, not empty, bounded in octets.

use psea_jose::jws::{HeaderRules, JwsError, UnverifiedJws, protected_header};

use crate::{HEADER, RULES, TYP, judge, signed};

/// §3.4: a non-empty string.
#[test]
fn type_and_presence() {
    for kid in [r#""""#, "null", "1", "true", "[]", r#"["key-1"]"#, "{}"] {
        let header = HEADER.replace("\"key-1\"", kid);
        assert_eq!(judge(header), Err(JwsError::Kid), "{kid}");
    }
    assert_eq!(judge(r#"{"alg":"ES256","typ":"psea-proof+jwt"}"#), Err(JwsError::Kid));
}

/// §3.4: opaque: any characters, as they stand after unescaping.
#[test]
fn opaque() {
    for (kid, want) in [
        (" ", " "),
        (r"\u0000", "\u{0}"),
        (r"..\/..\/etc", "../../etc"),
        (r"\u00e9\ud83d\ude00", "é😀"),
        ("é😀", "é😀"),
        (r#"a\"b\\c\n"#, "a\"b\\c\n"),
        (
            "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=",
            "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=",
        ),
    ] {
        assert_eq!(judge(HEADER.replace("key-1", kid)).as_deref(), Ok(want), "{kid}");
    }
}

/// §3.13.2: 512 octets of UTF-8 by default, inclusive, however they were spelled.
#[test]
fn bound_in_octets() {
    assert_eq!(RULES.max_kid, 512);
    let judge_kid = |kid: &str| judge(protected_header(kid, TYP).as_octets());
    assert!(judge_kid(&"k".repeat(512)).is_ok());
    assert_eq!(judge_kid(&"k".repeat(513)), Err(JwsError::Kid));
    // Two octets each: the bound counts octets, not characters.
    assert!(judge_kid(&"é".repeat(256)).is_ok());
    assert_eq!(judge_kid(&"é".repeat(257)), Err(JwsError::Kid));
    // Six octets each in the header, one in the value.
    assert!(judge(HEADER.replace("key-1", &r"\u006b".repeat(512))).is_ok());
    assert_eq!(judge(HEADER.replace("key-1", &r"\u006b".repeat(513))), Err(JwsError::Kid));

    let rules = HeaderRules { max_kid: 5, ..RULES };
    let token = |kid: &str| signed(HEADER.replace("key-1", kid), "{}");
    assert_eq!(UnverifiedJws::parse(token("key-1"), &rules).map(|_| ()), Ok(()));
    assert_eq!(UnverifiedJws::parse(token("key-12"), &rules).map(|_| ()), Err(JwsError::Kid));
    let rules = HeaderRules { max_kid: 0, ..RULES };
    assert_eq!(UnverifiedJws::parse(token("k"), &rules).map(|_| ()), Err(JwsError::Kid));
}
