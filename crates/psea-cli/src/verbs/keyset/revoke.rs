use psea::claims::EpochSeconds;

use super::{Change, Key, done};
use crate::edge::{clock, terminal};
use crate::failure::Failure;
use crate::keyset::not_changed;
use crate::output::{Report, visible};
use crate::verbs::{change::moment, parse};

/// Withdraw a key that somebody else may have, for good
///
/// Nothing that it signed counts any more, except what a ledger recorded before --since. A key that
/// leaked earlier than was thought is revoked again, with the earlier time.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keyset revoke EzY02lOLYcbnY5z-qyt59-EouE6B2dzqtZugyogVpcM --since 1785300000

Next: `psea keyset announce` and `psea keyset activate` at once, publish jwks.json, and tell the
relying parties to fetch it: until then they trust the old key.")]
pub(crate) struct Args {
    #[command(flatten)]
    key: Key,

    #[command(flatten)]
    change: Change,

    /// The last time at which the key was yours alone, in seconds since 1970 [default: now]
    #[arg(long, value_name = "SECONDS", value_parser = parse::seconds)]
    since: Option<EpochSeconds>,

    /// Revoke without being asked: for scripts
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let directory = args.change.of.directory();
    let now = clock::now_or(args.change.now)?;
    let since = args.since.unwrap_or(now);
    if since > now {
        return Err(Failure::new("usage", "--since lies ahead: the key would count until then")
            .field("--since")
            .fix("omit it, or give the last time at which the key was yours alone"));
    }
    let kid = &args.key.kid;
    if !args.yes {
        // Before the set is locked, and only about a key that can be revoked.
        let mut set = directory.read()?;
        set.revoke(kid, since).map_err(|error| not_changed(&error, &directory))?;
        confirm(kid)?;
    }
    let mut changing = directory.change()?;
    changing.set.revoke(kid, since).map_err(|error| not_changed(&error, &directory))?;
    changing.write()?;
    let mut remarks = vec![("since", moment(since.get()))];
    let next = if changing.set.active().is_none() {
        remarks.push(("note", "no key is active: no result is signed".into()));
        "`psea keyset announce` and `psea keyset activate` another key at once, and publish"
    } else {
        "publish the key set"
    };
    done("Revoked", kid, &changing.set, changing.directory(), &remarks, next)
}

fn confirm(kid: &str) -> Result<(), Failure> {
    if !terminal::can_ask() {
        return Err(Failure::new(
            "confirmation_needed",
            "a revocation is final and needs a yes, and there is no terminal to ask on",
        )
        .field("--yes")
        .fix("run it on a terminal, or give --yes"));
    }
    let question = format!(
        "Revoking {} is final: nothing that it signed is relied on any more.\nRevoke it?",
        visible::text(kid),
    );
    if terminal::ask("", &question) {
        return Ok(());
    }
    Err(Failure::new("declined", "you did not say yes: nothing was changed").refused())
}
