use psea::claims::EpochSeconds;
use psea::result::{KeySet, KeySetKey, KeyState};
use serde::Serialize;

use super::{Life, Of};
use crate::failure::Failure;
use crate::keyset;
use crate::output::style::{FAINT, GOOD, LOUD};
use crate::output::table::Table;
use crate::output::{Exit, Report, time};

/// Show where each key is in its life
///
/// With --json or --jwks: the public document, to the letter as it is to be published.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keyset show
  psea keyset show --jwks > /var/www/psea/keys.json

Next: `psea keyset announce` begins a rotation.")]
pub(crate) struct Args {
    #[command(flatten)]
    of: Of,

    /// Print the public document instead, as --json does
    #[arg(long)]
    jwks: bool,
}

#[derive(Serialize)]
#[serde(transparent)]
struct Document(Option<Box<serde_json::value::RawValue>>);

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let set = args.of.directory().read()?;
    let text = keyset::text(&set);
    let document = Document(serde_json::value::RawValue::from_string(text.trim_end().into()).ok());
    if args.jwks {
        return Ok(Report::new(Exit::Done, text, &document).exact());
    }
    Ok(Report::new(Exit::Done, table(&set), &document))
}

fn table(set: &KeySet) -> String {
    let mut table = Table::new(Some(["kid", "state", "since", "usable from"]));
    for key in set.keys() {
        let state = key.state();
        let style = match state {
            KeyState::Active => GOOD,
            KeyState::Revoked => LOUD,
            _ => FAINT,
        };
        let usable = match state {
            KeyState::Announced => when(Life::of(key, set).usable_from),
            _ => String::new(),
        };
        table.row([key.kid(), format!("{style}{state}{style:#}"), when(since(key).get()), usable]);
    }
    let active = match set.active() {
        Some(_) => "",
        None => {
            "\n  No key is active: no result is signed. An announced one can be activated at once.\n"
        }
    };
    format!("{table}{active}\n  Copies of the set are fresh for {} s.\n", set.cache_lifetime())
}

/// Since when it is what it is.
fn since(key: &KeySetKey) -> EpochSeconds {
    let last = key.revoked().or(key.retired()).or(key.activated());
    last.unwrap_or(key.announced())
}

/// Short enough for four columns.
fn when(seconds: u64) -> String {
    let utc = time::utc(seconds).unwrap_or_else(|| seconds.to_string());
    utc.trim_end_matches(" UTC").into()
}
