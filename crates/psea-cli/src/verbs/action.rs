//! An action in a file.

use std::path::Path;

use psea::claims::{ActionError, ActionPayload};
use psea::jose::json::DEFAULT_MAX_DEPTH;

use crate::edge::files;
use crate::failure::Failure;
use crate::output::excerpt::{json_failure, number_failure};

pub(super) fn read(path: &Path) -> Result<ActionPayload, Failure> {
    let octets = files::read(path)?;
    ActionPayload::parse(&octets).map_err(|error| match error {
        ActionError::Json(error) => json_failure(path, &octets, error),
        ActionError::Number(error) => number_failure(path, &octets, error, DEFAULT_MAX_DEPTH),
        ActionError::NotObject => {
            Failure::new("action_not_object", "an action is a JSON object (§2), and this is none")
                .file(path)
                .fix("wrap it: {\"action\": …}")
        }
        error => Failure::new("json_invalid", error.to_string()).file(path),
    })
}
