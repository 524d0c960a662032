//! The conformance suite for keys.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use psea_attester::HardwareKey;
use psea_attester::testing::{KeyFactory, SuiteOptions, TestUser, assert_hardware_key_with};
use psea_key_piv::PivKey;

use crate::card::{PIN, Profile};
use crate::stack::{Stack, with_card};

/// The key of the card in the stack's reader. No other card is there to be blocked.
struct OnCard<'s>(&'s Stack);

impl fmt::Debug for OnCard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key on a virtual PIV card")
    }
}

impl KeyFactory for OnCard<'_> {
    fn open(&self, user: &TestUser) -> Box<dyn HardwareKey> {
        let key = PivKey::open(&self.0.reference(), Arc::new(user.clone())).unwrap();
        // Others are at the card too: each signature takes it some half a second here.
        Box::new(key.waiting(Duration::from_secs(60)))
    }

    fn pin(&self) -> &str {
        PIN
    }

    fn wrong_pin(&self) -> Option<&str> {
        Some("314159")
    }
}

#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn the_key_conforms() {
    with_card(Profile::yubikey(), |stack| {
        let options = SuiteOptions::default().threads(4).signatures(2);
        assert_hardware_key_with(&OnCard(stack), &options);
    });
}
