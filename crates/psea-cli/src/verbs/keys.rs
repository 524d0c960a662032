use std::path::PathBuf;

use psea::attester::KeyReport;
use psea::claims::UvGate;
use psea::jose::base64::url;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::keys::{Finding, KeyRef, PinArgs, Places, Verdict, find, write_public};
use crate::output::style::{BAD, FAINT, GOOD, HEADING, LOUD};
use crate::output::table::{Pairs, Table};
use crate::output::{Exit, Report, visible};

/// List the keys in hardware, and why one is refused; with a key, everything seen of it
///
/// Without a name: the keys that each stack shows without a PIN. Those of a TPM are in files, which
/// are looked for in a directory. With a name: that key, judged. For PKCS#11 that takes the token's
/// PIN, and a URI without id or object names all keys of its token. Nothing is signed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea keys
  psea keys --module /usr/lib/softhsm/libsofthsm2.so --dir ~/keys
  psea keys 'pkcs11:token=psea?module-path=/usr/lib/softhsm/libsofthsm2.so'
  psea keys tpm:alice.tpmkey --out alice.pub.json
  psea keys 'piv:Yubico YubiKey OTP+FIDO+CCID 00 00' --json

Exit codes: 0 listed, and a key that was named can serve; 1 it cannot; 2 misuse or a fault.

Next: `psea keygen --key` makes one, `psea enroll` enrolls its public half.")]
pub(crate) struct Args {
    /// Only this key, judged: pkcs11:…, tpm:FILE, piv:READER, software:FILE
    #[arg(value_name = "KEY", conflicts_with_all = ["module", "dir", "tcti"])]
    key: Option<String>,

    /// A PKCS#11 module to look at, by its absolute path; may be given again
    #[arg(long, value_name = "PATH")]
    module: Vec<PathBuf>,

    /// Where the key files of the TPM are
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,

    /// The TPM, as the TSS calls it
    #[arg(long, value_name = "TCTI", default_value = "device:/dev/tpmrm0")]
    tcti: String,

    #[command(flatten)]
    pins: PinArgs,

    /// Put the public half of the key that was named there, a JWK, for `psea enroll`
    #[arg(long, value_name = "FILE", requires = "key")]
    out: Option<PathBuf>,
}

#[derive(Serialize)]
struct Document {
    keys: Vec<Entry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_file: Option<String>,
}

/// The members of a key: stable names.
#[derive(Serialize)]
pub(super) struct Entry {
    stack: &'static str,
    key: Option<String>,
    verdict: &'static str,
    /// What enrollment may record: attested, contradicted or unknown; null where nobody looked.
    uv_gate: Option<&'static str>,
    reasons: Vec<String>,
    kid: Option<String>,
    public_key: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Properties>,
}

/// What enrollment may record of a key.
#[derive(Serialize)]
struct Properties {
    properties: Vec<Property>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attestation: Option<Attestation>,
}

#[derive(Serialize)]
struct Property {
    name: String,
    value: String,
}

#[derive(Serialize)]
struct Attestation {
    kind: &'static str,
    /// In base64url.
    octets: String,
}

impl Entry {
    pub(super) fn of(finding: &Finding) -> Self {
        let public_key = finding.public_key.as_ref();
        Self {
            stack: finding.stack,
            key: Some(finding.reference.clone()).filter(|key| !key.is_empty()),
            verdict: finding.verdict.name(),
            uv_gate: finding.gate.map(UvGate::name),
            reasons: finding.reasons.clone(),
            kid: public_key.map(psea::jose::es256::PublicKey::thumbprint),
            public_key: public_key
                .and_then(|key| RawValue::from_string(key.to_jwk().into_string()).ok()),
            report: finding.report.as_ref().map(properties),
        }
    }
}

fn properties(report: &KeyReport) -> Properties {
    let property =
        |(name, value): &(String, String)| Property { name: name.clone(), value: value.clone() };
    let attestation = report.attestation.as_ref();
    Properties {
        properties: report.properties.iter().map(property).collect(),
        attestation: attestation
            .map(|(kind, octets)| Attestation { kind, octets: url::encode(octets) }),
    }
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let Some(key) = &args.key else {
        crate::edge::quiet_tpm();
        let (modules, directory) = (args.module.clone(), args.dir.clone());
        let found = find(&Places { modules, directory, tcti: args.tcti.clone() });
        return Ok(Report::new(Exit::Done, table(&found), &document(&found, None)));
    };
    let found = KeyRef::read(key)?.look(&args.pins)?;
    let [one] = found.as_slice() else { return several(args, &found) };
    let usable = one.verdict == Verdict::Usable;
    let mut text = detail(one);
    let mut public_file = None;
    if let (Some(out), Some(key), true) = (&args.out, &one.public_key, usable) {
        write_public(out, key, false)
            .map_err(|failure| failure.field("--out").fix("name a file that is not there yet"))?;
        public_file = Some(out.display().to_string());
        text += &next(out);
    }
    let exit = if usable { Exit::Done } else { Exit::Refused };
    Ok(Report::new(exit, text, &document(&found, public_file)))
}

/// More or less than one key answers to the reference.
fn several(args: &Args, found: &[Finding]) -> Result<Report, Failure> {
    if let Some(out) = &args.out {
        return Err(Failure::new("key_ambiguous", format!("{} keys answer to it", found.len()))
            .file(out)
            .field("--out")
            .fix("name one key, by its id"));
    }
    if found.is_empty() {
        return Err(Failure::new("key_missing", "no key answers to this")
            .fix("see what there is without a name, or make one with `psea keygen --key`"));
    }
    Ok(Report::new(Exit::Done, table(found), &document(found, None)))
}

fn document(found: &[Finding], public_file: Option<String>) -> Document {
    Document { keys: found.iter().map(Entry::of).collect(), public_file }
}

fn table(found: &[Finding]) -> String {
    let mut table = Table::new(Some(["stack", "verdict", "uv gate", "key, and why"]));
    for finding in found {
        let gate = finding.gate.map_or("", UvGate::name);
        let mut first = [finding.stack.to_owned(), coloured(finding.verdict), gate.to_owned()];
        let key = Some(visible::text(&finding.reference)).filter(|key| !key.is_empty());
        let reasons = finding.reasons.iter().map(|reason| {
            let reason = visible::text(reason);
            if key.is_some() { format!("{FAINT}{reason}{FAINT:#}") } else { reason }
        });
        for line in key.iter().cloned().chain(reasons) {
            let [stack, verdict, gate] = std::mem::take(&mut first);
            table.row([stack, verdict, gate, line]);
        }
    }
    table.to_string()
}

/// Everything that was seen of one key.
pub(super) fn detail(finding: &Finding) -> String {
    let mut pairs = Pairs::new();
    pairs.text("key", &finding.reference).text("verdict", finding.verdict.name());
    for reason in &finding.reasons {
        pairs.text("why", reason);
    }
    if let Some(key) = &finding.public_key {
        pairs.text("kid", key.thumbprint());
    }
    if let Some(gate) = finding.gate {
        pairs.text("uv gate", gate.name());
    }
    let Some(report) = &finding.report else { return pairs.to_string() };
    for (name, value) in &report.properties {
        pairs.text(name, value);
    }
    if let Some((kind, octets)) = &report.attestation {
        pairs.text("attestation", format!("{kind}, {} octets: with --json", octets.len()));
    }
    pairs.to_string()
}

/// How to enroll the public half in this file.
pub(super) fn next(public: &std::path::Path) -> String {
    format!(
        "\n{HEADING}Next:{HEADING:#}\n  psea enroll --state verifier --attester alice --key {} \\\n      \
         --device-id device-7f3a --iss tenant.example --aud verifier.example\n",
        public.display(),
    )
}

fn coloured(verdict: Verdict) -> String {
    let style = match verdict {
        Verdict::Usable => GOOD,
        Verdict::Refused => BAD,
        Verdict::Unjudged => LOUD,
        Verdict::Unavailable => FAINT,
    };
    format!("{style}{}{style:#}", verdict.name())
}
