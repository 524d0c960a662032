//! The whole of a Verifier, behind a library for which every signature verifies.

mod deployment;
mod parts;

use std::sync::Arc;

use psea_claims::{EpochSeconds, Operation, Tier};
use psea_jose::canonical::CanonicalJson;
use psea_verifier::{Expected, MemoryStore, Stage, Verifier};

pub use deployment::Deployment;
pub(crate) use deployment::{USED_COUNTER, USED_JTI, strict_claims};
pub(crate) use parts::{apart, body_of, parts};

use crate::plain::{self, NOW};

/// Every approval is one that the plain re-statement of the rules also gives, of the same action;
/// every refusal has a code of its own and leaves no trace; the same once more is refused.
pub fn verify_pipeline(octets: &[u8]) {
    let _ = verify_pipeline_code(octets);
}

/// The same, and says which code the Verifier gave, or `approved`.
///
/// # Panics
///
/// Where a property does not hold.
#[must_use]
pub fn verify_pipeline_code(octets: &[u8]) -> (Deployment, &'static str) {
    let (deployment, body) = body_of(octets);
    (deployment, check(deployment, &body, &body))
}

/// The same of a Verifier that reads `given` where `body` is submitted: not the same for a control
/// alone.
pub(crate) fn check(deployment: Deployment, body: &[u8], given: &[u8]) -> &'static str {
    let state = deployment.state();
    let store = deployment.store();
    let verifier = Verifier::new(deployment.config(), Arc::<MemoryStore>::clone(&store));
    let op = Operation::new("payment.execute").unwrap();
    let mut expected = Expected::new(op, Tier::new("high").unwrap());
    if deployment == Deployment::Strict {
        expected = expected.with_context(deployment::context());
    }
    let now = EpochSeconds::new(NOW).unwrap();
    match verifier.verify(given, &expected, now) {
        Ok(approval) => {
            let plain = plain::judge(body, deployment).expect("the rules refuse what we approve");
            assert_eq!(approval.jti().as_str(), plain.jti);
            assert_eq!(approval.counter().get(), plain.counter);
            assert_eq!(approval.action().as_str(), plain.action);
            let again = verifier.verify(given, &expected, now).expect_err("approved twice");
            // The challenge is judged first, and was burned.
            let code =
                if deployment == Deployment::Strict { "challenge_unknown" } else { "jti_replayed" };
            assert_eq!(again.code(), code);
            "approved"
        }
        Err(refusal) => {
            assert_ne!(refusal.stage(), Stage::Internal, "{refusal}");
            assert_eq!(store.snapshot().unwrap(), *state, "{refusal}");
            deployment.put_back(store);
            refusal.code()
        }
    }
}

/// The hash that a proof commits to JSON with, as a claim's text; none of what has no canonical form.
fn commitment(json: &[u8]) -> Option<String> {
    let canonical = CanonicalJson::parse(json, psea_jose::json::DEFAULT_MAX_DEPTH).ok()?;
    Some(plain::hash(canonical.as_octets()))
}
