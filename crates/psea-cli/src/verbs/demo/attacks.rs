//! Five ways to have something executed that the user did not approve, now and once.

use psea::attester::Proof;
use psea::claims::{ActionPayload, EpochSeconds, TransportBodyBuilder};
use psea::verifier::{Approval, Refusal};
use serde::Serialize;

use super::unexpected;
use super::world::World;
use crate::failure::Failure;

/// How late the expired proof is delivered, in seconds: twice its life.
const LATE: u64 = 600;

/// What was tried, and what the verifier made of it.
#[derive(Debug, Serialize)]
pub(super) struct Attempt {
    pub(super) tried: &'static str,
    pub(super) expected: &'static str,
    /// The code of the refusal; null if it was approved.
    pub(super) code: Option<&'static str>,
    pub(super) section: Option<&'static str>,
    pub(super) outcome: &'static str,
    pub(super) as_expected: bool,
}

/// Tries them all. Only `accepted` was accepted before; no refusal changes that.
pub(super) fn all(
    world: &World,
    accepted: &Proof,
    now: EpochSeconds,
) -> Result<Vec<Attempt>, Failure> {
    let waiting = world.prove(now)?;
    let changed = TransportBodyBuilder::new(waiting.compact(), &other_amount(world)?).build();
    let lagging = world.prove_with_lagging_state(now)?.body().build();
    let late = now.saturating_add(LATE);
    let forged = world.prove_with_forged_key(now)?.body().build();
    Ok(vec![
        attempt(
            "the amount changed to 92500 on the way",
            "action_mismatch",
            world.verify(&changed, now),
        ),
        attempt(
            "the approved proof, sent once more",
            "jti_replayed",
            world.verify(&accepted.body().build(), now),
        ),
        attempt(
            "an older counter, by a restored backup",
            "counter_not_increasing",
            world.verify(&lagging, now),
        ),
        attempt(
            "a good proof, ten minutes late",
            "expired",
            world.verify(&waiting.body().build(), late),
        ),
        attempt(
            "a forged key under the enrolled kid",
            "signature_invalid",
            world.verify(&forged, now),
        ),
    ])
}

/// What somebody else would like to have executed.
pub(super) fn other_amount(world: &World) -> Result<ActionPayload, Failure> {
    let changed = world.action.as_str().replace("12500", "92500");
    let changed =
        ActionPayload::parse(changed.as_bytes()).map_err(|error| unexpected(&error.to_string()))?;
    if changed == world.action {
        return Err(unexpected("the example has no amount to change"));
    }
    Ok(changed)
}

fn attempt(
    tried: &'static str,
    expected: &'static str,
    answer: Result<Approval, Refusal>,
) -> Attempt {
    let (code, section, outcome) = match answer {
        Ok(approval) => (None, None, approval.outcome()),
        Err(refusal) => {
            let section = match &refusal {
                Refusal::Rejected(rejection) => Some(rejection.section()),
                Refusal::Faulted(_) => None,
            };
            (Some(refusal.code()), section, refusal.outcome())
        }
    };
    Attempt {
        tried,
        expected,
        code,
        section,
        outcome: outcome.as_str(),
        as_expected: code == Some(expected),
    }
}
