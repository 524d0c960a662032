//! The conformance suite for keys.

use std::sync::Arc;

use psea_attester::testing::{KeyFactory, SuiteOptions, TestUser, assert_hardware_key_with};
use psea_attester::{HardwareKey, Pin};
use psea_key_tpm::TpmKey;

use crate::foreign;
use crate::support::PIN;
use crate::swtpm::Swtpm;

/// A key in a TPM of its own, and one in a TPM that may be locked.
struct Tpms {
    tpm: Swtpm,
    expendable: Swtpm,
}

impl std::fmt::Debug for Tpms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a key in swtpm")
    }
}

impl Tpms {
    fn start() -> Self {
        let tpms = Self { tpm: Swtpm::start(), expendable: Swtpm::start() };
        for swtpm in [&tpms.tpm, &tpms.expendable] {
            TpmKey::generate(&swtpm.reference("a.tpmkey"), &Pin::new(PIN)).unwrap();
        }
        tpms
    }
}

fn open(swtpm: &Swtpm, user: &TestUser) -> Box<dyn HardwareKey> {
    Box::new(TpmKey::open(&swtpm.reference("a.tpmkey"), Arc::new(user.clone())).unwrap())
}

impl KeyFactory for Tpms {
    /// A TPM does not forget wrong PINs when it is given the right one: each check starts with all
    /// tries.
    fn open(&self, user: &TestUser) -> Box<dyn HardwareKey> {
        foreign::reset_lockout(&self.tpm);
        open(&self.tpm, user)
    }

    fn pin(&self) -> &str {
        PIN
    }

    fn wrong_pin(&self) -> Option<&str> {
        Some("000000")
    }

    fn restores_tries(&self) -> bool {
        false
    }

    fn open_expendable(&self, user: &TestUser) -> Option<Box<dyn HardwareKey>> {
        Some(open(&self.expendable, user))
    }
}

#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn the_key_conforms() {
    assert_hardware_key_with(&Tpms::start(), &SuiteOptions::from_env());
}
