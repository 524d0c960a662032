use psea_attester::{AttesterConfig, ConfigError};
use psea_claims::{Audience, DeviceId, Issuer, Revision};
use psea_jose::es256::PublicKey;

/// As what this Attester is enrolled, and with which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrollment {
    /// The deployment.
    pub iss: Issuer<'static>,
    /// The Verifier.
    pub aud: Audience<'static>,
    /// The device (§7.1).
    pub device_id: DeviceId<'static>,
    /// What selects the key at the Verifier.
    pub kid: Box<str>,
    /// The key's public half.
    pub public_key: PublicKey,
    /// The wire revision that it emits.
    pub revision: Revision,
    /// Whether the chain layer is on (§3.12).
    pub chain: bool,
}

impl Enrollment {
    /// The configuration of an Attester that is enrolled like this. Bounds, scopes and the like are
    /// the deployment's, and are set on it.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Kid`] if the `kid` is empty or longer than 512 octets.
    pub fn config(&self) -> Result<AttesterConfig, ConfigError> {
        let (iss, aud) = (self.iss.clone(), self.aud.clone());
        let config = AttesterConfig::new(iss, aud, self.device_id.clone(), self.kid.clone())?;
        let config = config.revision(self.revision);
        Ok(if self.chain { config.with_chain() } else { config })
    }
}

/// Where the chain of a new enrollment begins (§3.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// The Verifier knows this Attester already, and only its key is new: chains belong to the
    /// Attester.
    Continue,
    /// The Verifier knows it as another Attester than before.
    Fresh,
}
