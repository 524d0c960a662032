use std::time::{SystemTime, UNIX_EPOCH};

use psea::claims::EpochSeconds;
use psea_attester_state::Millis;

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

/// The same to the millisecond.
pub(crate) fn millis_or(given: Option<EpochSeconds>) -> Result<Millis, Failure> {
    if let Some(now) = given {
        return Ok(now.into());
    }
    let second = now_or(None)?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let millis = since.and_then(|since| u64::try_from(since.as_millis()).ok());
    Ok(millis.map_or_else(|| second.into(), Millis::new))
}
