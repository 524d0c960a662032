//! What is found on tokens, and why it is refused.

use psea_attester::Pin;
use psea_claims::UvGate;
use psea_key_pkcs11::{Defect, Pkcs11Error, Pkcs11Key, Verdict};

use crate::support::*;
use crate::token::{PIN, SoftHsm, WRONG_PIN, test_name};

/// With the PIN every key is judged; its URI opens it.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn keys_are_listed_with_the_reason() {
    SoftHsm::run(test_name!(), |softhsm| {
        softhsm.make_key("02", "EC:prime256v1", &["--sensitive", "--usage-sign"]);
        softhsm.make_key("03", "EC:secp384r1", &["--always-auth", "--sensitive", "--usage-sign"]);
        let (module, pin) = (module(), Pin::new(PIN));
        generated(&module);
        let mut found = module.keys(&uri("type=private"), Some(&pin)).unwrap();
        found.sort_by_key(|key| key.uri.id().map(<[u8]>::to_vec));
        assert_eq!(found.len(), 3);
        assert!(matches!(&found[0].verdict, Verdict::Fit(report) if report.stack == "pkcs11"));
        let key = Pkcs11Key::open(&module, &found[0].uri, &pin, Typist::typing(PIN)).unwrap();
        prove(&attester(), &key).unwrap();
        let reasons = [Defect::NotAlwaysAuthenticate, Defect::SignedWithoutLogin];
        assert_eq!(found[1].verdict, Verdict::Refused(reasons.into()));
        assert!(reasons.iter().all(|reason| reason.uv_gate() == UvGate::Contradicted));
        assert_eq!(Defect::NotP256.uv_gate(), UvGate::Unknown);
        let Verdict::Refused(reasons) = &found[2].verdict else { panic!("{:?}", found[2]) };
        assert_eq!(reasons[0], Defect::NotP256);
        assert!(found[2].public_key.is_none());
        for key in &found {
            let text = key.uri.to_string();
            assert!(text.contains("serial=") && text.contains("module-path=/"), "{text}");
            assert_eq!(text.parse::<psea_key_pkcs11::KeyUri>().unwrap(), key.uri);
        }
        // Without a PIN: the public halves, and no verdict.
        let seen = module.keys(&uri("type=private"), None).unwrap();
        assert_eq!(seen.len(), 3);
        assert!(seen.iter().all(|key| key.verdict == Verdict::NotSeen));
        let wrong = module.keys(&uri("type=private"), Some(&Pin::new(WRONG_PIN)));
        assert!(matches!(wrong, Err(Pkcs11Error::Key(_))), "{wrong:?}");
    });
}

/// A URI that names more than one thing, or nothing, says so.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn a_uri_names_one_key() {
    SoftHsm::run(test_name!(), |_| {
        let (module, pin) = (module(), Pin::new(PIN));
        generated(&module);
        module.generate(&uri("id=%02;object=approvals"), &pin).unwrap();
        let several = open(&module, "object=approvals").unwrap_err();
        assert!(matches!(several, Pkcs11Error::Ambiguous { what: "key", .. }), "{several}");
        let none = open(&module, "id=%09").unwrap_err();
        assert!(matches!(none, Pkcs11Error::NotFound { what: "key", .. }), "{none}");
        open(&module, "object=approvals;id=%02").unwrap();
        let elsewhere = "pkcs11:token=other;id=%01".parse().unwrap();
        let entry = Typist::typing(PIN);
        let error = Pkcs11Key::open(&module, &elsewhere, &pin, entry).unwrap_err();
        assert!(matches!(error, Pkcs11Error::NotFound { what: "token", .. }), "{error}");
    });
}

/// A PIN is tried on one token, never on several, and before a token is told apart nothing is made.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn a_pin_is_for_one_token() {
    SoftHsm::run(test_name!(), |softhsm| {
        // SoftHSM2 looks for tokens when it starts: before the module is loaded.
        softhsm.init_token("psea");
        let (module, pin) = (module(), Pin::new(PIN));
        let opened = open(&module, "id=%01").map(drop);
        let listed = module.keys(&uri("type=private"), Some(&pin)).map(drop);
        let generated = module.generate(&uri("id=%01"), &pin).map(drop);
        for answer in [opened, listed, generated] {
            let several = matches!(answer, Err(Pkcs11Error::Ambiguous { what: "token", .. }));
            assert!(several, "{answer:?}");
        }
        assert!(module.keys(&uri("type=private"), None).unwrap().is_empty());
    });
}
