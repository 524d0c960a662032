use alloc::sync::Arc;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};

use super::{BackendError, Es256Backend, PreparedKey, PublicKey, Signature};

/// ES256 by AWS-LC, through the `aws-lc-rs` crate: C and assembly, for servers.
///
/// It gives the same answers as [`P256Backend`](super::P256Backend) several times as fast.
#[derive(Clone, Copy, Debug, Default)]
pub struct AwsLcBackend;

impl Es256Backend for AwsLcBackend {
    fn name(&self) -> &'static str {
        "aws-lc-rs"
    }

    fn prepare(&self, key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.as_sec1())
            .map_err(|_| BackendError)?;
        Ok(Arc::new(AwsLcKey(key)))
    }
}

#[derive(Debug)]
struct AwsLcKey(ParsedPublicKey);

impl PreparedKey for AwsLcKey {
    fn verify(&self, message: &[u8], signature: &Signature) -> bool {
        self.0.verify_sig(message, signature.as_octets()).is_ok()
    }
}
