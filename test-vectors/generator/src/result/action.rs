//! What was asked for, and the action that is about to be executed (§2, §3.13.3, B.4).

use super::case::{Asked, Topic};
use super::token::Token;
use crate::core::json::nested_arrays;
use crate::core::proof::{ACTION, OP, TIER};

pub(super) fn asked() -> Topic {
    let mut t = Topic::new("asked", &["3.13.3", "3.13.4"]);
    let valid = Token::approval();
    t.case("as-approved", "What was asked for and approved is let through.")
        .authorize(&valid, &Asked::new());
    for (slug, title, op) in [
        ("op-other", "Another operation is not let through.", "payment.refund"),
        ("op-case", "Operations are case-sensitive.", "Payment.execute"),
        ("op-prefix", "Operations are compared whole.", "payment.execute.now"),
        ("op-shorter", "The beginning of an operation is another one.", "payment.execut"),
        ("op-space", "Operations are not trimmed.", "payment.execute "),
        ("op-tier", "A tier is no operation.", TIER),
    ] {
        t.case(slug, title).forbid(&valid, &Asked::new().op(op), "operation_mismatch");
    }
    for (slug, title, tier) in [
        ("tier-other", "Another tier is not let through.", "low"),
        ("tier-case", "Tiers are case-sensitive.", "HIGH"),
        ("tier-prefix", "Tiers are compared whole.", "higher"),
        ("tier-space", "Tiers are not trimmed.", " high"),
        ("tier-op", "An operation is no tier.", OP),
    ] {
        t.case(slug, title).forbid(&valid, &Asked::new().tier(tier), "tier_mismatch");
    }
    let asserted = valid.clone().text("psea_uv_anchor", "asserted");
    t.case("attested", "An attested verification is let through where it is asked for.")
        .sections(&["3.7.1", "3.13.3"])
        .authorize(&valid, &Asked::new().attested());
    t.case("asserted", "An asserted verification is let through where nothing is asked for.")
        .sections(&["3.7.1", "3.13.3"])
        .authorize(&asserted, &Asked::new());
    t.case("unattested", "An asserted verification is not let through where another is asked for.")
        .sections(&["3.7.1", "3.13.3"])
        .forbid(&asserted, &Asked::new().attested(), "uv_unattested");

    let words = ["volatile", "process_crash", "power_loss", "failover"];
    for (i, kept) in words.iter().enumerate() {
        for (j, least) in words.into_iter().enumerate() {
            let name = |word: &str| word.replace('_', "-");
            let slug = format!("durability-{}-of-{}", name(kept), name(least));
            let token = valid.clone().text("psea_durability", kept);
            let asked = Asked::new().durability(least);
            if i < j {
                let title = format!("{kept} is less than {least}.");
                t.case(&slug, &capital(&title)).sections(&["3.13.3", "6.5"]).forbid(
                    &token,
                    &asked,
                    "durability_below",
                );
            } else {
                let title = format!("{kept} is at least {least}.");
                t.case(&slug, &capital(&title))
                    .sections(&["3.13.3", "6.5"])
                    .authorize(&token, &asked);
            }
        }
    }
    t.case("durability-unasked", "Volatile will do where nothing is asked for.")
        .sections(&["3.13.3", "6.5"])
        .authorize(&valid.text("psea_durability", "volatile"), &Asked::new());
    t
}

fn capital(title: &str) -> String {
    let (first, rest) = title.split_at(1);
    first.to_uppercase() + rest
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("action", &["2", "3.13.3"]);
    let valid = Token::approval();
    let mut same = |slug: &str, title: &str, action: &str| {
        t.case(slug, title).authorize(&valid, &Asked::new().action(action));
    };
    same(
        "order",
        "The same action with its members in another order is let through, in canonical form.",
        r#"{"to":"alice","currency":"EUR","amount":2500,"actionType":"transfer"}"#,
    );
    same(
        "white-space",
        "The same action with white space is let through.",
        &ACTION.replace(':', " : ").replace(',', ",\n"),
    );
    same(
        "escaped",
        "The same action with escapes is let through.",
        &ACTION.replace("alice", "al\\u0069ce"),
    );
    let mut other = |slug: &str, title: &str, action: &str| {
        assert_ne!(action, ACTION, "{slug}");
        t.case(slug, title).forbid(&valid, &Asked::new().action(action), "action_mismatch");
    };
    other("amount", "Another amount is not let through.", &ACTION.replace("2500", "2501"));
    other("payee", "Another payee is not let through.", &ACTION.replace("alice", "mallory"));
    other("type", "The amount as a text is another action.", &ACTION.replace("2500", "\"2500\""));
    other("surplus", "A member more is another action.", &ACTION.replace('{', r#"{"a":1,"#));
    other("less", "A member less is another action.", &ACTION.replace(r#""currency":"EUR","#, ""));
    other("null", "A member of null is there.", &ACTION.replace('{', r#"{"a":null,"#));
    other("case", "A value in another case is another action.", &ACTION.replace("EUR", "eur"));
    other("name-case", "A name in another case is another action.", &ACTION.replace("to", "To"));
    other(
        "space",
        "A space inside a value makes another action.",
        &ACTION.replace("alice", "alice "),
    );
    other("empty", "An empty action is another one.", "{}");
    other(
        "wrapped",
        "The action inside another object is another one.",
        &format!(r#"{{"action":{ACTION}}}"#),
    );
    let mut invalid = |slug: &str, title: &str, action: &str| {
        t.case(slug, title).forbid(&valid, &Asked::new().action(action), "action_payload_invalid");
    };
    invalid("array", "An action that is an array is refused.", &format!("[{ACTION}]"));
    invalid("text", "An action that is a string is refused.", r#""transfer""#);
    invalid("json-null", "An action of null is refused.", "null");
    invalid("nothing", "No action is refused.", "");
    invalid("syntax", "An action that is no JSON is refused.", "{amount:2500}");
    invalid("trailing-data", "Data after the action is refused.", &format!("{ACTION} {{}}"));
    invalid(
        "duplicate",
        "A member that stands twice is refused, though one is as approved.",
        &ACTION.replace('{', r#"{"amount":1,"#),
    );
    invalid(
        "duplicate-escaped",
        "A member twice behind an escape is refused.",
        &ACTION.replace('{', r#"{"\u0061mount":2500,"#),
    );
    invalid("fraction", "An amount with a fraction is refused.", &ACTION.replace("2500", "2500.0"));
    invalid("exponent", "An amount with an exponent is refused.", &ACTION.replace("2500", "25e2"));
    invalid(
        "above-max",
        "An amount above 2^53-1 is refused.",
        &ACTION.replace("2500", "9007199254740992"),
    );
    invalid("surrogate", "A lone surrogate is refused.", &ACTION.replace("alice", r"\ud800"));
    invalid(
        "too-deep",
        "An action of 32 containers is refused.",
        &format!(r#"{{"a":{}}}"#, nested_arrays(31)),
    );
    let deepest = format!(r#"{{"a":{}}}"#, nested_arrays(30));
    t.case("deep", "An action of 31 containers is let through.")
        .authorize(&valid.clone().of_action(&deepest), &Asked::new().action(&deepest));
    let empty = "{}";
    t.case("empty-approved", "An empty action that was approved is let through.")
        .authorize(&valid.clone().of_action(empty), &Asked::new().action(empty));
    t.case("other-hash", "The hash decides, not the text that was shown elsewhere.").forbid(
        &valid.of_action(r#"{"actionType":"transfer","amount":1}"#),
        &Asked::new(),
        "action_mismatch",
    );
    t
}
