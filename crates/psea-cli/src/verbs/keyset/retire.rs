use super::{Change, Key, done};
use crate::edge::clock;
use crate::failure::Failure;
use crate::keyset::not_changed;
use crate::output::Report;

/// Have a key sign no more; what it signed goes on verifying
///
/// `activate` does this to the key that signed before. By hand it is for a key that was announced
/// and is not needed, and for a verifier that closes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keyset retire EzY02lOLYcbnY5z-qyt59-EouE6B2dzqtZugyogVpcM

Next: publish jwks.json, and destroy the key's KID.pem. If somebody else may have it,
`psea keyset revoke` is the verb.")]
pub(crate) struct Args {
    #[command(flatten)]
    key: Key,

    #[command(flatten)]
    change: Change,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let directory = args.change.of.directory();
    let mut changing = directory.change()?;
    let now = clock::now_or(args.change.now)?;
    let kid = &args.key.kid;
    changing.set.retire(kid, now).map_err(|error| not_changed(&error, &directory))?;
    changing.write()?;
    let mut remarks = Vec::new();
    if changing.set.active().is_none() {
        remarks.push(("note", "no key is active: no result is signed".into()));
    }
    let next = "publish the key set, and destroy the private key's file";
    done("Retired", kid, &changing.set, changing.directory(), &remarks, next)
}
