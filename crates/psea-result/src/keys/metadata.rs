use alloc::string::String;

use psea_claims::Audience;
use psea_jose::canonical::{CanonicalJson, ObjectWriter};
use psea_jose::json::Document;

use crate::RESULT_VERSION;

/// What a Verifier publishes of itself, for consumers to find its key set: a JSON document at a
/// path of the deployment's choice, [`Metadata::PATH`] if it has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// The Verifier: the `iss` of its results.
    pub issuer: Audience<'static>,
    /// Where its key set is: an `https` URL.
    pub jwks_uri: String,
}

/// Why a text is no metadata document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no metadata of a PSEA Verifier: {0}")]
pub struct MetadataError(&'static str);

impl Metadata {
    /// The path at which it is published if the deployment chooses no other.
    pub const PATH: &'static str = "/.well-known/psea-verifier";

    /// The document.
    #[must_use]
    pub fn to_canonical(&self) -> CanonicalJson {
        let mut document = ObjectWriter::default();
        document
            .string("issuer", self.issuer.as_str())
            .string("jwks_uri", &self.jwks_uri)
            .string("psea_ack_alg", "ES256")
            .string("psea_ack_version", RESULT_VERSION);
        document.finish()
    }

    /// Reads the document. Members that it does not know are passed over.
    ///
    /// # Errors
    ///
    /// If it is not strict JSON, lacks a member, is for another format of results, or its
    /// `jwks_uri` does not begin with `https://`.
    pub fn parse(json: &[u8]) -> Result<Self, MetadataError> {
        let document = Document::parse(json, 8).map_err(|_| MetadataError("not strict JSON"))?;
        let root = document.root().as_object().ok_or(MetadataError("not a JSON object"))?;
        let text = |name| {
            let value = root.get(name).and_then(|value| value.as_text());
            value.map(|text| text.to_cow().into_owned())
        };
        if text("psea_ack_version").as_deref() != Some(RESULT_VERSION)
            || text("psea_ack_alg").as_deref() != Some("ES256")
        {
            return Err(MetadataError(
                "not `psea_ack_version` \"1\" with `psea_ack_alg` \"ES256\"",
            ));
        }
        let issuer = text("issuer").and_then(|issuer| Audience::new(issuer).ok());
        let issuer = issuer.ok_or(MetadataError("`issuer` is absent or not 1–256 characters"))?;
        let jwks_uri = text("jwks_uri").filter(|uri| uri.starts_with("https://"));
        let jwks_uri = jwks_uri.ok_or(MetadataError("`jwks_uri` is absent or not https"))?;
        Ok(Self { issuer, jwks_uri })
    }
}
