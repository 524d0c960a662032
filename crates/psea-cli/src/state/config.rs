//! `verifier.json`: the members of a verifier as the conformance vectors name them.

use std::collections::BTreeMap;
use std::path::Path;

use psea::claims::{
    Audience, CallerPackage, Issuer, JsonPointer, Operation, Revision, Revisions, ScopePolicy,
};
use psea::jose::json::{DEFAULT_MAX_DEPTH, Document, Value};
use psea::verifier::{ChallengePolicy, VerifierConfig};
use serde::Serialize;

use super::Identity;
use super::read::Reader;
use crate::edge::files;
use crate::failure::Failure;
use crate::output;
use crate::output::excerpt::json_failure;

/// Every member, in the order in which a new file has them.
const MEMBERS: [&str; 11] = [
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
];

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
}

pub(super) fn initial(identity: &Identity<'_>, path: &Path) -> Result<String, Failure> {
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
    }))
}

/// Reads the file. Absent members have the defaults; an unknown one is an error, for a member
/// that was misspelled would protect nothing.
pub(super) fn read(
    path: &Path,
) -> Result<(VerifierConfig, Issuer<'static>, Audience<'static>), Failure> {
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
    Ok((config, iss, aud))
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

/// No verb of this command issues challenges, so that a Verifier which uses them would refuse every
/// proof.
fn challenges(reader: &Reader<'_>, value: Value<'_, '_>) -> Result<ChallengePolicy, Failure> {
    match reader.text(value, "challenges")?.as_str() {
        "unused" => Ok(ChallengePolicy::Unused),
        _ => Err(reader.bad(
            "challenges",
            "must be \"unused\": this command issues no challenges; the library's ChallengeStore does",
        )),
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
