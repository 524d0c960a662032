//! The arguments.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use psea_conformance::model::Suite;

use super::filter::Filter;

const EXAMPLES: &str = "\
Examples:
  psea-conformance run test-vectors
      Check this workspace's own crates against every vector.
  psea-conformance run test-vectors --exec 'node adapter.js' --timeout 5
      Check another implementation, which the adapter drives.
  psea-conformance run test-vectors/verify.json --exec ./adapter --filter 'verify.header.*'
      Check it against a few vectors.
  psea-conformance show verify.header.alg-none
      Show a vector and the tokens in it.

Exit status: 0 all vectors passed; 1 some failed or are unsupported; 2 misuse or fault.";

const RUN_HELP: &str = "\
An implementation reads one request a line from its standard input,
  {\"suite\": \"ueid\", \"vector\": {\"id\": \"ueid.one\", …}}
which is the vector with its expected members left out, and writes one answer a
line to its standard output,
  {\"id\": \"ueid.one\", \"ueid\": \"AceZ…\"}
which holds these members; for `verify` they are
  {\"id\": …, \"steps\": [{}, {\"result\": \"accept\", \"uv\": \"attested\"},
                      {\"result\": \"reject\", \"code\": \"expired\"}]}
with `{}` for a step that is no submit. What it does not implement it answers with
  {\"id\": …, \"unsupported\": true}
A crash, a time-out or a wrong line fails that vector; the process is then started
anew. Flush after each line.

Examples:
  psea-conformance run --exec 'python3 adapter.py'
  psea-conformance run --exec './adapter --strict' --codes off --junit report.xml
  psea-conformance run vectors/verify.json --filter replay --json > report.json

Exit status: 0 all vectors passed; 1 some failed or are unsupported; 2 misuse or fault.";

/// Checks an implementation of PSEA against the conformance vectors.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check an implementation: this workspace's own, or the one that --exec names
    Run(RunArgs),
    /// List the vectors
    List(ListArgs),
    /// Show one vector and the tokens in it
    Show(ShowArgs),
    /// Print the JSON Schema of a suite
    Schema(SchemaArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = RUN_HELP)]
pub(crate) struct RunArgs {
    /// Vector files, and directories of them
    #[arg(value_name = "DIR|FILE", default_value = "test-vectors")]
    pub(crate) paths: Vec<PathBuf>,
    /// The command to check, with words and quotes as in a shell, but no shell around it
    #[arg(long, value_name = "CMD ARG…")]
    pub(crate) exec: Option<String>,
    /// How long the command may take for one vector, its start included
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, requires = "exec")]
    pub(crate) timeout: Duration,
    /// Whether rejection codes are compared, or of a verification only accept and reject
    #[arg(long, value_enum, default_value_t = CodesArg::On)]
    pub(crate) codes: CodesArg,
    /// Only vectors whose id contains this text; with `*` or `?`, whose whole id matches it
    #[arg(long, value_name = "PATTERN")]
    pub(crate) filter: Option<Filter>,
    /// Write one JSON document instead of tables
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(long, value_name = "FILE", help = "Also write a JUnit report")]
    pub(crate) junit: Option<PathBuf>,
    /// How many failures to show in full
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) failures: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CodesArg {
    On,
    Off,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    /// Vector files, and directories of them
    #[arg(value_name = "DIR|FILE", default_value = "test-vectors")]
    pub(crate) paths: Vec<PathBuf>,
    /// Only vectors whose id contains this text; with `*` or `?`, whose whole id matches it
    #[arg(long, value_name = "PATTERN")]
    pub(crate) filter: Option<Filter>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ShowArgs {
    /// The id of the vector
    pub(crate) id: String,
    /// Vector files, and directories of them
    #[arg(value_name = "DIR|FILE", default_value = "test-vectors")]
    pub(crate) paths: Vec<PathBuf>,
    /// The vector alone, as it stands in the file
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// The suite
    #[arg(value_parser = suite)]
    pub(crate) suite: Suite,
    /// Read it from this directory of vectors instead of from this command
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 =
        text.parse().map_err(|_| "give a number of seconds, such as 10 or 0.5".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("give a number of seconds above 0".to_owned()),
    }
}

fn suite(name: &str) -> Result<Suite, String> {
    name.parse().map_err(|error: psea_conformance::model::UnknownSuite| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_timeout_is_above_zero() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "inf", "NaN", "1e300", "soon", ""] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
