use std::sync::Arc;

use psea::attester::{HardwareKey, KeyError, PinEntry};
use psea_key_piv::{PivError, PivKey, PivReference};

use super::{Finding, Nobody, Verdict};
use crate::failure::Failure;
use crate::keys::key_failure;

const STACK: &str = "piv";

pub(super) fn open(
    reference: &PivReference,
    entry: Arc<dyn PinEntry>,
) -> Result<Box<dyn HardwareKey>, Failure> {
    Ok(Box::new(opened(reference, entry)?))
}

fn opened(reference: &PivReference, entry: Arc<dyn PinEntry>) -> Result<PivKey, Failure> {
    PivKey::open(reference, entry).map_err(|error| match &error {
        PivError::Key(error) => key_failure(error),
        PivError::Refused(_) => Failure::new("key_refused", error.to_string())
            .field("--key")
            .fix("make a key on the card with `ykman piv keys generate`: see docs/hardware.md"),
        _ => Failure::new("key_unknown", error.to_string())
            .field("--key")
            .fix("see the readers with `psea keys`"),
    })
}

pub(super) fn look(reference: &PivReference) -> Result<Finding, Failure> {
    let key = opened(reference, Arc::new(Nobody))?;
    Ok(Finding::usable(STACK, reference.to_string(), *key.public_key(), key.report()))
}

/// A card makes keys for whoever has its management key, which this command never asks for.
pub(super) fn how_to_make(reference: &PivReference) -> Failure {
    Failure::new(
        "key_not_made",
        "psea makes no keys on cards: that takes the card's management key",
    )
    .field("--key")
    .fix(format!(
        "ykman piv keys generate -a ECCP256 --pin-policy always 9c pub.pem; then \
         `psea keys '{reference}'` says whether it can serve, and pub.pem is enrolled"
    ))
}

pub(super) fn find() -> Vec<Finding> {
    let found = match PivKey::list() {
        Ok(found) => found,
        Err(error) => return vec![Finding::unavailable(STACK, error.to_string())],
    };
    if found.is_empty() {
        return vec![Finding::unavailable(STACK, "no reader is connected")];
    }
    let finding = |found: psea_key_piv::Found| {
        let reference = found.reference.to_string();
        match found.key {
            Ok((public, report)) => Finding::usable(STACK, reference, public, report),
            Err(error) => {
                let (seen, reason) = match &error {
                    PivError::Key(KeyError::Removed) => {
                        ((Verdict::Unavailable, None), "no card is in the reader".to_owned())
                    }
                    PivError::Key(_) => ((Verdict::Unavailable, None), error.to_string()),
                    PivError::Refused(refusal) => {
                        ((Verdict::Refused, Some(refusal.uv_gate())), error.to_string())
                    }
                    _ => ((Verdict::Refused, None), error.to_string()),
                };
                Finding::failed(STACK, reference, seen, reason)
            }
        }
    };
    found.into_iter().map(finding).collect()
}
