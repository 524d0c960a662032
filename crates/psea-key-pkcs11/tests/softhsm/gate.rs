//! The gate is judged from what the token reports and does, when a key is made, opened and used
//! (§3.7).

use std::sync::Arc;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, ObjectClass};
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::types::AuthPin;
use psea_attester::{HardwareKey as _, KeyError, Pin};
use psea_claims::UvGate;
use psea_key_pkcs11::{Defect, Module, Pkcs11Error, Pkcs11Key};

use crate::support::*;
use crate::token::{PIN, SoftHsm, WRONG_PIN, test_name};

/// A session of somebody else's in this process.
fn other_session() -> Session {
    let context = Pkcs11::new(SoftHsm::module()).unwrap();
    let started = context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK));
    assert!(matches!(started, Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _))));
    let slot = context.get_slots_with_initialized_token().unwrap().remove(0);
    context.open_rw_session(slot).unwrap()
}

fn log_in(session: &Session) {
    session.login(UserType::User, Some(&AuthPin::new(PIN.into()))).unwrap();
}

/// Makes a P-256 key whose private half has these attributes.
fn make(id: u8, attributes: &[Attribute]) {
    let session = other_session();
    log_in(&session);
    let p256 = vec![0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
    let named = [Attribute::Token(true), Attribute::Id(vec![id])];
    let public = [&named[..], &[Attribute::EcParams(p256), Attribute::Private(false)]].concat();
    let private = [&named[..], attributes].concat();
    session.generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private).unwrap();
    session.logout().unwrap();
}

/// A key that was generated says what it is, as enrollment may record it.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn a_generated_key_is_gated() {
    SoftHsm::run(test_name!(), |_| {
        let module = module();
        let uri = generated(&module);
        assert_eq!(uri.to_string(), "pkcs11:token=psea;object=approvals;id=%01");
        let key = Pkcs11Key::open(&module, &uri, &Pin::new(PIN), Typist::typing(PIN)).unwrap();
        let report = key.report();
        assert_eq!((report.stack, report.uv_gate), ("pkcs11", UvGate::Attested));
        let told = |name: &str| {
            let found = report.properties.iter().find(|(property, _)| property == name);
            found.map(|(_, value)| value.as_str())
        };
        for (name, value) in [
            ("token", "psea"),
            ("manufacturer", "SoftHSM project"),
            // A token in files says that it is none of hardware.
            ("CKF_HW_SLOT", "false"),
            ("CKA_ALWAYS_AUTHENTICATE", "true"),
            ("CKA_SENSITIVE", "true"),
            ("CKA_EXTRACTABLE", "false"),
            ("CKA_ALWAYS_SENSITIVE", "true"),
            ("CKA_NEVER_EXTRACTABLE", "true"),
            ("CKA_LOCAL", "true"),
        ] {
            assert_eq!(told(name), Some(value), "{name}");
        }
        assert!(report.attestation.is_none(), "the token signs nothing about its keys");
        let opened = Pkcs11Key::open_without_pin(&module, &uri, Typist::typing(PIN)).unwrap();
        assert_eq!(opened.public_key(), key.public_key());
        assert_eq!(opened.uv_gate(), UvGate::Unknown, "nobody has looked yet");
        // Loaded once more, the module is the same one.
        let again = crate::support::module();
        let same = Pkcs11Key::open(&again, &uri, &Pin::new(PIN), Typist::typing(PIN)).unwrap();
        drop(module);
        prove(&attester(), &same).unwrap();
    });
}

/// §3.7: a key with one thing wrong is refused with that reason, and so is one with everything.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn an_unsuitable_key_is_refused() {
    SoftHsm::run(test_name!(), |softhsm| {
        use Defect::{
            CannotSign, Extractable, NotAlwaysAuthenticate, NotP256, NotSensitive,
            SignedWithoutLogin,
        };
        let (p256, sign) = ("EC:prime256v1", "--usage-sign");
        let (gated, sensitive) = ("--always-auth", "--sensitive");
        softhsm.make_key("01", p256, &[gated, sensitive, sign]);
        softhsm.make_key("02", p256, &[sensitive, sign]);
        softhsm.make_key("03", p256, &[gated, sensitive, "--extractable", sign]);
        softhsm.make_key("05", "EC:secp384r1", &[gated, sensitive, sign]);
        softhsm.make_key("07", "RSA:2048", &[gated, sensitive, sign]);
        let module = module();
        open(&module, "id=%01").unwrap();
        let defects = |rest: &str| match open(&module, rest).unwrap_err() {
            Pkcs11Error::Unsuitable { defects, .. } => defects,
            other => panic!("{rest}: {other}"),
        };
        assert_eq!(defects("id=%02"), [NotAlwaysAuthenticate, SignedWithoutLogin]);
        assert_eq!(defects("id=%03"), [Extractable]);
        assert_eq!(defects("id=%05")[0], NotP256);
        assert_eq!(defects("id=%07")[0], NotP256);
        let (on, off) = (Attribute::Sensitive(true), Attribute::Sensitive(false));
        let (gated, leaves) = (Attribute::AlwaysAuthenticate(true), Attribute::Extractable(true));
        make(8, &[on, gated.clone(), Attribute::Sign(false)]);
        make(9, &[off.clone(), gated, Attribute::Sign(true), Attribute::Extractable(false)]);
        make(10, &[off, Attribute::Sign(true), leaves]);
        assert_eq!(defects("id=%08"), [CannotSign]);
        assert_eq!(defects("id=%09"), [NotSensitive]);
        let all = [NotAlwaysAuthenticate, NotSensitive, Extractable, SignedWithoutLogin];
        assert_eq!(defects("id=%0A"), all);
        let text = open(&module, "id=%02").unwrap_err().to_string();
        assert!(text.contains("id=%02") && text.contains("CKA_ALWAYS_AUTHENTICATE"), "{text}");
    });
}

/// The gate is read again for every signature: a key that took the place of a good one after it was
/// opened is refused before anything is signed, and so is one that is gone.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn the_gate_is_judged_for_each_signature() {
    SoftHsm::run(test_name!(), |softhsm| {
        let (module, attester) = (module(), attester());
        let key = {
            let uri = generated(&module);
            Pkcs11Key::open(&module, &uri, &Pin::new(PIN), Typist::typing(PIN)).unwrap()
        };
        prove(&attester, &key).unwrap();
        let session = other_session();
        log_in(&session);
        for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
            for object in session.find_objects(&[Attribute::Class(class)]).unwrap() {
                session.destroy_object(object).unwrap();
            }
        }
        session.logout().unwrap();
        let gone = key_error(prove(&attester, &key));
        assert!(matches!(gone, KeyError::Unsuitable(why) if why.contains("not on its token")));
        softhsm.pkcs11_tool(&[
            "--keypairgen",
            "--key-type",
            "EC:prime256v1",
            "--id",
            "01",
            "--label",
            "approvals",
            "--sensitive",
            "--usage-sign",
        ]);
        let ungated = key_error(prove(&attester, &key));
        let reason = Defect::NotAlwaysAuthenticate.reason();
        assert!(matches!(ungated, KeyError::Unsuitable(why) if why == reason), "{ungated:?}");
    });
}

/// The same for a key that was opened by its public half: without its gate it never signs.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn a_key_opened_without_pin_is_judged_before_it_signs() {
    SoftHsm::run(test_name!(), |softhsm| {
        softhsm.make_key("02", "EC:prime256v1", &["--sensitive", "--usage-sign"]);
        let module = module();
        let entry = Typist::typing(PIN);
        let key = Pkcs11Key::open_without_pin(&module, &uri("id=%02"), entry).unwrap();
        let error = key_error(prove(&attester(), &key));
        let reason = Defect::NotAlwaysAuthenticate.reason();
        assert!(matches!(error, KeyError::Unsuitable(why) if why == reason), "{error:?}");
    });
}

/// The user login that shows private objects is no authority to sign, before a verified signature
/// or after it: the token answers 0x101 to whoever tries.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn a_login_is_no_standing_authority() {
    SoftHsm::run(test_name!(), |_| {
        let module = module();
        let uri = generated(&module);
        let typist = Typist::typing(PIN);
        let entry = Arc::clone(&typist) as _;
        let key = Pkcs11Key::open(&module, &uri, &Pin::new(PIN), entry).unwrap();
        let attester = attester();
        let refused = || {
            let session = other_session();
            let state = session.get_session_info().unwrap().session_state();
            if matches!(state, SessionState::RwPublic) {
                log_in(&session);
            }
            let private = [Attribute::Class(ObjectClass::PRIVATE_KEY)];
            let object = session.find_objects(&private).unwrap().remove(0);
            let error = session.sign(&Mechanism::Ecdsa, object, &[7; 32]).unwrap_err();
            assert!(matches!(error, Error::Pkcs11(RvError::UserNotLoggedIn, _)), "{error}");
            state
        };
        // A session that stays open keeps a login alive that is not ended by whoever began it.
        let bystander = other_session();
        let nobody = || {
            let state = bystander.get_session_info().unwrap().session_state();
            assert!(matches!(state, SessionState::RwPublic), "{state:?}");
        };
        nobody();
        prove(&attester, &key).unwrap();
        nobody();
        drop(proposal(&attester).verify_user(&key).unwrap());
        nobody();
        module.keys(&uri, Some(&Pin::new(PIN))).unwrap();
        nobody();
        drop(bystander);
        // Nobody is logged in when a key was opened, used, or its verification dropped.
        assert!(matches!(refused(), SessionState::RwPublic));
        prove(&attester, &key).unwrap();
        assert!(matches!(refused(), SessionState::RwPublic));
        drop(proposal(&attester).verify_user(&key).unwrap());
        assert!(matches!(refused(), SessionState::RwPublic));
        // Somebody else's login changes neither: the PIN is asked for and checked all the same.
        let session = other_session();
        log_in(&session);
        typist.set(Some(WRONG_PIN));
        let error = key_error(prove(&attester, &key));
        assert!(matches!(error, KeyError::NotVerified { .. }), "{error:?}");
        typist.set(Some(PIN));
        let confirmed = proposal(&attester).verify_user(&key).unwrap();
        assert!(matches!(refused(), SessionState::RwUser), "beside a verification");
        confirmed.sign(psea_claims::EpochSeconds::from(1_785_300_000)).unwrap();
        assert!(matches!(refused(), SessionState::RwUser), "after it");
    });
}

/// Nothing is overwritten, nothing is made without a name.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn what_is_there_is_not_replaced() {
    SoftHsm::run(test_name!(), |_| {
        let module = module();
        generated(&module);
        let pin = Pin::new(PIN);
        let again = module.generate(&uri("id=%01;object=another"), &pin);
        assert!(matches!(again, Err(Pkcs11Error::Exists(_))), "{again:?}");
        let nameless = module.generate(&uri("object=another"), &pin);
        assert!(matches!(nameless, Err(Pkcs11Error::NoId)), "{nameless:?}");
        let wrong = module.generate(&uri("id=%02"), &Pin::new(WRONG_PIN));
        assert!(matches!(wrong, Err(Pkcs11Error::Key(KeyError::NotVerified { .. }))), "{wrong:?}");
        assert_eq!(module.keys(&uri("type=private"), Some(&pin)).unwrap().len(), 1);
        let second = module.generate(&uri("id=%02"), &pin).unwrap();
        assert_eq!(second.object(), Some("psea"));
    });
}

/// A file that is no module, and one that is not there, are told apart from a token's failure.
#[test]
fn a_module_is_needed() {
    for path in ["/nonexistent/module.so", "/etc/hostname", "libsofthsm2.so"] {
        let error = Module::load(path.as_ref()).unwrap_err();
        assert!(matches!(error, Pkcs11Error::Module { .. }), "{error:?}");
        assert!(error.to_string().contains(path), "{error}");
    }
}
