//! The other process: whoever executes relies on the signed result alone.

use std::sync::Arc;

use psea::claims::{Audience, EpochSeconds, Operation, Tier};
use psea::relying_party::{Asked, AuthorizeError, Authorized, MemoryOneTime, RelyingParty};
use psea::result::{KeySet, PinnedKeys};
use serde::Serialize;

use super::attacks::other_amount;
use super::world::{AUD, OP, RELYING_PARTY, TIER, World, fixed};
use crate::failure::Failure;
use crate::keys::Backend;

/// What became of the result.
#[derive(Debug, Serialize)]
pub(super) struct Relied {
    /// What was executed, to the letter.
    pub(super) executed: Option<String>,
    pub(super) attempts: Vec<Use>,
}

/// What was tried with it, and what the relying party made of it.
#[derive(Debug, Serialize)]
pub(super) struct Use {
    pub(super) tried: &'static str,
    pub(super) expected: &'static str,
    /// The code of the refusal; null if it was authorised.
    pub(super) code: Option<&'static str>,
}

impl Use {
    pub(super) fn is_as_expected(&self) -> bool {
        self.code == Some(self.expected)
    }
}

/// Gates the transfer on the result: another one first, then the approved one, twice.
pub(super) fn rely(
    world: &World,
    keys: &KeySet,
    result: &str,
    now: EpochSeconds,
) -> Result<Relied, Failure> {
    // Over the wire, as it is published.
    let keys = fixed(PinnedKeys::from_jwks(keys.to_jwks().as_octets(), &Backend))?;
    let (iss, aud) = (fixed(Audience::new(AUD))?, fixed(Audience::new(RELYING_PARTY))?);
    let party = RelyingParty::new(iss, aud, Arc::new(MemoryOneTime::volatile()));
    let asked = Asked::new(fixed(Operation::new(OP))?, fixed(Tier::new(TIER))?);
    let authorize = |action: &str| party.authorize(result, &keys, &asked, action.as_bytes(), now);

    let other = authorize(other_amount(world)?.as_str());
    let executed = authorize(world.action.as_str()).ok();
    let executed = executed.map(|authorized| authorized.execute(|action| action.to_string()));
    let again = authorize(world.action.as_str());
    Ok(Relied {
        executed,
        attempts: vec![
            tried("the result for another action, of 92500", "action_mismatch", &other),
            tried("the same result, used once more", "already_used", &again),
        ],
    })
}

fn tried(
    tried: &'static str,
    expected: &'static str,
    answer: &Result<Authorized, AuthorizeError>,
) -> Use {
    Use { tried, expected, code: answer.as_ref().err().map(AuthorizeError::code) }
}
