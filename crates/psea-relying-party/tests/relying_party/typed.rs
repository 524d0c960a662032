//! The action in a form of the program's own.

use crate::support::*;

#[derive(Debug, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Transfer {
    action_type: String,
    amount: u64,
    currency: String,
    to: String,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "never made")]
struct Less {
    amount: u64,
}

#[test]
fn it_is_made_of_the_octets_that_were_hashed() {
    let attempt = party().authorize(&approved("a-1"), &pins(), &asked(), ACTION.as_bytes(), now());
    let typed = attempt.unwrap().typed::<Transfer>().unwrap();
    assert_eq!(typed.action().amount, 2_500);
    assert_eq!(typed.claims().proof_jti.as_str(), "a-1");
    assert_eq!(typed.execute(|transfer| transfer.to), "alice");
}

/// What does not fit is not executed, and the approval is used up.
#[test]
fn another_form_uses_it_up() {
    let party = party();
    let attempt = party.authorize(&approved("a-1"), &pins(), &asked(), ACTION.as_bytes(), now());
    assert!(attempt.unwrap().typed::<Less>().is_err());
    assert_eq!(try_at(&party, &approved("a-1"), now()), "already_used");
}
