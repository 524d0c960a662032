use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::ObjectHandle;
use cryptoki::session::UserType;
use psea_attester::{
    HardwareKey, KeyError, KeyReport, Pin, PinEntry, PinRequest, Prompt, UserVerified,
};
use psea_claims::UvGate;
use psea_jose::es256::PublicKey;

use crate::defect::Defect;
use crate::error::{Pkcs11Error, key_error};
use crate::module::{Inserted, Module};
use crate::object::{Private, Public, one, private_keys, public_key, public_keys, told};
use crate::probe::signs_without_login;
use crate::session::{Access, Login, auth_pin, tries_left, tries_left_now};
use crate::uri::KeyUri;
use crate::verified::Verified;

/// How long a verification waits for another one on the same token: longer than a slow card needs
/// for a signature, shorter than a person's patience.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A P-256 key on a PKCS#11 token that demands a PIN for every signature.
pub struct Pkcs11Key {
    module: Module,
    token: Inserted,
    /// What finds the key on its token: its id, and its label where it has one.
    uri: KeyUri,
    name: String,
    public_key: PublicKey,
    report: KeyReport,
    entry: Arc<dyn PinEntry>,
    patience: Duration,
}

impl Pkcs11Key {
    /// Opens the key that `uri` names, and judges it: logs in with `pin`, reads the attributes,
    /// and tries whether the token signs without a PIN for that signature. The PIN is used for
    /// this alone; for each signature `entry` is asked.
    ///
    /// # Errors
    ///
    /// [`Pkcs11Error::Unsuitable`] with every reason if the key is not gated per signature or can
    /// leave its token; or if the token or the key is not there, or the PIN is wrong.
    pub fn open(
        module: &Module,
        uri: &KeyUri,
        pin: &Pin,
        entry: Arc<dyn PinEntry>,
    ) -> Result<Self, Pkcs11Error> {
        let token = module.token(uri)?;
        let login = Login::open(module, &token, pin, Access::Read, PATIENCE)?;
        let session = login.session();
        let object = one(private_keys(session, uri)?, uri)?;
        let judged = Judged::judge(module, &token, &login, object)?;
        let found = KeyUri {
            object: judged.private.label.clone(),
            id: Some(judged.private.id.clone()),
            ..uri.clone()
        };
        let (Some(public_key), []) = (judged.public_key, &*judged.defects) else {
            let (uri, defects) = (uri.to_string(), judged.defects);
            return Err(Pkcs11Error::Unsuitable { uri, defects });
        };
        let report = judged.private.report(&token, UvGate::Attested);
        Ok(Self::assemble(module, token, found, public_key, report, entry))
    }

    /// Opens the key by its public half alone, for which no PIN is needed: for a key that was
    /// enrolled before. Its private half is judged when a user is verified, before anything is
    /// signed; until then its gate is [`UvGate::Unknown`].
    ///
    /// # Errors
    ///
    /// If the token or the public half is not there, or the token takes PINs at a pad of its own.
    pub fn open_without_pin(
        module: &Module,
        uri: &KeyUri,
        entry: Arc<dyn PinEntry>,
    ) -> Result<Self, Pkcs11Error> {
        let token = module.token(uri)?;
        let login = Login::without_pin(module, &token, Access::Read, PATIENCE)?;
        let object = one(public_keys(login.session(), uri)?, uri)?;
        let Public { id, label, key } = Public::read(login.session(), object)?;
        let mut defects = of_token(module, &token)?;
        let Some(public_key) = key.filter(|_| defects.is_empty()) else {
            if key.is_none() {
                defects.push(Defect::NoPublicKey);
            }
            return Err(Pkcs11Error::Unsuitable { uri: uri.to_string(), defects });
        };
        let found = KeyUri { object: label, id: Some(id), ..uri.clone() };
        let report = token_report(&token, UvGate::Unknown);
        Ok(Self::assemble(module, token, found, public_key, report, entry))
    }

    fn assemble(
        module: &Module,
        token: Inserted,
        uri: KeyUri,
        public_key: PublicKey,
        report: KeyReport,
        entry: Arc<dyn PinEntry>,
    ) -> Self {
        let label = uri.object.as_deref().unwrap_or("a key without a label");
        let name = format!("{label} on the token {}", token.id.label);
        let (module, patience) = (module.clone(), PATIENCE);
        Self { module, token, uri, name, public_key, report, entry, patience }
    }

    /// How long a verification waits for another one on the same token before it is
    /// [`Busy`](KeyError::Busy): 20 s by default.
    #[must_use]
    pub const fn waiting(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The verified session, ready for one signature.
    fn verified(&self, token: &Inserted, pin: &Pin) -> Result<Login, KeyError> {
        let login = Login::open(&self.module, token, pin, Access::Read, self.patience)?;
        let session = login.session();
        let failed = |error| key_error(error, None);
        let object = match one(private_keys(session, &self.uri).map_err(failed)?, &self.uri) {
            Ok(object) => object,
            Err(_) => {
                return Err(KeyError::Unsuitable(
                    "it is not on its token any more, or not alone under its id: open it anew",
                ));
            }
        };
        let private = Private::read(session, object).map_err(failed)?;
        if let Some(defect) = private.defects().first() {
            return Err(KeyError::Unsuitable(defect.reason()));
        }
        session.sign_init(&Mechanism::Ecdsa, object).map_err(failed)?;
        session
            .login(UserType::ContextSpecific, Some(&auth_pin(pin)))
            .map_err(|error| key_error(error, tries_left_now(&self.module, token)))?;
        Ok(login)
    }
}

impl HardwareKey for Pkcs11Key {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// [`UvGate::Attested`] for a key that [`Pkcs11Key::open`] judged: by attributes that the
    /// token reports and by trying, not by anything that it signed.
    fn uv_gate(&self) -> UvGate {
        self.report.uv_gate
    }

    fn report(&self) -> KeyReport {
        self.report.clone()
    }

    fn verify_user(&self, prompt: &Prompt<'_>) -> Result<Box<dyn UserVerified + '_>, KeyError> {
        let token = self.module.inserted(&self.token.id).map_err(|error| key_error(error, None))?;
        let token = token.ok_or(KeyError::Removed)?;
        if token.info.user_pin_locked() {
            return Err(KeyError::Locked);
        }
        let request = PinRequest::new(*prompt, &self.name, tries_left(&token.info));
        let login = self.verified(&token, &self.entry.enter(&request)?)?;
        Ok(Box::new(Verified::new(&self.module, login)))
    }
}

impl fmt::Debug for Pkcs11Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs11Key")
            .field("module", &self.module)
            .field("uri", &self.uri.to_string())
            .field("public_key", &self.public_key)
            .finish_non_exhaustive()
    }
}

/// A key and everything that is wrong with it.
pub(crate) struct Judged {
    pub(crate) private: Private,
    pub(crate) public_key: Option<PublicKey>,
    pub(crate) defects: Vec<Defect>,
}

impl Judged {
    /// Judges a key that a user who is logged in may see.
    pub(crate) fn judge(
        module: &Module,
        token: &Inserted,
        login: &Login,
        object: ObjectHandle,
    ) -> Result<Self, Pkcs11Error> {
        let session = login.session();
        let private = Private::read(session, object)?;
        let public_key = public_key(session, &private.id)?;
        let mut defects = of_token(module, token)?;
        defects.extend(private.defects());
        if public_key.is_none() {
            defects.push(Defect::NoPublicKey);
        }
        // Only a P-256 key is tried: another one would make another kind of signature.
        if private.is_p256() && signs_without_login(module, token, object)? {
            defects.push(Defect::SignedWithoutLogin);
        }
        Ok(Self { private, public_key, defects })
    }
}

/// What is wrong with the token as a whole.
pub(crate) fn of_token(module: &Module, token: &Inserted) -> Result<Vec<Defect>, Pkcs11Error> {
    let mechanisms = module.0.context.get_mechanism_list(token.slot)?;
    let mut defects = Vec::new();
    if !mechanisms.contains(&MechanismType::ECDSA) {
        defects.push(Defect::NoEcdsa);
    }
    if token.info.protected_authentication_path() {
        defects.push(Defect::PinPad);
    }
    Ok(defects)
}

fn token_report(token: &Inserted, gate: UvGate) -> KeyReport {
    KeyReport::new("pkcs11", gate)
        .property("token", &token.id.label)
        .property("manufacturer", &token.id.manufacturer)
        .property("model", &token.id.model)
        .property("serial", &token.id.serial)
        .property("hardware version", token.info.hardware_version().to_string())
        .property("firmware version", token.info.firmware_version().to_string())
        .property("CKF_HW_SLOT", told(token.hardware))
}

impl Private {
    pub(crate) fn report(&self, token: &Inserted, gate: UvGate) -> KeyReport {
        let report = token_report(token, gate);
        self.properties()
            .into_iter()
            .fold(report, |report, (name, value)| report.property(name, value))
    }
}
