use cryptoki::mechanism::Mechanism;
use cryptoki::object::Attribute;
use psea_attester::Pin;

use crate::error::Pkcs11Error;
use crate::key::{Judged, PATIENCE, of_token};
use crate::module::Module;
use crate::object::{P256, private_keys, public_keys};
use crate::session::{Access, Login};
use crate::uri::KeyUri;

/// The label of a key that is given none.
const LABEL: &str = "psea";

impl Module {
    /// Generates a key on the token that `uri` names, under the `id` and `object` that it gives: a
    /// P-256 key that cannot leave the token and that demands a PIN for every signature. What
    /// the token made is judged as [`Pkcs11Key::open`](crate::Pkcs11Key::open) does.
    ///
    /// # Errors
    ///
    /// [`Pkcs11Error::NoId`] and [`Pkcs11Error::Exists`] before anything is made;
    /// [`Pkcs11Error::Unsuitable`] if the token made something else than it was asked for, which is
    /// then deleted; or if the token is not there, or refuses.
    pub fn generate(&self, uri: &KeyUri, pin: &Pin) -> Result<KeyUri, Pkcs11Error> {
        let id = uri.id.clone().ok_or(Pkcs11Error::NoId)?;
        let token = self.token(uri)?;
        let defects = of_token(self, &token)?;
        if !defects.is_empty() {
            return Err(Pkcs11Error::Unsuitable { uri: uri.to_string(), defects });
        }
        let login = Login::open(self, &token, pin, Access::Write, PATIENCE)?;
        let session = login.session();
        let same_id = KeyUri { id: Some(id.clone()), ..KeyUri::default() };
        for objects in [private_keys(session, &same_id)?, public_keys(session, &same_id)?] {
            if !objects.is_empty() {
                return Err(Pkcs11Error::Exists(uri.to_string()));
            }
        }
        let label = uri.object.clone().unwrap_or_else(|| LABEL.into());
        let named = [
            Attribute::Token(true),
            Attribute::Id(id.clone()),
            Attribute::Label(label.as_bytes().to_vec()),
        ];
        let public = [
            Attribute::Private(false),
            Attribute::Verify(true),
            Attribute::EcParams(P256.to_vec()),
        ];
        let private = [
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
            Attribute::Decrypt(false),
            Attribute::Unwrap(false),
            Attribute::Derive(false),
            Attribute::AlwaysAuthenticate(true),
        ];
        let (public, private) = session.generate_key_pair(
            &Mechanism::EccKeyPairGen,
            &[&named[..], &public[..]].concat(),
            &[&named[..], &private[..]].concat(),
        )?;
        let uri = KeyUri { id: Some(id), object: Some(label), ..uri.clone() };
        let judged = Judged::judge(self, &token, &login, private)?;
        if judged.defects.is_empty() {
            return Ok(uri);
        }
        for object in [private, public] {
            session.destroy_object(object)?;
        }
        Err(Pkcs11Error::Unsuitable { uri: uri.to_string(), defects: judged.defects })
    }
}
