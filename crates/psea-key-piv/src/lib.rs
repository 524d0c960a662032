//! PSEA keys on PIV cards and `YubiKey`s.
//!
//! The key is a P-256 key in slot 9c (digital signature), the one slot that needs the PIN for each
//! signature (NIST SP 800-73-4, part 1, table 4b). The card verifies the PIN, counts wrong ones, and
//! refuses a second signature (§3.7). It is reached through PC/SC: pcscd on Linux.
//!
//! ```text
//! piv:Yubico YubiKey OTP+FIDO+CCID 00 00?slot=9c     the reference: a reader, and the slot
//! ```
//!
//! # One signature
//!
//! 1. The card in the reader is compared with the one that was opened, and its tries are read; a
//!    locked one does not cost its user a PIN.
//! 2. The user is asked for the PIN, and shown the action. Nothing holds the card meanwhile.
//! 3. In a transaction, which keeps other programs out: the card is compared again, and verifies
//!    the PIN. A wrong one ends here, before the Attester reserved a counter (§3.10). The PIN is
//!    forgotten by this host.
//! 4. In the same transaction: the card signs the SHA-256 of the signing input.
//! 5. Still there: the card is asked to sign once more, something that is no proof, and has to
//!    refuse. If it does not, the signature of step 4 does not leave.
//! 6. The card is reset, so that it forgets the PIN. So it is after every failure, when the
//!    verification is dropped unused, and when the program dies.
//!
//! Between 3 and 4 a verification holds the card: another one, also of the same program, waits, and
//! is [busy](psea_attester::KeyError::Busy) after [as long as is agreed](PivKey::waiting).
//!
//! # What is refused
//!
//! [`PivKey::open`] reads what the card says of slot 9c: a `YubiKey` (from firmware 5.3) describes the
//! key, other cards hold a certificate for it. [`Refusal`] names what is refused. Then it has the card
//! try to sign without a PIN. What a card says of its policy is thus shown by it too, at opening and
//! with each signature.
//!
//! # What is attested
//!
//! A `YubiKey` makes a certificate of a key that it generated, which says when the key needs a PIN. It
//! comes out in the [report](psea_attester::KeyReport) as `piv-attestation`: the certificate in DER,
//! followed by that of the `YubiKey`'s own attestation key. [`Attestation::read`] reads it.
//!
//! Still [`HardwareKey::uv_gate`] says [`UvGate::Unknown`] and never attested. The certificate is worth
//! something only with a chain to a root of the maker that the enrolling party trusts, and only that
//! party can verify it: any software behind PC/SC can answer with any certificate, as the one in
//! this crate's tests does. A party that has verified the chain, has found the key in it that it
//! enrolls, and reads the PIN policy *always*, records *attested*. A card that describes its key with
//! another policy, or shows one, is refused, and [`Refusal::uv_gate`] says *contradicted*.
//!
//! # Limits
//!
//! Keys are not generated here: that takes the card's management key. Readers with a PIN pad are
//! used without it: this host passes the PIN on, so that one which kept it could sign without a user.
//! The PIN's copies in this crate are overwritten; those in the system's PC/SC library are not.
//! Fingerprints (`YubiKey` Bio) are not used. Between the PIN and the signature, Windows resets a card
//! after 5 s without a command.
//!
//! [`HardwareKey::uv_gate`]: psea_attester::HardwareKey::uv_gate
//! [`UvGate::Unknown`]: psea_claims::UvGate::Unknown

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

mod apdu;
mod attestation;
mod card;
mod error;
mod key;
mod policy;
mod reference;
mod refusal;

pub use attestation::{Attestation, AttestationError};
pub use error::PivError;
pub use key::{Found, PivKey};
pub use policy::{PinPolicy, TouchPolicy};
pub use reference::{PivReference, ReferenceError, Slot};
pub use refusal::Refusal;
