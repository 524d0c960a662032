//! Numbers: the integer subset (§2.2, RFC 8785 §3.2.2.3).

use super::Topic;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("numbers", &["2", "2.2"]);
    t.fixed("zero", "Zero.", r#"{"a":0}"#);
    t.valid(
        "minus-zero",
        "Minus zero is an integer and canonicalises to 0.",
        r#"{"a":-0}"#,
        r#"{"a":0}"#,
    );
    t.fixed("minus-one", "A negative integer.", r#"{"a":-1}"#);
    t.fixed("max", "The greatest integer.", r#"{"a":9007199254740991}"#);
    t.fixed("min", "The least integer.", r#"{"a":-9007199254740991}"#);
    t.fixed(
        "int32",
        "Integers beyond 32 bits are exact.",
        r#"{"a":[2147483648,4294967296,-2147483649]}"#,
    );
    t.fixed("trailing-zeros", "Zeros at the end are digits.", r#"{"a":1000000000000000}"#);
    t.fixed(
        "digits-in-string",
        "A string of digits is not a number.",
        r#"{"a":"9007199254740993"}"#,
    );
    t.fixed("fraction-in-string", "A string may hold a fraction.", r#"{"a":"1.5","b":"1e2"}"#);

    for (slug, title, token) in [
        ("above-max", "2^53 is refused.", "9007199254740992"),
        ("below-min", "-2^53 is refused.", "-9007199254740992"),
        ("above-max-odd", "An integer that a double cannot hold is refused.", "9007199254740993"),
        ("int64", "2^63 is refused.", "9223372036854775808"),
        ("uint64", "2^64 is refused.", "18446744073709551616"),
        ("wraps-to-one", "2^64 + 1 is not 1.", "18446744073709551617"),
        (
            "digits",
            "An integer of forty digits is refused.",
            "1000000000000000000000000000000000000000",
        ),
        ("fraction", "A fraction is refused.", "2500.5"),
        ("fraction-zero", "A fraction of zero is refused.", "1.0"),
        ("minus-zero-fraction", "Minus zero with a fraction is refused.", "-0.0"),
        ("exponent", "An exponent is refused.", "1e2"),
        ("exponent-upper", "An exponent after a capital E is refused.", "1E2"),
        ("exponent-zero", "An exponent of zero is refused.", "1e0"),
        ("exponent-plus", "An exponent with a sign is refused.", "25e+2"),
        ("exponent-minus", "A negative exponent is refused.", "2500000e-3"),
        ("zero-exponent", "Zero with an exponent is refused.", "0e0"),
        ("overflow", "A number beyond every double is refused.", "1e400"),
        ("leading-zero", "A leading zero is refused.", "01"),
        ("minus-leading-zero", "A leading zero after a minus is refused.", "-01"),
        ("plus", "A plus sign is refused.", "+1"),
        ("bare-minus", "A minus alone is refused.", "-"),
        ("bare-fraction", "A fraction without an integer part is refused.", ".5"),
        ("bare-point", "A point without digits after it is refused.", "1."),
        ("hexadecimal", "Hexadecimal is refused.", "0x10"),
        ("separator", "A separator between digits is refused.", "1_000"),
        ("space-inside", "White space inside a number is refused.", "1 000"),
        ("nan", "NaN is refused.", "NaN"),
        ("infinity", "Infinity is refused.", "Infinity"),
        ("minus-infinity", "Minus infinity is refused.", "-Infinity"),
        ("arabic-digits", "Digits of other scripts are refused.", "\u{661}"),
    ] {
        t.invalid(slug, title, &format!(r#"{{"amount":{token}}}"#));
    }
    t.invalid(
        "fraction-nested",
        "A fraction at any depth is refused.",
        r#"{"a":[{"b":[1,2,0.5]}]}"#,
    );
    t
}
