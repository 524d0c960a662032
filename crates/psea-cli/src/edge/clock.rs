use std::time::{SystemTime, UNIX_EPOCH};

use psea::claims::EpochSeconds;

use crate::failure::Failure;

/// The system's time, unless the command line gives another one.
pub(crate) fn now_or(given: Option<EpochSeconds>) -> Result<EpochSeconds, Failure> {
    if let Some(now) = given {
        return Ok(now);
    }
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| EpochSeconds::new(since.as_secs()))
        .ok_or_else(|| {
            Failure::new("clock", "the system's clock stands before 1970").fix("set the clock")
        })
}
