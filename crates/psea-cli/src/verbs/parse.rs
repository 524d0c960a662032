//! Arguments as checked values, so that a mistake is told with the name of its flag.

use psea::claims::{
    Audience, CallerPackage, ChainEntry, DeviceId, EpochSeconds, Issuer, Jti, Limits, Nonce,
    Operation, Revision, TextError, Tier,
};
use psea::verifier::AttesterId;

macro_rules! text_arguments {
    ($($function:ident: $name:ident;)*) => {
        $(pub(super) fn $function(text: &str) -> Result<$name<'static>, TextError> {
            $name::new(String::from(text))
        })*
    };
}

text_arguments! {
    issuer: Issuer;
    audience: Audience;
    operation: Operation;
    tier: Tier;
    device_id: DeviceId;
    caller: CallerPackage;
    action_id: Jti;
}

pub(super) fn nonce(text: &str) -> Result<Nonce<'static>, String> {
    if text.is_empty() {
        return Err("a challenge is never empty: omit the flag instead".into());
    }
    Nonce::new(String::from(text)).map_err(|error| error.to_string())
}

pub(super) fn attester(text: &str) -> Result<AttesterId, &'static str> {
    AttesterId::new(text).ok_or("an attester's name has 1–256 characters")
}

pub(super) fn kid(text: &str) -> Result<String, String> {
    let limit = Limits::default().max_kid;
    if text.is_empty() || text.len() > limit {
        return Err(format!("a kid has 1–{limit} octets"));
    }
    Ok(text.into())
}

pub(super) fn seconds(text: &str) -> Result<EpochSeconds, &'static str> {
    text.parse()
        .ok()
        .and_then(EpochSeconds::new)
        .ok_or("a time is a number of whole seconds since 1970-01-01T00:00:00Z")
}

pub(super) fn chain_entry(text: &str) -> Result<ChainEntry, &'static str> {
    ChainEntry::parse(text).ok_or("a chain entry has 64 lower-case hexadecimal digits")
}

pub(super) fn revision(text: &str) -> Result<Revision, &'static str> {
    [Revision::Draft03, Revision::Draft02]
        .into_iter()
        .find(|revision| revision.name() == text)
        .ok_or("the revisions are draft-03 and draft-02")
}

/// Why an enrollment changes. It is kept for those who ask later.
pub(super) fn reason(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 1000 {
        return Err("a reason has 1–1000 characters");
    }
    Ok(text.into())
}
