//! A throw-away TPM, as this crate and a program past it use it.

use psea_key_tpm::TpmReference;
use tss_esapi::Context;
use tss_esapi::constants::{CapabilityType, StartupType};
use tss_esapi::structures::CapabilityData;
use tss_esapi::tcti_ldr::TctiNameConf;

pub(crate) use crate::process::{Swtpm, tcti, two_free_ports};

/// The first handles of HMAC sessions, policy sessions and transient objects.
const LOADED: [u32; 3] = [0x0200_0000, 0x0300_0000, 0x8000_0000];

impl Swtpm {
    /// Shuts it down as a system does that goes down in order.
    pub(crate) fn shut_down(&self) {
        self.raw().shutdown(StartupType::Clear).unwrap();
        self.kill();
    }

    pub(crate) fn reference(&self, name: &str) -> TpmReference {
        TpmReference::new(self.dir().join(name), &self.tcti()).unwrap()
    }

    /// A connection past the crate.
    pub(crate) fn raw(&self) -> Context {
        Context::new(self.tcti().parse::<TctiNameConf>().unwrap()).unwrap()
    }

    /// How many objects and sessions are loaded.
    pub(crate) fn loaded(&self) -> usize {
        let mut tpm = self.raw();
        let count = |first| {
            let handles = tpm.get_capability(CapabilityType::Handles, first, 64).unwrap().0;
            let CapabilityData::Handles(handles) = handles else { panic!("{handles:?}") };
            handles.into_inner().len()
        };
        LOADED.into_iter().map(count).sum()
    }
}
