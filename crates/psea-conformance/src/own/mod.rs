//! This workspace's own crates as an implementation.

mod attest;
mod derive;
mod verify;

use psea::jose::es256::{KeyError, PublicKey};

use crate::model::{Answer, Jwk, Vector};
use crate::run::{Fault, Implementation};

/// The crates of this workspace, used as anyone would use them: through the facade `psea`.
#[derive(Debug, Default)]
pub struct Own;

impl Own {
    /// A fresh implementation. It keeps nothing from one vector to the next.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Implementation for Own {
    fn name(&self) -> String {
        concat!("psea ", env!("CARGO_PKG_VERSION")).to_owned()
    }

    fn answer(&mut self, request: &Vector) -> Result<Answer, Fault> {
        Ok(match request {
            Vector::CanonicalJson(vector) => Answer::CanonicalJson(derive::canonical_json(vector)),
            Vector::Ueid(vector) => Answer::Ueid(derive::ueid(vector)),
            Vector::ChainEntry(vector) => Answer::ChainEntry(derive::chain_entry(vector)),
            Vector::Attest(vector) => Answer::Attest(attest::answer(vector)),
            Vector::Verify(vector) => Answer::Verify(verify::answer(vector)),
        })
    }
}

fn public_key(jwk: &Jwk) -> Result<PublicKey, KeyError> {
    let json = serde_json::to_vec(jwk).map_err(|_| KeyError::JwkJson)?;
    PublicKey::from_jwk(&json)
}
