//! From signed octets to one of the claim sets. The order of the checks is JSON, canonical form,
//! outcome, undeclared, missing, shape, version.

use alloc::borrow::Cow;
use alloc::string::String;

use psea_claims::{
    Audience, ChainEntry, Counter, Durability, EpochSeconds, Jti, Operation, Outcome, PayloadHash,
    TextError, Tier, Ueid, UvAnchor,
};
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::{Document, Value};

use super::name::Place;
use super::{
    ApprovalClaims, Envelope, ProofHash, RefusalClaims, RefusalOutcome, ResultClaimName as Name,
    ResultClaims,
};
use crate::RESULT_VERSION;
use crate::error::ResultClaimError as Error;

/// No claim of a result nests.
const MAX_DEPTH: u16 = 1;

impl ResultClaims {
    /// Reads a claim set from octets of which nobody knows who wrote them: for inspection and
    /// tests. Never for a decision: that is [`ResultReader`](crate::ResultReader)'s.
    ///
    /// # Errors
    ///
    /// The first defect, in the order JSON, canonical form, outcome, undeclared, missing, shape,
    /// version.
    pub fn parse_unverified(payload: &[u8]) -> Result<Self, Error> {
        let document = Document::parse(payload, MAX_DEPTH).map_err(Error::Json)?;
        let object = document.root().as_object().ok_or(Error::NotObject)?;
        // What is signed has one spelling, so that equal results are equal octets.
        if CanonicalJson::from_value(document.root())
            .map_or(true, |canonical| canonical.as_octets() != payload)
        {
            return Err(Error::NotCanonical);
        }
        // Which claims are declared is told by the outcome: it comes before all others.
        let outcome = object.get(Name::Outcome.as_str()).ok_or(Error::Missing(Name::Outcome))?;
        let outcome = outcome.as_text().map(|text| text.to_cow());
        let outcome = outcome.as_deref().and_then(outcome_of);
        let outcome = outcome.ok_or(invalid(
            Name::Outcome,
            "must be `approve`, `reject`, `stale`, `revoked` or `unavailable`",
        ))?;
        let refusal = RefusalOutcome::of(outcome);

        let mut members = Members::default();
        for (name, value) in object {
            let name = name.to_cow();
            let claim = Name::from_name(&name).filter(|claim| {
                matches!(
                    (claim.place(), refusal),
                    (Place::Every, _)
                        | (Place::Approval | Place::ApprovalOptional, None)
                        | (Place::RefusalOptional, Some(_))
                )
            });
            let Some(claim) = claim else {
                return Err(Error::Unknown { name: name.chars().take(64).collect() });
            };
            members.set(claim, value);
        }
        for claim in Name::ALL {
            let required = claim.place() == Place::Every
                || (claim.place() == Place::Approval && refusal.is_none());
            if required && members.get(claim).is_none() {
                return Err(Error::Missing(claim));
            }
        }
        let envelope = members.envelope()?;
        let version = members.string(Name::Version, |text| Some(String::from(text)), "")?;
        let claims = match refusal {
            None => Self::Approval(members.approval(envelope)?),
            Some(outcome) => Self::Refusal(RefusalClaims {
                envelope,
                outcome,
                refused_jti: members.optional_text(Name::RefusedJti, Jti::new)?,
            }),
        };
        if version != RESULT_VERSION {
            return Err(Error::Version);
        }
        Ok(claims)
    }
}

fn outcome_of(word: &str) -> Option<Outcome> {
    [Outcome::Approve, Outcome::Reject, Outcome::Stale, Outcome::Revoked, Outcome::Unavailable]
        .into_iter()
        .find(|outcome| outcome.as_str() == word)
}

/// The members of the payload by claim.
#[derive(Default)]
struct Members<'d, 'a> {
    values: [Option<Value<'d, 'a>>; Name::ALL.len()],
}

impl<'d, 'a> Members<'d, 'a> {
    fn set(&mut self, claim: Name, value: Value<'d, 'a>) {
        if let Some(slot) = self.values.get_mut(claim as usize) {
            *slot = Some(value);
        }
    }

    fn get(&self, claim: Name) -> Option<Value<'d, 'a>> {
        self.values.get(claim as usize).copied().flatten()
    }

    fn envelope(&self) -> Result<Envelope, Error> {
        Ok(Envelope {
            iss: self.text(Name::Iss, Audience::new)?,
            aud: self.text(Name::Aud, Audience::new)?,
            iat: self.integer(Name::Iat, EpochSeconds::new)?,
            exp: self.integer(Name::Exp, EpochSeconds::new)?,
            jti: self.text(Name::Jti, Jti::new)?,
        })
    }

    fn approval(&self, envelope: Envelope) -> Result<ApprovalClaims, Error> {
        Ok(ApprovalClaims {
            envelope,
            proof_jti: self.text(Name::ProofJti, Jti::new)?,
            proof_hash: self.string(Name::ProofHash, |text| ProofHash::parse(text).ok(), HASH)?,
            payload_hash: self.string(
                Name::PayloadHash,
                |text| PayloadHash::parse(text).ok(),
                HASH,
            )?,
            op: self.text(Name::Op, Operation::new)?,
            tier: self.text(Name::Tier, Tier::new)?,
            counter: self.integer(Name::Counter, Counter::new)?,
            ueid: self.string(Name::Ueid, |text| Ueid::parse(text).ok(), UEID)?,
            uv_anchor: self.string(Name::UvAnchor, UvAnchor::from_name, ANCHOR)?,
            durability: self.string(Name::Durability, Durability::from_name, DURABILITY)?,
            chain_entry: self.optional_string(Name::ChainEntry, ChainEntry::parse, HEX)?,
        })
    }

    fn text<T>(
        &self,
        claim: Name,
        new: fn(Cow<'static, str>) -> Result<T, TextError>,
    ) -> Result<T, Error> {
        self.optional_text(claim, new)?.ok_or(Error::Missing(claim))
    }

    fn optional_text<T>(
        &self,
        claim: Name,
        new: fn(Cow<'static, str>) -> Result<T, TextError>,
    ) -> Result<Option<T>, Error> {
        let Some(value) = self.get(claim) else { return Ok(None) };
        let content = value.as_text().ok_or(invalid(claim, "must be a string"))?;
        let content = Cow::Owned(content.to_cow().into_owned());
        new(content).map(Some).map_err(|error| invalid(claim, error.problem()))
    }

    fn string<T>(
        &self,
        claim: Name,
        parse: impl FnOnce(&str) -> Option<T>,
        problem: &'static str,
    ) -> Result<T, Error> {
        self.optional_string(claim, parse, problem)?.ok_or(Error::Missing(claim))
    }

    fn optional_string<T>(
        &self,
        claim: Name,
        parse: impl FnOnce(&str) -> Option<T>,
        problem: &'static str,
    ) -> Result<Option<T>, Error> {
        let Some(value) = self.get(claim) else { return Ok(None) };
        let content = value.as_text().ok_or(invalid(claim, "must be a string"))?;
        parse(&content.to_cow()).map(Some).ok_or(invalid(claim, problem))
    }

    fn integer<T>(&self, claim: Name, new: fn(u64) -> Option<T>) -> Result<T, Error> {
        self.get(claim)
            .ok_or(Error::Missing(claim))?
            .as_integer()
            .and_then(|value| new(u64::try_from(value).ok()?))
            .ok_or(invalid(claim, INTEGER))
    }
}

const INTEGER: &str = "must be an integer in [0, 2^53 − 1], written without fraction or exponent";
const HASH: &str = "must be 32 octets in standard base64 with padding (44 characters)";
const UEID: &str = "must be 33 octets in base64url without padding (44 characters)";
const HEX: &str = "must be 64 lower-case hexadecimal digits";
const ANCHOR: &str = "must be `attested` or `asserted`";
const DURABILITY: &str = "must be `volatile`, `process_crash`, `power_loss` or `failover`";

const fn invalid(claim: Name, problem: &'static str) -> Error {
    Error::Invalid { claim, problem }
}
