//! The operator's verbs on the verifier's own keys.

mod activate;
mod announce;
mod init;
mod metadata;
mod retire;
mod revoke;
mod show;

use std::path::PathBuf;

use clap::Subcommand;
use psea::claims::EpochSeconds;
use psea::result::{KeySet, KeySetKey};
use serde::Serialize;

use super::parse;
use crate::failure::Failure;
use crate::keyset::KeySetDirectory;
use crate::output::style::{GOOD, HEADING};
use crate::output::table::Pairs;
use crate::output::{Exit, Report};

/// Look after the keys that sign results: init, announce, activate, retire, revoke, show
///
/// A relying party in another process relies on the verifier's signature. The keys for it are kept
/// in one directory: jwks.json is the key set, to be published as it is; KID.pem is a private key,
/// PKCS#8 encrypted with a passphrase (PBES2 with scrypt), which `openssl pkey` reads too and its
/// owner alone may read.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keyset init
  psea keyset announce && psea keyset show
  psea keyset activate KID

A rotation:
  1. psea keyset announce        publish keyset/jwks.json
  2. wait one cache lifetime, by when every copy of the set has the key
  3. psea keyset activate KID    publish again; the old key is retired by it
  4. destroy the retired key's KID.pem. Its entry stays: what it signed goes on verifying

In an emergency, where somebody else may have the key:
  1. have the verifier sign nothing
  2. psea keyset revoke KID --since SECONDS    the last time at which it was yours alone
  3. psea keyset announce, psea keyset activate KID    at once, for no key is active
  4. publish, and tell the relying parties: they trust the old key until they have the new set

Next: `psea keyset VERB --help` says what each one does and does not.")]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Init(init::Args),
    Announce(announce::Args),
    Activate(activate::Args),
    Retire(retire::Args),
    Revoke(revoke::Args),
    Show(show::Args),
    Metadata(metadata::Args),
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    match &args.verb {
        Verb::Init(args) => init::run(args),
        Verb::Announce(args) => announce::run(args),
        Verb::Activate(args) => activate::run(args),
        Verb::Retire(args) => retire::run(args),
        Verb::Revoke(args) => revoke::run(args),
        Verb::Show(args) => show::run(args),
        Verb::Metadata(args) => metadata::run(args),
    }
}

/// Which key set.
#[derive(Debug, clap::Args)]
pub(crate) struct Of {
    /// The directory of the key set
    #[arg(long, value_name = "DIR", default_value = "keyset")]
    keyset: PathBuf,
}

/// Which key set, and when.
#[derive(Debug, clap::Args)]
struct Change {
    #[command(flatten)]
    of: Of,

    /// The time, in seconds since 1970 [default: the clock]
    #[arg(long, value_name = "SECONDS", value_parser = parse::seconds)]
    now: Option<EpochSeconds>,
}

/// Which key.
#[derive(Debug, clap::Args)]
struct Key {
    /// The key's kid, as `psea keyset show` lists it
    #[arg(value_name = "KID", value_parser = parse::kid, allow_hyphen_values = true)]
    kid: String,
}

impl Of {
    pub(super) fn directory(&self) -> KeySetDirectory<'_> {
        KeySetDirectory(&self.keyset)
    }
}

/// What became of a key.
#[derive(Serialize)]
struct Document<'a> {
    kid: &'a str,
    #[serde(flatten)]
    life: Life,
    /// The key that signs now.
    active: Option<String>,
    jwks_file: String,
    private_file: String,
}

/// A key's times: stable names.
#[derive(Serialize)]
struct Life {
    state: &'static str,
    announced: u64,
    usable_from: u64,
    activated: Option<u64>,
    retired: Option<u64>,
    revoked: Option<u64>,
}

impl Life {
    fn of(key: &KeySetKey, set: &KeySet) -> Self {
        let from = match key.activated() {
            Some(at) => at,
            None => key.announced().saturating_add(set.cache_lifetime()),
        };
        Self {
            state: key.state().as_str(),
            announced: key.announced().get(),
            usable_from: from.get(),
            activated: key.activated().map(EpochSeconds::get),
            retired: key.retired().map(EpochSeconds::get),
            revoked: key.revoked().map(EpochSeconds::get),
        }
    }
}

/// Says what became of a key, and what to do next.
fn done(
    headline: &str,
    kid: &str,
    set: &KeySet,
    directory: &KeySetDirectory<'_>,
    remarks: &[(&str, String)],
    next: &str,
) -> Result<Report, Failure> {
    let key = set.keys().iter().find(|key| key.kid() == kid).ok_or_else(|| {
        Failure::new("internal", "the key is not in the set").fix("report this as a defect")
    })?;
    let (jwks_file, private_file) = (directory.set_file(), directory.private_file(kid));
    let document = Document {
        kid,
        life: Life::of(key, set),
        active: set.active().map(KeySetKey::kid),
        jwks_file: jwks_file.display().to_string(),
        private_file: private_file.display().to_string(),
    };
    let mut pairs = Pairs::new();
    pairs.text("kid", kid).text("state", document.life.state);
    for (name, remark) in remarks {
        pairs.text(name, remark);
    }
    pairs.text("private key", &document.private_file).text("publish", &document.jwks_file);
    let text = format!("{GOOD}{headline}{GOOD:#}\n{pairs}\n{HEADING}Next:{HEADING:#} {next}\n");
    Ok(Report::new(Exit::Done, text, &document))
}
