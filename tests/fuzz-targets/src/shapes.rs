//! What the optional claims look like (§3.5), said once more without our crates.

use serde_json::Value;

use crate::plain::base64url;

/// Whether a claim that may be absent is well formed where it is there. Required claims are
/// compared with a value, and are not looked at here.
pub(crate) fn is_well_formed(name: &str, value: &Value) -> bool {
    let is = |check: fn(&str) -> bool| value.as_str().is_some_and(check);
    match name {
        "eat_nonce" => is(|_| true),
        "psea_caller_package" => is(|text| (1..=256).contains(&text.chars().count())),
        "psea_sdk_version" => is(|text| text.chars().count() <= 64),
        "psea_user_hash" => is(|text| base64url(text).is_some_and(|octets| octets.len() == 32)),
        "psea_chain_prev" => is(|text| {
            text.len() == 64 && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
        }),
        "submods" => value.as_object().is_some_and(|modules| {
            modules.iter().all(|(name, state)| name == "psea-device-state" && state.is_object())
        }),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_malformed_is_told_apart() {
        let digits = "0123456789abcdef".repeat(4);
        let hash = "A".repeat(43);
        for (name, good, bad) in [
            ("eat_nonce", json!(""), vec![json!(null), json!(1), json!(["n-1"])]),
            (
                "psea_caller_package",
                json!("é".repeat(256)),
                vec![json!(""), json!("é".repeat(257))],
            ),
            ("psea_sdk_version", json!("1".repeat(64)), vec![json!("1".repeat(65)), json!(null)]),
            ("psea_user_hash", json!(hash), vec![json!(hash.get(1..)), json!(format!("{hash}="))]),
            (
                "psea_chain_prev",
                json!(digits),
                vec![json!(digits.get(1..)), json!(digits.to_uppercase()), json!(null)],
            ),
            (
                "submods",
                json!({ "psea-device-state": {} }),
                vec![json!({ "psea-device-state": "" }), json!({ "other": {} }), json!([])],
            ),
        ] {
            assert!(is_well_formed(name, &good), "{name}: {good}");
            for bad in bad {
                assert!(!is_well_formed(name, &bad), "{name}: {bad}");
            }
        }
    }
}
