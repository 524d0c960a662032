//! `C_Sign` by itself.
//!
//! A context-specific login stands between `C_SignInit` and `C_Sign`, and the safe
//! `Session::sign` of `cryptoki` makes both calls at once. Its multi-part calls could be told
//! apart, but `CKM_ECDSA`, the one mechanism that every token has, takes a single part. So this
//! module makes the one call, and all else goes through `cryptoki`. It is the only unsafe code of
//! the project.

use std::path::Path;

use cryptoki::context::Function;
use cryptoki::error::{Error, Result, Rv};
use cryptoki::session::Session;
use cryptoki_sys::{CK_BYTE, CK_FUNCTION_LIST, CK_RV, CK_SESSION_HANDLE, CK_ULONG};

type Sign = unsafe extern "C" fn(
    CK_SESSION_HANDLE,
    *mut CK_BYTE,
    CK_ULONG,
    *mut CK_BYTE,
    *mut CK_ULONG,
) -> CK_RV;

/// The octets of a P-256 signature, r ‖ s, with room for a token that returns more than it should.
const ROOM: usize = 256;

/// A loaded module's `C_Sign`.
pub(crate) struct RawSign {
    sign: Sign,
    /// Keeps the module's code in memory for as long as `sign` points into it.
    _library: cryptoki_sys::Pkcs11,
}

impl RawSign {
    /// Finds `C_Sign` in the module at `path`, which is the one that sessions will be of.
    pub(crate) fn load(path: &Path) -> Result<Self> {
        // SAFETY: loading runs the library's initialisers, as any use of a PKCS#11 module does;
        // which module is trusted is the choice of the one who names it. The loader gives the same
        // image for the same path, so this one's C_Sign works on the sessions of `cryptoki`'s.
        let library = unsafe { cryptoki_sys::Pkcs11::new(path) }.map_err(Error::LibraryLoading)?;
        if library.C_GetFunctionList.is_err() {
            return Err(Error::MissingSymbol("C_GetFunctionList"));
        }
        let mut list: *mut CK_FUNCTION_LIST = std::ptr::null_mut();
        // SAFETY: the symbol exists (above), has the type that PKCS#11 §5.4.3 gives it, and
        // writes one pointer to where its argument points, which is a live local.
        let rv = unsafe { library.C_GetFunctionList(&raw mut list) };
        Rv::from(rv).into_result(Function::GetFunctionList)?;
        if list.is_null() {
            return Err(Error::NullFunctionPointer);
        }
        // SAFETY: the pointer is not null, and PKCS#11 §5.4.3 has it point to the module's own
        // list, which is never moved or freed while the library is loaded. The list is read by
        // value, unaligned, since some platforms pack it.
        let list = unsafe { list.read_unaligned() };
        let sign = list.C_Sign.ok_or(Error::NullFunctionPointer)?;
        Ok(Self { sign, _library: library })
    }

    /// Signs `data` with the operation that is active in `session`: at most once for each
    /// `C_SignInit`, whatever the outcome.
    pub(crate) fn sign(&self, session: &Session, data: &[u8]) -> Result<Vec<u8>> {
        let mut signature = vec![0; ROOM];
        let mut length = CK_ULONG::try_from(signature.len())?;
        let data_length = CK_ULONG::try_from(data.len())?;
        // SAFETY: `sign` is the module's C_Sign, of the type that PKCS#11 §5.13.2 gives it, and
        // its code is loaded while `self` lives. It reads `data_length` octets of `data`, which
        // is borrowed for the call (the parameter lacks `const` in C; the standard has it as an
        // input), and writes at most `length` octets to `signature`, which has that many. Both
        // lengths are those of the slices. The session is open, and no other thread uses it: a
        // `Session` is not `Sync`, and this one is borrowed.
        let rv = unsafe {
            (self.sign)(
                session.handle(),
                data.as_ptr().cast_mut(),
                data_length,
                signature.as_mut_ptr(),
                &raw mut length,
            )
        };
        Rv::from(rv).into_result(Function::Sign)?;
        signature.truncate(usize::try_from(length)?);
        Ok(signature)
    }
}

impl std::fmt::Debug for RawSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RawSign")
    }
}

#[cfg(test)]
mod tests {
    use cryptoki::mechanism::Mechanism;
    use cryptoki::session::UserType;
    use psea_attester::Pin;

    use super::*;
    use crate::module::Module;
    use crate::object::private_keys;
    use crate::session::{Access, Login, auth_pin};
    use crate::softhsm::{PIN, SoftHsm, test_name};
    use crate::uri::KeyUri;

    fn not_logged_in(result: &Result<Vec<u8>>) -> bool {
        matches!(result, Err(Error::Pkcs11(cryptoki::error::RvError::UserNotLoggedIn, _)))
    }

    /// §3.7: the token's own word, call by call: without the context-specific login 0x101, with it
    /// 64 octets, and for a second signature in the same session 0x101 again.
    #[test]
    #[ignore = "needs softhsm2: cargo xtask test"]
    fn one_login_one_signature() {
        SoftHsm::run(test_name!(), |_| {
            let module = Module::load(SoftHsm::module()).unwrap();
            let (uri, pin): (KeyUri, _) =
                ("pkcs11:token=psea;id=%01".parse().unwrap(), Pin::new(PIN));
            module.generate(&uri, &pin).unwrap();
            let token = module.token(&uri).unwrap();
            let patience = std::time::Duration::ZERO;
            let login = Login::open(&module, &token, &pin, Access::Read, patience).unwrap();
            let session = login.session();
            let key = private_keys(session, &uri).unwrap()[0];
            let raw = &module.0.raw;
            for _ in 0..3 {
                session.sign_init(&Mechanism::Ecdsa, key).unwrap();
                assert!(not_logged_in(&raw.sign(session, &[7; 32])), "no login");
                let session = &module.0.context.open_ro_session(token.slot).unwrap();
                session.sign_init(&Mechanism::Ecdsa, key).unwrap();
                session.login(UserType::ContextSpecific, Some(&auth_pin(&pin))).unwrap();
                assert_eq!(raw.sign(session, &[7; 32]).unwrap().len(), 64);
                // Without a new C_SignInit there is no operation, with it no login.
                assert!(raw.sign(session, &[7; 32]).is_err());
                session.sign_init(&Mechanism::Ecdsa, key).unwrap();
                assert!(not_logged_in(&raw.sign(session, &[7; 32])), "one login, one signature");
            }
        });
    }
}
