use std::sync::Arc;

use psea_verifier::{
    AsyncVerifierStore, BoxFuture, Commit, CommitRefusal, CommitRequest, Enrollment, StoreError,
    StorePromise,
};

use crate::connect::RedisChallenges;

/// A replay store that can be told not to look for challenges, because they were burned elsewhere
/// in the same submission.
///
/// Whoever implements it commits everything else of the request exactly as
/// [`AsyncVerifierStore::commit`] does.
pub trait ChallengesElsewhere: AsyncVerifierStore {
    /// Commits a request whose challenge, if it has one, was burned just before.
    fn commit_burned<'a>(
        &'a self,
        request: &'a CommitRequest<'a>,
    ) -> BoxFuture<'a, Result<Commit, StoreError>>;
}

#[cfg(feature = "postgres")]
impl ChallengesElsewhere for psea_store_postgres::PostgresStore {
    fn commit_burned<'a>(
        &'a self,
        request: &'a CommitRequest<'a>,
    ) -> BoxFuture<'a, Result<Commit, StoreError>> {
        Box::pin(self.commit_after_burning(request))
    }
}

/// A store whose challenges are in Redis: burn first, then commit.
#[derive(Clone, Debug)]
pub struct WithRedisChallenges<S> {
    store: S,
    challenges: RedisChallenges,
}

impl<S: ChallengesElsewhere> WithRedisChallenges<S> {
    /// Joins a replay store with challenges. Issue them with
    /// [`RedisChallenges::issue`], never in the store itself.
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

impl<S: ChallengesElsewhere> AsyncVerifierStore for WithRedisChallenges<S> {
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
            self.store.commit_burned(request).await
        })
    }
}
