//! Where the command meets the world: clock, random source, terminal, files,
//! programs.

pub(crate) mod carrier;
pub(crate) mod clock;
pub(crate) mod files;
pub(crate) mod home;
#[cfg(feature = "tpm")]
mod quiet;
pub(crate) mod random;
pub(crate) mod terminal;

/// Before anything that may speak to a TPM: its library is silenced.
pub(crate) fn quiet_tpm() {
    #[cfg(feature = "tpm")]
    quiet::tss();
}
