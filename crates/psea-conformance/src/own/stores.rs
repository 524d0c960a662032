use std::error::Error;
use std::fmt;
use std::sync::Arc;

use psea::jose::es256::Es256Backend;
use psea::verifier::{ChallengeStore, EnrollmentAdmin, EnrollmentLookup, MemoryStore, ReplayStore};

/// What the vectors need of a store.
pub trait VectorStore: EnrollmentLookup + EnrollmentAdmin + ChallengeStore + ReplayStore {}

impl<S> VectorStore for S where
    S: EnrollmentLookup + EnrollmentAdmin + ChallengeStore + ReplayStore + ?Sized
{
}

/// Where one store lives.
pub trait VectorPlace: fmt::Debug {
    /// Opens the store: an empty one at first, afterwards, for the step `restart`, what was there.
    /// The handle of the opening before was dropped.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, which the vector shows as a difference.
    fn open(&mut self) -> Result<Arc<dyn VectorStore>, Box<dyn Error + Send + Sync>>;
}

/// A store in memory that goes through a snapshot when it is opened again.
#[derive(Debug)]
pub(super) struct InMemory {
    backend: Arc<dyn Es256Backend>,
    open: Option<Arc<MemoryStore>>,
}

impl InMemory {
    pub(super) const fn new(backend: Arc<dyn Es256Backend>) -> Self {
        Self { backend, open: None }
    }
}

impl VectorPlace for InMemory {
    fn open(&mut self) -> Result<Arc<dyn VectorStore>, Box<dyn Error + Send + Sync>> {
        let store = match self.open.take() {
            None => MemoryStore::volatile(),
            Some(before) => MemoryStore::restore(before.snapshot()?, &*self.backend)?,
        };
        let store = Arc::new(store);
        self.open = Some(Arc::clone(&store));
        Ok(store)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use psea::jose::es256::P256Backend;

    use super::*;
    use crate::load;
    use crate::model::{Codes, Step, Vector};
    use crate::own::Own;
    use crate::run::{self, Outcome};

    /// The vectors of the suite `verify` that do not pass, and whether they have a restart.
    fn not_passed(mut own: Own) -> Vec<bool> {
        let directory =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/verify.json");
        let loaded = load::load(&[directory]);
        assert!(loaded.vectors.len() > 100, "{} vectors", loaded.vectors.len());
        let report = run::run(loaded.vectors, &mut own, Codes::On, &mut |_, _| {}).unwrap();
        let not_passed = report.results.iter().filter(|result| result.outcome != Outcome::Passed);
        let restarts = |vector: &Vector| match vector {
            Vector::Verify(vector) => vector.steps.iter().any(|step| matches!(step, Step::Restart)),
            _ => false,
        };
        not_passed.map(|result| restarts(&result.source.vector)).collect()
    }

    #[test]
    fn the_vectors_pass_on_a_store_that_was_given() {
        let own = Own::with_stores("memory", || InMemory::new(Arc::new(P256Backend)));
        assert!(own.name.ends_with("on memory"), "{own:?}");
        assert!(not_passed(own).is_empty());
    }

    /// §6.5: a store that forgets does not pass the vectors with a restart, and no others fail.
    #[test]
    fn a_store_that_forgets_does_not_pass() {
        #[derive(Debug)]
        struct Forgets;
        impl VectorPlace for Forgets {
            fn open(&mut self) -> Result<Arc<dyn VectorStore>, Box<dyn Error + Send + Sync>> {
                Ok(Arc::new(MemoryStore::volatile()))
            }
        }
        let not_passed = not_passed(Own::with_stores("a sieve", || Forgets));
        assert!(!not_passed.is_empty());
        assert!(not_passed.iter().all(|restarts| *restarts));
    }

    /// A store that cannot be opened approves nothing.
    #[test]
    fn a_store_that_cannot_be_opened_passes_nothing_that_is_accepted() {
        #[derive(Debug)]
        struct Broken;
        impl VectorPlace for Broken {
            fn open(&mut self) -> Result<Arc<dyn VectorStore>, Box<dyn Error + Send + Sync>> {
                Err("no disk".into())
            }
        }
        assert!(!not_passed(Own::with_stores("nothing", || Broken)).is_empty());
    }
}
