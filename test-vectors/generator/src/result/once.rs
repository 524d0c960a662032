//! One approval lets one execution through (§3.13.3, B.4).

use super::case::{Asked, Topic};
use super::signature::{twin, with_s};
use super::token::Token;
use crate::core::proof::{NOW, Proof};

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("once", &["3.10", "3.13.3"]);
    let valid = Token::approval();
    let asked = Asked::new;
    let again = "already_used";
    t.case("twice", "A result that was used lets nothing more through.")
        .authorize(&valid, &asked())
        .forbid(&valid, &asked(), again)
        .forbid(&valid, &asked().at(NOW + 1), again);
    t.case("twice-last-second", "A result stays used to its last second.")
        .authorize(&valid, &asked())
        .forbid(&valid, &asked().at(NOW + 49), again);
    t.case("twice-skew", "A result stays used as long as the skew admits it.")
        .skew(60)
        .authorize(&valid, &asked())
        .forbid(&valid, &asked().at(NOW + 109), again);
    t.case("twice-after", "After its end a result has ended.").authorize(&valid, &asked()).forbid(
        &valid,
        &asked().at(NOW + 50),
        "expired",
    );
    t.case("twice-order", "The same action in another order is the same one.")
        .authorize(&valid, &asked())
        .forbid(
            &valid,
            &asked()
                .action(r#"{"to":"alice","currency":"EUR","amount":2500,"actionType":"transfer"}"#),
            again,
        );
    t.case("twin", "The twin of a used result's signature lets nothing more through.")
        .flag("attack")
        .authorize(&with_s(false), &asked())
        .forbid(&with_s(false).signature(|s| twin(&s)), &asked(), again);
    t.case("other-id", "Another result of the same approval lets nothing more through.")
        .authorize(&valid, &asked())
        .forbid(&valid.clone().text("jti", "another"), &asked(), again);
    t.case("other-times", "A later result of the same approval lets nothing more through.")
        .authorize(&valid, &asked())
        .forbid(&valid.clone().times(NOW + 1, NOW + 40), &asked().at(NOW + 2), again);
    t.case("other-key", "A result of the same approval by another key lets nothing more through.")
        .keys(vec![
            crate::core::keys::Key::new("verifier-1").jwk(),
            crate::core::keys::Key::new("verifier-2").jwk(),
        ])
        .authorize(&valid, &asked())
        .forbid(&valid.clone().signed_by("verifier-2"), &asked(), again);
    let other = Proof::nth(2).build();
    t.case("two-approvals", "Two approvals of the same action let it through twice.")
        .authorize(&valid, &asked())
        .authorize(
            &valid
                .clone()
                .text("jti", "second")
                .text("psea_proof_jti", "action-0002")
                .claim("psea_counter", "2")
                .of_proof(&other),
            &asked(),
        );
    t.case("read-uses-nothing", "To read a result does not use it.")
        .approve(&valid)
        .approve(&valid)
        .authorize(&valid, &asked())
        .approve(&valid);
    let mut unused = |slug: &str, title: &str, asked_wrong: &Asked, token: &Token, code: &str| {
        t.case(slug, title).forbid(token, asked_wrong, code).authorize(&valid, &asked());
    };
    unused(
        "unused-op",
        "Another operation does not use the approval.",
        &asked().op("payment.refund"),
        &valid,
        "operation_mismatch",
    );
    unused(
        "unused-tier",
        "Another tier does not use the approval.",
        &asked().tier("low"),
        &valid,
        "tier_mismatch",
    );
    unused(
        "unused-durability",
        "A lesser durability does not use the approval.",
        &asked().durability("failover"),
        &valid,
        "durability_below",
    );
    unused(
        "unused-action",
        "Another action does not use the approval.",
        &asked().action("{}"),
        &valid,
        "action_mismatch",
    );
    unused(
        "unused-invalid",
        "What is no action does not use the approval.",
        &asked().action("[]"),
        &valid,
        "action_payload_invalid",
    );
    let asserted = valid.clone().text("psea_uv_anchor", "asserted");
    unused(
        "unused-unattested",
        "A lesser verification does not use the approval.",
        &asked().attested(),
        &asserted,
        "uv_unattested",
    );
    unused(
        "unused-forged",
        "A forged result does not use the approval.",
        &asked(),
        &valid.clone().forged_by("verifier-2"),
        "signature_invalid",
    );
    let later = valid.clone().times(NOW + 5, NOW + 60);
    unused(
        "unused-future",
        "A result from the future does not use the approval.",
        &asked(),
        &later,
        "issued_in_future",
    );
    t.case("refusal-uses-nothing", "A refusal that names the proof does not use its approval.")
        .deny(&Token::refusal("stale").text("psea_refused_jti", crate::core::proof::JTI), &asked())
        .authorize(&valid, &asked());
    t
}
