//! One user verification, one signature.

use std::fmt;

use psea_attester::{KeyError, PinRequest, Prompt, UserVerified};
use psea_claims::UvMethod;
use psea_jose::es256::Signature;
use psea_jose::jws::SigningInput;

use super::PivKey;
use crate::card::{Piv, Session};

/// Asks for the PIN and has the card verify it. A wrong one uses no counter of the Attester (§3.10).
pub(super) fn verify_user<'k>(
    key: &'k PivKey,
    prompt: &Prompt<'_>,
) -> Result<Box<dyn UserVerified + 'k>, KeyError> {
    // Nobody is asked for the PIN of a card that is not there, or locked.
    let session = key.begin()?;
    let tries = Piv(&session).tries()?;
    session.leave();
    // Nobody waits for the card while the user thinks.
    let pin = key.entry.enter(&PinRequest::new(*prompt, &key.label, tries))?;
    let session = key.begin()?;
    Piv(&session).verify(&pin, tries)?;
    Ok(Box::new(Once { key, session }))
}

/// A card that verified the PIN and is held until it signed. Dropped, it is reset.
struct Once<'k> {
    key: &'k PivKey,
    session: Session,
}

impl fmt::Debug for Once<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one signature by {:?}", self.key)
    }
}

impl UserVerified for Once<'_> {
    fn method(&self) -> UvMethod<'static> {
        UvMethod::pin()
    }

    fn sign(self: Box<Self>, input: &SigningInput) -> Result<Signature, KeyError> {
        let piv = Piv(&self.session);
        let signature = piv.sign(&input.sha256())?;
        // A PIN that is good for two is no gate, whatever the card says of its policy (§3.7).
        if piv.signs_without_pin()? {
            return Err(KeyError::Unsuitable("its card signs twice after one PIN"));
        }
        Ok(signature)
    }
}
