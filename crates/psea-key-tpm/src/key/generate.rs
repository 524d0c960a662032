//! Making a key.

use psea_attester::Pin;
use psea_jose::es256::PublicKey;

use super::{TpmKey, load, refused};
use crate::error::TpmError;
use crate::file::KeyFile;
use crate::pin;
use crate::reference::TpmReference;
use crate::refusal::Refusal;
use crate::tpm::Tpm;

impl TpmKey {
    /// Makes a key with this PIN, of 4 to 32 octets, and writes it to the reference's file, which must
    /// not exist. Gives the public half.
    ///
    /// The key is shown to take the PIN, and is certified by the TPM if its endorsement hierarchy
    /// is open, before it is written.
    ///
    /// # Errors
    ///
    /// [`TpmError::Pin`] for a PIN that is too short, too long or has a NUL; if the file exists or
    /// cannot be written; if the TPM cannot be used, or is locked.
    pub fn generate(reference: &TpmReference, pin: &Pin) -> Result<PublicKey, TpmError> {
        let auth = pin::new_authorisation(pin).ok_or(TpmError::Pin)?;
        // Asked again when it is written; here so that no key is made in vain.
        if reference.file().exists() {
            let source = std::io::ErrorKind::AlreadyExists.into();
            let path = reference.file().into();
            return Err(TpmError::Io { path, operation: "written", source });
        }
        let (file, public) = Tpm::new(reference.clone()).run(|connection| {
            let made = connection.create(auth.clone())?;
            let loaded = load(connection, &made, reference)?;
            let public = Refusal::admit(&loaded.public).map_err(refused)?;
            connection.try_pin(&loaded, auth.clone())?;
            // Over no challenge: the key's name is of this key alone.
            let attestation = connection.certify(&loaded, auth.clone(), &[])?;
            Ok::<_, crate::tpm::Failure<TpmError>>((
                KeyFile { pin_shown: true, attestation, ..made },
                public,
            ))
        })?;
        file.create(reference.file())?;
        Ok(public)
    }
}
