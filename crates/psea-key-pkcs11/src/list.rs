use psea_attester::{KeyReport, Pin};
use psea_claims::UvGate;
use psea_jose::es256::PublicKey;

use crate::defect::Defect;
use crate::error::Pkcs11Error;
use crate::key::{Judged, PATIENCE};
use crate::module::{Inserted, Module};
use crate::object::{Private, Public, private_keys, public_keys};
use crate::session::{Access, Login};
use crate::uri::KeyUri;

/// A key that a token holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundKey {
    /// Its full name.
    pub uri: KeyUri,
    /// Its public half, if the token has one on P-256.
    pub public_key: Option<PublicKey>,
    /// Whether it can serve.
    pub verdict: Verdict,
}

/// Whether a key can serve as a PSEA key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It can; what enrollment may record of it.
    Fit(KeyReport),
    /// It cannot, for these reasons.
    Refused(Vec<Defect>),
    /// Its private half shows with the PIN alone.
    NotSeen,
}

impl Module {
    /// Every signing key on every token that answers to `uri`, with why it is refused. Without a
    /// PIN only public halves are seen; give one only if `uri` names one token, since a PIN that
    /// is wrong for another token costs that token a try.
    ///
    /// # Errors
    ///
    /// If a token failed, or the PIN is wrong; [`Pkcs11Error::Ambiguous`] if a PIN is given for
    /// more than one token.
    pub fn keys(&self, uri: &KeyUri, pin: Option<&Pin>) -> Result<Vec<FoundKey>, Pkcs11Error> {
        match pin {
            Some(pin) => self.judged_keys(&self.token(uri)?, uri, pin),
            None => {
                let mut keys = Vec::new();
                for token in self.tokens(uri)? {
                    keys.extend(self.seen_keys(&token, uri)?);
                }
                Ok(keys)
            }
        }
    }

    fn judged_keys(
        &self,
        token: &Inserted,
        uri: &KeyUri,
        pin: &Pin,
    ) -> Result<Vec<FoundKey>, Pkcs11Error> {
        let login = Login::open(self, token, pin, Access::Read, PATIENCE)?;
        let mut keys = Vec::new();
        for object in private_keys(login.session(), uri)? {
            let judged = Judged::judge(self, token, &login, object)?;
            let Private { id, label, .. } = judged.private.clone();
            let verdict = if judged.defects.is_empty() {
                Verdict::Fit(judged.private.report(token, UvGate::Attested))
            } else {
                Verdict::Refused(judged.defects)
            };
            let uri = self.full_uri(token, id, label);
            keys.push(FoundKey { uri, public_key: judged.public_key, verdict });
        }
        Ok(keys)
    }

    fn seen_keys(&self, token: &Inserted, uri: &KeyUri) -> Result<Vec<FoundKey>, Pkcs11Error> {
        let login = Login::without_pin(self, token, Access::Read, PATIENCE)?;
        let mut keys = Vec::new();
        for object in public_keys(login.session(), uri)? {
            let Public { id, label, key } = Public::read(login.session(), object)?;
            let uri = self.full_uri(token, id, label);
            keys.push(FoundKey { uri, public_key: key, verdict: Verdict::NotSeen });
        }
        Ok(keys)
    }

    /// The URI under which a listed key can be opened.
    fn full_uri(&self, token: &Inserted, id: Vec<u8>, label: Option<String>) -> KeyUri {
        let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        KeyUri {
            token: text(&token.id.label),
            manufacturer: None,
            model: None,
            serial: text(&token.id.serial),
            object: label.filter(|label| !label.is_empty()),
            id: Some(id).filter(|id| !id.is_empty()),
            module_path: Some(self.path().to_owned()),
        }
    }
}
