use std::path::PathBuf;

use cryptoki::error::{Error, RvError};
use psea_attester::KeyError;

use crate::defect::Defect;

/// Why no key was opened, listed or generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Pkcs11Error {
    /// The module could not be loaded or initialised.
    #[error("the PKCS#11 module {path} cannot be used: {problem}", path = .path.display())]
    Module {
        /// Where it is.
        path: PathBuf,
        /// What the system or the module said.
        problem: String,
    },
    /// No token, or no key, answers to the URI.
    #[error("there is no {what} that matches {uri}: is it inserted, and the URI right?")]
    NotFound {
        /// `token` or `key`.
        what: &'static str,
        /// What was looked for.
        uri: String,
    },
    /// More than one answers to it.
    #[error("more than one {what} matches {uri}: say more in the URI")]
    Ambiguous {
        /// `token` or `key`.
        what: &'static str,
        /// What was looked for.
        uri: String,
    },
    /// The key cannot serve as a PSEA key.
    #[error("the key {uri} is refused: {}", reasons(.defects))]
    Unsuitable {
        /// Which key.
        uri: String,
        /// Every reason.
        defects: Vec<Defect>,
    },
    /// The URI lacks what a new key needs.
    #[error("a new key needs an id: add id=%01, or another one that is free")]
    NoId,
    /// A key with this id or label is there already.
    #[error("there is a key that matches {0} already: choose another id and label")]
    Exists(String),
    /// The token failed, or refused the PIN.
    #[error(transparent)]
    Key(#[from] KeyError),
}

fn reasons(defects: &[Defect]) -> String {
    let reasons: Vec<_> = defects.iter().map(|defect| defect.reason()).collect();
    reasons.join("; and ")
}

impl From<Error> for Pkcs11Error {
    fn from(error: Error) -> Self {
        Self::Key(key_error(error, None))
    }
}

/// What an answer of the module means to the one who waits for a signature.
///
/// `tries_left` is what the token tells, for a wrong PIN.
pub(crate) fn key_error(error: Error, tries_left: Option<u32>) -> KeyError {
    let Error::Pkcs11(rv, _) = &error else {
        return KeyError::Hardware(Box::new(error));
    };
    match rv {
        RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => {
            KeyError::NotVerified { tries_left }
        }
        RvError::PinLocked => KeyError::Locked,
        RvError::PinExpired => {
            KeyError::Unsuitable("its PIN has expired: set a new one with the token's own tools")
        }
        RvError::UserPinNotInitialized => {
            KeyError::Unsuitable("its token has no PIN: set one with the token's own tools")
        }
        // Asked at a dialogue of the module's own.
        RvError::FunctionCanceled | RvError::Cancel | RvError::FunctionRejected => {
            KeyError::Declined
        }
        // A session that is gone went with its token.
        RvError::DeviceRemoved
        | RvError::TokenNotPresent
        | RvError::SlotIdInvalid
        | RvError::SessionHandleInvalid
        | RvError::SessionClosed => KeyError::Removed,
        RvError::SessionCount
        | RvError::OperationActive
        | RvError::UserAlreadyLoggedIn
        | RvError::UserAnotherAlreadyLoggedIn
        | RvError::UserTooManyTypes => KeyError::Busy,
        _ => KeyError::Hardware(Box::new(error)),
    }
}

#[cfg(test)]
mod tests {
    use cryptoki::context::Function;

    use super::*;

    fn mapped(rv: RvError) -> KeyError {
        key_error(Error::Pkcs11(rv, Function::Login), Some(1))
    }

    /// Each kind of failure is told apart, those that a software token cannot show included.
    #[test]
    fn failures_are_distinct() {
        use RvError::{
            DeviceRemoved, FunctionCanceled, GeneralError, OperationActive, PinExpired,
            PinIncorrect, PinLocked, SessionCount, SessionHandleInvalid, TokenNotPresent,
        };
        let wrong = mapped(PinIncorrect);
        assert!(matches!(wrong, KeyError::NotVerified { tries_left: Some(1) }), "{wrong:?}");
        assert!(matches!(mapped(PinLocked), KeyError::Locked));
        assert!(matches!(mapped(PinExpired), KeyError::Unsuitable(_)));
        assert!(matches!(mapped(FunctionCanceled), KeyError::Declined));
        for rv in [DeviceRemoved, TokenNotPresent, SessionHandleInvalid] {
            assert!(matches!(mapped(rv), KeyError::Removed), "{rv:?}");
        }
        for rv in [SessionCount, OperationActive] {
            assert!(matches!(mapped(rv), KeyError::Busy), "{rv:?}");
        }
        assert!(matches!(mapped(GeneralError), KeyError::Hardware(_)));
        // The token's word that no login stands: never a success, never the user's fault.
        assert!(matches!(mapped(RvError::UserNotLoggedIn), KeyError::Hardware(_)));
    }

    /// The reasons are all told.
    #[test]
    fn every_reason_is_told() {
        let defects = vec![Defect::NotAlwaysAuthenticate, Defect::Extractable];
        let error = Pkcs11Error::Unsuitable { uri: "pkcs11:id=%01".into(), defects };
        let text = error.to_string();
        assert!(text.contains("CKA_ALWAYS_AUTHENTICATE") && text.contains("CKA_EXTRACTABLE"));
    }
}
