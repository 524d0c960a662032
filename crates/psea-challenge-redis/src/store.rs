use std::sync::Arc;

use psea_verifier::{
    AsyncChallengeStore, AsyncVerifierStore, BoxFuture, Challenge, ChallengeError, Commit,
    CommitRefusal, CommitRequest, Enrollment, StoreError, StorePromise,
};

use crate::connect::RedisChallenges;

/// A store whose challenges are in Redis: burn first, then commit.
#[derive(Clone, Debug)]
pub struct WithRedisChallenges<S> {
    store: S,
    challenges: RedisChallenges,
}

impl<S: AsyncVerifierStore> WithRedisChallenges<S> {
    /// Joins a replay store with challenges. Issue them here or with [`RedisChallenges`], never in
    /// the replay store itself: it is not asked for them.
    #[must_use]
    pub const fn new(store: S, challenges: RedisChallenges) -> Self {
        Self { store, challenges }
    }

    /// The replay store.
    #[must_use]
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// The challenges.
    #[must_use]
    pub const fn challenges(&self) -> &RedisChallenges {
        &self.challenges
    }
}

impl<S: AsyncVerifierStore> AsyncVerifierStore for WithRedisChallenges<S> {
    /// That of the replay store: it alone decides whether a proof was accepted before.
    fn promise(&self) -> StorePromise {
        self.store.promise()
    }

    fn find<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        self.store.find(kid)
    }

    fn find_current<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        self.store.find_current(kid)
    }

    fn commit<'a>(
        &'a self,
        request: &'a CommitRequest<'a>,
    ) -> BoxFuture<'a, Result<Commit, StoreError>> {
        Box::pin(async move {
            if let Some(nonce) = request.challenge() {
                let burned = self
                    .challenges
                    .burn(nonce, request.attester(), request.op(), request.now())
                    .await
                    // The replay store was not asked: no proof was accepted.
                    .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
                if !burned {
                    return Ok(Commit::Refused(CommitRefusal::ChallengeUnknown));
                }
            }
            self.store.commit(&request.after_burning()).await
        })
    }
}

impl<S: AsyncVerifierStore> AsyncChallengeStore for WithRedisChallenges<S> {
    /// In Redis.
    fn issue(&self, challenge: Challenge) -> BoxFuture<'_, Result<(), ChallengeError>> {
        self.challenges.issue(challenge)
    }
}
