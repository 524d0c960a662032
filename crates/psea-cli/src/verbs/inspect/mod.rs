//! Looks into a token or a transport body. Nothing is verified, and that is said first and last.

mod body;
mod look;
mod text;

use std::path::Path;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::edge::files;
use crate::failure::Failure;
use crate::output::{Exit, Report};
use body::Body;
use look::Token;

pub(super) use look::parse;

const NOTICE: &str = "NOTHING WAS VERIFIED: anyone can write what is shown here.";

/// Decode a token or a transport body, without verifying anything
///
/// Shows the header and the claims of any compact JWS, also of a broken one as far as that goes,
/// with times for people and a remark on each member that the profile does not have or has in
/// another form. Remarks are no verdict: `psea verify` gives one.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea inspect body.json
  psea inspect eyJhbGciOiJFUzI1NiIs…
  pbpaste | psea inspect

Next: have it judged with `psea verify`.")]
pub(crate) struct Args {
    /// A token, a file with a token or a transport body, or - for the standard input
    #[arg(value_name = "TOKEN|FILE", default_value = "-")]
    input: String,
}

/// Something that the profile does not have, or has in another form.
#[derive(Debug, Serialize)]
struct Remark {
    /// `body`, `token`, `header`, `claims`, `signature` or `action`.
    place: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    remark: String,
}

impl Remark {
    fn new(place: &'static str, remark: impl Into<String>) -> Self {
        Self { place, name: None, remark: remark.into() }
    }

    fn of(place: &'static str, name: &str, remark: impl Into<String>) -> Self {
        Self { place, name: Some(name.into()), remark: remark.into() }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    verified: bool,
    notice: &'static str,
    input: &'static str,
    header: Option<Box<RawValue>>,
    claims: Option<Box<RawValue>>,
    signature_octets: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a body::Action>,
    remarks: Vec<&'a Remark>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let input = read(&args.input)?;
    let input = String::from_utf8_lossy(&input);
    let input = input.trim();
    let body = input.starts_with('{').then(|| Body::look(input));
    let token = match &body {
        Some(body) => body.proof.as_deref().map(Token::look),
        None => Some(Token::look(input)),
    };
    let action = body.as_ref().and_then(|body| body.action(token.as_ref()));

    let mut remarks = Vec::new();
    remarks.extend(body.iter().flat_map(|body| &body.remarks));
    remarks.extend(token.iter().flat_map(|token| &token.remarks));
    remarks.extend(action.iter().flat_map(|action| &action.remarks));
    let document = Document {
        verified: false,
        notice: NOTICE,
        input: if body.is_some() { "transport body" } else { "token" },
        header: token.as_ref().and_then(|token| token.header.json()),
        claims: token.as_ref().and_then(|token| token.claims.json()),
        signature_octets: token.as_ref().and_then(|token| token.signature_octets),
        action: action.as_ref(),
        remarks,
    };
    let text = text::render(body.as_ref(), token.as_ref(), action.as_ref(), &document.remarks);
    Ok(Report::new(Exit::Done, text, &document))
}

/// A file where there is one of this name, a token else.
fn read(input: &str) -> Result<Vec<u8>, Failure> {
    let path = Path::new(input);
    let looks_like_token = input.starts_with('{')
        || (input.contains('.')
            && input.chars().all(|c| c.is_ascii_alphanumeric() || "._-=+/".contains(c))
            && (input.starts_with("eyJ") || input.len() > 64));
    if files::is_stdin(path) || path.exists() || !looks_like_token {
        return files::read(path);
    }
    Ok(input.as_bytes().to_vec())
}
