//! The lengths of claims (§3.5), in Unicode code points.

use super::case::Topic;
use crate::core::proof::Proof;

/// One code point, two UTF-16 code units, four octets.
const WIDE: &str = "\u{1f3e6}";

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("claims-length", &["3.5"]);
    let valid = Proof::new();
    let invalid = "claim_invalid";

    t.accept(
        "jti-max",
        "An action id of 128 characters is accepted.",
        &valid.clone().jti(&"j".repeat(128)),
    );
    t.accept("jti-min", "An action id of one character is accepted.", &valid.clone().jti("j"));
    t.reject(
        "jti-above-max",
        "An action id of 129 characters is refused.",
        invalid,
        &valid.clone().jti(&"j".repeat(129)),
    );
    t.reject("jti-empty", "An empty action id is refused.", invalid, &valid.clone().jti(""));

    let wide = WIDE.repeat(256);
    t.accept(
        "aud-max",
        "An audience of 256 code points is accepted, of however many octets.",
        &valid.clone().claim_str("aud", &wide),
    )
    .aud(&wide);
    t.accept(
        "aud-min",
        "An audience of one character is accepted.",
        &valid.clone().claim_str("aud", "v"),
    )
    .aud("v");
    let decomposed = "e\u{301}".repeat(128);
    t.accept(
        "aud-combining",
        "A combining mark is a code point of its own.",
        &valid.clone().claim_str("aud", &decomposed),
    )
    .aud(&decomposed);

    let wide = WIDE.repeat(128);
    t.accept("iss-max", "An issuer of 128 code points is accepted.", &valid.clone().iss(&wide))
        .iss(&wide);
    t.accept("iss-min", "An issuer of one character is accepted.", &valid.clone().iss("t"))
        .iss("t");
    t.accept("op-max", "An operation of 128 code points is accepted.", &valid.clone().op(&wide));
    t.accept("op-min", "An operation of one character is accepted.", &valid.clone().op("o"));
    t.accept("tier-max", "A tier of 128 code points is accepted.", &valid.clone().tier(&wide));
    t.accept("tier-min", "A tier of one character is accepted.", &valid.clone().tier("1"));
    for (name, max) in [("aud", 256), ("iss", 128), ("psea_op", 128), ("psea_tier", 128)] {
        let slug = name.trim_start_matches("psea_");
        let title = format!("The claim `{name}` of {} letters is refused.", max + 1);
        let long = valid.clone().claim_str(name, &"x".repeat(max + 1));
        t.reject(&format!("{slug}-above-max"), &title, invalid, &long);
        let title = format!("The claim `{name}` of {} wide code points is refused.", max + 1);
        let long = valid.clone().claim_str(name, &WIDE.repeat(max + 1));
        t.reject(&format!("{slug}-above-max-wide"), &title, invalid, &long);
        let title = format!("An empty `{name}` is refused.");
        t.reject(&format!("{slug}-empty"), &title, invalid, &valid.clone().claim_str(name, ""));
    }

    let caller = |value: &str| valid.clone().claim_str("psea_caller_package", value);
    t.accept("caller-max", "A caller of 256 code points is accepted.", &caller(&WIDE.repeat(256)));
    t.accept("caller-min", "A caller of one character is accepted.", &caller("c"));
    t.reject(
        "caller-above-max",
        "A caller of 257 code points is refused.",
        invalid,
        &caller(&"c".repeat(257)),
    );
    t.reject("caller-empty", "An empty caller is refused.", invalid, &caller(""));

    let sdk = |value: &str| valid.clone().claim_str("psea_sdk_version", value);
    t.accept(
        "sdk-max",
        "A software version of 64 code points is accepted.",
        &sdk(&WIDE.repeat(64)),
    );
    t.accept("sdk-empty", "An empty software version is accepted.", &sdk(""));
    t.reject(
        "sdk-above-max",
        "A software version of 65 code points is refused.",
        invalid,
        &sdk(&"9".repeat(65)),
    );

    t.accept(
        "nonce-empty",
        "An empty nonce is accepted where none is used.",
        &valid.clone().nonce(""),
    );
    t.accept(
        "nonce-max",
        "A nonce of 88 characters, the longest that EAT has, is accepted.",
        &valid.clone().nonce(&"n".repeat(88)),
    );
    t.accept(
        "strings-any",
        "Strings without a pattern may hold any character.",
        &sdk("\0\u{1f}\u{7f}\u{feff}\u{202e}\u{ffff}\u{10ffff}"),
    );
    t
}
