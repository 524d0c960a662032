//! The body of a proof, to whoever carries it on.

use psea::attester::Proof;
use psea::claims::EpochSeconds;
use serde::Serialize;

use super::{Making, RECOMMENDED_LIFETIME};
use crate::edge::files::{self, Mode};
use crate::failure::Failure;
use crate::keys::KeyRef;
use crate::output::style::{GOOD, HEADING, LOUD};
use crate::output::table::Pairs;
use crate::output::{self, Exit, Report, raw, time};

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

pub(super) fn deliver(making: &Making<'_>, proof: &Proof) -> Result<Report, Failure> {
    let Making { args, kid, .. } = *making;
    let lifetime = args.lifetime();
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
        .text("expires", expiry(claims.exp, lifetime))
        .text("key", of_key(making.reference))
        .text("state", making.state_file.display().to_string());
    if let Some(out) = &args.out {
        pairs.text("body", out.display().to_string());
    }
    let mut summary = format!("{GOOD}Signed{GOOD:#}\n{pairs}{}", note(lifetime));
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

/// What a verifier has to allow.
pub(super) fn note(lifetime: u64) -> String {
    if lifetime <= RECOMMENDED_LIFETIME {
        return String::new();
    }
    format!(
        "{LOUD}note:{LOUD:#} {lifetime} s is longer than the recommended {RECOMMENDED_LIFETIME} s \
         (§3.7); the verifier's max_lifetime must allow it\n"
    )
}

pub(super) fn of_key(reference: &KeyRef) -> String {
    match reference.software() {
        Some(_) => "software: for development alone, it proves nothing about a human".into(),
        None => reference.text(),
    }
}

pub(super) fn expiry(exp: EpochSeconds, lifetime: u64) -> String {
    match time::utc(exp.get()) {
        Some(utc) => format!("{utc}, {lifetime} s after it was signed"),
        None => format!("{lifetime} s after it was signed"),
    }
}
