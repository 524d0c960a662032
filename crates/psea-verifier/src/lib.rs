//! The PSEA Verifier: staged appraisal that fails closed, and replay state
