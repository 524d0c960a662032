use psea_claims::EpochSeconds;

use crate::gate::{Failure, Step, Tx};

/// Sets the fence, never to an earlier time than one that stands; or lifts it.
pub(crate) fn set_fence(tx: &mut Tx<'_>, fence: Option<EpochSeconds>) -> Result<Step<()>, Failure> {
    let stands = tx.state.time.fence;
    let fence = fence.map(|at| stands.map_or(at, |stands| stands.max(at)));
    if stands == fence {
        return Ok(Step::Answer(()));
    }
    tx.state.time.fence = fence;
    Ok(Step::Written(()))
}
