mod deliver;
mod queue;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use psea::attester::{ActionRequest, Attester, AttesterConfig, AttesterState as _};
use psea::claims::{
    Audience, CallerPackage, ChainEntry, DeviceId, EpochSeconds, Issuer, Jti, Nonce, Operation,
    Revision, Tier,
};
use psea_attester_state::{Enrollment, RedbState};

use super::{action, parse};
use crate::attester::{Place, enrolled_as, not_attested, open_or_create, state_failure};
use crate::edge::{clock, random, terminal};
use crate::failure::Failure;
use crate::keys::{KeyRef, PinArgs};
use crate::output::style::LOUD;
use crate::output::{self, Report};

/// Longer lifetimes are for proofs that are made offline (§3.7).
const RECOMMENDED_LIFETIME: u64 = 300;
/// How long a proof waits in the queue.
const GRACE: u64 = 86_400;

/// Have a user approve an action, and make the proof
///
/// Shows the action, asks for a yes, reserves the next counter, signs once, and writes the
/// transport body: the proof and the action that it binds (§3.6). The counter is on disk before
/// the proof exists, so that no crash makes it come twice.
///
/// A key in hardware asks for its PIN instead of a yes, for each signature anew (§3.7). With --queue
/// the proof waits on this device until `psea queue run` sends it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "\
psea attest --key KEY --action FILE --op OP --tier TIER
                   --iss ISS --aud AUD --device-id ID [OPTIONS]")]
#[command(after_help = "\
Examples:
  psea attest --key key.json --action examples/wire-transfer.json \\
      --op payment.execute --tier high --iss tenant.example \\
      --aud verifier.example --device-id device-7f3a --out body.json
  psea attest … --yes | psea verify --state verifier --op payment.execute --tier high
  psea attest --key 'pkcs11:token=psea;id=%01?module-path=/usr/lib/softhsm/libsofthsm2.so' …
  psea attest --key tpm:alice.tpmkey …
  psea attest --key 'piv:Yubico YubiKey OTP+FIDO+CCID 00 00?slot=9c' …
  psea attest … --queue offline.json    # {\"offline\": [\"payment.execute\"]}

Without --out the body goes to the standard output and all else to the standard error.

Next: have the body verified with `psea verify`, or look into it with `psea inspect`.")]
pub(crate) struct Args {
    /// The key: software:FILE or FILE, pkcs11:… (RFC 7512), tpm:FILE, piv:READER
    #[arg(long, value_name = "KEY")]
    key: String,

    #[command(flatten)]
    pins: PinArgs,

    /// The action, a JSON object; - reads the standard input
    #[arg(long, value_name = "FILE")]
    action: PathBuf,

    /// The operation, as the server names it
    #[arg(long, value_name = "OP", value_parser = parse::operation)]
    op: Operation<'static>,

    /// The assurance tier, as the server names it
    #[arg(long, value_name = "TIER", value_parser = parse::tier)]
    tier: Tier<'static>,

    /// The deployment, as enrolled
    #[arg(long, value_name = "ISS", value_parser = parse::issuer)]
    iss: Issuer<'static>,

    /// The verifier that the proof is for
    #[arg(long, value_name = "AUD", value_parser = parse::audience)]
    aud: Audience<'static>,

    /// The device's id, as enrolled
    #[arg(long, value_name = "ID", value_parser = parse::device_id)]
    device_id: DeviceId<'static>,

    /// What selects the key, as enrolled [default: the key's RFC 7638 thumbprint]
    #[arg(long, value_name = "KID", value_parser = parse::kid, allow_hyphen_values = true)]
    kid: Option<String>,

    /// Where the attester keeps its counters, its chain and its queue [default: beside the key, as
    /// key.state.redb; for a key in no file, in the user's state directory]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// The verifier's challenge (`eat_nonce`, §3.1.1)
    #[arg(long, value_name = "NONCE", value_parser = parse::nonce, allow_hyphen_values = true)]
    nonce: Option<Nonce<'static>>,

    /// The calling application (`psea_caller_package`, §3.13.5)
    #[arg(long, value_name = "ID", value_parser = parse::caller)]
    caller: Option<CallerPackage<'static>>,

    /// Turns the chain layer on, for verifiers with `chain` on: the proof refers to the last one that
    /// was acknowledged with `psea state acknowledge` or by the queue (§3.12)
    #[arg(long)]
    chain: bool,

    /// As --chain, after this chain entry, as `psea verify` printed it; 64 zeros for the first one
    #[arg(long, value_name = "ENTRY", value_parser = parse::chain_entry)]
    chain_prev: Option<ChainEntry>,

    /// How long the proof lives [default: 300; with --queue the grace window]
    #[arg(long, value_name = "SECONDS",
          value_parser = clap::value_parser!(u64).range(1..=9_007_199_254_740_991))]
    lifetime: Option<u64>,

    /// The wire revision to emit: draft-03 or draft-02
    #[arg(long, value_name = "REVISION", default_value = "draft-03", value_parser = parse::revision)]
    profile: Revision,

    /// The time of signing, in seconds since 1970 [default: the clock]
    #[arg(long, value_name = "SECONDS", value_parser = parse::seconds)]
    now: Option<EpochSeconds>,

    /// The action's id [default: a random UUID]
    #[arg(long, value_name = "ID", value_parser = parse::action_id)]
    jti: Option<Jti<'static>>,

    /// Approve without being asked: for scripts and tests
    #[arg(long)]
    yes: bool,

    /// Where to put the transport body [default: the standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Keep the proof in the offline queue instead of giving it out. POLICY is a JSON file whose
    /// `offline` lists the operations that may be approved offline; all others need the server first
    #[arg(long, value_name = "POLICY", conflicts_with = "out")]
    queue: Option<PathBuf>,

    /// How long the proof may wait in the queue
    #[arg(long, value_name = "SECONDS", requires = "queue", default_value_t = GRACE,
          value_parser = clap::value_parser!(u64).range(1..=31_536_000))]
    grace: u64,
}

impl Args {
    fn lifetime(&self) -> u64 {
        let otherwise = if self.queue.is_some() { self.grace } else { RECOMMENDED_LIFETIME };
        self.lifetime.unwrap_or(otherwise)
    }
}

/// What a proof is made with.
struct Making<'a> {
    args: &'a Args,
    reference: &'a KeyRef,
    kid: &'a str,
    state_file: &'a Path,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let reference = KeyRef::read(&args.key)?;
    if !args.yes && !terminal::can_ask() {
        return Err(Failure::new(
            "confirmation_needed",
            "a proof needs a yes, and there is no terminal to ask on",
        )
        .field("--yes")
        .fix("run it on a terminal; or give --yes, which approves without a look"));
    }
    let key = reference.open(&args.pins, args.yes)?;
    let action = action::read(&args.action)?;
    let kid = args.kid.clone().unwrap_or_else(|| key.public_key().thumbprint());
    let place = Place::of(args.state.as_deref(), &reference, key.public_key())?;
    keep_inputs(args, &reference, &place.file)?;
    let policy = args.queue.as_deref().map(queue::policy).transpose()?;

    let (state, taken_over) = open_or_create(&place)?;
    if let Some(old) = taken_over {
        output::print_aside(&format!(
            "{LOUD}note:{LOUD:#} the state {} was taken over into {}\n",
            old.display(),
            place.file.display(),
        ));
    }
    let enrollment = Enrollment {
        iss: args.iss.clone(),
        aud: args.aud.clone(),
        device_id: args.device_id.clone(),
        kid: kid.as_str().into(),
        public_key: *key.public_key(),
        revision: args.profile,
        chain: args.chain || args.chain_prev.is_some(),
    };
    enrolled_as(&state, &enrollment, &place.file)?;
    let config = config(args, &enrollment, &state, &place.file)?;
    let making = Making { args, reference: &reference, kid: &kid, state_file: &place.file };
    let request = request(args, action)?;
    if let Some(policy) = policy {
        return queue::put(&making, config, state, policy, request, &*key);
    }
    let proof = Attester::new(config, state)
        .propose(request)
        .and_then(|proposal| proposal.verify_user(&*key))
        .map_err(|error| not_attested(&error, &place.file))
        // §3.7: `iat` is the time of signing, so the clock is read after the user's yes.
        .and_then(|confirmed| {
            let now = clock::now_or(args.now)?;
            confirmed.sign(now).map_err(|error| not_attested(&error, &place.file))
        })?;
    deliver::deliver(&making, &proof)
}

fn request(args: &Args, action: psea::claims::ActionPayload) -> Result<ActionRequest, Failure> {
    let jti = args.jti.clone().map_or_else(random::jti, Ok)?;
    let mut request = ActionRequest::new(jti, args.op.clone(), args.tier.clone(), action)
        .lifetime(args.lifetime());
    if let Some(nonce) = &args.nonce {
        request = request.nonce(nonce.clone());
    }
    if let Some(caller) = &args.caller {
        request = request.caller_package(caller.clone());
    }
    Ok(request)
}

/// A slip of the hand must not replace a key, or the state that keeps counters from coming twice.
fn keep_inputs(args: &Args, reference: &KeyRef, state_file: &Path) -> Result<(), Failure> {
    let inputs = [reference.file(), Some(args.action.as_path()), Some(state_file)];
    match args.out.as_deref() {
        Some(out) if inputs.contains(&Some(out)) => {
            Err(Failure::new("file_exists", "--out names a file that this command reads")
                .file(out)
                .field("--out")
                .fix("give the body a file of its own, such as body.json"))
        }
        _ => Ok(()),
    }
}

fn config(
    args: &Args,
    enrollment: &Enrollment,
    state: &Arc<RedbState>,
    state_file: &Path,
) -> Result<AttesterConfig, Failure> {
    let invalid = |error: psea::attester::ConfigError| Failure::new("usage", error.to_string());
    if let Some(previous) = args.chain_prev {
        state
            .chain_head()
            .and_then(|head| state.advance_chain(&head, previous))
            .map_err(|error| state_failure(&error, state_file))?;
    }
    let config = enrollment.config().map_err(invalid)?;
    config.max_lifetime(args.lifetime()).map_err(invalid)
}
