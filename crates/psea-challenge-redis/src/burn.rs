use std::sync::LazyLock;

use psea_claims::{EpochSeconds, Nonce, Operation};
use psea_verifier::{AttesterId, StoreError};
use redis::Script;

use crate::connect::RedisChallenges;
use crate::error::unanswered;
use crate::issue::binding;

/// Burns the challenge if it admits one of the given bindings; the answer is until when it was
/// outstanding, or nothing. The mark that replaces it lives as long as it would have, so that its
/// nonce is not issued anew. There is one write, at the end: a script that fails before has changed
/// nothing.
static BURN: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
local value = redis.call('GET', KEYS[1])
if not value then return false end
local bar = string.find(value, '|', 1, true)
if not bar then return false end
local bound = string.sub(value, bar + 1)
for index = 1, #ARGV do
    if bound == ARGV[index] then
        redis.call('SET', KEYS[1], 'burned', 'KEEPTTL')
        return string.sub(value, 1, bar - 1)
    end
end
return false
",
    )
});

impl RedisChallenges {
    /// Burns a challenge, once: true if it was outstanding for a proof of `attester` and `op` at
    /// `now`. One that is bound to another Attester or operation is left as it is.
    ///
    /// # Errors
    ///
    /// If Redis did not answer. Where that leaves the outcome unknown, the challenge counts as
    /// burned: have a new one issued.
    pub async fn burn(
        &self,
        nonce: &Nonce<'_>,
        attester: &AttesterId,
        op: &Operation<'_>,
        now: EpochSeconds,
    ) -> Result<bool, StoreError> {
        let mut call = BURN.key(self.key(nonce));
        for (attester, op) in
            [(None, None), (Some(attester), None), (None, Some(op)), (Some(attester), Some(op))]
        {
            call.arg(binding(attester, op));
        }
        let until: Option<String> =
            call.invoke_async(&mut self.connection.clone()).await.map_err(unanswered)?;
        // The verifier's clock decides as well: past is past, and burned all the same.
        Ok(until.is_some_and(|until| until.parse().is_ok_and(|until: u64| now.get() < until)))
    }
}
