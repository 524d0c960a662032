//! What is asked of a TPM, command by command.

use psea_jose::es256::Signature as Es256Signature;
use tss_esapi::attributes::SessionAttributesBuilder;
use tss_esapi::constants::tss::{TPM2_RH_NULL, TPM2_ST_HASHCHECK};
use tss_esapi::constants::{CapabilityType, PropertyTag, SessionType};
use tss_esapi::handles::{KeyHandle, ObjectHandle, SessionHandle};
use tss_esapi::interface_types::algorithm::HashingAlgorithm;
use tss_esapi::interface_types::resource_handles::Hierarchy;
use tss_esapi::interface_types::session_handles::{AuthSession, PolicySession};
use tss_esapi::structures::{
    Auth, CapabilityData, Data, Digest, HashScheme, Nonce, Private, Public, PublicBuffer,
    Signature, SignatureScheme, SymmetricDefinition,
};
use tss_esapi::traits::{Marshall as _, UnMarshall as _};
use tss_esapi::tss2_esys::TPMT_TK_HASHCHECK;
use tss_esapi::{Context, Error, Result, WrapperErrorKind};

use super::{codes, templates};
use crate::file::KeyFile;
use crate::reference::TpmReference;
use crate::refusal::padded;

/// A connection to a TPM. Its end flushes every object and session that it loaded.
pub(crate) struct Connection(Context);

/// A key in the TPM, with what the TPM says of it.
pub(crate) struct Loaded {
    root: KeyHandle,
    key: KeyHandle,
    pub(crate) public: Public,
    pub(crate) name: Vec<u8>,
}

/// Why a key is not loaded.
pub(crate) enum LoadError {
    /// Its file belongs to another TPM.
    OtherTpm,
    Tss(Error),
}

impl From<Error> for LoadError {
    fn from(error: Error) -> Self {
        Self::Tss(error)
    }
}

const fn wrong_answer() -> Error {
    Error::WrapperError(WrapperErrorKind::WrongValueFromTpm)
}

impl Connection {
    pub(super) fn open(reference: &TpmReference) -> Result<Self> {
        Context::new(reference.name_conf().clone()).map(Self)
    }

    /// How many wrong PINs the TPM still takes before it locks: 0 if it is locked.
    pub(crate) fn tries(&mut self) -> Result<u32> {
        let [failed, most] =
            [PropertyTag::LockoutCounter, PropertyTag::MaxAuthFail].map(|tag| self.property(tag));
        Ok(most?.ok_or(wrong_answer())?.saturating_sub(failed?.ok_or(wrong_answer())?))
    }

    /// Read from the TPM each time: `get_tpm_property` would remember.
    pub(crate) fn property(&mut self, tag: PropertyTag) -> Result<Option<u32>> {
        let answer = self.0.get_capability(CapabilityType::TpmProperties, tag.into(), 1)?;
        let CapabilityData::TpmProperties(properties) = answer.0 else {
            return Err(wrong_answer());
        };
        Ok(properties.into_iter().find(|p| p.property() == tag).map(|p| p.value()))
    }

    /// The storage root and its name.
    fn root(&mut self) -> Result<(KeyHandle, Vec<u8>)> {
        let root = self.primary(Hierarchy::Owner, templates::storage_root()?)?;
        let name = self.0.read_public(root)?.1.value().to_vec();
        Ok((root, name))
    }

    fn primary(&mut self, hierarchy: Hierarchy, template: Public) -> Result<KeyHandle> {
        let made = self.0.execute_with_session(Some(AuthSession::Password), |tpm| {
            tpm.create_primary(hierarchy, template, None, None, None, None)
        })?;
        Ok(made.key_handle)
    }

    /// Makes a key with this authorisation value, which crosses the bus encrypted.
    pub(crate) fn create(&mut self, auth: Auth) -> Result<KeyFile> {
        let (root, parent) = self.root()?;
        let session = self.session(root, SessionType::Hmac)?;
        let template = templates::signing_key()?;
        let made = self.0.execute_with_session(Some(session), |tpm| {
            tpm.create(root, template, Some(auth), None, None, None)
        })?;
        self.flush(session)?;
        self.0.flush_context(root.into())?;
        Ok(KeyFile {
            parent,
            public: made.out_public.marshall()?,
            private: made.out_private.value().to_vec(),
            pin_shown: false,
            attestation: None,
        })
    }

    /// Loads a key and reads what the TPM says of it.
    pub(crate) fn load(&mut self, file: &KeyFile) -> std::result::Result<Loaded, LoadError> {
        let (root, name) = self.root()?;
        // The sessions are salted with the root: another one, of whoever sits on the bus, could read
        // what they encrypt.
        if name != file.parent {
            return Err(LoadError::OtherTpm);
        }
        let public = Public::unmarshall(&file.public)?;
        let private = Private::try_from(file.private.as_slice())?;
        let loaded = self.0.execute_with_session(Some(AuthSession::Password), |tpm| {
            tpm.load(root, private, public)
        });
        let key = match loaded {
            Err(error) if codes::is_foreign(error) => return Err(LoadError::OtherTpm),
            other => other?,
        };
        let (public, name, _) = self.0.read_public(key)?;
        Ok(Loaded { root, key, public, name: name.value().to_vec() })
    }

    /// Whether the key's authorisation value is this one: an error if not. Signs nothing.
    pub(crate) fn try_pin(&mut self, loaded: &Loaded, auth: Auth) -> Result<()> {
        let trial = self.session(loaded.root, SessionType::Trial)?;
        let policy = PolicySession::try_from(trial)?;
        let key = ObjectHandle::from(loaded.key).into();
        let (nonce, digest) = (Nonce::default(), Digest::default());
        let tried = self.authorised(loaded, auth, |tpm, session| {
            tpm.execute_with_session(Some(session), |tpm| {
                tpm.policy_secret(policy, key, nonce.clone(), digest, nonce, None)
            })
        });
        self.flush(trial)?;
        tried.map(|_| ())
    }

    /// Signs a digest: r and s.
    pub(crate) fn sign(
        &mut self,
        loaded: &Loaded,
        auth: Auth,
        digest: &[u8; 32],
    ) -> Result<Es256Signature> {
        let digest = Digest::try_from(digest.as_slice())?;
        let scheme =
            SignatureScheme::EcDsa { hash_scheme: HashScheme::new(HashingAlgorithm::Sha256) };
        // The ticket that a restricted key would need, empty.
        let ticket = TPMT_TK_HASHCHECK {
            tag: TPM2_ST_HASHCHECK,
            hierarchy: TPM2_RH_NULL,
            digest: Default::default(),
        };
        let ticket = ticket.try_into()?;
        let key = loaded.key;
        let signature = self.authorised(loaded, auth, |tpm, session| {
            tpm.execute_with_session(Some(session), |tpm| tpm.sign(key, digest, scheme, ticket))
        })?;
        let Signature::EcDsa(signature) = signature else { return Err(wrong_answer()) };
        let octets = padded(signature.signature_r().value())
            .zip(padded(signature.signature_s().value()))
            .map(|(r, s)| [r, s].concat());
        octets.and_then(|octets| Es256Signature::from_octets(&octets).ok()).ok_or(wrong_answer())
    }

    /// Has the TPM certify a key, with a key that signs nothing but what the TPM says: the octets
    /// of an attestation, or none if the endorsement hierarchy is closed.
    pub(crate) fn certify(
        &mut self,
        loaded: &Loaded,
        auth: Auth,
        challenge: &[u8],
    ) -> Result<Option<Vec<u8>>> {
        let signer = match self.primary(Hierarchy::Endorsement, templates::attestation_key()?) {
            Err(error) if codes::is_closed_hierarchy(error) => return Ok(None),
            other => other?,
        };
        let challenge = Data::try_from(challenge)?;
        let key = loaded.key.into();
        let certified = self.authorised(loaded, auth, |tpm, session| {
            tpm.execute_with_sessions((Some(session), Some(AuthSession::Password), None), |tpm| {
                tpm.certify(key, signer, challenge, SignatureScheme::Null)
            })
        });
        let by = self.0.read_public(signer).map(|(public, _, _)| public);
        self.0.flush_context(signer.into())?;
        let (statement, signature) = certified?;
        let statement = statement.marshall()?;
        let size = u16::try_from(statement.len()).map_err(|_| wrong_answer())?;
        let mut octets = size.to_be_bytes().to_vec();
        octets.extend(statement);
        octets.extend(signature.marshall()?);
        for public in [by?, loaded.public.clone()] {
            octets.extend(PublicBuffer::try_from(public)?.marshall()?);
        }
        Ok(Some(octets))
    }

    /// Does something with the key's authorisation value, in a session of its own. The value is
    /// overwritten and the session flushed, whatever became of it.
    fn authorised<T>(
        &mut self,
        loaded: &Loaded,
        auth: Auth,
        work: impl FnOnce(&mut Context, AuthSession) -> Result<T>,
    ) -> Result<T> {
        let session = self.session(loaded.root, SessionType::Hmac)?;
        self.0.tr_set_auth(loaded.key.into(), auth)?;
        let done = work(&mut self.0, session);
        let cleared = self.0.tr_set_auth(loaded.key.into(), Auth::default());
        let flushed = self.flush(session);
        let done = done?;
        cleared.and(flushed).map(|()| done)
    }

    /// A session whose key only this process and the TPM's root know; parameters cross the bus
    /// encrypted.
    fn session(&mut self, root: KeyHandle, kind: SessionType) -> Result<AuthSession> {
        let (symmetric, hash) = (SymmetricDefinition::AES_128_CFB, HashingAlgorithm::Sha256);
        let session = self.0.start_auth_session(Some(root), None, None, kind, symmetric, hash)?;
        let session = session.ok_or(wrong_answer())?;
        let (attributes, mask) = SessionAttributesBuilder::new().with_decrypt(true).build();
        self.0.tr_sess_set_attributes(session, attributes, mask)?;
        Ok(session)
    }

    fn flush(&mut self, session: AuthSession) -> Result<()> {
        self.0.flush_context(SessionHandle::from(session).into())
    }
}
