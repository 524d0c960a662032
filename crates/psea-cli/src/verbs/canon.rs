use std::path::PathBuf;

use psea::claims::ActionPayload;
use serde::Serialize;

use super::action;
use crate::failure::Failure;
use crate::output::style::FAINT;
use crate::output::table::Pairs;
use crate::output::{Exit, Report, visible};

/// Show the canonical octets of an action, and their hash
///
/// What a proof binds is SHA-256 over the RFC 8785 form of the action (§2): members in order, no
/// white space, integers only. A number with a fraction or an exponent, an integer beyond 2^53 − 1
/// and a member name that comes twice are refused: two programs would read them differently.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea canon examples/wire-transfer.json
  echo '{\"to\":\"alice\",\"amount\":2500}' | psea canon -
  psea canon --raw examples/wire-transfer.json | sha256sum

Next: have this action approved with `psea attest --action FILE`.")]
pub(crate) struct Args {
    /// The action, a JSON object; - reads the standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Print the canonical octets and nothing else, without a newline
    #[arg(long)]
    raw: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    canonical: &'a str,
    octets: usize,
    sha256: &'a str,
    psea_payload_hash: String,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let action = action::read(&args.file)?;
    let sha256 = hex(action.hash().as_octets());
    let document = Document {
        canonical: action.as_str(),
        octets: action.as_str().len(),
        sha256: &sha256,
        psea_payload_hash: action.hash().to_text(),
    };
    let text = if args.raw { action.as_str().into() } else { text(&action, &sha256) };
    let report = Report::new(Exit::Done, text, &document);
    // Octets are octets: nothing that looks like a colour is taken out of them.
    Ok(if args.raw { report.exact() } else { report })
}

fn text(action: &ActionPayload, sha256: &str) -> String {
    let shown = visible::text(action.as_str());
    let mut pairs = Pairs::new();
    pairs
        .text("octets", action.as_str().len().to_string())
        .text("sha256", sha256)
        .text("psea_payload_hash", action.hash().to_text());
    let note = if shown == action.as_str() {
        String::new()
    } else {
        format!(
            "{FAINT}(invisible characters are shown escaped; --raw gives the octets){FAINT:#}\n"
        )
    };
    format!("{shown}\n{note}\n{pairs}")
}

pub(super) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
