use std::path::PathBuf;

use serde::Serialize;
use serde_json::value::RawValue;

use psea::jose::es256::Es256Signer as _;

use crate::edge::random;
use crate::failure::Failure;
use crate::keys::write_private;
use crate::output::style::{HEADING, LOUD};
use crate::output::table::{Pairs, paragraph};
use crate::output::{Exit, Report};

pub(super) const WARNING: &str = "It is not hardware: whoever can read it can approve anything \
    in its name, and it proves nothing about a human. Never enroll it for an action that matters.";

/// Make a development key: a P-256 private key in a file
///
/// Real PSEA keys are made in hardware and never leave it (§3.7). This one is for trying things
/// out: a private JWK that its owner alone can read, and the public JWK beside it. The kid is
/// the key's RFC 7638 thumbprint.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keygen                      # key.json and key.pub.json
  psea keygen --out alice.json     # alice.json and alice.pub.json

Next: enroll the public half with `psea enroll`.")]
pub(crate) struct Args {
    /// Where to put the private key; the public one goes beside it
    #[arg(long, value_name = "FILE", default_value = "key.json")]
    out: PathBuf,

    /// Overwrite files that are there: the old key is lost
    #[arg(long)]
    force: bool,
}

#[derive(Serialize)]
struct Document {
    private_file: String,
    public_file: String,
    kid: String,
    public_key: Option<Box<RawValue>>,
    development_only: bool,
    warning: &'static str,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let key = random::key()?;
    let written = write_private(&args.out, &key, args.force)?;
    let (private_file, public_file) =
        (args.out.display().to_string(), written.public_file.display().to_string());

    let mut pairs = Pairs::new();
    pairs
        .text("private key", &private_file)
        .text("public key", &public_file)
        .text("kid", &written.kid);
    let text = format!(
        "{LOUD}This is a DEVELOPMENT KEY.{LOUD:#}\n{}\n{pairs}\n{HEADING}Next:{HEADING:#}\n  \
         psea enroll --state verifier --attester alice --key {public_file} \\\n      \
         --device-id device-7f3a --iss tenant.example --aud verifier.example\n",
        paragraph(WARNING),
    );
    let document = Document {
        private_file,
        public_file,
        kid: written.kid,
        public_key: RawValue::from_string(key.public_key().to_jwk().into_string()).ok(),
        development_only: true,
        warning: WARNING,
    };
    Ok(Report::new(Exit::Done, text, &document))
}
