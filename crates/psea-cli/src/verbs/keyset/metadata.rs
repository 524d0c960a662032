use psea::claims::Audience;
use psea::result::Metadata;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Exit, Report};
use crate::verbs::parse;

/// Print the small document that says where the key set is
///
/// To be served at /.well-known/psea-verifier, or at a path of your choice.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keyset metadata --iss verifier.example --jwks-uri https://verifier.example/psea/keys.json

Next: serve it, and the key set (`psea keyset show --jwks`) at the address that it names.")]
pub(crate) struct Args {
    /// The verifier, the `aud` of the proofs that it takes
    #[arg(long, value_name = "VERIFIER", value_parser = parse::audience)]
    iss: Audience<'static>,

    /// Where the key set is published, an https URL
    #[arg(long, value_name = "URL")]
    jwks_uri: String,
}

#[derive(Serialize)]
#[serde(transparent)]
struct Document(Option<Box<serde_json::value::RawValue>>);

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let metadata = Metadata { issuer: args.iss.clone(), jwks_uri: args.jwks_uri.clone() };
    let text = metadata.to_canonical().into_string();
    // What its readers refuse is not printed.
    Metadata::parse(text.as_bytes()).map_err(|error| {
        Failure::new("usage", error.to_string())
            .field("--jwks-uri")
            .fix("publish the key set at an https URL, and give that")
    })?;
    let document = Document(serde_json::value::RawValue::from_string(text.clone()).ok());
    Ok(Report::new(Exit::Done, format!("{text}\n"), &document).exact())
}
