//! Inputs from which no proof may come.

use super::positive::USER_HASH;
use super::{Cases, Inputs};
use crate::core::encode::with_trailing_bit;
use crate::core::json::nested_arrays;
use crate::core::proof::{IAT, MAX};
use crate::core::values::{Revision, SENTINEL};

pub(super) fn add(cases: &mut Cases) {
    let base = Inputs::new();
    let mut invalid = |slug: &str, title: &str, section: &'static str, inputs: Inputs| {
        cases.invalid(slug, title, &[section], &inputs);
    };

    invalid(
        "counter-above-max",
        "A counter of 2^53 is refused.",
        "3.10",
        base.clone().counter(MAX + 1),
    );
    invalid(
        "counter-uint64",
        "A counter of 2^64-1 is refused.",
        "3.10",
        base.clone().counter(u64::MAX),
    );
    invalid(
        "iat-above-max",
        "Times above 2^53-1 are refused.",
        "3.5",
        base.clone().times(MAX + 1, MAX + 2),
    );
    invalid(
        "exp-above-max",
        "An expiry of 2^53 is refused.",
        "3.5",
        base.clone().times(MAX - 10, MAX + 1),
    );
    invalid(
        "lifetime-above-max",
        "A lifetime of 301 seconds is refused.",
        "3.7",
        base.clone().times(IAT, IAT + 301),
    );
    invalid(
        "exp-equals-iat",
        "An expiry at the time of signing is refused.",
        "3.11",
        base.clone().times(IAT, IAT),
    );
    invalid(
        "exp-before-iat",
        "An expiry before the time of signing is refused.",
        "3.11",
        base.clone().times(IAT, IAT - 1),
    );

    invalid("kid-empty", "An empty kid is refused.", "3.4", base.clone().kid(""));
    invalid(
        "kid-too-long",
        "A kid of 513 octets is refused.",
        "3.4",
        base.clone().kid(&"k".repeat(513)),
    );
    invalid("jti-empty", "An empty action id is refused.", "3.5", base.clone().jti(""));
    invalid(
        "jti-too-long",
        "An action id of 129 characters is refused.",
        "3.5",
        base.clone().jti(&"j".repeat(129)),
    );
    for (slug, jti) in [
        ("jti-space", "a b"),
        ("jti-solidus", "a/b"),
        ("jti-colon", "urn:a"),
        ("jti-unicode", "\u{e4}"),
        ("jti-newline", "a\n"),
    ] {
        invalid(
            slug,
            "An action id outside the alphabet is refused.",
            "3.5",
            base.clone().jti(jti),
        );
    }
    invalid("aud-empty", "An empty audience is refused.", "3.5", base.clone().aud(""));
    invalid(
        "aud-too-long",
        "An audience of 257 code points is refused.",
        "3.5",
        base.clone().aud(&"\u{1f3e6}".repeat(257)),
    );
    invalid("iss-empty", "An empty issuer is refused.", "3.5", base.clone().iss(""));
    invalid(
        "iss-too-long",
        "An issuer of 129 code points is refused.",
        "3.5",
        base.clone().iss(&"\u{fc}".repeat(129)),
    );
    invalid("op-empty", "An empty operation is refused.", "3.5", base.clone().op(""));
    invalid(
        "op-too-long",
        "An operation of 129 code points is refused.",
        "3.5",
        base.clone().op(&"o".repeat(129)),
    );
    invalid("tier-empty", "An empty tier is refused.", "3.5", base.clone().tier(""));
    invalid(
        "tier-too-long",
        "A tier of 129 code points is refused.",
        "3.5",
        base.clone().tier(&"t".repeat(129)),
    );

    let with = |name, value: &str| base.clone().with(name, value);
    invalid("nonce-empty", "An empty nonce is refused.", "3.1.1", with("nonce", ""));
    invalid("sdk-empty", "An empty software version is refused.", "3.5", with("sdk_version", ""));
    invalid(
        "sdk-too-long",
        "A software version of 65 characters is refused.",
        "3.5",
        with("sdk_version", &"9".repeat(65)),
    );
    invalid(
        "caller-too-long",
        "A caller of 257 characters is refused.",
        "3.5",
        with("caller_package", &"c".repeat(257)),
    );
    invalid("caller-empty", "An empty caller is refused.", "3.5", with("caller_package", ""));
    invalid(
        "chain-upper-case",
        "A link in capitals is refused.",
        "3.12",
        with("chain_prev", &"A".repeat(64)),
    );
    invalid(
        "chain-short",
        "A link of 63 digits is refused.",
        "3.12",
        with("chain_prev", &SENTINEL[1..]),
    );
    invalid(
        "chain-long",
        "A link of 65 digits is refused.",
        "3.12",
        with("chain_prev", &format!("{SENTINEL}0")),
    );
    invalid(
        "chain-letters",
        "A link of other letters is refused.",
        "3.12",
        with("chain_prev", &"g".repeat(64)),
    );
    invalid("chain-empty", "An empty link is refused.", "3.12", with("chain_prev", ""));
    invalid(
        "user-padded",
        "A user digest with padding is refused.",
        "3.5",
        with("user_hash", &format!("{USER_HASH}=")),
    );
    invalid(
        "user-short",
        "A user digest of 42 characters is refused.",
        "3.5",
        with("user_hash", &USER_HASH[1..]),
    );
    invalid(
        "user-trailing-bits",
        "A user digest with unused bits set is refused.",
        "3.5",
        with("user_hash", &with_trailing_bit(USER_HASH)),
    );
    invalid(
        "user-alphabet",
        "A user digest of the standard alphabet is refused.",
        "3.5",
        with("user_hash", &USER_HASH.replace('b', "+")),
    );
    invalid(
        "user-clear",
        "A user name in clear is refused.",
        "3.8",
        with("user_hash", "alice@example.com"),
    );
    for (slug, title, state) in [
        ("device-state-array", "A device state that is an array is refused.", "[]"),
        ("device-state-string", "A device state that is a string is refused.", r#""ok""#),
        ("device-state-null", "A device state that is null is refused.", "null"),
        ("device-state-fraction", "A fraction in the device state is refused.", r#"{"score":0.5}"#),
        (
            "device-state-above-max",
            "2^53 in the device state is refused.",
            r#"{"a":9007199254740992}"#,
        ),
        (
            "device-state-duplicate",
            "A duplicate in the device state is refused.",
            r#"{"a":1,"a":2}"#,
        ),
        ("device-state-syntax", "A device state that is not JSON is refused.", r#"{"a":1"#),
    ] {
        invalid(slug, title, "3.5", with("device_state", state));
    }
    invalid(
        "device-state-too-deep",
        "A device state of 31 containers makes a payload of 33.",
        "3.5",
        with("device_state", &format!(r#"{{"a":{}}}"#, nested_arrays(30))),
    );
    for (slug, title, report) in [
        ("signals-fraction", "A fraction in the signal report is refused.", r#"{"score":0.5}"#),
        ("signals-above-max", "2^53 in the signal report is refused.", "9007199254740992"),
        ("signals-duplicate", "A duplicate in the signal report is refused.", r#"{"a":1,"a":2}"#),
        ("signals-syntax", "A signal report that is not JSON is refused.", "{'a':1}"),
    ] {
        invalid(slug, title, "3.6", with("signal_report", report));
    }
    invalid(
        "signals-draft-02",
        "Draft-02 has no claim for a signal report.",
        "3.5",
        with("signal_report", "{}").revision(Revision::Draft02),
    );

    for (slug, title, action) in [
        ("action-fraction", "A fraction in the action is refused.", r#"{"amount":25.5}"#),
        ("action-exponent", "An exponent in the action is refused.", r#"{"amount":25e2}"#),
        (
            "action-integer-fraction",
            "A fraction of zero in the action is refused.",
            r#"{"amount":25.0}"#,
        ),
        ("action-above-max", "2^53 in the action is refused.", r#"{"amount":9007199254740992}"#),
        ("action-below-min", "-2^53 in the action is refused.", r#"{"amount":-9007199254740992}"#),
        ("action-array", "An action that is an array is refused.", "[]"),
        ("action-string", "An action that is a string is refused.", r#""transfer""#),
        ("action-number", "An action that is a number is refused.", "2500"),
        ("action-is-null", "An action that is null is refused.", "null"),
        (
            "action-duplicate",
            "A duplicate name in the action is refused.",
            r#"{"to":"alice","to":"bob"}"#,
        ),
        (
            "action-duplicate-escaped",
            "A duplicate name behind an escape is refused.",
            r#"{"to":"alice","t\u006f":"bob"}"#,
        ),
        ("action-surrogate", "A lone surrogate in the action is refused.", r#"{"to":"\ud800"}"#),
        ("action-trailing", "Data after the action is refused.", "{} {}"),
        ("action-mark", "A byte order mark before the action is refused.", "\u{feff}{}"),
        ("action-syntax", "An action that is not JSON is refused.", r#"{"to":"alice",}"#),
        ("action-text-empty", "An empty text is no action.", ""),
    ] {
        invalid(slug, title, "2", base.clone().action(action));
    }
}
