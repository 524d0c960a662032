//! Keys in a TPM, on the software TPM swtpm.

#![cfg(test)]

mod attestation;
mod bus;
mod failures;
mod foreign;
mod gate;
mod keys;
mod load;
mod oracle;
mod process;
mod proofs;
mod suite;
mod support;
mod swtpm;
