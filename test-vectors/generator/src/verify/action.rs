//! Action binding (§3.13.2): what was signed is what is executed, in every tier.

use super::case::Topic;
use crate::core::encode::{base64url, hex, sha256};
use crate::core::json::canonical;
use crate::core::proof::{ACTION, Proof};

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("action", &["3.13.2"]);
    same_action(&mut t);
    other_action(&mut t);
    no_action(&mut t);
    t
}

fn same_action(t: &mut Topic) {
    let valid = Proof::new();
    for (slug, title, carried) in [
        (
            "order",
            "Members in another order are the same action.",
            r#"{"to":"alice","currency":"EUR","amount":2500,"actionType":"transfer"}"#,
        ),
        (
            "white-space",
            "White space makes no other action.",
            "{\n  \"actionType\" : \"transfer\",\n\t\"amount\" : 2500,\r\"currency\":\"EUR\" , \"to\":\"alice\" }",
        ),
        (
            "escapes",
            "Escapes make no other action.",
            r#"{"\u0061ctionType":"tr\u0061nsfer","amount":2500,"currency":"\u0045UR","to":"alice"}"#,
        ),
    ] {
        t.accept(&format!("same-{slug}"), title, &valid.clone().carries(carried))
            .sections(&["2", "3.13.2"]);
    }
    for (slug, title, action) in [
        ("empty", "An action without members is an action.", "{}"),
        ("null", "Null in an action is hashed as it stands.", r#"{"memo":null}"#),
        (
            "nested",
            "Nested members are put in order.",
            r#"{"b":[{"z":1,"a":2}],"a":{"y":[],"x":{}}}"#,
        ),
        (
            "integers",
            "The least and greatest integers are exact.",
            r#"{"a":-9007199254740991,"b":9007199254740991}"#,
        ),
        ("minus-zero", "Minus zero is zero.", r#"{"a":-0}"#),
        (
            "supplementary",
            "Names sort by UTF-16 code units.",
            "{\"\u{fffd}\":1,\"\u{1f600}\":2,\"\u{e000}\":3}",
        ),
        (
            "controls",
            "Control characters are escaped in lower case.",
            r#"{"a":"\u0000\u001F\u007f\b\f\n\r\t\"\\\/"}"#,
        ),
        (
            "pair",
            "An escaped surrogate pair is its character.",
            r#"{"\ud83d\ude00":"\uD83D\uDE00"}"#,
        ),
        ("decomposed", "Decomposed letters are not normalised.", "{\"to\":\"Zoe\u{308}\"}"),
        (
            "noncharacters",
            "Noncharacters are hashed as they stand.",
            "{\"a\":\"\u{ffff}\u{fdd0}\u{10ffff}\"}",
        ),
        (
            "internal-names",
            "Names with a meaning in some languages are names.",
            r#"{"__proto__":{"to":"x"},"":1,"constructor":null}"#,
        ),
        (
            "body-names",
            "An action may have members named like those of the body.",
            r#"{"proof":"x","actionPayload":{"proof":1}}"#,
        ),
    ] {
        t.accept(&format!("any-{slug}"), title, &valid.clone().acting(action))
            .sections(&["2", "3.13.2"]);
    }
    t.case("minus-zero-as-zero", "An action with minus zero is the action with zero.")
        .sections(&["2", "3.13.2"])
        .accept(&valid.clone().commits_octets(r#"{"a":0}"#).carries(r#"{"a":-0}"#));
    t.reject(
        "code-point-order",
        "A commitment over names sorted by code points does not match.",
        "action_mismatch",
        &valid
            .clone()
            .commits_octets("{\"\u{fffd}\":1,\"\u{1f600}\":2}")
            .carries("{\"\u{fffd}\":1,\"\u{1f600}\":2}"),
    )
    .sections(&["2", "2.2", "3.13.2"]);
    t.reject(
        "raw-octets",
        "A commitment over the octets as sent does not match.",
        "action_mismatch",
        &valid.clone().commits_octets("{ \"to\": \"alice\" }").carries("{ \"to\": \"alice\" }"),
    )
    .sections(&["2", "3.13.2"]);
}

fn other_action(t: &mut Topic) {
    let valid = Proof::new();
    for (slug, title, carried) in [
        (
            "value",
            "A changed amount is refused.",
            r#"{"actionType":"transfer","amount":25000,"currency":"EUR","to":"alice"}"#,
        ),
        (
            "payee",
            "A changed payee is refused.",
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"mallory"}"#,
        ),
        (
            "case",
            "A changed case is refused.",
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"Alice"}"#,
        ),
        (
            "space",
            "A space inside a string is refused.",
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice "}"#,
        ),
        (
            "type",
            "A number that became a string is refused.",
            r#"{"actionType":"transfer","amount":"2500","currency":"EUR","to":"alice"}"#,
        ),
        (
            "sign",
            "A changed sign is refused.",
            r#"{"actionType":"transfer","amount":-2500,"currency":"EUR","to":"alice"}"#,
        ),
        (
            "added",
            "An added member is refused.",
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR","fee":0,"to":"alice"}"#,
        ),
        (
            "added-null",
            "An added member of null is refused.",
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR","memo":null,"to":"alice"}"#,
        ),
        (
            "removed",
            "A removed member is refused.",
            r#"{"actionType":"transfer","amount":2500,"to":"alice"}"#,
        ),
        (
            "renamed",
            "A renamed member is refused.",
            r#"{"actionType":"transfer","amount":2500,"currency":"EUR","payee":"alice"}"#,
        ),
        (
            "name-case",
            "A name in another case is refused.",
            r#"{"actionType":"transfer","Amount":2500,"currency":"EUR","to":"alice"}"#,
        ),
        (
            "wrapped",
            "An action wrapped in a member is refused.",
            r#"{"action":{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}}"#,
        ),
        ("empty", "An action emptied is refused.", "{}"),
    ] {
        t.reject(
            &format!("changed-{slug}"),
            title,
            "action_mismatch",
            &valid.clone().carries(carried),
        );
    }
    for (slug, title, signed, carried) in [
        (
            "composed",
            "A letter that was composed on the way is refused.",
            "{\"to\":\"Zoe\u{308}\"}",
            "{\"to\":\"Zo\u{eb}\"}",
        ),
        (
            "decomposed",
            "A letter that was decomposed on the way is refused.",
            "{\"to\":\"Zo\u{eb}\"}",
            "{\"to\":\"Zoe\u{308}\"}",
        ),
        (
            "compatible",
            "A ligature that was spelt out on the way is refused.",
            "{\"to\":\"\u{fb01}n\"}",
            "{\"to\":\"fin\"}",
        ),
        (
            "look-alike",
            "A letter of another script is refused.",
            "{\"to\":\"alice\"}",
            "{\"to\":\"\u{430}lice\"}",
        ),
        (
            "zero-width",
            "A character without width is refused.",
            "{\"to\":\"alice\"}",
            "{\"to\":\"ali\u{200b}ce\"}",
        ),
        (
            "array-order",
            "An array in another order is refused.",
            r#"{"to":["a","b"]}"#,
            r#"{"to":["b","a"]}"#,
        ),
        (
            "array-longer",
            "An array of one entry more is refused.",
            r#"{"to":["a"]}"#,
            r#"{"to":["a","a"]}"#,
        ),
        (
            "null-to-absent",
            "A member of null that was dropped is refused.",
            r#"{"a":1,"memo":null}"#,
            r#"{"a":1}"#,
        ),
        (
            "null-to-empty",
            "Null that became an empty string is refused.",
            r#"{"memo":null}"#,
            r#"{"memo":""}"#,
        ),
        ("false-to-zero", "False that became zero is refused.", r#"{"a":false}"#, r#"{"a":0}"#),
        (
            "moved",
            "A member moved into another object is refused.",
            r#"{"a":{"x":1},"b":{}}"#,
            r#"{"a":{},"b":{"x":1}}"#,
        ),
        (
            "last-digit",
            "The greatest integers are told apart.",
            r#"{"a":9007199254740991}"#,
            r#"{"a":9007199254740990}"#,
        ),
    ] {
        let proof = valid.clone().commits(signed).carries(carried);
        t.reject(&format!("changed-{slug}"), title, "action_mismatch", &proof);
    }
    t.reject(
        "changed-low-tier",
        "No tier is exempt from the binding.",
        "action_mismatch",
        &valid.clone().tier("passive").carries("{}"),
    );
    t.reject(
        "hash-other-digest",
        "A commitment of another digest is refused.",
        "action_mismatch",
        &valid.clone().claim_str("psea_payload_hash", &format!("{}=", "A".repeat(43))),
    );
    t.reject(
        "hash-of-hash",
        "A commitment over the digest in hexadecimal is refused.",
        "action_mismatch",
        &valid.clone().commits_octets(&hex(sha256(canonical(ACTION)))),
    );
    t.reject(
        "hash-encoded-payload",
        "A commitment over the encoded action is refused.",
        "action_mismatch",
        &valid.clone().commits_octets(&base64url(canonical(ACTION))),
    );
}

fn no_action(t: &mut Topic) {
    let valid = Proof::new();
    // Each commits to what a lax verifier would compute.
    for (slug, title, carried) in [
        ("null", "An action payload of null is refused.", "null"),
        ("boolean", "An action payload that is a boolean is refused.", "true"),
        ("number", "An action payload that is a number is refused.", "2500"),
        ("string", "An action payload that is a string is refused.", r#""transfer""#),
        (
            "string-of-json",
            "An action payload as a string of JSON is refused.",
            r#""{\"amount\":2500}""#,
        ),
        ("array", "An action payload that is an array is refused.", r#"[{"amount":2500}]"#),
        ("empty-array", "An action payload that is an empty array is refused.", "[]"),
        ("fraction", "A fraction in the action payload is refused.", r#"{"amount":25.5}"#),
        (
            "fraction-zero",
            "A fraction of zero in the action payload is refused.",
            r#"{"amount":2500.0}"#,
        ),
        ("exponent", "An exponent in the action payload is refused.", r#"{"amount":25e2}"#),
        ("exponent-upper", "An exponent after a capital E is refused.", r#"{"amount":25E2}"#),
        ("minus-zero-fraction", "Minus zero with a fraction is refused.", r#"{"amount":-0.0}"#),
        ("above-max", "2^53 in the action payload is refused.", r#"{"amount":9007199254740992}"#),
        (
            "above-max-odd",
            "2^53 + 1 in the action payload is refused.",
            r#"{"amount":9007199254740993}"#,
        ),
        ("below-min", "-2^53 in the action payload is refused.", r#"{"amount":-9007199254740992}"#),
        ("uint64", "2^64 in the action payload is refused.", r#"{"amount":18446744073709551616}"#),
        ("nested-fraction", "A fraction at any depth is refused.", r#"{"a":[{"b":[0.1]}]}"#),
        (
            "fraction-unused",
            "A fraction in a member that nobody reads is refused.",
            r#"{"amount":2500,"meta":{"zoom":1.25}}"#,
        ),
    ] {
        let proof = valid.clone().acting(carried);
        t.reject(&format!("invalid-{slug}"), title, "action_payload_invalid", &proof)
            .sections(&["2", "3.6", "3.13.2"]);
    }
    t.reject(
        "invalid-beyond-double",
        "A number beyond every double in the action payload is refused.",
        "action_payload_invalid",
        &valid.clone().carries(r#"{"amount":1e999}"#),
    )
    .sections(&["2", "3.13.2"]);
}
