//! PSEA keys in a TPM 2.0.
//!
//! The key is a P-256 signing key under the TPM's storage root, with the PIN as its authorisation
//! value. The TPM signs with it only in a session that proves knowledge of the PIN, and counts
//! wrong ones with its own dictionary-attack counter (§3.7). No signature leaves a session behind
//! that could give a second one: each [`UserVerified::sign`] starts, uses and ends its own.
//!
//! ```text
//! tpm:alice.tpmkey?tcti=device:/dev/tpmrm0     the reference: a file, and a way to the TPM
//! ```
//!
//! The file holds the two halves of the key as the TPM gave them: the public one and the private
//! one, wrapped with a key that never leaves that TPM. It is useless elsewhere and without the
//! PIN, and it is needed: whoever deletes it has deleted the key.
//!
//! # One signature
//!
//! 1. The tries that are left are read from the TPM; at none the user is not asked.
//! 2. The user is asked for the PIN, and shown the action.
//! 3. The PIN is tried, with `TPM2_PolicySecret` in a trial session, which signs nothing. A wrong
//!    one ends here, before the Attester reserved a counter (§3.10).
//! 4. `TPM2_Sign`, in a session of its own, with the PIN once more.
//!
//! The key, the root and the sessions are loaded for steps 3 and 4 each and flushed at their end, also
//! when they fail, so that nothing is left in the TPM while nobody signs, a TPM that restarts
//! between two signatures is not noticed, and other programs find it free. The sessions are HMAC
//! sessions that are salted with the storage root, whose name the file pins: the PIN does not
//! cross the bus, except encrypted when the key is made.
//!
//! # What is refused
//!
//! [`TpmKey::open`] loads the key and reads what the TPM says of it, not what the file says; each
//! signature compares again. [`Refusal`] names what it refuses: above all a key without
//! `userWithAuth`, with `noDA` (wrong PINs are not counted), with a policy (a second way in, past
//! the PIN), that can be duplicated, or that came from outside.
//!
//! ## The empty PIN
//!
//! A TPM does not tell whether an authorisation value is empty. The one way to find out is to try
//! the empty value, and on a key that is protected as it must be, that counts as a wrong PIN;
//! success does not reset the counter, and some TPMs lock after three. So nothing tries it at each
//! opening. A key has one authorisation value, so that a PIN which is not empty and which the TPM
//! accepts shows that the empty one is not accepted: [`TpmKey::generate`] shows it so, and notes it
//! in the file (`pin_shown`). A file without the note has its key tried with the empty value when
//! it is opened, which costs one try, and is not tried when that could be the last. A file with a
//! false note gives no proof either: the PIN of a user is never empty, so such a key refuses it.
//!
//! # What is attested
//!
//! [`TpmKey::generate`] has the TPM certify the key (`TPM2_Certify`) with a restricted signing key
//! of its endorsement hierarchy, and [`TpmKey::certify`] does it again over a challenge. With a
//! certificate of that TPM's endorsement key, a party can establish that this key is in this TPM, cannot leave
//! it, needs its authorisation value for each signature, and is protected against guessing.
//!
//! Still [`HardwareKey::uv_gate`] says [`UvGate::Unknown`] and never attested, for two reasons. No
//! attestation of a TPM covers the authorisation value, so that it may be empty. And a TPM has no
//! PIN pad: the host passes the PIN on, so that a host which kept it can sign without a user. What
//! the TPM attests is a gate for each signature, not who opens it. An enrollment that knows how
//! the host treats PINs can judge otherwise, with the report in hand (§3.7.1).
//!
//! # Limits
//!
//! A TPM that others keep full is tried for about three seconds, then it is busy; an answer is
//! waited for without a limit of time, as the TSS does. A TPM that loses power while keys are in
//! use may take that for a wrong PIN, and one that was given the right PIN does not forget the wrong
//! ones before it: it forgets them with time, or by its lock-out authorisation. Copies of the PIN that
//! the C library makes are overwritten as far as it permits: its key object's; not its stack.
//!
//! [`HardwareKey::uv_gate`]: psea_attester::HardwareKey::uv_gate
//! [`UserVerified::sign`]: psea_attester::UserVerified::sign
//! [`UvGate::Unknown`]: psea_claims::UvGate::Unknown

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

mod error;
mod file;
mod key;
mod pin;
mod reference;
mod refusal;
mod tpm;

pub use error::TpmError;
pub use key::{Found, TpmKey};
pub use reference::{ReferenceError, TpmReference};
pub use refusal::Refusal;
