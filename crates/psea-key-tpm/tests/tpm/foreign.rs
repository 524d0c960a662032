//! Keys that other programs made and use, with commands of their own.

use psea_jose::base64::url;
use serde_json::{Value, json};
use tss_esapi::Context;
use tss_esapi::attributes::ObjectAttributesBuilder;
use tss_esapi::constants::response_code::Tss2ResponseCodeKind;
use tss_esapi::constants::tss::{TPM2_RH_NULL, TPM2_ST_HASHCHECK};
use tss_esapi::handles::KeyHandle;
use tss_esapi::interface_types::algorithm::{HashingAlgorithm, PublicAlgorithm};
use tss_esapi::interface_types::ecc::EccCurve;
use tss_esapi::interface_types::resource_handles::Hierarchy;
use tss_esapi::interface_types::session_handles::AuthSession;
use tss_esapi::structures::{
    Auth, Digest, EccPoint, EccScheme, HashScheme, KeyDerivationFunctionScheme, Private, Public,
    PublicBuilder, PublicEccParameters, SignatureScheme, SymmetricDefinitionObject,
};
use tss_esapi::traits::{Marshall as _, UnMarshall as _};
use tss_esapi::tss2_esys::TPMT_TK_HASHCHECK;

use crate::swtpm::Swtpm;

pub(crate) const AUTH_FAIL: Tss2ResponseCodeKind = Tss2ResponseCodeKind::AuthFail;
pub(crate) const LOCKOUT: Tss2ResponseCodeKind = Tss2ResponseCodeKind::Lockout;

/// A key as somebody may make one; by default, as ours are.
#[derive(Clone, Copy)]
pub(crate) struct Foreign {
    pub(crate) attributes: ObjectAttributesBuilder,
    pub(crate) curve: EccCurve,
    pub(crate) scheme: EccScheme,
    pub(crate) policy: &'static [u8],
    pub(crate) auth: &'static str,
    pub(crate) pin_shown: bool,
}

pub(crate) fn attributes() -> ObjectAttributesBuilder {
    ObjectAttributesBuilder::new()
        .with_fixed_tpm(true)
        .with_fixed_parent(true)
        .with_sensitive_data_origin(true)
        .with_user_with_auth(true)
        .with_sign_encrypt(true)
}

pub(crate) fn sha256() -> EccScheme {
    EccScheme::EcDsa(HashScheme::new(HashingAlgorithm::Sha256))
}

impl Default for Foreign {
    fn default() -> Self {
        Self {
            attributes: attributes(),
            curve: EccCurve::NistP256,
            scheme: sha256(),
            policy: &[],
            auth: crate::support::PIN,
            pin_shown: true,
        }
    }
}

impl Foreign {
    fn template(&self) -> Public {
        let parameters = PublicEccParameters::new(
            SymmetricDefinitionObject::Null,
            self.scheme,
            self.curve,
            KeyDerivationFunctionScheme::Null,
        );
        public(self.attributes, parameters, self.policy)
    }

    /// Makes it and writes a key file of it.
    pub(crate) fn write(&self, swtpm: &Swtpm, name: &str) {
        let mut tpm = swtpm.raw();
        let root = root(&mut tpm);
        let parent = tpm.read_public(root).unwrap().1.value().to_vec();
        let auth = Some(Auth::try_from(self.auth.as_bytes()).unwrap());
        let made = tpm
            .execute_with_session(Some(AuthSession::Password), |tpm| {
                tpm.create(root, self.template(), auth, None, None, None)
            })
            .unwrap();
        let file = json!({
            "format": "psea-tpm-key",
            "version": 1,
            "parent": url::encode(&parent),
            "public": url::encode(&made.out_public.marshall().unwrap()),
            "private": url::encode(made.out_private.value()),
            "pin_shown": self.pin_shown,
        });
        std::fs::write(swtpm.dir().join(name), file.to_string()).unwrap();
    }
}

fn public(
    attributes: ObjectAttributesBuilder,
    parameters: PublicEccParameters,
    policy: &[u8],
) -> Public {
    PublicBuilder::new()
        .with_public_algorithm(PublicAlgorithm::Ecc)
        .with_name_hashing_algorithm(HashingAlgorithm::Sha256)
        .with_object_attributes(attributes.build().unwrap())
        .with_auth_policy(Digest::try_from(policy).unwrap())
        .with_ecc_parameters(parameters)
        .with_ecc_unique_identifier(EccPoint::default())
        .build()
        .unwrap()
}

/// The storage root under which keys lie.
pub(crate) fn root(tpm: &mut Context) -> KeyHandle {
    let attributes = ObjectAttributesBuilder::new()
        .with_fixed_tpm(true)
        .with_fixed_parent(true)
        .with_sensitive_data_origin(true)
        .with_user_with_auth(true)
        .with_no_da(true)
        .with_restricted(true)
        .with_decrypt(true);
    let parameters = PublicEccParameters::new(
        SymmetricDefinitionObject::AES_128_CFB,
        EccScheme::Null,
        EccCurve::NistP256,
        KeyDerivationFunctionScheme::Null,
    );
    let template = public(attributes, parameters, &[]);
    tpm.execute_with_session(Some(AuthSession::Password), |tpm| {
        tpm.create_primary(Hierarchy::Owner, template, None, None, None, None).unwrap().key_handle
    })
}

/// Has the TPM sign with the key of a file, with this password in the clear.
pub(crate) fn sign(swtpm: &Swtpm, name: &str, pin: &str) -> Result<(), Tss2ResponseCodeKind> {
    sign_on(swtpm.raw(), &swtpm.dir().join(name), pin)
}

pub(crate) fn sign_on(
    mut tpm: Context,
    file: &std::path::Path,
    pin: &str,
) -> Result<(), Tss2ResponseCodeKind> {
    let file: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let octets = |name: &str| url::decode(file[name].as_str().unwrap()).unwrap();
    let root = root(&mut tpm);
    let ticket = TPMT_TK_HASHCHECK {
        tag: TPM2_ST_HASHCHECK,
        hierarchy: TPM2_RH_NULL,
        digest: Default::default(),
    };
    let digest = Digest::try_from([7; 32].as_slice()).unwrap();
    let scheme = SignatureScheme::EcDsa { hash_scheme: HashScheme::new(HashingAlgorithm::Sha256) };
    let signed = tpm.execute_with_session(Some(AuthSession::Password), |tpm| {
        let private = Private::try_from(octets("private")).unwrap();
        let key = tpm.load(root, private, Public::unmarshall(&octets("public")).unwrap()).unwrap();
        tpm.tr_set_auth(key.into(), Auth::try_from(pin.as_bytes()).unwrap()).unwrap();
        tpm.sign(key, digest, scheme, ticket.try_into().unwrap())
    });
    match signed {
        Ok(_) => Ok(()),
        Err(tss_esapi::Error::Tss2Error(code)) => Err(code.kind().unwrap()),
        Err(error) => panic!("{error}"),
    }
}

/// Resets the TPM's counter of wrong PINs, as its owner can.
pub(crate) fn reset_lockout(swtpm: &Swtpm) {
    tool(swtpm, "tpm2_dictionarylockout", &["--clear-lockout"]);
}

/// Gives a hierarchy a password.
pub(crate) fn close(swtpm: &Swtpm, hierarchy: &str) {
    tool(swtpm, "tpm2_changeauth", &["-c", hierarchy, "closed"]);
}

/// A command that tss-esapi lacks, of the package tpm2-tools.
fn tool(swtpm: &Swtpm, name: &str, arguments: &[&str]) {
    let done = std::process::Command::new(name)
        .args(arguments)
        .args(["--tcti", &swtpm.tcti()])
        .output()
        .expect("the package tpm2-tools");
    assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
}
