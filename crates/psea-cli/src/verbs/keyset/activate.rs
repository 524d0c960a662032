use super::{Change, Key, done};
use crate::edge::clock;
use crate::failure::Failure;
use crate::keyset::not_changed;
use crate::output::Report;

/// Have an announced key sign from now on; the one that did is retired
///
/// Refused until one cache lifetime after the announcement, with the time from which it works;
/// unless no key is active.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keyset activate EzY02lOLYcbnY5z-qyt59-EouE6B2dzqtZugyogVpcM

Ends with 1 where it is too early.

Next: publish jwks.json, and restart what signs, within one cache lifetime.")]
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
    let before = changing.set.active().map(psea::result::KeySetKey::kid);
    changing.set.activate(kid, now).map_err(|error| not_changed(&error, &directory))?;
    // A verifier whose key cannot be read would say nothing any more.
    let file = directory.private_file(kid);
    if !file.exists() {
        return Err(Failure::new("key_missing", "the private half of this key is not here")
            .file(&file)
            .fix("put its file back, or announce another key"));
    }
    changing.write()?;
    let remarks: Vec<_> = before.map(|before| ("retired", before)).into_iter().collect();
    let next = "publish the key set, and restart what signs";
    done("Active", kid, &changing.set, changing.directory(), &remarks, next)
}
