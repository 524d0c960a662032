//! What every suite is built from: JSON text, encodings, keys, one token.

pub(crate) mod encode;
pub(crate) mod fitted;
pub(crate) mod json;
pub(crate) mod keys;
pub(crate) mod members;
pub(crate) mod proof;
pub(crate) mod values;
