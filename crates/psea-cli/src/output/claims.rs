//! Headers and claims of a token as tables, with what is odd about each member (§3.2, §3.5).
//!
//! Oddities are remarks for a reader and no verdict: a verdict needs a verified signature, an
//! enrollment and the state of a verifier.

use psea::claims::{
    Audience, CallerPackage, ChainEntry, ClaimName, Issuer, Jti, Operation, PROOF_TYP,
    PROOF_VERSION, PayloadHash, Revision, SdkVersion, SignalsHash, Tier, Ueid, UserHash,
};
use psea::jose::canonical::{CanonicalJson, SafeUint};
use psea::jose::json::{Object, Value};

use super::style::{FAINT, LOUD};
use super::table::Table;
use super::{time, visible};

/// The longest `eat_profile` in its quotes.
const VALUE_WIDTH: usize = 53;

/// One member of a header or a claim set.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// In its JSON spelling.
    value: String,
    /// What it means, for people.
    meaning: String,
    pub(crate) odd: Option<String>,
}

/// The members of a header.
pub(crate) fn header(object: Object<'_, '_>) -> Vec<Member> {
    members(object, |name, value| {
        let is = |text: &str| value.as_text().is_some_and(|value| value == *text);
        let odd = match name {
            "alg" if !is("ES256") => Some("PSEA has \"ES256\" alone (§3.4)"),
            "typ" if !is(PROOF_TYP) => Some("a PSEA proof has \"psea-proof+jwt\" (§3.2)"),
            "kid" if value.as_text().is_none_or(|kid| kid.to_cow().is_empty()) => {
                Some("must be a string, and not empty (§3.4)")
            }
            "crit" => Some("the profile defines no critical extension (§3.4)"),
            "b64" if value.as_bool() != Some(true) => Some("may be true alone (§3.4)"),
            "jwk" | "jku" | "x5c" | "x5u" | "x5t" | "x5t#S256" => {
                Some("ignored: no key is ever taken from a token (§3.4)")
            }
            "alg" | "typ" | "kid" | "b64" => None,
            _ => Some("ignored: not a parameter of the profile (§3.2)"),
        };
        let meaning = match name {
            "kid" => "selects the enrolled key",
            _ => "",
        };
        (meaning.into(), odd.map(String::from))
    })
}

/// The members of a claim set.
pub(crate) fn claims(object: Object<'_, '_>) -> Vec<Member> {
    let is_02 = object
        .get("eat_profile")
        .and_then(|value| value.as_text())
        .is_some_and(|text| text == *Revision::Draft02.eat_profile());
    let mut members = members(object, |name, value| {
        let Some(claim) = ClaimName::from_name(name) else {
            return (String::new(), Some("not a declared claim (§3.5)".into()));
        };
        if is_02 && claim == ClaimName::SignalsHash {
            return (String::new(), Some("revision -02 does not declare it (§3.5)".into()));
        }
        (meaning(claim, value), odd(claim, value))
    });
    // The order of the profile's table; what it does not have comes last.
    members.sort_by_key(|member| {
        ClaimName::from_name(&member.name).map_or(usize::MAX, |claim| claim as usize)
    });
    members
}

/// The required claims that are absent.
pub(crate) fn missing(object: Object<'_, '_>) -> Vec<&'static str> {
    let required = ClaimName::ALL.iter().filter(|claim| claim.is_required());
    required.map(|claim| claim.as_str()).filter(|name| object.get(name).is_none()).collect()
}

/// The members as a table; odd ones are marked.
pub(crate) fn table(members: &[Member]) -> Table<3> {
    let mut table = Table::new(None);
    for member in members {
        let meaning = match &member.odd {
            Some(odd) => format!("{LOUD}!{LOUD:#} {odd}"),
            None if member.meaning.is_empty() => String::new(),
            None => format!("{FAINT}{}{FAINT:#}", member.meaning),
        };
        table.row([
            visible::cell(&member.name, 28),
            visible::cell(&member.value, VALUE_WIDTH),
            meaning,
        ]);
    }
    table
}

pub(super) fn members(
    object: Object<'_, '_>,
    judge: impl Fn(&str, Value<'_, '_>) -> (String, Option<String>),
) -> Vec<Member> {
    object
        .iter()
        .map(|(name, value)| {
            let name = name.to_cow().into_owned();
            let (meaning, odd) = judge(&name, value);
            // Compact where it has a compact form, else as it was written.
            let value = CanonicalJson::from_value(value)
                .map_or_else(|_| value.source().into(), CanonicalJson::into_string);
            Member { name, value, meaning, odd }
        })
        .collect()
}

fn meaning(claim: ClaimName, value: Value<'_, '_>) -> String {
    match claim {
        ClaimName::Jti => "this action's id".into(),
        ClaimName::Aud => "the verifier".into(),
        ClaimName::Iss => "the deployment".into(),
        ClaimName::Iat | ClaimName::Exp => seconds(value).and_then(time::utc).unwrap_or_default(),
        ClaimName::Ueid => "the device".into(),
        ClaimName::EatProfile => value
            .as_text()
            .and_then(|text| Revision::from_eat_profile(&text.to_cow()))
            .map(|revision| revision.name().into())
            .unwrap_or_default(),
        ClaimName::Op => "the operation".into(),
        ClaimName::Tier => "the assurance tier".into(),
        ClaimName::Counter => "strictly increasing".into(),
        ClaimName::PayloadHash => "the action".into(),
        ClaimName::Uv => "user verification".into(),
        ClaimName::EatNonce => "the challenge".into(),
        ClaimName::UserHash => "audit alone (§3.8)".into(),
        _ => String::new(),
    }
}

pub(super) fn seconds(value: Value<'_, '_>) -> Option<u64> {
    value.as_integer().and_then(|seconds| u64::try_from(seconds).ok())
}

/// What is odd about a declared claim.
fn odd(claim: ClaimName, value: Value<'_, '_>) -> Option<String> {
    let text = |check: &dyn Fn(&str) -> Option<String>| match value.as_text() {
        Some(text) => check(&text.to_cow()),
        None => Some(format!("must be a string, and is {}", value.kind())),
    };
    let when = |good: bool, problem: &str| (!good).then(|| String::from(problem));
    match claim {
        ClaimName::Jti => text(&|t| problem(Jti::new(t))),
        ClaimName::Aud => text(&|t| problem(Audience::new(t))),
        ClaimName::Iss => text(&|t| problem(Issuer::new(t))),
        ClaimName::Tier => text(&|t| problem(Tier::new(t))),
        ClaimName::Op => text(&|t| problem(Operation::new(t))),
        ClaimName::CallerPackage => text(&|t| problem(CallerPackage::new(t))),
        ClaimName::SdkVersion => text(&|t| problem(SdkVersion::new(t))),
        ClaimName::EatNonce => text(&|_| None),
        ClaimName::Iat | ClaimName::Exp | ClaimName::Counter => when(
            seconds(value).is_some_and(|number| SafeUint::new(number).is_some()),
            &format!("must be an integer of 0 to 2^53 − 1, and is {}", value.kind()),
        ),
        ClaimName::Ueid => {
            text(&|t| when(Ueid::parse(t).is_ok(), "must be 33 octets in base64url"))
        }
        ClaimName::EatProfile => {
            text(&|t| when(Revision::from_eat_profile(t).is_some(), "names no known revision"))
        }
        ClaimName::ProofVersion => text(&|t| when(t == PROOF_VERSION, "must be \"1\"")),
        ClaimName::PayloadHash => text(&|t| when(PayloadHash::parse(t).is_ok(), HASH)),
        ClaimName::SignalsHash => text(&|t| when(SignalsHash::parse(t).is_ok(), HASH)),
        ClaimName::UserHash => {
            text(&|t| when(UserHash::parse(t).is_ok(), "must be 32 octets in base64url"))
        }
        ClaimName::ChainPrev => text(&|t| {
            when(ChainEntry::parse(t).is_some(), "must be 64 lower-case hexadecimal digits")
        }),
        ClaimName::Uv => {
            let object = value.as_object();
            let has = |name, good: fn(Value<'_, '_>) -> bool| {
                object.and_then(|object| object.get(name)).is_some_and(good)
            };
            let shape = has("verified", |v| v.as_bool().is_some())
                && has("method", |v| v.as_text().is_some());
            let problem = when(shape, "must have `verified`, a boolean, and `method`, a string");
            problem.or_else(|| {
                when(has("verified", |v| v.as_bool() == Some(true)), "no user was verified")
            })
        }
        ClaimName::Submods => {
            let good = value.as_object().is_some_and(|object| {
                object.iter().all(|(name, state)| {
                    name == *"psea-device-state" && state.as_object().is_some()
                })
            });
            when(good, "may hold the object `psea-device-state` alone")
        }
        _ => when(
            CanonicalJson::from_value(value).is_ok(),
            "holds a number that is no integer within ±(2^53 − 1)",
        ),
    }
}

const HASH: &str = "must be 32 octets in standard base64 with padding";

fn problem<T>(result: Result<T, psea::claims::TextError>) -> Option<String> {
    result.err().map(|error| error.problem().into())
}
