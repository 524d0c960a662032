use psea_claims::Nonce;
use psea_verifier::{Commit, CommitRefusal, CommitRequest, Durability, StoreError};

use crate::anchor::Mark;
use crate::error::{unavailable, unmarked};
use crate::outcome::uv_code;
use crate::server::i64_of;
use crate::store::{PostgresStore, seconds};

const COMMIT: &str = "SELECT code, detail FROM psea.commit($1, $2, $3, $4, $5, $6, $7, $8, $9, \
                      $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";

impl PostgresStore {
    /// One prepared call: one round trip.
    pub(crate) async fn commit_request(
        &self,
        request: &CommitRequest<'_>,
    ) -> Result<Commit, StoreError> {
        let anchor = &self.inner.anchor;
        let texts = [request.iss().as_str(), request.jti().as_str()];
        anchor.admits(texts.map(str::len).iter().sum()).map_err(unavailable)?;
        let record = request.record();
        let chain = request.chain();
        let previous = chain.as_ref().map(|link| link.previous.as_octets().as_slice());
        let entry = chain.as_ref().map(|link| link.entry.as_octets().as_slice());
        let version = i64::try_from(request.version().get()).map_err(unavailable)?;
        // At most 2^53 − 1.
        let counter = i64::try_from(request.counter().get()).map_err(unavailable)?;
        // A fence refuses what was issued until then and the skew after it, hence `iat - skew`.
        let fence_least = request.issued().get().saturating_sub(request.clock_skew());
        let fence_least = i64::try_from(fence_least).map_err(unavailable)?;
        let counter_least = i64::try_from(least_counter(request)).map_err(unavailable)?;
        let nonce = request.challenge().map(Nonce::as_str).map(str::as_bytes);
        let session = self.session().await?;
        let lane = anchor.lane();
        let row = session
            .change(
                COMMIT,
                &[
                    &request.attester().as_str().as_bytes(),
                    &request.kid().as_bytes(),
                    &version,
                    &request.scope().as_key().as_bytes(),
                    &counter,
                    &counter_least,
                    &request.iss().as_str().as_bytes(),
                    &request.jti().as_str().as_bytes(),
                    &i64_of(request.keep_jti_until()),
                    &previous,
                    &entry,
                    &nonce,
                    &request.op().as_str().as_bytes(),
                    &fence_least,
                    &i64_of(request.now()),
                    &record.tier.as_str().as_bytes(),
                    &record.ueid.as_octets().as_slice(),
                    &record.payload_hash.as_octets().as_slice(),
                    &record.proof_hash.as_slice(),
                    &uv_code(record.uv),
                    &(self.inner.durability == Durability::Failover),
                ],
            )
            .await?;
        // It may have committed: an answer that cannot be read is no answer.
        let unread = |error: tokio_postgres::Error| StoreError::OutcomeUnknown(Box::new(error));
        let code: i16 = row.try_get(0).map_err(unread)?;
        let detail: i64 = row.try_get(1).map_err(unread)?;
        let refusal = match code {
            0 => {
                lane.acknowledged(Mark::of(request)).map_err(unmarked)?;
                return Ok(Commit::Done);
            }
            1 => CommitRefusal::EnrollmentGone,
            2 => CommitRefusal::EnrollmentSuspended,
            3 => CommitRefusal::EnrollmentRevoked,
            4 => CommitRefusal::EnrollmentChanged,
            5 => CommitRefusal::ChallengeUnknown,
            6 => CommitRefusal::JtiReplayed,
            7 => CommitRefusal::CounterNotIncreasing,
            8 => CommitRefusal::ChainBroken,
            20 => return Err(StoreError::Fenced { fence: seconds(detail)? }),
            21 => {
                let latest = seconds(detail)?;
                return Err(StoreError::ClockBehind { now: request.now(), latest });
            }
            30 => {
                return Err(unavailable(
                    "the session would not commit as durably as the store promised",
                ));
            }
            other => {
                let what = format!("the commit answered {other}, which this release does not know");
                return Err(StoreError::OutcomeUnknown(what.into()));
            }
        };
        // Whatever was found of this record is not how it is now.
        if matches!(code, 1..=4) {
            self.inner.cache.forget(request.kid());
        }
        Ok(Commit::Refused(refusal))
    }
}

/// The least stored counter from which the request's may advance; 0 where that is not bounded.
fn least_counter(request: &CommitRequest<'_>) -> u64 {
    let bound = request.max_counter_advance().unwrap_or(u64::MAX);
    request.counter().get().saturating_sub(bound)
}
