use std::path::{Path, PathBuf};
use std::sync::Arc;

use psea::attester::software::SoftwareKey;
use psea::attester::{
    ActionRequest, AttestError, Attester, AttesterConfig, AttesterState, FileState, KeyError,
    Prompt, Proof, StateError, TrustState,
};
use psea::claims::{
    Audience, CallerPackage, ChainEntry, DeviceId, EpochSeconds, Issuer, Jti, Nonce, Operation,
    Revision, Tier,
};
use psea::jose::es256::Es256Signer as _;
use serde::Serialize;

use super::{action, parse};
use crate::edge::files::{self, Mode};
use crate::edge::{clock, random, terminal};
use crate::failure::Failure;
use crate::keys::read_private;
use crate::output::style::{GOOD, HEADING, LOUD};
use crate::output::table::Pairs;
use crate::output::{self, Exit, Report, prompt, raw, time};

/// Longer lifetimes are for proofs that are made offline (§3.7).
const RECOMMENDED_LIFETIME: u64 = 300;

/// Have a user approve an action, and make the proof
///
/// Shows the action, asks for a yes, reserves the next counter, signs once, and writes the
/// transport body: the proof and the action that it binds (§3.6). The counter is on disk before
/// the proof exists, so that no crash makes it come twice.
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

Without --out the body goes to the standard output and all else to the standard error.

Next: have the body verified with `psea verify`, or look into it with `psea inspect`.")]
pub(crate) struct Args {
    /// The key: software:FILE, or FILE, as `psea keygen` made it
    #[arg(long, value_name = "KEY")]
    key: String,

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

    /// Where the attester keeps its counter [default: beside the key, as key.state.json]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// The verifier's challenge (`eat_nonce`, §3.1.1)
    #[arg(long, value_name = "NONCE", value_parser = parse::nonce, allow_hyphen_values = true)]
    nonce: Option<Nonce<'static>>,

    /// The calling application (`psea_caller_package`, §3.13.5)
    #[arg(long, value_name = "ID", value_parser = parse::caller)]
    caller: Option<CallerPackage<'static>>,

    /// The chain entry of the last accepted proof, as `psea verify` printed it; 64 zeros for the
    /// first one. For verifiers with `chain` on (§3.12)
    #[arg(long, value_name = "ENTRY", value_parser = parse::chain_entry)]
    chain_prev: Option<ChainEntry>,

    /// How long the proof lives
    #[arg(long, value_name = "SECONDS", default_value_t = RECOMMENDED_LIFETIME,
          value_parser = clap::value_parser!(u64).range(1..=9_007_199_254_740_991))]
    lifetime: u64,

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
}

#[derive(Serialize)]
struct Document<'a> {
    jti: &'a str,
    counter: u64,
    iat: u64,
    exp: u64,
    kid: &'a str,
    profile: &'static str,
    payload_hash: String,
    action: Option<Box<serde_json::value::RawValue>>,
    proof: &'a str,
    /// The transport body as text, to the letter.
    body: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    if !args.yes && !terminal::can_ask() {
        return Err(Failure::new(
            "confirmation_needed",
            "a proof needs a yes, and there is no terminal to ask on",
        )
        .field("--yes")
        .fix("run it on a terminal; or give --yes, which approves without a look"));
    }
    let key_file = key_file(&args.key)?;
    let signer = read_private(key_file)?;
    let action = action::read(&args.action)?;
    let kid = args.kid.clone().unwrap_or_else(|| signer.public_key().thumbprint());
    let state_file = args.state.clone().unwrap_or_else(|| files::sibling(key_file, ".state.json"));
    keep_inputs(args, key_file, &state_file)?;

    let state = open_state(&state_file)?;
    let attester = Attester::new(config(args, &kid, &*state, &state_file)?, state);
    let jti = args.jti.clone().map_or_else(random::jti, Ok)?;
    let mut request =
        ActionRequest::new(jti, args.op.clone(), args.tier.clone(), action).lifetime(args.lifetime);
    if let Some(nonce) = &args.nonce {
        request = request.nonce(nonce.clone());
    }
    if let Some(caller) = &args.caller {
        request = request.caller_package(caller.clone());
    }

    let key = SoftwareKey::for_development(&signer.to_scalar(), presence(args.yes))
        .map_err(|error| Failure::new("key_unusable", error.to_string()).file(key_file))?;
    let proof = attester
        .propose(request)
        .and_then(|proposal| proposal.verify_user(&key))
        .map_err(|error| not_attested(&error, &state_file))
        // §3.7: `iat` is the time of signing, so the clock is read after the user's yes.
        .and_then(|confirmed| {
            let now = clock::now_or(args.now)?;
            confirmed.sign(now).map_err(|error| not_attested(&error, &state_file))
        })?;
    deliver(args, &kid, &proof)
}

fn key_file(key: &str) -> Result<&Path, Failure> {
    if let Some(file) = key.strip_prefix("software:") {
        return Ok(Path::new(file));
    }
    let hardware = ["piv:", "pkcs11:", "tpm:"];
    if hardware.iter().any(|scheme| key.starts_with(scheme)) && !Path::new(key).exists() {
        return Err(Failure::new("key_unknown", format!("{key:?} names no key known here"))
            .field("--key")
            .fix("give software:FILE, with a key that `psea keygen` made"));
    }
    Ok(Path::new(key))
}

/// A slip of the hand must not replace a key, or the state that keeps counters from coming twice.
fn keep_inputs(args: &Args, key_file: &Path, state_file: &Path) -> Result<(), Failure> {
    let inputs = [key_file, &args.action, state_file];
    match &args.out {
        Some(out) if inputs.contains(&out.as_path()) => {
            Err(Failure::new("file_exists", "--out names a file that this command reads")
                .file(out)
                .field("--out")
                .fix("give the body a file of its own, such as body.json"))
        }
        _ => Ok(()),
    }
}

fn open_state(path: &Path) -> Result<Arc<FileState>, Failure> {
    let opened = if path.exists() { FileState::open(path) } else { FileState::create(path) };
    let state = opened.map_err(|error| state_failure(&error, path))?;
    // Who runs this verb says that the key is enrolled; the other states stand.
    if state.trust().is_ok_and(|trust| trust == TrustState::Unenrolled) {
        let trusted = state.set_trust(TrustState::Trusted);
        trusted.map_err(|error| state_failure(&error, path))?;
    }
    Ok(Arc::new(state))
}

fn config(
    args: &Args,
    kid: &str,
    state: &dyn AttesterState,
    state_file: &Path,
) -> Result<AttesterConfig, Failure> {
    let invalid = |error: psea::attester::ConfigError| Failure::new("usage", error.to_string());
    let mut config =
        AttesterConfig::new(args.iss.clone(), args.aud.clone(), args.device_id.clone(), kid)
            .map_err(invalid)?
            .revision(args.profile)
            .max_lifetime(args.lifetime)
            .map_err(invalid)?;
    if let Some(previous) = args.chain_prev {
        config = config.with_chain();
        state
            .chain_head()
            .and_then(|head| state.advance_chain(&head, previous))
            .map_err(|error| state_failure(&error, state_file))?;
    }
    Ok(config)
}

fn presence(yes: bool) -> impl Fn(&Prompt<'_>) -> bool + Send + Sync + 'static {
    move |prompt| {
        let text = prompt::render(prompt);
        if yes {
            output::print_aside(&(text + "\n"));
            return true;
        }
        terminal::ask(&text, "Sign exactly this?")
    }
}

fn deliver(args: &Args, kid: &str, proof: &Proof) -> Result<Report, Failure> {
    let body = proof.body().build();
    let claims = proof.claims();
    if let Some(out) = &args.out {
        files::replace(out, format!("{body}\n").as_bytes(), Mode::Default)
            .map_err(|error| files::unwritable(out, &error))?;
    }
    let document = Document {
        jti: claims.jti.as_str(),
        counter: claims.counter.get(),
        iat: claims.iat.get(),
        exp: claims.exp.get(),
        kid,
        profile: args.profile.name(),
        payload_hash: claims.payload_hash.to_text(),
        action: raw(proof.action()),
        proof: proof.compact(),
        body: &body,
        out: args.out.as_ref().map(|out| out.display().to_string()),
    };

    let mut pairs = Pairs::new();
    pairs
        .text("jti", claims.jti.as_str())
        .text("counter", claims.counter.to_string())
        .text("expires", expiry(claims.exp, args.lifetime))
        .text("key", "software: for development alone, it proves nothing about a human");
    if let Some(out) = &args.out {
        pairs.text("body", out.display().to_string());
    }
    let mut summary = format!("{GOOD}Signed{GOOD:#}\n{pairs}");
    if args.lifetime > RECOMMENDED_LIFETIME {
        summary += &format!(
            "{LOUD}note:{LOUD:#} {} s is longer than the recommended {RECOMMENDED_LIFETIME} s \
             (§3.7); the verifier's max_lifetime must allow it\n",
            args.lifetime,
        );
    }
    Ok(match &args.out {
        Some(out) => {
            summary += &format!(
                "\n{HEADING}Next:{HEADING:#}\n  psea verify --state DIR --op {} --tier {} {}\n",
                output::visible::text(args.op.as_str()),
                output::visible::text(args.tier.as_str()),
                out.display(),
            );
            Report::new(Exit::Done, summary, &document)
        }
        None => Report::new(Exit::Done, format!("{body}\n"), &document).exact().aside(summary),
    })
}

fn expiry(exp: EpochSeconds, lifetime: u64) -> String {
    match time::utc(exp.get()) {
        Some(utc) => format!("{utc}, {lifetime} s after it was signed"),
        None => format!("{lifetime} s after it was signed"),
    }
}

fn not_attested(error: &AttestError, state_file: &Path) -> Failure {
    match error {
        AttestError::Key(KeyError::Declined) => {
            Failure::new("declined", "you did not say yes: nothing was signed, no counter was used")
                .refused()
        }
        AttestError::State(error) => state_failure(error, state_file),
        AttestError::NotTrusted(trust) => {
            Failure::new("not_trusted", error.to_string()).file(state_file).fix(trust.way_out())
        }
        AttestError::TooLarge { .. } | AttestError::Claims(_) | AttestError::EmptyClaim(_) => {
            Failure::new("proof_impossible", error.to_string())
                .fix("correct the arguments that the message names")
        }
        _ => Failure::new("proof_failed", error.to_string()).fix("try again"),
    }
}

fn state_failure(error: &StateError, path: &Path) -> Failure {
    let (code, fix) = match error {
        StateError::InUse(_) => ("state_locked", "wait for the other psea to end, and try again"),
        StateError::Exhausted => ("counter_exhausted", "make a new key and enroll it"),
        StateError::Revoked => ("not_trusted", "make a new key and enroll it"),
        StateError::Unreadable { .. } => (
            "state_damaged",
            "restore the file; or make a new key, and enroll it under a new attester name: a \
             state that starts anew uses counters twice, which every verifier refuses",
        ),
        _ => ("state_failed", "use a directory that exists and that you may write to"),
    };
    Failure::new(code, error.to_string()).file(path).fix(fix)
}
