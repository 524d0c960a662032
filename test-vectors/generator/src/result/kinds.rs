//! The two kinds of results, and what is neither (§3.13.3, §6.4.4).

use super::case::{Asked, Topic};
use super::token::{ENTRY, SIGNER, Token};
use crate::core::keys::Key;
use crate::core::proof::{AUD, DEVICE, ISS, JTI, Proof};
use crate::core::values::Revision;

/// Every word that says no.
pub(super) const REFUSALS: [&str; 4] = ["reject", "stale", "revoked", "unavailable"];

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("kinds", &["3.13.3"]);
    let approval = Token::approval();
    t.approve("approval", "An approval is read.", &approval);
    t.approve(
        "approval-chain",
        "An approval may tell the new head of the chain.",
        &approval.clone().text("psea_chain_entry", ENTRY),
    );
    t.approve(
        "approval-asserted",
        "An approval may rest on an asserted verification.",
        &approval.clone().text("psea_uv_anchor", "asserted"),
    );
    for durability in ["volatile", "process_crash", "failover"] {
        let slug = format!("approval-{}", durability.replace('_', "-"));
        let title = format!("An approval may be kept as {durability}.");
        t.approve(&slug, &title, &approval.clone().text("psea_durability", durability));
    }
    for outcome in REFUSALS {
        let token = Token::refusal(outcome);
        t.refuse(outcome, &format!("A refusal with the word {outcome} is read."), &token)
            .sections(&["3.13.3", "6.4.4"]);
        let slug = format!("{outcome}-jti");
        let title = format!("A refusal with the word {outcome} may name the proof.");
        t.refuse(&slug, &title, &token.text("psea_refused_jti", JTI))
            .sections(&["3.13.3", "6.4.4"]);
        let slug = format!("{outcome}-authorizes-nothing");
        let title = format!("A result with the word {outcome} lets nothing through.");
        t.case(&slug, &title).deny(&Token::refusal(outcome), &Asked::new());
    }

    let ueid = Revision::Draft03.ueid(DEVICE, ISS);
    t.case("to-the-attester", "An attester reads the approval that was made for it.")
        .aud(&ueid)
        .approve(&approval.clone().text("aud", &ueid));
    t.case("revoked-to-the-attester", "An attester reads that it was revoked.")
        .aud(&ueid)
        .sections(&["3.13.1", "3.13.3"])
        .refuse(&Token::refusal("revoked").text("aud", &ueid));

    // Signed by a key that is trusted for results, so that the type alone tells them apart.
    let proof = Proof::new().kid(&Key::new(SIGNER).thumbprint()).signed_by(SIGNER);
    let offered = |proof: Proof| Token::approval().compact_edit(move |_| proof.build());
    t.reject("proof", "A proof is no result.", "header_typ", &offered(proof.clone()));
    t.case("proof-authorizes-nothing", "A proof lets nothing through.").forbid(
        &offered(proof.clone()),
        &Asked::new(),
        "header_typ",
    );
    t.reject(
        "proof-renamed",
        "A proof with the type of a result is none: its claims nest.",
        "payload_malformed",
        &offered(proof.header("typ", "\"psea-ack+jwt\"")),
    );
    t.reject(
        "claims-of-a-proof",
        "Claims of a proof beside those of a result are refused.",
        "claim_unknown",
        &Token::approval()
            .text("eat_profile", "https://datatracker.ietf.org/doc/draft-yossif-psea/"),
    );
    t.reject(
        "renamed-to-approve",
        "A refusal whose word was changed does not verify.",
        "signature_invalid",
        &Token::refusal("reject").compact_edit(|token| {
            let approval = Token::refusal("approve").build();
            let (input, _) = approval.rsplit_once('.').unwrap();
            let (_, signature) = token.rsplit_once('.').unwrap();
            format!("{input}.{signature}")
        }),
    );
    t.reject(
        "refusal-as-approval",
        "The claims of a refusal make no approval.",
        "claim_missing",
        &Token::refusal("approve"),
    );
    for (slug, outcome) in REFUSALS.map(|outcome| (format!("approval-as-{outcome}"), outcome)) {
        t.reject(
            &slug,
            &format!("The claims of an approval with the word {outcome} are refused."),
            "claim_unknown",
            &Token::approval().text("psea_outcome", outcome),
        );
    }
    assert_eq!(Token::approval().string("iss").as_deref(), Some(AUD));
    t
}
