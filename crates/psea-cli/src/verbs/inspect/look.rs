//! A compact JWS, as far as it can be read.

use psea::claims::PROOF_TYP;
use psea::jose::base64::url;
use psea::jose::json::{CEILING_MAX_DEPTH, Document};
use serde_json::value::RawValue;

use super::Remark;
use crate::output::claims;

/// What was found of a token.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) header: Segment,
    pub(super) claims: Segment,
    pub(super) signature_octets: Option<usize>,
    pub(super) remarks: Vec<Remark>,
}

/// A segment that should hold a JSON object.
#[derive(Debug)]
pub(super) enum Segment {
    Absent,
    /// Not base64url in any spelling.
    Unreadable,
    /// Decoded, and no strict JSON object.
    Text(String),
    Object(String),
}

impl Segment {
    /// The text of the object.
    pub(super) fn object(&self) -> Option<&str> {
        match self {
            Self::Object(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn json(&self) -> Option<Box<RawValue>> {
        RawValue::from_string(self.object()?.into()).ok()
    }
}

impl Token {
    pub(super) fn look(text: &str) -> Self {
        let mut remarks = Vec::new();
        let segments: Vec<&str> = text.trim().split('.').collect();
        if segments.len() != 3 {
            remarks.push(Remark::new(
                "token",
                format!("has {} segments between dots; a compact JWS has 3", segments.len()),
            ));
        }
        let mut segments = segments.into_iter();
        let header = object("header", segments.next(), &mut remarks);
        let claims = object("claims", segments.next(), &mut remarks);
        let signature_octets = segments
            .next()
            .and_then(|segment| decode("signature", segment, &mut remarks))
            .map(|octets| octets.len());
        if let Some(octets) = signature_octets
            && octets != 64
        {
            remarks.push(Remark::new(
                "signature",
                format!("has {octets} octets; ES256 has 64, r ‖ s (§3.4)"),
            ));
        }
        let mut token = Self { header, claims, signature_octets, remarks };
        token.remark_on_members();
        token
    }

    fn remark_on_members(&mut self) {
        let mut remarks = Vec::new();
        let mut is_proof = true;
        if let Some(header) = self.header.object().and_then(parse) {
            let object = header.root().as_object();
            let typ = object.and_then(|object| object.get("typ")?.as_text());
            is_proof = typ.is_none_or(|typ| typ == *PROOF_TYP);
            for name in ["alg", "typ", "kid"] {
                if object.is_some_and(|object| object.get(name).is_none()) {
                    remarks.push(Remark::of("header", name, "absent, and required (§3.2)"));
                }
            }
            odd("header", object.map(claims::header), &mut remarks);
        }
        if let Some(payload) = self.claims.object().and_then(parse) {
            let object = payload.root().as_object();
            // Of another kind of token nobody expects them.
            let missing = object.filter(|_| is_proof).map(claims::missing).unwrap_or_default();
            if !missing.is_empty() {
                let remark = format!("required and absent (§3.5): {}", missing.join(", "));
                remarks.push(Remark::new("claims", remark));
            }
            odd("claims", object.map(claims::claims), &mut remarks);
        }
        self.remarks.append(&mut remarks);
    }
}

fn odd(place: &'static str, members: Option<Vec<claims::Member>>, remarks: &mut Vec<Remark>) {
    for member in members.unwrap_or_default() {
        if let Some(remark) = member.odd {
            remarks.push(Remark::of(place, &member.name, remark));
        }
    }
}

/// Parsed anew where it is looked at: a document borrows its text.
pub(in crate::verbs) fn parse(text: &str) -> Option<Document<'_>> {
    Document::parse(text.as_bytes(), CEILING_MAX_DEPTH).ok()
}

fn object(place: &'static str, segment: Option<&str>, remarks: &mut Vec<Remark>) -> Segment {
    let Some(segment) = segment else { return Segment::Absent };
    let Some(octets) = decode(place, segment, remarks) else { return Segment::Unreadable };
    let text = String::from_utf8_lossy(&octets).into_owned();
    match Document::parse(&octets, CEILING_MAX_DEPTH) {
        Ok(document) if document.root().as_object().is_some() => Segment::Object(text),
        Ok(_) => {
            remarks.push(Remark::new(place, "JSON, but no object"));
            Segment::Text(text)
        }
        Err(error) => {
            remarks.push(Remark::new(place, format!("not strict JSON: {error}")));
            Segment::Text(text)
        }
    }
}

fn decode(place: &'static str, segment: &str, remarks: &mut Vec<Remark>) -> Option<Vec<u8>> {
    if segment.is_empty() {
        remarks.push(Remark::new(place, "the segment is empty"));
        return Some(Vec::new());
    }
    if let Ok(octets) = url::decode(segment) {
        return Some(octets);
    }
    // Other spellings are refused by every verifier; a reader may still want to know.
    let respelled: String = segment
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '=')
        .map(|c| match c {
            '+' => '-',
            '/' => '_',
            c => c,
        })
        .collect();
    let octets = url::decode(&respelled).ok();
    remarks.push(Remark::new(
        place,
        match octets {
            Some(_) => "not strict base64url without padding; decoded as what was probably meant",
            None => "not base64url",
        },
    ));
    octets
}
