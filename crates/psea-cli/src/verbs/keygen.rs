use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::value::RawValue;

use psea::jose::es256::Es256Signer as _;

use super::keys;
use crate::edge::{files, random};
use crate::failure::Failure;
use crate::keys::{KeyRef, PinArgs, write_private, write_public};
use crate::output::style::{GOOD, HEADING, LOUD};
use crate::output::table::{Pairs, paragraph};
use crate::output::{Exit, Report};

pub(super) const WARNING: &str = "It is not hardware: whoever can read it can approve anything \
    in its name, and it proves nothing about a human. Never enroll it for an action that matters.";

/// Make a key: for development in a file, or in hardware
///
/// Real PSEA keys are made in hardware and never leave it (§3.7): --key says where. Without it a key
/// for development is made, for trying things out: a private JWK that its owner alone can read, and
/// the public JWK beside it. The kid is the key's RFC 7638 thumbprint.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keygen                      # key.json and key.pub.json
  psea keygen --out alice.json     # alice.json and alice.pub.json
  psea keygen --key 'pkcs11:token=psea;id=%01?module-path=/usr/lib/softhsm/libsofthsm2.so'
  psea keygen --key tpm:alice.tpmkey --out alice.pub.json

On PIV cards keys are made with `ykman piv keys generate -a ECCP256 --pin-policy always 9c pub.pem`.

Next: enroll the public half with `psea enroll`.")]
pub(crate) struct Args {
    /// The key: software:FILE, pkcs11:… with a free id (RFC 7512), tpm:FILE
    /// [default: software:key.json]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,

    /// Where to put the private key for development; the public one goes beside it. Of a key in
    /// hardware, where to put the public half [default: key.pub.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    #[command(flatten)]
    pins: PinArgs,

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

/// A key in hardware.
#[derive(Serialize)]
struct Made {
    public_file: String,
    development_only: bool,
    #[serde(flatten)]
    entry: keys::Entry,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let reference = args.key.as_deref().map(KeyRef::read).transpose()?;
    let Some(reference) = reference else {
        let file = args.out.as_deref().unwrap_or(Path::new("key.json"));
        return for_development(file, args.force);
    };
    match (reference.software(), &args.out) {
        (Some(_), Some(_)) => {
            Err(Failure::new("usage", "--key names the file already").field("--out").fix("omit it"))
        }
        (Some(file), None) => for_development(file, args.force),
        (None, _) => in_hardware(&reference, args),
    }
}

/// The key's public half alone goes to a file of this command's.
fn in_hardware(reference: &KeyRef, args: &Args) -> Result<Report, Failure> {
    let out = args.out.as_deref().unwrap_or(Path::new("key.pub.json"));
    // Before a key is made that would be left over.
    if out.exists() && !args.force {
        return Err(files::exists(out).field("--out").fix("choose another --out, or give --force"));
    }
    let made = reference.make(&args.pins)?;
    let made = made.ok_or_else(|| Failure::new("internal", "the key is in no hardware"))?;
    if let Some(key) = &made.public_key {
        write_public(out, key, args.force).map_err(|failure| {
            failure.fix("the key was made: `psea keys KEY --out` tries again")
        })?;
    }
    let text =
        format!("{GOOD}Made in hardware{GOOD:#}\n{}{}", keys::detail(&made), keys::next(out));
    let document = Made {
        public_file: out.display().to_string(),
        development_only: false,
        entry: keys::Entry::of(&made),
    };
    Ok(Report::new(Exit::Done, text, &document))
}

fn for_development(file: &Path, force: bool) -> Result<Report, Failure> {
    let key = random::key()?;
    let written = write_private(file, &key, force)?;
    let (private_file, public_file) =
        (file.display().to_string(), written.public_file.display().to_string());

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
