use pcsc::Error;
use psea_attester::KeyError;

/// What an error of PC/SC means to the user of a key.
pub(crate) fn key_error(error: Error) -> KeyError {
    match error {
        Error::RemovedCard
        | Error::NoSmartcard
        | Error::UnknownReader
        | Error::ReaderUnavailable
        | Error::NoReadersAvailable
        | Error::UnpoweredCard
        | Error::UnresponsiveCard => KeyError::Removed,
        // Another program holds the card, or reset it under our hands.
        Error::SharingViolation
        | Error::ServerTooBusy
        | Error::Timeout
        | Error::ResetCard
        | Error::ProtoMismatch => KeyError::Busy,
        Error::Cancelled | Error::CancelledByUser => KeyError::Declined,
        Error::NoService | Error::ServiceStopped | Error::Shutdown => {
            KeyError::Hardware("the smart card service does not answer: start it (pcscd)".into())
        }
        other => KeyError::Hardware(Box::new(other)),
    }
}

/// Whether an error may be how a driver says that the card was pulled.
pub(crate) const fn may_be_removal(error: Error) -> bool {
    matches!(
        error,
        Error::NotTransacted
            | Error::CommError
            | Error::CommDataLost
            | Error::InternalError
            | Error::UnknownError
            | Error::InvalidHandle
    )
}
