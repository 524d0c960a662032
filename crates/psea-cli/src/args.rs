//! The command line.

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::output::Exit;
use crate::verbs::{
    attest, audit, canon, challenge, demo, enroll, inspect, keygen, keys, keyset, list, outcome,
    queue, reactivate, result, revoke, rotate, state, store, suspend, verify,
};

const ABOUT: &str = "\
Make, inspect and verify PSEA proofs: a verified human approved exactly this action, now.

PSEA (Post-Session Execution Assurance, draft-yossif-psea) is for the moment after the login: \
before a server executes a sensitive action, a hardware key behind a user verification signs \
what the user saw. The server executes that action and no other, once.";

const AFTER: &str = "\
Start here:
  psea demo

The same by hand, both sides on one machine:
  psea keygen
  psea enroll --state verifier --attester alice --key key.pub.json \\
      --device-id device-7f3a --iss tenant.example --aud verifier.example
  psea attest --key key.json --action examples/wire-transfer.json --op payment.execute \\
      --tier high --iss tenant.example --aud verifier.example \\
      --device-id device-7f3a --out body.json
  psea verify --state verifier --op payment.execute --tier high body.json
  psea verify --state verifier --op payment.execute --tier high body.json   # a replay: refused
attest asks on the terminal; in a script say --yes.

With a key in hardware, on the attester's side:
  psea keys
  psea keygen --key tpm:alice.tpmkey --out alice.pub.json
  psea attest --key tpm:alice.tpmkey …
  psea queue list --state alice.tpmkey.state.redb

Later, for operators:
  psea list --state verifier alice
  psea suspend --state verifier alice --reason \"phone mislaid\"
  psea store stats --state verifier

For whoever executes in another process:
  psea keyset init
  psea verify … --result result.jwt --for shop.example
  psea result read result.jwt --keys keyset/jwks.json --from verifier.example --for shop.example

Exit codes:
  0  approved, or done
  1  no: refused by the verifier, or by you at the prompt; not recorded; damaged
  2  misuse or a fault: nothing happened
  3  a fault, and whether something happened is not known: asking the same again is safe

With --json every verb prints one JSON document, {\"error\": {…}} where it failed.
Colour appears on terminals alone; NO_COLOR turns it off.";

/// What was asked for.
#[derive(Debug, Parser)]
#[command(
    name = "psea",
    version,
    about = ABOUT,
    after_help = AFTER,
    max_term_width = 100,
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,

    /// Print one JSON document instead of text
    #[arg(long, global = true, display_order = 900)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Demo(demo::Args),
    Keygen(keygen::Args),
    Keys(keys::Args),
    Enroll(enroll::Args),
    Attest(Box<attest::Args>),
    Queue(queue::Args),
    State(state::Args),
    Verify(verify::Args),
    Audit(audit::Args),
    Inspect(inspect::Args),
    Canon(canon::Args),
    Challenge(challenge::Args),
    Outcome(outcome::Args),
    List(list::Args),
    Suspend(suspend::Args),
    Reactivate(reactivate::Args),
    Rotate(rotate::Args),
    Revoke(revoke::Args),
    Store(store::Args),
    Keyset(keyset::Args),
    Result(result::Args),
}

/// Help, the version, or a command line that means nothing.
#[derive(Debug)]
pub(crate) struct Early(clap::Error);

pub(crate) fn parse() -> Result<Cli, Early> {
    Cli::try_parse().map_err(Early)
}

impl Early {
    pub(crate) fn finish(&self) -> ExitCode {
        let is_usage_error = self.0.use_stderr();
        // The flag itself may stand behind what could not be parsed.
        let as_json = std::env::args_os().any(|arg| arg == "--json");
        if is_usage_error && as_json {
            return Failure::new("usage", usage_message(&self.0))
                .fix("see `psea --help`, or the verb's own --help")
                .finish(true);
        }
        // Where this cannot be printed there is nobody to tell.
        let _ = self.0.print();
        if is_usage_error { Exit::Fault.code() } else { Exit::Done.code() }
    }
}

/// The first paragraph, without clap's own prefix and hints.
fn usage_message(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "no verb was given".into();
    }
    let text = error.render().to_string();
    let first = text.split("\n\n").next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}
