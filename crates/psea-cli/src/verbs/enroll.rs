use std::path::PathBuf;

use psea::claims::{Audience, DeviceId, Issuer, UvGate};
use psea::jose::es256::VerifyingKey;
use psea::verifier::{
    AdminError, AttesterId, Change, EnrolledDevice, EnrollmentAdmin as _, NewEnrollment, StoreError,
};
use serde::Serialize;

use super::change::{change_failure, moment};
use super::parse;
use crate::edge::clock;
use crate::failure::Failure;
use crate::keys::{Backend, read_public};
use crate::output::style::{GOOD, HEADING};
use crate::output::table::Pairs;
use crate::output::{Exit, Report, visible};
use crate::state::{Identity, StateDirectory, store_failure, store_file};

/// Enroll an attester: tell the verifier whose key it is
///
/// The verifier takes every key from its own records and none from a token (§3.4). The first
/// enrollment makes the verifier's directory: verifier.json says what is accepted, with every
/// default spelled out for you to change; store.redb holds the enrollments and what was accepted
/// before. The store's anchor goes elsewhere: it is what shows that a restored store.redb is an
/// older one (§6.5).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea enroll --state verifier --attester alice --key key.pub.json \\
      --device-id device-7f3a --iss tenant.example --aud verifier.example
  psea enroll --state verifier --attester bob --key bob.pem --device-id device-91c0
  psea enroll --state /var/lib/psea --anchor /mnt/other-disk/psea.anchor …

Keep the anchor out of what is backed up or snapshotted with the store: an anchor that is restored
with an older store notices nothing. By default it is made in $XDG_STATE_HOME/psea, which is
~/.local/state/psea; where that is backed up with the store, name another place.

The key may be a JWK, an SPKI PEM or DER, or a SEC1 point; which one is found out.

Next: make a proof with `psea attest`, with the same --iss, --aud and --device-id. Later: `psea
list`, `psea suspend`, `psea rotate`, `psea revoke`.")]
pub(crate) struct Args {
    /// The verifier's directory; made at first use
    #[arg(long, value_name = "DIR")]
    state: PathBuf,

    /// The attester's name: counters and chain belong to it, whatever key it has
    #[arg(long, value_name = "NAME", value_parser = parse::attester)]
    attester: AttesterId,

    /// The public key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    /// The device's id, from which the claim `ueid` follows (§7.1): best a random value
    #[arg(long, value_name = "ID", value_parser = parse::device_id)]
    device_id: DeviceId<'static>,

    /// What selects this key in a token's header [default: the key's RFC 7638 thumbprint]
    #[arg(long, value_name = "KID", value_parser = parse::kid, allow_hyphen_values = true)]
    kid: Option<String>,

    /// What the key's attestation, appraised by you, says of its user-verification gate (§3.7.1)
    #[arg(long, value_name = "GATE", value_enum, default_value_t = Gate::Unknown)]
    uv: Gate,

    /// Why, for the record of changes
    #[arg(long, value_name = "TEXT", default_value = "enrolled by hand",
          value_parser = parse::reason)]
    reason: String,

    /// The deployment that the verifier serves; fixed at first use
    #[arg(long, value_name = "ISS", value_parser = parse::issuer)]
    iss: Option<Issuer<'static>>,

    /// The verifier's own name; fixed at first use
    #[arg(long, value_name = "AUD", value_parser = parse::audience)]
    aud: Option<Audience<'static>>,

    /// Where the store's anchor is; fixed at first use [default: in the user's state directory]
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Gate {
    /// It shows that every signature needs a user verification of its own
    Attested,
    /// It shows that this is not so: the key's proofs are refused
    Contradicted,
    /// It says nothing, or there is none: the verification is the host's word
    Unknown,
}

impl From<Gate> for UvGate {
    fn from(gate: Gate) -> Self {
        match gate {
            Gate::Attested => Self::Attested,
            Gate::Contradicted => Self::Contradicted,
            Gate::Unknown => Self::Unknown,
        }
    }
}

const fn gate_means(gate: UvGate) -> &'static str {
    match gate {
        UvGate::Attested => "attested: approvals will say that the gate is shown by attestation",
        UvGate::Contradicted => "contradicted: every proof of this key will be refused",
        UvGate::Unknown => "unknown: approvals will say that user verification is asserted only",
    }
}

#[derive(Serialize)]
struct Document<'a> {
    attester: &'a str,
    kid: &'a str,
    key_form: &'static str,
    thumbprint: String,
    device_id: &'a str,
    uv: &'static str,
    iss: &'a str,
    aud: &'a str,
    config_file: String,
    store_file: String,
    anchor_file: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let (key, form) = read_public(&args.key)?;
    let verifying = VerifyingKey::new(key, &Backend)
        .map_err(|error| Failure::new("key_unusable", error.to_string()).file(&args.key))?;
    let kid = args.kid.clone().unwrap_or_else(|| key.thumbprint());
    let gate = UvGate::from(args.uv);

    let identity =
        Identity { iss: args.iss.as_ref(), aud: args.aud.as_ref(), anchor: args.anchor.as_deref() };
    let now = clock::now_or(None)?;
    let state = StateDirectory::open_or_create(&args.state, &identity, now)?;
    let device = EnrolledDevice::Id(args.device_id.clone());
    let enrollment = NewEnrollment::new(args.attester.clone(), kid.as_str(), verifying, device);
    let change = Change::new(now, args.reason.as_str());
    state
        .store
        .enroll(enrollment.uv_gate(gate), change)
        .map_err(|error| not_enrolled(&error, args))?;
    let settings = &state.settings;

    let mut pairs = Pairs::new();
    pairs
        .text("kid", &kid)
        .text("key", format!("{} ({})", args.key.display(), form.name()))
        .text("device id", args.device_id.as_str())
        .text("uv gate", gate_means(gate))
        .text("verifier", format!("iss {}, aud {}", settings.iss, settings.aud))
        .text("settings", state.config_file.display().to_string())
        .text("store", store_file(&args.state).display().to_string())
        .text("anchor", settings.anchor_text());
    let stats = state.store.stats().map_err(|error| store_failure(&error, &args.state))?;
    if let Some(fence) = stats.time.fence {
        let until = moment(fence.get());
        pairs.text("fence", format!("{until}: proofs issued until then are refused"));
    }
    let text = format!(
        "{GOOD}Enrolled{GOOD:#} {}\n{pairs}\n{HEADING}Next:{HEADING:#}\n  psea attest --key \
         key.json --action FILE --op OP --tier TIER \\\n      --iss {} --aud {} --device-id {} \
         --out body.json\n",
        visible::text(args.attester.as_str()),
        visible::text(settings.iss.as_str()),
        visible::text(settings.aud.as_str()),
        visible::text(args.device_id.as_str()),
    );
    let document = Document {
        attester: args.attester.as_str(),
        kid: &kid,
        key_form: form.name(),
        thumbprint: key.thumbprint(),
        device_id: args.device_id.as_str(),
        uv: gate.name(),
        iss: settings.iss.as_str(),
        aud: settings.aud.as_str(),
        config_file: state.config_file.display().to_string(),
        store_file: store_file(&args.state).display().to_string(),
        anchor_file: settings.anchor.as_ref().map(|anchor| anchor.display().to_string()),
    };
    Ok(Report::new(Exit::Done, text, &document))
}

fn not_enrolled(error: &AdminError, args: &Args) -> Failure {
    match error {
        AdminError::AttesterExists(_) => Failure::new("attester_exists", error.to_string())
            .field("--attester")
            .fix("choose another --attester, or replace the key with `psea rotate`"),
        AdminError::Store(StoreError::OutcomeUnknown(_)) => {
            Failure::new("outcome_unknown", error.to_string())
                .file(&args.state)
                .fix(
                    "look at the disk's free space and permissions, and enroll again: that is safe",
                )
                .unknown()
        }
        _ => change_failure(error, &args.state, args.attester.as_str()),
    }
}
