//! What a key's errors mean for the person who runs the command.

use psea::attester::KeyError;

use crate::failure::Failure;

/// Why the user was not verified, or nothing was signed. No proof was made.
pub(crate) fn key_failure(error: &KeyError) -> Failure {
    let failure = |code| Failure::new(code, error.to_string());
    match error {
        KeyError::Declined => {
            Failure::new("declined", "you did not say yes: nothing was signed, no counter was used")
                .refused()
        }
        KeyError::NotVerified { .. } => failure("pin_wrong")
            .refused()
            .fix("try again with the right PIN: wrong ones are counted"),
        KeyError::Locked => failure("key_locked")
            .fix("unlock it with its own tools: docs/hardware.md says how for each kind"),
        KeyError::Removed => failure("key_removed").fix("insert it, or start its service"),
        KeyError::Busy => failure("key_busy").fix("end the other program that uses it"),
        KeyError::Unsuitable(_) => {
            failure("key_refused").fix("make a key with `psea keygen --key …`")
        }
        _ => failure("key_failed").fix("try again; see docs/hardware.md"),
    }
}
