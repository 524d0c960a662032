use std::fmt;
use std::sync::Arc;

use psea_claims::EpochSeconds;
use psea_jose::es256::Es256Backend;

use crate::store::{ChallengeStore, EnrollmentAdmin, EnrollmentLookup, OutcomeLookup, ReplayStore};

/// A store that holds everything together: what the suite tests.
pub trait Store:
    EnrollmentLookup + EnrollmentAdmin + ChallengeStore + ReplayStore + OutcomeLookup
{
}

impl<S> Store for S where
    S: EnrollmentLookup + EnrollmentAdmin + ChallengeStore + ReplayStore + OutcomeLookup + ?Sized
{
}

/// Makes places for stores.
pub trait StoreFactory: fmt::Debug + Sync {
    /// A place where no store was: a new file, schema or database. It is dropped at the end of a
    /// check.
    fn place(&self) -> Box<dyn StorePlace>;
}

/// Where one store lives. A failure is a panic.
pub trait StorePlace: fmt::Debug + Send + Sync {
    /// Opens the store: an empty one at first, afterwards what was there. The handles of earlier
    /// openings were dropped. Keys are prepared with `backend`.
    fn open(&self, backend: &Arc<dyn Es256Backend>) -> Arc<dyn Store>;

    /// A further handle while another is open, as another process would have it: a connection of
    /// its own. None where the engine admits one process.
    fn open_beside(&self, backend: &Arc<dyn Es256Backend>) -> Option<Arc<dyn Store>> {
        let _ = backend;
        None
    }

    /// Opens the store as after a restore from a copy at this moment: fenced at `at`, with the
    /// state that it has. None where the store has no fence, or it cannot be arranged.
    fn open_fenced(
        &self,
        backend: &Arc<dyn Es256Backend>,
        at: EpochSeconds,
    ) -> Option<Arc<dyn Store>> {
        let _ = (backend, at);
        None
    }
}

/// The factory of a store that forgets with its handle: each opening calls `make`.
pub fn volatile<S, F>(make: F) -> Volatile<F>
where
    S: Store + 'static,
    F: Fn(&Arc<dyn Es256Backend>) -> S + Clone + Send + Sync + 'static,
{
    Volatile(make)
}

/// See [`volatile`].
#[derive(Clone)]
pub struct Volatile<F>(F);

impl<F> fmt::Debug for Volatile<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Volatile")
    }
}

impl<S, F> StoreFactory for Volatile<F>
where
    S: Store + 'static,
    F: Fn(&Arc<dyn Es256Backend>) -> S + Clone + Send + Sync + 'static,
{
    fn place(&self) -> Box<dyn StorePlace> {
        Box::new(self.clone())
    }
}

impl<S, F> StorePlace for Volatile<F>
where
    S: Store + 'static,
    F: Fn(&Arc<dyn Es256Backend>) -> S + Clone + Send + Sync + 'static,
{
    fn open(&self, backend: &Arc<dyn Es256Backend>) -> Arc<dyn Store> {
        Arc::new((self.0)(backend))
    }
}
