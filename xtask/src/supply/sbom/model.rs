//! The part of `CycloneDX` 1.5 that is written.

use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Bill {
    #[serde(rename = "bomFormat")]
    pub(super) format: &'static str,
    #[serde(rename = "specVersion")]
    pub(super) specification: &'static str,
    pub(super) version: u32,
    pub(super) metadata: Metadata,
    pub(super) components: Vec<Component>,
    pub(super) dependencies: Vec<Dependencies>,
}

#[derive(Debug, Serialize)]
pub(super) struct Metadata {
    pub(super) component: Component,
    pub(super) properties: Vec<Property>,
}

#[derive(Debug, Serialize)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) value: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Component {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(rename = "bom-ref")]
    pub(super) reference: String,
    pub(super) name: String,
    pub(super) version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) hashes: Vec<Hash>,
    #[serde(rename = "licenses")]
    pub(super) licences: Vec<Licence>,
    pub(super) purl: String,
    #[serde(rename = "externalReferences", skip_serializing_if = "Vec::is_empty")]
    pub(super) references: Vec<Reference>,
}

#[derive(Debug, Serialize)]
pub(super) struct Hash {
    #[serde(rename = "alg")]
    pub(super) algorithm: &'static str,
    pub(super) content: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Licence {
    pub(super) expression: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Reference {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) url: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Dependencies {
    #[serde(rename = "ref")]
    pub(super) of: String,
    #[serde(rename = "dependsOn", skip_serializing_if = "Vec::is_empty")]
    pub(super) on: Vec<String>,
}
