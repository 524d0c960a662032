//! The PSEA Attester: one user verification, one signature, one action
