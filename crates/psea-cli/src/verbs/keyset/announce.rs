use psea::jose::es256::Es256Signer as _;

use super::{Change, done};
use crate::edge::clock;
use crate::failure::Failure;
use crate::keyset::{PassphraseArgs, not_changed};
use crate::output::Report;
use crate::verbs::change::moment;

/// Make a key that will sign later, and announce it
///
/// It can be activated one cache lifetime later, by when every copy of the set in use has it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keyset announce

Next: publish jwks.json, wait one cache lifetime, then `psea keyset activate`.")]
pub(crate) struct Args {
    #[command(flatten)]
    change: Change,

    #[command(flatten)]
    passphrase: PassphraseArgs,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let directory = args.change.of.directory();
    directory.read()?;
    // Before the set is locked: somebody may have to type it.
    let passphrase = args.passphrase.choose()?;
    let mut changing = directory.change()?;
    let now = clock::now_or(args.change.now)?;
    let key = directory.make_key(&passphrase)?;
    let kid = key.public_key().thumbprint();
    let announced = changing.set.announce(*key.public_key(), now);
    announced.map_err(|error| not_changed(&error, &directory))?;
    changing.write()?;

    let set = &changing.set;
    let from = match set.active() {
        Some(_) => moment(now.saturating_add(set.cache_lifetime()).get()),
        None => "now, for no key is active".into(),
    };
    let next = format!("publish the key set; from then on `psea keyset activate {kid}`");
    done("Announced", &kid, set, &directory, &[("usable from", from)], &next)
}
