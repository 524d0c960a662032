//! This workspace's own crates as an implementation.

mod attest;
mod derive;
mod result;
mod stores;
mod verify;

pub use stores::{VectorPlace, VectorStore};

use std::fmt;
use std::sync::Arc;

use psea::jose::es256::{Es256Backend, KeyError, P256Backend, PublicKey};

use crate::model::{Answer, Jwk, Vector};
use crate::run::{Fault, Implementation};

/// The crates of this workspace, used as anyone would use them: through the facade `psea`.
///
/// The Verifier's state is kept in memory, or in any other store: [`Own::with_stores`]. Signatures
/// are verified by `p256`, or by any other library: [`Own::with_backend`].
pub struct Own {
    name: String,
    stores: Box<dyn FnMut() -> Box<dyn VectorPlace>>,
    backend: Arc<dyn Es256Backend>,
}

impl Own {
    /// A fresh implementation with its state in memory. It keeps nothing from one vector to the
    /// next.
    #[must_use]
    pub fn new() -> Self {
        let backend = Arc::new(P256Backend);
        Self { stores: in_memory(backend.clone()), name: OWN.to_owned(), backend }
    }

    /// The same with every signature verified by `backend`, and the Verifier's state in memory.
    #[must_use]
    pub fn with_backend(backend: Arc<dyn Es256Backend>) -> Self {
        let name = format!("{OWN} with {}", backend.name());
        Self { stores: in_memory(Arc::clone(&backend)), name, backend }
    }

    /// The same with the Verifier's state in stores of another kind: `place` gives each vector of
    /// the suite `verify` a place where no store was.
    #[must_use]
    pub fn with_stores<P: VectorPlace + 'static>(
        kind: &str,
        mut place: impl FnMut() -> P + 'static,
    ) -> Self {
        Self {
            name: format!("{OWN} on {kind}"),
            stores: Box::new(move || Box::new(place())),
            backend: Arc::new(P256Backend),
        }
    }
}

const OWN: &str = concat!("psea ", env!("CARGO_PKG_VERSION"));

fn in_memory(backend: Arc<dyn Es256Backend>) -> Box<dyn FnMut() -> Box<dyn VectorPlace>> {
    Box::new(move || Box::new(stores::InMemory::new(Arc::clone(&backend))))
}

impl Default for Own {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Own").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Implementation for Own {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn answer(&mut self, request: &Vector) -> Result<Answer, Fault> {
        Ok(match request {
            Vector::CanonicalJson(vector) => Answer::CanonicalJson(derive::canonical_json(vector)),
            Vector::Ueid(vector) => Answer::Ueid(derive::ueid(vector)),
            Vector::ChainEntry(vector) => Answer::ChainEntry(derive::chain_entry(vector)),
            Vector::Attest(vector) => Answer::Attest(attest::answer(vector, &*self.backend)),
            Vector::Verify(vector) => {
                Answer::Verify(verify::answer(vector, (self.stores)(), &*self.backend))
            }
            Vector::Result(vector) => Answer::Result(result::answer(vector, &*self.backend)),
        })
    }
}

fn public_key(jwk: &Jwk) -> Result<PublicKey, KeyError> {
    let json = serde_json::to_vec(jwk).map_err(|_| KeyError::JwkJson)?;
    PublicKey::from_jwk(&json)
}
