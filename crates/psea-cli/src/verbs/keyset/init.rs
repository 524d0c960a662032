use psea::jose::es256::Es256Signer as _;
use psea::result::KeySet;

use super::{Change, done};
use crate::edge::clock;
use crate::failure::Failure;
use crate::keyset::PassphraseArgs;
use crate::output::Report;

/// Make a key set with a first key, which is active at once
///
/// Nobody has a copy of the set yet, so that nobody has to be waited for.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keyset init
  psea keyset init --keyset /etc/psea/keyset --cache-lifetime 600 --passphrase-file secret

Next: publish jwks.json, and sign with `psea verify --result`.")]
pub(crate) struct Args {
    #[command(flatten)]
    change: Change,

    /// For how many seconds a copy of the set is fresh: the max-age it is served with. It bounds
    /// how long a revoked key is trusted elsewhere
    #[arg(long, value_name = "SECONDS", default_value_t = 3600,
          value_parser = clap::value_parser!(u64).range(1..=31_536_000))]
    cache_lifetime: u64,

    #[command(flatten)]
    passphrase: PassphraseArgs,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let directory = args.change.of.directory();
    let now = clock::now_or(args.change.now)?;
    let (set, kid) = directory
        .create(&args.passphrase, |key| KeySet::new(*key.public_key(), args.cache_lifetime, now))?;
    let remarks = [("copies", format!("are fresh for {} s", args.cache_lifetime))];
    done(
        "Made",
        &kid,
        &set,
        &directory,
        &remarks,
        "publish the key set, then `psea verify --result`",
    )
}
