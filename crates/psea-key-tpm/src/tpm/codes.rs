//! What the answers of a TPM and of the stack below it mean for a key.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use psea_attester::KeyError;
use tss_esapi::Error;
use tss_esapi::constants::response_code::{Tss2ResponseCode, Tss2ResponseCodeKind as Kind};

/// Why a piece of work ended early.
#[derive(Debug)]
pub(crate) enum Failure<E> {
    Tss(Error),
    Other(E),
}

impl<E> From<Error> for Failure<E> {
    fn from(error: Error) -> Self {
        Self::Tss(error)
    }
}

/// The layers of a response code: bits 16 to 23 (TSS 2.0 Overview, Response Code Format).
const TPM: u32 = 0;
const TCTI: u32 = 10;
const RESOURCE_MANAGER: u32 = 11;
const RESOURCE_MANAGER_TPM: u32 = 12;

/// Codes of the layers above the TPM.
const NO_CONNECTION: u32 = 8;
const TRY_AGAIN: u32 = 9;
const IO_ERROR: u32 = 10;

/// The layer and the code within it.
fn layered(error: Error) -> Option<(u32, u32)> {
    let Error::Tss2Error(code) = error else { return None };
    // The number is private to tss-esapi; what is displayed of it ends in `0x` and the number.
    let text = match code {
        Tss2ResponseCode::FormatZero(code) => code.to_string(),
        Tss2ResponseCode::FormatOne(code) => code.to_string(),
        Tss2ResponseCode::Success => return None,
    };
    let (_, digits) = text.rsplit_once("0x")?;
    let code = u32::from_str_radix(digits, 16).ok()?;
    Some(((code >> 16) & 0xff, code & 0xffff))
}

/// What the TPM itself said, if it was the TPM.
fn of_tpm(error: Error) -> Option<Kind> {
    let (layer, _) = layered(error)?;
    match error {
        Error::Tss2Error(code) if [TPM, RESOURCE_MANAGER_TPM].contains(&layer) => code.kind(),
        _ => None,
    }
}

/// `TPM_RC_AUTH_FAIL`: a wrong authorisation value of an object whose wrong ones are counted. Here
/// only the key itself is such an object.
pub(crate) fn is_wrong_pin(error: Error) -> bool {
    of_tpm(error) == Some(Kind::AuthFail)
}

/// `TPM_RC_INTEGRITY`: the private half was not wrapped by this root.
pub(crate) fn is_foreign(error: Error) -> bool {
    of_tpm(error) == Some(Kind::Integrity)
}

/// A hierarchy cannot be used: it has an authorisation value or a policy, or is disabled.
pub(crate) fn is_closed_hierarchy(error: Error) -> bool {
    matches!(
        of_tpm(error),
        Some(Kind::BadAuth | Kind::AuthMissing | Kind::AuthUnavailable | Kind::Hierarchy)
    )
}

/// Others hold its memory, or it does something else at the moment: it did nothing of what was
/// asked.
pub(super) fn is_busy(error: Error) -> bool {
    let busy = Some((TCTI, TRY_AGAIN)) == layered(error)
        || Some((RESOURCE_MANAGER, TRY_AGAIN)) == layered(error);
    busy || matches!(
        of_tpm(error),
        Some(
            Kind::Retry
                | Kind::Yielded
                | Kind::Testing
                | Kind::ObjectMemory
                | Kind::SessionMemory
                | Kind::Memory
                | Kind::ObjectHandles
                | Kind::SessionHandles
                | Kind::NvRate
                | Kind::NvUnavailable
        )
    )
}

/// `device` is the TPM's node, if it has one.
pub(crate) fn key_error(error: Error, device: Option<&Path>) -> KeyError {
    match (of_tpm(error), layered(error)) {
        (Some(Kind::Lockout), _) => KeyError::Locked,
        (Some(Kind::Canceled), _) => KeyError::Declined,
        (Some(_), _) if is_closed_hierarchy(error) => hardware(format!(
            "{error}; the key's root is in the owner hierarchy, which must be open to it: clear its authorisation value (tpm2_changeauth -c owner)"
        )),
        _ if is_busy(error) => KeyError::Busy,
        (_, Some((TCTI | RESOURCE_MANAGER, NO_CONNECTION | IO_ERROR))) => {
            device.map_or(KeyError::Removed, unreachable_device)
        }
        (_, Some((layer, code))) => {
            hardware(format!("{error} (layer {layer}, response code {code:#05x})"))
        }
        (_, None) => KeyError::Hardware(Box::new(error)),
    }
}

/// The stack says only that a device could not be reached; the system knows why.
fn unreachable_device(device: &Path) -> KeyError {
    match File::options().read(true).write(true).open(device) {
        Err(error) if error.kind() == ErrorKind::NotFound => KeyError::Removed,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => hardware(format!(
            "{} may not be used by this user: add it to the group that owns the device (often `tss`)",
            device.display()
        )),
        // Without a resource manager, a second program finds the device busy.
        Err(error) if error.kind() == ErrorKind::ResourceBusy => KeyError::Busy,
        // It can be opened now, so that it was busy a moment ago.
        Ok(_) => KeyError::Busy,
        Err(error) => hardware(format!("{}: {error}", device.display())),
    }
}

fn hardware(text: String) -> KeyError {
    KeyError::Hardware(text.into())
}
