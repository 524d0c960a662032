use std::sync::{Arc, OnceLock};

use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer as _, Message, P256Signer, PreparedKey, PublicKey,
    Signature,
};

/// A cryptographic library for which every signature verifies, so that what stands behind the
/// signature can be tested without making one. For this suite alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnySignature;

impl Es256Backend for AnySignature {
    fn name(&self) -> &'static str {
        "any-signature"
    }

    fn prepare(&self, _key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        Ok(Arc::new(Self))
    }
}

impl PreparedKey for AnySignature {
    fn verify(&self, _message: &Message<'_>, _signature: &Signature) -> bool {
        true
    }
}

/// The suite's two keys: before and after a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    First,
    Second,
}

impl Key {
    pub(super) fn public(self) -> PublicKey {
        static KEYS: OnceLock<[PublicKey; 2]> = OnceLock::new();
        let keys =
            KEYS.get_or_init(|| [Self::First, Self::Second].map(|k| *k.signer().public_key()));
        keys[usize::from(self == Self::Second)]
    }

    pub(super) fn signer(self) -> P256Signer {
        P256Signer::from_scalar(&[if self == Self::First { 7 } else { 8 }; 32]).unwrap()
    }
}
