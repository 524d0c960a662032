//! From signed octets to the claim set. The order of the checks is undeclared, missing, shape,
//! profile, version.

use alloc::string::String;

use psea_jose::canonical::CanonicalJson;
use psea_jose::json::{DEFAULT_MAX_DEPTH, Document, Kind, Value};
use psea_jose::jws::VerifiedJws;

use super::{ClaimError, ClaimName, Claims, Profile, Submods, UserVerification, text};
use crate::text::TextError;
use crate::{
    Audience, CallerPackage, ChainEntry, Counter, EpochSeconds, Issuer, Jti, Nonce, Operation,
    PROOF_VERSION, PayloadHash, Revision, Revisions, SdkVersion, SignalsHash, Tier, Ueid, UserHash,
    UvMethod,
};

/// What a deployment accepts as a claim set.
#[derive(Clone, Copy, Debug)]
pub struct ClaimRules {
    /// The accepted revisions.
    pub revisions: Revisions,
    /// The deepest admitted nesting of the payload, counted on its own.
    pub max_depth: u16,
    /// Whether a payload that is not in canonical form is refused. The signature covers the
    /// octets either way.
    pub require_canonical: bool,
}

impl Default for ClaimRules {
    fn default() -> Self {
        Self {
            revisions: Revisions::default(),
            max_depth: DEFAULT_MAX_DEPTH,
            require_canonical: false,
        }
    }
}

impl<'a> Claims<'a> {
    /// Reads the claim set of a token whose signature was verified.
    ///
    /// # Errors
    ///
    /// The first defect, in the order JSON, canonical form, undeclared, missing, shape, profile,
    /// version.
    pub fn parse(token: &'a VerifiedJws, rules: &ClaimRules) -> Result<Self, ClaimError> {
        Self::parse_unverified(token.payload(), rules)
    }

    /// Reads the claim set from octets of which nobody knows who wrote them: for an Attester that
    /// checks what it is about to sign, for inspection, and for tests. Never for a decision.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_unverified(payload: &'a [u8], rules: &ClaimRules) -> Result<Self, ClaimError> {
        let document = Document::parse(payload, rules.max_depth).map_err(ClaimError::Json)?;
        let object = document.root().as_object().ok_or(ClaimError::NotObject)?;
        // A number outside the subset has no canonical form at all.
        if rules.require_canonical
            && CanonicalJson::from_value(document.root())
                .map_or(true, |canonical| canonical.as_octets() != payload)
        {
            return Err(ClaimError::NotCanonical);
        }

        let mut members = Members::default();
        for (name, value) in object {
            // §3.5: additionalProperties is false.
            let claim = match name.literal() {
                Some(literal) => ClaimName::from_name(literal),
                None => ClaimName::from_name(&name.to_cow()),
            };
            let Some(claim) = claim else {
                return Err(ClaimError::Unknown { name: name.chars().take(64).collect() });
            };
            members.set(claim, value);
        }
        members.require_declared()?;
        for claim in ClaimName::ALL {
            if claim.is_required() && members.get(*claim).is_none() {
                return Err(ClaimError::Missing(*claim));
            }
        }
        members.read(rules)
    }
}

/// The members of the payload by claim.
#[derive(Default)]
struct Members<'d, 'a> {
    values: [Option<Value<'d, 'a>>; ClaimName::ALL.len()],
}

impl<'d, 'a> Members<'d, 'a> {
    fn set(&mut self, claim: ClaimName, value: Value<'d, 'a>) {
        if let Some(slot) = self.values.get_mut(claim as usize) {
            *slot = Some(value);
        }
    }

    fn get(&self, claim: ClaimName) -> Option<Value<'d, 'a>> {
        self.values.get(claim as usize).copied().flatten()
    }

    /// §3.5, lock-step profile: which claims are declared is told by the token's own
    /// `eat_profile`. Revision -02 does not declare `psea_signals_hash`.
    fn require_declared(&self) -> Result<(), ClaimError> {
        let is_02 = self
            .get(ClaimName::EatProfile)
            .and_then(|value| value.as_text())
            .is_some_and(|text| text == *Revision::Draft02.eat_profile());
        if is_02 && self.get(ClaimName::SignalsHash).is_some() {
            return Err(ClaimError::Unknown {
                name: String::from(ClaimName::SignalsHash.as_str()),
            });
        }
        Ok(())
    }

    fn read(&self, rules: &ClaimRules) -> Result<Claims<'a>, ClaimError> {
        let jti = self.text(ClaimName::Jti, Jti::new)?;
        let aud = self.text(ClaimName::Aud, Audience::new)?;
        let iss = self.text(ClaimName::Iss, Issuer::new)?;
        let iat = self.seconds(ClaimName::Iat)?;
        let exp = self.seconds(ClaimName::Exp)?;
        let ueid = self.string(ClaimName::Ueid, |text| Ueid::parse(text).ok(), UEID)?;
        let eat_profile = self.required(ClaimName::EatProfile)?;
        let eat_profile = eat_profile.as_text().ok_or(not_a_string(ClaimName::EatProfile))?;
        let tier = self.text(ClaimName::Tier, Tier::new)?;
        let op = self.text(ClaimName::Op, Operation::new)?;
        let counter = self
            .required(ClaimName::Counter)?
            .as_integer()
            .and_then(|value| Counter::new(u64::try_from(value).ok()?))
            .ok_or(invalid(ClaimName::Counter, INTEGER))?;
        let payload_hash =
            self.string(ClaimName::PayloadHash, |text| PayloadHash::parse(text).ok(), HASH)?;
        let uv = user_verification(self.required(ClaimName::Uv)?)?;
        let version = self.required(ClaimName::ProofVersion)?;
        let version = version.as_text().ok_or(not_a_string(ClaimName::ProofVersion))?;
        let nonce = self.optional_text(ClaimName::EatNonce, Nonce::new)?;
        let submods = self.get(ClaimName::Submods).map(submods).transpose()?;
        let chain_prev = self.optional_string(ClaimName::ChainPrev, ChainEntry::parse, HEX)?;
        let caller_package = self.optional_text(ClaimName::CallerPackage, CallerPackage::new)?;
        let sdk_version = self.optional_text(ClaimName::SdkVersion, SdkVersion::new)?;
        let signals_hash = self.optional_string(
            ClaimName::SignalsHash,
            |text| SignalsHash::parse(text).ok(),
            HASH,
        )?;
        let user_hash = self.optional_string(
            ClaimName::UserHash,
            |text| UserHash::parse(text).ok(),
            USER_HASH,
        )?;
        let chain_pending = self.opaque(ClaimName::ChainPending)?;
        let last_confirmed_head = self.opaque(ClaimName::LastConfirmedHead)?;
        let rp_context_hash = self.opaque(ClaimName::RpContextHash)?;

        // §3.5: an unknown or unaccepted `eat_profile` is refused, whatever else holds.
        let profile = match Revision::from_eat_profile(&eat_profile.to_cow()) {
            Some(revision) if !rules.revisions.accepts(revision) => {
                return Err(ClaimError::Profile);
            }
            Some(Revision::Draft02) => Profile::Draft02,
            Some(Revision::Draft03) => Profile::Draft03 { signals_hash },
            None => return Err(ClaimError::Profile),
        };
        if version != *PROOF_VERSION {
            return Err(ClaimError::Version);
        }
        Ok(Claims {
            jti,
            aud,
            iss,
            iat,
            exp,
            ueid,
            profile,
            tier,
            op,
            counter,
            payload_hash,
            uv,
            nonce,
            submods,
            chain_prev,
            caller_package,
            sdk_version,
            user_hash,
            chain_pending,
            last_confirmed_head,
            rp_context_hash,
        })
    }

    fn required(&self, claim: ClaimName) -> Result<Value<'d, 'a>, ClaimError> {
        self.get(claim).ok_or(ClaimError::Missing(claim))
    }

    fn text<T>(
        &self,
        claim: ClaimName,
        new: fn(alloc::borrow::Cow<'a, str>) -> Result<T, TextError>,
    ) -> Result<T, ClaimError> {
        self.optional_text(claim, new)?.ok_or(ClaimError::Missing(claim))
    }

    fn optional_text<T>(
        &self,
        claim: ClaimName,
        new: fn(alloc::borrow::Cow<'a, str>) -> Result<T, TextError>,
    ) -> Result<Option<T>, ClaimError> {
        let Some(value) = self.get(claim) else { return Ok(None) };
        let content = value.as_text().ok_or(not_a_string(claim))?;
        new(text(content)).map(Some).map_err(|error| invalid(claim, error.problem()))
    }

    fn string<T>(
        &self,
        claim: ClaimName,
        parse: impl FnOnce(&str) -> Option<T>,
        problem: &'static str,
    ) -> Result<T, ClaimError> {
        self.optional_string(claim, parse, problem)?.ok_or(ClaimError::Missing(claim))
    }

    fn optional_string<T>(
        &self,
        claim: ClaimName,
        parse: impl FnOnce(&str) -> Option<T>,
        problem: &'static str,
    ) -> Result<Option<T>, ClaimError> {
        let Some(value) = self.get(claim) else { return Ok(None) };
        let content = value.as_text().ok_or(not_a_string(claim))?;
        parse(&content.to_cow()).map(Some).ok_or(invalid(claim, problem))
    }

    fn seconds(&self, claim: ClaimName) -> Result<EpochSeconds, ClaimError> {
        self.required(claim)?
            .as_integer()
            .and_then(|value| EpochSeconds::new(u64::try_from(value).ok()?))
            .ok_or(invalid(claim, INTEGER))
    }

    /// Opaque claims may be any JSON, but their numbers are integers too (§2).
    fn opaque(&self, claim: ClaimName) -> Result<Option<CanonicalJson>, ClaimError> {
        self.get(claim)
            .map(|value| CanonicalJson::from_value(value).map_err(|_| invalid(claim, NUMBERS)))
            .transpose()
    }
}

const INTEGER: &str = "must be an integer in [0, 2^53 − 1], written without fraction or exponent";
const NUMBERS: &str = "holds a number that is not an integer within ±(2^53 − 1)";
const UEID: &str = "must be 33 octets in base64url without padding (44 characters)";
const HASH: &str = "must be 32 octets in standard base64 with padding (44 characters)";
const USER_HASH: &str = "must be 32 octets in base64url without padding (43 characters)";
const HEX: &str = "must be 64 lower-case hexadecimal digits";

const fn invalid(claim: ClaimName, problem: &'static str) -> ClaimError {
    ClaimError::Invalid { claim, problem }
}

const fn not_a_string(claim: ClaimName) -> ClaimError {
    invalid(claim, "must be a string")
}

/// §3.7.1: `verified` and `method` are required; further members are allowed.
fn user_verification<'a>(value: Value<'_, 'a>) -> Result<UserVerification<'a>, ClaimError> {
    let shape = invalid(
        ClaimName::Uv,
        "must be an object with `verified` (a boolean) and `method` (a string)",
    );
    let Some(object) = value.as_object() else { return Err(shape) };
    let verified = object.get("verified").and_then(|value| value.as_bool());
    let method = object.get("method").and_then(|value| value.as_text());
    let (Some(verified), Some(method)) = (verified, method) else { return Err(shape) };
    let method =
        UvMethod::new(text(method)).map_err(|error| invalid(ClaimName::Uv, error.problem()))?;
    let extended = if object.iter().count() > 2 {
        let json = CanonicalJson::from_value(value).map_err(|_| invalid(ClaimName::Uv, NUMBERS))?;
        Some(json)
    } else {
        None
    };
    Ok(UserVerification { verified, method, extended })
}

/// §3.5: nothing but the submodule `psea-device-state`, an object. A nested token is not.
fn submods(value: Value<'_, '_>) -> Result<Submods, ClaimError> {
    let shape = invalid(
        ClaimName::Submods,
        "must be an object that holds nothing but the object `psea-device-state`",
    );
    let Some(object) = value.as_object() else { return Err(shape) };
    let mut submods = Submods::default();
    for (name, state) in object {
        if name != *"psea-device-state" || state.kind() != Kind::Object {
            return Err(shape);
        }
        let state =
            CanonicalJson::from_value(state).map_err(|_| invalid(ClaimName::Submods, NUMBERS))?;
        submods.device_state = Some(state);
    }
    Ok(submods)
}
