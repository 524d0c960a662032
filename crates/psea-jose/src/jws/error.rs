use crate::json::JsonError;

/// Why a text is not an acceptable compact JWS. Nothing of the payload has been read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwsError {
    /// Not exactly three segments, or one of them is empty.
    #[error("not three non-empty segments separated by dots")]
    Segments,
    /// A segment is not strict base64url without padding.
    #[error("the {segment} segment is not strict base64url without padding")]
    Base64 {
        /// `header`, `payload` or `signature`.
        segment: &'static str,
    },
    /// The header is not strict JSON.
    #[error("the header is not strict JSON: {0}")]
    HeaderJson(JsonError),
    /// The header is JSON, but no object.
    #[error("the header is not a JSON object")]
    HeaderNotObject,
    /// `alg` is absent or not the string `ES256`.
    #[error("the header's `alg` is not \"ES256\"")]
    Alg,
    /// `typ` is absent or not the expected string.
    #[error("the header's `typ` is not the expected media type")]
    Typ,
    /// `crit` is present.
    #[error("the header has `crit`, and no extension is defined")]
    Crit,
    /// `b64` is present and is not `true`.
    #[error("the header has `b64` with a value other than true")]
    B64,
    /// `kid` is absent, no string, empty, or longer than the limit.
    #[error("the header's `kid` is absent, empty, too long or not a string")]
    Kid,
    /// A further parameter, where the header is closed.
    #[error("the header has a parameter other than `alg`, `kid` and `typ`")]
    Parameter,
}

/// A signature that does not stand for the token. It says no more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// Not 64 octets, the only form of an ES256 signature (RFC 7518 §3.4).
    #[error("the signature is not 64 octets r ‖ s")]
    Malformed,
    /// `r` or `s` out of range, or not made by this key over this input.
    #[error("the signature is invalid")]
    Invalid,
}
