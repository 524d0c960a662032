//! `verifier.json`: the members of a verifier as the conformance vectors name them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use psea::claims::{
    Audience, CallerPackage, Issuer, JsonPointer, Operation, Revision, Revisions, ScopePolicy,
};
use psea::jose::json::{DEFAULT_MAX_DEPTH, Document, Kind, Value};
use psea::verifier::{ChallengePolicy, VerifierConfig};
use serde::Serialize;

use super::read::Reader;
use super::{Identity, Settings};
use crate::edge::files::{self, Mode};
use crate::failure::Failure;
use crate::output;
use crate::output::excerpt::json_failure;

/// Every member, in the order in which a new file has them.
const MEMBERS: [&str; 12] = [
    "iss",
    "aud",
    "profiles",
    "max_lifetime",
    "clock_skew",
    "challenges",
    "chain",
    "require_canonical_payload",
    "counter_scope",
    "high_assurance_ops",
    "callers",
    ANCHOR,
];

/// Where the store's anchor is: an absolute path, or null.
const ANCHOR: &str = "anchor";

/// A new file: the defaults spelled out, so that they can be seen and changed.
#[derive(Serialize)]
struct Initial<'a> {
    iss: &'a str,
    aud: &'a str,
    profiles: [&'static str; 1],
    max_lifetime: u64,
    clock_skew: u64,
    challenges: &'static str,
    chain: bool,
    require_canonical_payload: bool,
    counter_scope: &'static str,
    high_assurance_ops: [&'static str; 0],
    callers: BTreeMap<String, String>,
    anchor: &'a str,
}

pub(super) fn initial(
    identity: &Identity<'_>,
    anchor: &Path,
    path: &Path,
) -> Result<String, Failure> {
    let missing = |field: &'static str| {
        Failure::new("state_missing", "there is no verifier in this directory yet")
            .file(path)
            .field(field)
            .fix(format!("give --{field} to make one: its first use fixes --iss and --aud"))
    };
    Ok(output::json(&Initial {
        iss: identity.iss.ok_or_else(|| missing("iss"))?.as_str(),
        aud: identity.aud.ok_or_else(|| missing("aud"))?.as_str(),
        profiles: [Revision::Draft03.name()],
        max_lifetime: 300,
        clock_skew: 0,
        challenges: "unused",
        chain: false,
        require_canonical_payload: false,
        counter_scope: "single",
        high_assurance_ops: [],
        callers: BTreeMap::new(),
        anchor: text_of(anchor)?,
    }))
}

fn text_of(anchor: &Path) -> Result<&str, Failure> {
    anchor.to_str().ok_or_else(|| {
        Failure::new("usage", "the anchor's name is not Unicode, and verifier.json is")
            .file(anchor)
            .field("--anchor")
            .fix("choose another name")
    })
}

/// Whether the file names an anchor: those of earlier versions do not.
pub(super) fn has_anchor(path: &Path) -> Result<bool, Failure> {
    let octets = files::read(path)?;
    let document = Document::parse(&octets, DEFAULT_MAX_DEPTH)
        .map_err(|error| json_failure(path, &octets, error))?;
    Ok(document.root().as_object().is_some_and(|root| root.get(ANCHOR).is_some()))
}

/// Adds the anchor to a file that is an object and names none.
pub(super) fn add_anchor(path: &Path, anchor: &Path) -> Result<(), Failure> {
    let octets = files::read(path)?;
    let text = String::from_utf8_lossy(&octets);
    let members = text.trim_end().strip_suffix('}').unwrap_or_default().trim_end();
    let separator = if members.ends_with('{') { "" } else { "," };
    let name = output::json(&text_of(anchor)?);
    let text = format!("{members}{separator}\n  \"{ANCHOR}\": {}\n}}\n", name.trim_end());
    files::replace(path, text.as_bytes(), Mode::Default)
        .map_err(|error| files::unwritable(path, &error))
}

/// Reads the file. Absent members have the defaults; an unknown one is an error, for a member
/// that was misspelled would protect nothing.
pub(super) fn read(path: &Path) -> Result<Settings, Failure> {
    let octets = files::read(path)?;
    let document = Document::parse(&octets, DEFAULT_MAX_DEPTH)
        .map_err(|error| json_failure(path, &octets, error))?;
    let reader = Reader { path, code: "config_invalid", fix: "correct the member in this file" };
    let root = reader.object(document.root(), "the configuration")?;
    reader.only(root, &MEMBERS, "")?;

    let text = |name| reader.text(reader.required(root, name, "")?, name);
    let iss = Issuer::new(text("iss")?).map_err(|e| reader.bad("iss", e.problem()))?;
    let aud = Audience::new(text("aud")?).map_err(|e| reader.bad("aud", e.problem()))?;
    let mut config = VerifierConfig::new(iss.clone(), aud.clone())
        .revisions(profiles(&reader, reader.required(root, "profiles", "")?)?);
    if let Some(value) = root.get("max_lifetime") {
        let seconds = reader.number(value, "max_lifetime")?;
        let set = config.max_lifetime(seconds);
        config =
            set.map_err(|error| reader.bad("max_lifetime", &format!("is out of range: {error}")))?;
    }
    if let Some(value) = root.get("clock_skew") {
        let seconds = reader.number(value, "clock_skew")?;
        let set = config.clock_skew(seconds);
        config =
            set.map_err(|error| reader.bad("clock_skew", &format!("is out of range: {error}")))?;
    }
    if let Some(value) = root.get("challenges") {
        config = config.challenges(challenges(&reader, value)?);
    }
    if let Some(value) = root.get("chain")
        && reader.boolean(value, "chain")?
    {
        config = config.with_chain();
    }
    if let Some(value) = root.get("require_canonical_payload")
        && reader.boolean(value, "require_canonical_payload")?
    {
        config = config.require_canonical_payload();
    }
    if let Some(value) = root.get("counter_scope") {
        config = config.counter_scope(counter_scope(&reader, value)?);
    }
    if let Some(value) = root.get("high_assurance_ops") {
        for element in reader.array(value, "high_assurance_ops")? {
            config = config.high_assurance(operation(&reader, element, "high_assurance_ops")?);
        }
    }
    if let Some(value) = root.get("callers") {
        for (op, package) in reader.object(value, "callers")? {
            let field = format!("callers.{op}");
            let op = Operation::new(op.to_cow().into_owned())
                .map_err(|error| reader.bad(&field, error.problem()))?;
            let package = CallerPackage::new(reader.text(package, &field)?)
                .map_err(|error| reader.bad(&field, error.problem()))?;
            config = config.caller(op, package);
        }
    }
    let anchor = anchor(&reader, root.get(ANCHOR))?;
    Ok(Settings { config, iss, aud, anchor })
}

/// No default: without an anchor an older copy of the store is not noticed, which has to be said.
fn anchor(reader: &Reader<'_>, value: Option<Value<'_, '_>>) -> Result<Option<PathBuf>, Failure> {
    const FIX: &str = "name a file outside of what is backed up with the store; or write null, \
                       where an older copy of the store need not be noticed";
    let value = value.ok_or_else(|| reader.bad(ANCHOR, "is missing").fix(FIX))?;
    if value.kind() == Kind::Null {
        return Ok(None);
    }
    let path = PathBuf::from(reader.text(value, ANCHOR)?);
    if path.is_absolute() {
        return Ok(Some(path));
    }
    Err(reader.bad(ANCHOR, "must be an absolute path: the same file wherever psea runs").fix(FIX))
}

fn profiles(reader: &Reader<'_>, value: Value<'_, '_>) -> Result<Revisions, Failure> {
    const FIELD: &str = "profiles";
    let (mut draft_02, mut draft_03) = (false, false);
    for element in reader.array(value, FIELD)? {
        match reader.text(element, FIELD)?.as_str() {
            "draft-02" => draft_02 = true,
            "draft-03" => draft_03 = true,
            _ => return Err(reader.bad(FIELD, "may hold \"draft-02\" and \"draft-03\" alone")),
        }
    }
    match (draft_02, draft_03) {
        (true, true) => Ok(Revisions::BOTH),
        (true, false) => Ok(Revisions::only(Revision::Draft02)),
        (false, true) => Ok(Revisions::only(Revision::Draft03)),
        (false, false) => Err(reader.bad(FIELD, "is empty: no proof could pass")),
    }
}

fn challenges(reader: &Reader<'_>, value: Value<'_, '_>) -> Result<ChallengePolicy, Failure> {
    match reader.text(value, "challenges")?.as_str() {
        "unused" => Ok(ChallengePolicy::Unused),
        "optional" => Ok(ChallengePolicy::Optional),
        "required" => Ok(ChallengePolicy::Required),
        _ => Err(reader.bad("challenges", "must be \"unused\", \"optional\" or \"required\"")),
    }
}

fn counter_scope(reader: &Reader<'_>, value: Value<'_, '_>) -> Result<ScopePolicy, Failure> {
    const FIELD: &str = "counter_scope";
    if let Some(object) = value.as_object() {
        const WITHIN: &str = "counter_scope.";
        reader.only(object, &["payload"], WITHIN)?;
        let field = "counter_scope.payload";
        let pointer = reader.text(reader.required(object, "payload", WITHIN)?, field)?;
        let pointer = JsonPointer::parse(&pointer)
            .map_err(|error| reader.bad(field, &format!("is {error}")))?;
        return Ok(ScopePolicy::Payload(pointer));
    }
    match value.as_text().map(|text| text.to_cow()).as_deref() {
        Some("single") => Ok(ScopePolicy::Single),
        Some("tier") => Ok(ScopePolicy::Tier),
        _ => {
            Err(reader
                .bad(FIELD, "must be \"single\", \"tier\" or {\"payload\": \"/json/pointer\"}"))
        }
    }
}

fn operation(
    reader: &Reader<'_>,
    value: Value<'_, '_>,
    field: &str,
) -> Result<Operation<'static>, Failure> {
    Operation::new(reader.text(value, field)?).map_err(|error| reader.bad(field, error.problem()))
}
