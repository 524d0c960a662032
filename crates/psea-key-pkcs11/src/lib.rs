//! A PSEA key on a PKCS#11 token: a PIN for every signature, which the token itself demands.
//!
//! ```no_run
//! use psea_attester::{Pin, PinEntry};
//! use psea_key_pkcs11::{KeyUri, Module, Pkcs11Key};
//! # fn try_it(entry: std::sync::Arc<dyn PinEntry>) -> Result<(), Box<dyn std::error::Error>> {
//! let uri: KeyUri =
//!     "pkcs11:token=psea;id=%01?module-path=/usr/lib/softhsm/libsofthsm2.so".parse()?;
//! let module = Module::load(uri.module_path().ok_or("no module")?)?;
//! let key = Pkcs11Key::open(&module, &uri, &Pin::new("…"), entry)?;
//! # Ok(()) }
//! ```
//!
//! # The gate
//!
//! The key must have `CKA_ALWAYS_AUTHENTICATE`: after `C_SignInit` the token wants a
//! context-specific login, which is good for the one `C_Sign` that follows (PKCS#11 §5.6.8). What
//! PKCS#11 calls the user login only makes private objects visible, and signs nothing.
//! [`Pkcs11Key::open`] reads the attributes, tries whether the token signs without that login, and
//! refuses the key, with every reason, if anything is amiss ([`Defect`]). The attributes are read
//! again for every signature.
//!
//! What was read comes out in a [`KeyReport`](psea_attester::KeyReport), for enrollment to judge:
//! whether the module calls the slot hardware (`CKF_HW_SLOT`) too, which a software token such as
//! `SoftHSM2` does not. A token signs none of it, so that it is worth as much as the host that read it.
//!
//! # One signature
//!
//! ```text
//! verify_user   PinEntry::enter            once, with the action to be shown
//!               C_OpenSession, C_Login     the user login: makes the key visible
//!               the attributes are judged  again
//!               C_SignInit, C_Login        the context-specific login; the PIN is overwritten
//! sign          C_Sign                     the login is spent
//!               C_Logout, C_CloseSession   also if the verification is dropped unsigned
//! ```
//!
//! A wrong PIN shows in `verify_user`, before any counter is used. No login and no session outlives
//! a verification. Verifications on one token exclude each other, since a PKCS#11 login is the
//! process's, not a thread's: one that waits longer than [`Pkcs11Key::waiting`] says gets
//! [`Busy`](psea_attester::KeyError::Busy).

#![cfg_attr(docsrs, feature(doc_cfg))]

mod defect;
mod error;
mod generate;
mod key;
mod list;
mod lock;
mod module;
mod object;
mod probe;
#[allow(unsafe_code, reason = "the one call that the safe wrapper cannot make")]
mod raw;
mod session;
#[cfg(test)]
#[allow(
    dead_code,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "shared with tests/softhsm, and helpers of tests, which clippy does not count as tests"
)]
#[path = "../tests/softhsm/token.rs"]
mod softhsm;
mod uri;
mod verified;

pub use defect::Defect;
pub use error::Pkcs11Error;
pub use key::Pkcs11Key;
pub use list::{FoundKey, Verdict};
pub use module::Module;
pub use uri::{KeyUri, UriError};
