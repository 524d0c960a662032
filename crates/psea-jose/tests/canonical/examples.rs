//! Published examples: the draft's appendix and RFC 8785, as far as it stays within integers.

use psea_jose::canonical::CanonicalJson;

use crate::canonical;

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Appendix A: the member order in which `R` sorts before `e`.
#[test]
fn appendix_order() {
    let want = r#"{"endReason":"TtlExpired","endedAt":1700000060,"sessionId":"abc-123","startedAt":1700000000}"#;
    assert_eq!(canonical(want), want);
    let shuffled = r#"{"sessionId":"abc-123","startedAt":1700000000,"endedAt":1700000060,"endReason":"TtlExpired"}"#;
    assert_eq!(canonical(shuffled), want);
}

/// Appendix A: 69 octets and their hash.
#[test]
fn appendix_hash() {
    let json = br#"{"amount":2500,"actionType":"transfer","to":"alice","currency":"EUR"}"#;
    let canonical = CanonicalJson::parse(json, 32).unwrap();
    assert_eq!(
        canonical.as_str(),
        r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#
    );
    assert_eq!(canonical.as_octets().len(), 69);
    assert_eq!(
        hex(&canonical.sha256()),
        "f0f8eb390ecdb3b312765cfe3a888c39ad4571bb94ddfc553230a4b85171e942"
    );
}

/// RFC 8785 §3.2.2 and §3.2.4, adapted: the sample's five numbers are not integers of the subset
/// and are left out; its string and literals are as published, its octets likewise.
#[test]
fn rfc_8785_sample() {
    let sample = r#"{
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    assert_eq!(
        canonical(sample),
        r#"{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
    assert_eq!(
        hex(canonical(sample).as_bytes()),
        // `{"literals":[null,true,false],` and `"string":"€$\u000f\nA'B\"\\\\\"/"}` of §3.2.4.
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c\
         22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"
    );
}

/// RFC 8785 §3.2.3: the sorting sample as published; it has no numbers.
#[test]
fn rfc_8785_sorting() {
    let sample = r#"{
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\ud83d\ude00": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis"
    }"#;
    let want = "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\
        \"\u{f6}\":\"Latin Small Letter O With Diaeresis\",\"\u{20ac}\":\"Euro Sign\",\
        \"\u{1f600}\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}";
    assert_eq!(canonical(sample), want);
    // The same with literal names.
    assert_eq!(canonical(want), want);
}

/// RFC 8785 §3.2.2.2: how each ASCII character is written, and the first ones beyond.
#[test]
fn rfc_8785_strings() {
    for code in 0..=0xFF_u32 {
        let c = char::from_u32(code).unwrap();
        let want = match c {
            '\u{8}' => "\\b".to_owned(),
            '\t' => "\\t".to_owned(),
            '\n' => "\\n".to_owned(),
            '\u{c}' => "\\f".to_owned(),
            '\r' => "\\r".to_owned(),
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\0'..='\u{1f}' => format!("\\u00{code:02x}"),
            _ => c.to_string(),
        };
        let want = format!("\"{want}\"");
        assert_eq!(canonical(&format!("\"\\u{code:04x}\"")), want);
        assert_eq!(canonical(&format!("\"\\u{code:04X}\"")), want);
        assert_eq!(CanonicalJson::string(&c.to_string()).as_str(), want);
        assert_eq!(canonical(&want), want);
        // As a name too.
        assert_eq!(canonical(&format!("{{\"\\u{code:04x}\":0}}")), format!("{{{want}:0}}"));
    }
    assert_eq!(canonical(r#""\/""#), "\"/\"");
    assert_eq!(
        canonical(r#""\u2028\u2029\uFEFF\uFFFF\ud83d\ude00""#),
        "\"\u{2028}\u{2029}\u{feff}\u{ffff}😀\""
    );
}

/// §2: Unicode is never normalised.
#[test]
fn no_normalisation() {
    assert_eq!(canonical("\"\u{e9}\""), "\"\u{e9}\"");
    assert_eq!(canonical("\"e\u{301}\""), "\"e\u{301}\"");
    assert_eq!(canonical("\"\u{212b}\""), "\"\u{212b}\"");
    assert_eq!(canonical("{\"\u{e9}\":1,\"e\u{301}\":2}"), "{\"e\u{301}\":2,\"\u{e9}\":1}");
}

/// §2: no white space between tokens, arrays in their order, empty containers, any root.
#[test]
fn structure() {
    for (json, want) in [
        (" [ 3 , 1 , 2 ] ", "[3,1,2]"),
        (" { } ", "{}"),
        (" [ ] ", "[]"),
        ("[ [ ] , { } , [ { } ] ]", "[[],{},[{}]]"),
        (" null ", "null"),
        ("\ttrue\n", "true"),
        ("\r\nfalse ", "false"),
        (" 7 ", "7"),
        (" \"x y\" ", "\"x y\""),
        (
            "{ \"b\" : { \"d\" : 1 , \"c\" : [ ] } , \"a\" : null }",
            r#"{"a":null,"b":{"c":[],"d":1}}"#,
        ),
    ] {
        assert_eq!(canonical(json), want);
    }
}

/// §2: what is an object can be told from the canonical text.
#[test]
fn is_object() {
    for (json, object) in [
        ("{}", true),
        (" {\"a\":1}", true),
        ("[]", false),
        ("\"{\"", false),
        ("1", false),
        ("null", false),
    ] {
        assert_eq!(
            CanonicalJson::parse(json.as_bytes(), 32).unwrap().is_object(),
            object,
            "{json}"
        );
    }
}

/// The text is shown as it is.
#[test]
fn output() {
    let json = CanonicalJson::parse(b"{\"a\" : 1}", 32).unwrap();
    assert_eq!(json.to_string(), r#"{"a":1}"#);
    assert_eq!(json.as_ref(), r#"{"a":1}"#);
    assert_eq!(format!("{json:?}"), r#"CanonicalJson({"a":1})"#);
    assert_eq!(CanonicalJson::string("a\"b").as_str(), r#""a\"b""#);
}
