//! The conformance suite for keys, and what judges its proofs.

use std::sync::Arc;

use psea_attester::testing::{
    CheckOutcome, KeyFactory, SuiteOptions, TestUser, hardware_key_suite,
};
use psea_attester::{HardwareKey, Pin};
use psea_key_pkcs11::{KeyUri, Module, Pkcs11Key};

use crate::judge::accepted_by_the_verifier;
use crate::oracle::accepted_by_the_oracle;
use crate::support::{generated, module};
use crate::token::{PIN, SoftHsm, WRONG_PIN, test_name};

#[derive(Debug)]
struct OnSoftHsm {
    module: Module,
    uri: KeyUri,
    with_pin: bool,
}

impl OnSoftHsm {
    fn generated(with_pin: bool) -> Self {
        let module = module();
        let uri = generated(&module);
        Self { module, uri, with_pin }
    }
}

impl KeyFactory for OnSoftHsm {
    fn open(&self, user: &TestUser) -> Box<dyn HardwareKey> {
        let entry = Arc::new(user.clone());
        Box::new(if self.with_pin {
            Pkcs11Key::open(&self.module, &self.uri, &Pin::new(PIN), entry).unwrap()
        } else {
            Pkcs11Key::open_without_pin(&self.module, &self.uri, entry).unwrap()
        })
    }

    fn pin(&self) -> &str {
        PIN
    }

    fn wrong_pin(&self) -> Option<&str> {
        Some(WRONG_PIN)
    }
}

/// §3.7: every check, proofs judged by the Verifier included; nothing is left out but locking, which
/// `SoftHSM2` does not do.
fn passes(factory: &OnSoftHsm) {
    let options = SuiteOptions::from_env().judged_by(accepted_by_the_verifier);
    let report = hardware_key_suite(factory, &options);
    println!("{report}");
    assert!(report.is_green(), "{report}");
    let left_out = report
        .results
        .iter()
        .filter(|result| matches!(result.outcome, CheckOutcome::NotApplicable(_)));
    assert_eq!(left_out.map(|result| result.name).collect::<Vec<_>>(), ["refusal.locked"]);
}

#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn the_suite() {
    SoftHsm::run(test_name!(), |_| passes(&OnSoftHsm::generated(true)));
}

#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn the_suite_on_a_key_that_was_opened_without_pin() {
    SoftHsm::run(test_name!(), |_| passes(&OnSoftHsm::generated(false)));
}

/// §3.13.2: the second implementation accepts the proofs of both paths, and refuses one whose
/// action was changed.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn the_oracle_accepts_the_proofs() {
    SoftHsm::run(test_name!(), |_| {
        let factory = OnSoftHsm::generated(true);
        let options = SuiteOptions::default().signatures(3).only(["proof"]);
        let options = options.judged_by(|made| {
            accepted_by_the_oracle(made)?;
            let mut changed = made.clone();
            changed.body = made.body.replace("\"actionType\":\"transfer\"", "\"actionType\":\"x\"");
            assert_ne!(changed.body, made.body);
            match accepted_by_the_oracle(&changed) {
                Err(code) if code == "action_mismatch" => Ok(()),
                other => Err(format!("the changed action: {other:?}")),
            }
        });
        let report = hardware_key_suite(&factory, &options);
        println!("{report}");
        assert_eq!(report.results.len(), 3);
        assert!(report.is_green(), "{report}");
    });
}
