//! Inputs that give a proof: header, payload and deterministic signature to the letter.

use super::{Cases, Inputs};
use crate::core::encode::{base64, sha256};
use crate::core::json::nested_arrays;
use crate::core::keys::Key;
use crate::core::proof::{IAT, MAX};
use crate::core::values::{Revision, SENTINEL, chain_entry};

/// A `psea_user_hash` (§3.8).
pub(super) const USER_HASH: &str = "bN3k1w0pXh4tq6Zc2yJ5sVdQe8RfGaLmTnUo7BvCxzE";

pub(super) fn add(cases: &mut Cases) {
    let base = Inputs::new();
    let spki = base64(sha256(Key::new("key-2").spki()));
    let second = chain_entry("action-0001", 1, SENTINEL);

    cases.valid(
        "draft-03",
        "A proof of the required claims alone.",
        &["3.2", "3.5", "3.13.1"],
        &base,
    );
    let draft02 = base.clone().revision(Revision::Draft02);
    cases.valid("draft-02", "The same proof under draft-02.", &["3.5", "7.1"], &draft02);
    cases.valid(
        "kid-thumbprint",
        "A kid that is the digest of the public key in standard base64.",
        &["3.4"],
        &base.clone().key("key-2").kid(&spki),
    );
    cases.valid(
        "kid-unicode",
        "A kid outside ASCII.",
        &["3.4"],
        &base.clone().kid("schl\u{fc}ssel \u{1f511}"),
    );
    cases.valid(
        "kid-longest",
        "A kid of 512 octets.",
        &["3.4"],
        &base.clone().kid(&"\u{e9}".repeat(256)),
    );
    cases.valid(
        "kid-escaped",
        "A kid that needs escapes.",
        &["3.4"],
        &base.clone().kid("a\"b\\c/d\u{1}"),
    );
    cases.valid("counter-zero", "A counter of zero.", &["3.10"], &base.clone().counter(0));
    cases.valid(
        "counter-max",
        "The greatest counter, 2^53-1.",
        &["3.10"],
        &base.clone().counter(MAX),
    );
    cases.valid(
        "lifetime-max",
        "A lifetime of 300 seconds.",
        &["3.7", "3.11"],
        &base.clone().times(IAT, IAT + 300),
    );
    cases.valid(
        "lifetime-min",
        "A lifetime of one second.",
        &["3.11"],
        &base.clone().times(IAT, IAT + 1),
    );
    cases.valid(
        "jti-longest",
        "An action id of 128 characters.",
        &["3.5"],
        &base.clone().jti(&"j".repeat(128)),
    );
    cases.valid(
        "jti-alphabet",
        "An action id of every character that is allowed.",
        &["3.5"],
        &base.clone().jti("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"),
    );
    cases.valid(
        "aud-longest",
        "An audience of 256 code points, 512 code units.",
        &["3.5"],
        &base.clone().aud(&"\u{1f3e6}".repeat(256)),
    );
    cases.valid(
        "iss-longest",
        "An issuer of 128 code points.",
        &["3.5"],
        &base.clone().iss(&"\u{fc}".repeat(128)),
    );
    cases.valid(
        "op-longest",
        "An operation of 128 code points.",
        &["3.5"],
        &base.clone().op(&"o".repeat(128)),
    );
    cases.valid(
        "tier-longest",
        "A tier of 128 code points.",
        &["3.5"],
        &base.clone().tier(&"t".repeat(128)),
    );
    cases.valid("tier-digits", "A tier of digits is a string.", &["3.5"], &base.clone().tier("3"));
    cases.valid(
        "op-escaped",
        "An operation that needs escapes.",
        &["2", "3.5"],
        &base.clone().op("say \"hi\"\n\u{1f}"),
    );
    cases.valid("uv-pin", "User verification by PIN.", &["3.7.1"], &base.clone().uv_method("pin"));
    cases.valid(
        "uv-fido",
        "User verification of FIDO.",
        &["3.7.1"],
        &base.clone().uv_method("fido_uv"),
    );
    cases.valid(
        "uv-other",
        "A method of the deployment's own.",
        &["3.7.1"],
        &base.clone().uv_method("retina-2"),
    );
    cases.valid(
        "device-unicode",
        "A device id outside ASCII.",
        &["7.1"],
        &base.clone().device_id("ger\u{e4}t-\u{1f4f1}"),
    );
    cases.valid(
        "device-unicode-draft-02",
        "A device id outside ASCII under draft-02.",
        &["7.1"],
        &base.clone().device_id("ger\u{e4}t-\u{1f4f1}").revision(Revision::Draft02),
    );

    cases.valid(
        "nonce",
        "A proof that answers a challenge.",
        &["3.1.1"],
        &base.clone().with("nonce", "n-0S6_WzA2Mj"),
    );
    cases.valid(
        "chain-first",
        "The first proof of a chain.",
        &["3.12"],
        &base.clone().with("chain_prev", SENTINEL),
    );
    cases.valid(
        "chain-second",
        "A proof that continues a chain.",
        &["3.12"],
        &base.clone().jti("action-0002").counter(2).with("chain_prev", &second),
    );
    cases.valid(
        "caller",
        "A proof that names its caller.",
        &["3.13.5"],
        &base.clone().with("caller_package", "com.example.bank"),
    );
    cases.valid(
        "caller-longest",
        "A caller of 256 characters.",
        &["3.5"],
        &base.clone().with("caller_package", &"c".repeat(256)),
    );
    cases.valid(
        "sdk",
        "A proof that names its software.",
        &["3.5"],
        &base.clone().with("sdk_version", "1.4.0-rc.2+7"),
    );
    cases.valid(
        "sdk-longest",
        "A software version of 64 characters.",
        &["3.5"],
        &base.clone().with("sdk_version", &"9".repeat(64)),
    );
    cases.valid(
        "user",
        "A proof with a pairwise user digest.",
        &["3.8"],
        &base.clone().with("user_hash", USER_HASH),
    );
    cases.valid(
        "device-state",
        "A proof with a device state, put in canonical form.",
        &["3.5"],
        &base.clone().with(
            "device_state",
            r#"{ "rooted": false, "os": { "patch": 20260601, "name": "x" } }"#,
        ),
    );
    cases.valid(
        "device-state-empty",
        "A device state without members.",
        &["3.5"],
        &base.clone().with("device_state", "{}"),
    );
    cases.valid(
        "device-state-deepest",
        "A device state of 30 containers makes a payload of 32.",
        &["3.5"],
        &base.clone().with("device_state", &format!(r#"{{"a":{}}}"#, nested_arrays(29))),
    );
    cases.valid(
        "signals",
        "A proof that commits to a signal report.",
        &["3.6"],
        &base.clone().with("signal_report", r#"{"screenShare":false,"score":97}"#),
    );
    cases.valid(
        "signals-array",
        "A signal report may be an array.",
        &["3.6"],
        &base.clone().with("signal_report", r#"[ "a", 1, null ]"#),
    );
    cases.valid(
        "every-claim",
        "A proof of every claim that an attester may emit.",
        &["3.5"],
        &base
            .clone()
            .with("nonce", "nonce-0001")
            .with("chain_prev", SENTINEL)
            .with("caller_package", "com.example.bank")
            .with("sdk_version", "1.0")
            .with("user_hash", USER_HASH)
            .with("device_state", "{}")
            .with("signal_report", "{}"),
    );
    cases.valid(
        "every-claim-draft-02",
        "A proof of every claim that an attester may emit under draft-02.",
        &["3.5"],
        &base
            .clone()
            .revision(Revision::Draft02)
            .with("nonce", "nonce-0001")
            .with("chain_prev", SENTINEL)
            .with("caller_package", "com.example.bank")
            .with("sdk_version", "1.0")
            .with("user_hash", USER_HASH)
            .with("device_state", "{}"),
    );

    for (slug, title, action) in [
        (
            "action-shuffled",
            "Member order and white space of the action do not count.",
            "{\"to\" : \"alice\",\n\"amount\":2500, \"currency\":\"EUR\",\"actionType\":\"transfer\"}",
        ),
        ("action-empty", "An action without members.", "{}"),
        (
            "action-supplementary",
            "An action whose names sort by code units.",
            "{\"\u{fffd}\":1,\"\u{1f600}\":2}",
        ),
        (
            "action-escapes",
            "An action with escapes of every kind.",
            r#"{"note":"\u0041\/\u001F\ud83d\ude00\"\\"}"#,
        ),
        (
            "action-numbers",
            "An action with the least and greatest integers.",
            r#"{"a":-9007199254740991,"b":9007199254740991,"c":-0}"#,
        ),
        (
            "action-null",
            "An action with null, booleans and nesting.",
            r#"{"a":null,"b":[true,false,{"c":[]}]}"#,
        ),
    ] {
        cases.valid(slug, title, &["2", "3.13.2"], &base.clone().action(action));
    }
}
