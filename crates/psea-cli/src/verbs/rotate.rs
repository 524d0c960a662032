use std::path::PathBuf;

use psea::jose::es256::VerifyingKey;
use psea::verifier::EnrollmentAdmin as _;

use super::change::{Of, apply};
use super::parse;
use crate::failure::Failure;
use crate::keys::{Backend, read_public};
use crate::output::Report;

/// Rotate an attester's key: another key takes its place
///
/// The old key's proofs are refused from then on. Counters, chain and status stay with the attester
/// (§3.10, §3.14): a rotation lifts no suspension. So does what was recorded of the key's gate: if
/// the new key's attestation says something else, enroll a new attester instead.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keygen --out new.json
  psea rotate --state verifier alice --key new.pub.json --reason \"yearly rotation\"

The key may be a JWK, an SPKI PEM or DER, or a SEC1 point; which one is found out.

Next: the attester signs with the new key, under the new kid, and goes on with its counter.")]
pub(crate) struct Args {
    #[command(flatten)]
    of: Of,

    /// The new public key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    /// What selects it in a token's header [default: the key's RFC 7638 thumbprint]
    #[arg(long, value_name = "KID", value_parser = parse::kid, allow_hyphen_values = true)]
    kid: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let (key, _) = read_public(&args.key)?;
    let verifying = VerifyingKey::new(key, &Backend)
        .map_err(|error| Failure::new("key_unusable", error.to_string()).file(&args.key))?;
    let kid = args.kid.clone().unwrap_or_else(|| key.thumbprint());
    apply(&args.of, |store, change| store.rotate_key(&args.of.attester, &kid, verifying, change))
}
