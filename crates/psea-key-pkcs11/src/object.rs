//! The two halves of a key as a token shows them, and how they are judged.

use cryptoki::error::Error;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use psea_jose::es256::PublicKey;

use crate::defect::Defect;
use crate::error::Pkcs11Error;
use crate::uri::KeyUri;

/// The DER of the object identifier of P-256 (RFC 5480 §2.1.1.1).
pub(crate) const P256: &[u8] = &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

/// A private key object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Private {
    pub(crate) label: Option<String>,
    pub(crate) id: Vec<u8>,
    ec: Option<bool>,
    params: Option<Vec<u8>>,
    always_authenticate: Option<bool>,
    sensitive: Option<bool>,
    extractable: Option<bool>,
    sign: Option<bool>,
    always_sensitive: Option<bool>,
    never_extractable: Option<bool>,
    local: Option<bool>,
}

const PRIVATE: &[AttributeType] = &[
    AttributeType::Label,
    AttributeType::Id,
    AttributeType::KeyType,
    AttributeType::EcParams,
    AttributeType::AlwaysAuthenticate,
    AttributeType::Sensitive,
    AttributeType::Extractable,
    AttributeType::Sign,
    AttributeType::AlwaysSensitive,
    AttributeType::NeverExtractable,
    AttributeType::Local,
];

impl Private {
    pub(crate) fn read(session: &Session, object: ObjectHandle) -> Result<Self, Error> {
        let mut read = Self::default();
        for attribute in session.get_attributes(object, PRIVATE)? {
            match attribute {
                Attribute::Label(label) => read.label = String::from_utf8(label).ok(),
                Attribute::Id(id) => read.id = id,
                Attribute::KeyType(kind) => read.ec = Some(kind == KeyType::EC),
                Attribute::EcParams(params) => read.params = Some(params),
                Attribute::AlwaysAuthenticate(on) => read.always_authenticate = Some(on),
                Attribute::Sensitive(on) => read.sensitive = Some(on),
                Attribute::Extractable(on) => read.extractable = Some(on),
                Attribute::Sign(on) => read.sign = Some(on),
                Attribute::AlwaysSensitive(on) => read.always_sensitive = Some(on),
                Attribute::NeverExtractable(on) => read.never_extractable = Some(on),
                Attribute::Local(on) => read.local = Some(on),
                _ => {}
            }
        }
        Ok(read)
    }

    /// What is wrong with it. An attribute that the token does not tell is wrong.
    pub(crate) fn defects(&self) -> Vec<Defect> {
        let p256 = self.ec == Some(true) && self.params.as_deref() == Some(P256);
        let rules = [
            (p256, Defect::NotP256),
            (self.sign == Some(true), Defect::CannotSign),
            (self.always_authenticate == Some(true), Defect::NotAlwaysAuthenticate),
            (self.sensitive == Some(true), Defect::NotSensitive),
            (self.extractable == Some(false), Defect::Extractable),
        ];
        rules.into_iter().filter(|(holds, _)| !holds).map(|(_, defect)| defect).collect()
    }

    pub(crate) fn is_p256(&self) -> bool {
        !self.defects().contains(&Defect::NotP256)
    }

    /// What was read, in PKCS#11's words.
    pub(crate) fn properties(&self) -> Vec<(&'static str, &'static str)> {
        let flags = [
            ("CKA_ALWAYS_AUTHENTICATE", self.always_authenticate),
            ("CKA_SENSITIVE", self.sensitive),
            ("CKA_EXTRACTABLE", self.extractable),
            ("CKA_SIGN", self.sign),
            ("CKA_ALWAYS_SENSITIVE", self.always_sensitive),
            ("CKA_NEVER_EXTRACTABLE", self.never_extractable),
            ("CKA_LOCAL", self.local),
        ];
        flags.into_iter().map(|(name, flag)| (name, told(flag))).collect()
    }
}

/// A flag in a report.
pub(crate) fn told(flag: Option<bool>) -> &'static str {
    match flag {
        Some(true) => "true",
        Some(false) => "false",
        None => "not told",
    }
}

/// A public key object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Public {
    pub(crate) id: Vec<u8>,
    pub(crate) label: Option<String>,
    /// The key, if it is on P-256.
    pub(crate) key: Option<PublicKey>,
}

const PUBLIC: &[AttributeType] =
    &[AttributeType::Id, AttributeType::Label, AttributeType::EcParams, AttributeType::EcPoint];

impl Public {
    pub(crate) fn read(session: &Session, object: ObjectHandle) -> Result<Self, Error> {
        let (mut read, mut p256, mut point) = (Self::default(), false, None);
        for attribute in session.get_attributes(object, PUBLIC)? {
            match attribute {
                Attribute::Id(id) => read.id = id,
                Attribute::Label(label) => read.label = String::from_utf8(label).ok(),
                Attribute::EcParams(params) => p256 = params == P256,
                Attribute::EcPoint(octets) => point = Some(octets),
                _ => {}
            }
        }
        read.key = point.filter(|_| p256).and_then(|point| from_ec_point(&point));
        Ok(read)
    }
}

/// The public half of the key with this id, if the token has it and it is on P-256.
pub(crate) fn public_key(session: &Session, id: &[u8]) -> Result<Option<PublicKey>, Error> {
    let uri = KeyUri { id: Some(id.to_vec()), ..KeyUri::default() };
    for object in public_keys(session, &uri)? {
        if let Some(key) = Public::read(session, object)?.key {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

/// `CKA_EC_POINT` is the point in a DER octet string; some tokens leave the wrapping out.
fn from_ec_point(octets: &[u8]) -> Option<PublicKey> {
    let point = match octets {
        [0x04, 0x41, point @ ..] if point.len() == 65 => point,
        bare => bare,
    };
    PublicKey::from_sec1(point).ok()
}

/// The private key objects that answer to `uri` and that the session's user may see.
pub(crate) fn private_keys(session: &Session, uri: &KeyUri) -> Result<Vec<ObjectHandle>, Error> {
    session.find_objects(&template(ObjectClass::PRIVATE_KEY, uri))
}

/// The public key objects that answer to `uri`.
pub(crate) fn public_keys(session: &Session, uri: &KeyUri) -> Result<Vec<ObjectHandle>, Error> {
    session.find_objects(&template(ObjectClass::PUBLIC_KEY, uri))
}

fn template(class: ObjectClass, uri: &KeyUri) -> Vec<Attribute> {
    let mut template = vec![Attribute::Class(class)];
    template.extend(uri.id.clone().map(Attribute::Id));
    template.extend(uri.object.as_ref().map(|label| Attribute::Label(label.as_bytes().to_vec())));
    template
}

/// The one object of several.
pub(crate) fn one<T>(objects: Vec<T>, uri: &KeyUri) -> Result<T, Pkcs11Error> {
    let mut objects = objects.into_iter();
    let (what, uri) = ("key", || uri.to_string());
    match (objects.next(), objects.next()) {
        (Some(object), None) => Ok(object),
        (None, _) => Err(Pkcs11Error::NotFound { what, uri: uri() }),
        (Some(_), Some(_)) => Err(Pkcs11Error::Ambiguous { what, uri: uri() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit() -> Private {
        Private {
            ec: Some(true),
            params: Some(P256.to_vec()),
            always_authenticate: Some(true),
            sensitive: Some(true),
            extractable: Some(false),
            sign: Some(true),
            ..Private::default()
        }
    }

    /// §3.7: each attribute counts, and one that is not told counts as the wrong one.
    #[test]
    fn each_attribute_counts() {
        assert_eq!(fit().defects(), []);
        for value in [Some(false), None] {
            let key = Private { always_authenticate: value, ..fit() };
            assert_eq!(key.defects(), [Defect::NotAlwaysAuthenticate]);
            assert_eq!(Private { sensitive: value, ..fit() }.defects(), [Defect::NotSensitive]);
            assert_eq!(Private { sign: value, ..fit() }.defects(), [Defect::CannotSign]);
            assert_eq!(Private { ec: value, ..fit() }.defects(), [Defect::NotP256]);
        }
        for value in [Some(true), None] {
            assert_eq!(Private { extractable: value, ..fit() }.defects(), [Defect::Extractable]);
        }
        let p384 = vec![0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22];
        for params in [None, Some(p384), Some(P256[..9].to_vec())] {
            assert_eq!(Private { params, ..fit() }.defects(), [Defect::NotP256]);
        }
        assert_eq!(Private::default().defects().len(), 5, "nothing told, nothing right");
    }

    /// The point is read with and without its wrapping, and nothing else is.
    #[test]
    fn points_are_read() {
        let generator = psea_jose::es256::P256Signer::from_scalar(&[7; 32]).unwrap();
        let key = *psea_jose::es256::Es256Signer::public_key(&generator);
        let point = key.as_sec1();
        let wrapped = [&[0x04, 0x41], &point[..]].concat();
        assert_eq!(from_ec_point(&wrapped), Some(key));
        assert_eq!(from_ec_point(&point[..]), Some(key));
        assert_eq!(from_ec_point(&wrapped[..66]), None);
        assert_eq!(from_ec_point(&[]), None);
    }
}
