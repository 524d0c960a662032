//! One proof and the submission that carries it: valid as made, then broken in one place.

use std::fmt;
use std::rc::Rc;

use super::encode::{base64url, commitment};
use super::json::quote;
use super::keys::Key;
use super::members::{Members, OctetEdit, TextEdit, apply, object, object_as_given, remove, set};
use super::values::Revision;

/// The time of every submission that says nothing else.
pub(crate) const NOW: u64 = 1_785_300_000;
/// `iat` of every proof that says nothing else.
pub(crate) const IAT: u64 = NOW - 10;
/// `exp` of every proof that says nothing else.
pub(crate) const EXP: u64 = NOW + 110;
/// The greatest integer that the profile admits (§2.2).
pub(crate) const MAX: u64 = (1 << 53) - 1;
/// `jti` of every proof that says nothing else.
pub(crate) const JTI: &str = "4b0a6c1e-7d52-4f0e-9a53-2f1d8e6c0a01";
/// The tenant of every case that says nothing else.
pub(crate) const ISS: &str = "tenant.example";
/// The verifier of every case that says nothing else.
pub(crate) const AUD: &str = "verifier.example";
/// The enrolled device of every case that says nothing else.
pub(crate) const DEVICE: &str = "device-7f3a";
/// The operation of every case that says nothing else.
pub(crate) const OP: &str = "payment.execute";
/// The tier of every case that says nothing else.
pub(crate) const TIER: &str = "high";
/// The action of every case that says nothing else.
pub(crate) const ACTION: &str =
    r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;

/// A proof and its submission.
#[derive(Clone)]
pub(crate) struct Proof {
    header: Members,
    claims: Members,
    body: Members,
    action: Option<String>,
    revision: Revision,
    device: String,
    signer: String,
    now: u64,
    asked_op: String,
    asked_tier: String,
    header_octets: Vec<OctetEdit>,
    payload_octets: Vec<OctetEdit>,
    segments: [Vec<TextEdit>; 3],
    signature: Vec<OctetEdit>,
    compact: Vec<TextEdit>,
    body_octets: Vec<OctetEdit>,
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proof")
            .field("header", &self.header)
            .field("claims", &self.claims)
            .finish_non_exhaustive()
    }
}

impl Proof {
    /// A proof that the default verifier approves.
    pub(crate) fn new() -> Self {
        Self {
            header: Vec::new(),
            claims: Vec::new(),
            body: Vec::new(),
            action: None,
            revision: Revision::Draft03,
            device: DEVICE.to_owned(),
            signer: "key-1".to_owned(),
            now: NOW,
            asked_op: OP.to_owned(),
            asked_tier: TIER.to_owned(),
            header_octets: Vec::new(),
            payload_octets: Vec::new(),
            segments: [Vec::new(), Vec::new(), Vec::new()],
            signature: Vec::new(),
            compact: Vec::new(),
            body_octets: Vec::new(),
        }
        .header("alg", &quote("ES256"))
        .header("kid", &quote("key-1"))
        .header("typ", &quote("psea-proof+jwt"))
        .claim_str("aud", AUD)
        .claim_str("iss", ISS)
        .claim_str("jti", JTI)
        .claim_str("psea_proof_version", "1")
        .claim("psea_uv", r#"{"method":"biometric","verified":true}"#)
        .times(IAT, EXP)
        .counter(1)
        .op(OP)
        .tier(TIER)
        .acting(ACTION)
        .revision(Revision::Draft03)
    }

    /// A proof under draft-02, valid otherwise.
    pub(crate) fn draft02() -> Self {
        Self::new().revision(Revision::Draft02)
    }

    /// The n-th proof of a sequence: its own `jti`, counter n.
    pub(crate) fn nth(n: u64) -> Self {
        Self::new().jti(&format!("action-{n:04}")).counter(n)
    }

    // ---- header -----------------------------------------------------------------------

    /// Sets a header parameter to a JSON text.
    pub(crate) fn header(mut self, name: &str, text: &str) -> Self {
        set(&mut self.header, name, text);
        self
    }

    /// Removes a header parameter.
    pub(crate) fn no_header(mut self, name: &str) -> Self {
        remove(&mut self.header, name);
        self
    }

    /// Sets `kid`.
    pub(crate) fn kid(self, kid: &str) -> Self {
        self.header("kid", &quote(kid))
    }

    /// Edits the header's text before it is signed.
    pub(crate) fn edit_header(self, edit: impl Fn(String) -> String + 'static) -> Self {
        self.header_octets(move |octets| edit(String::from_utf8(octets).unwrap()).into_bytes())
    }

    /// Edits the header's octets before it is signed.
    pub(crate) fn header_octets(mut self, edit: impl Fn(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.header_octets.push(Rc::new(edit));
        self
    }

    // ---- payload ----------------------------------------------------------------------

    /// Sets a claim to a JSON text.
    pub(crate) fn claim(mut self, name: &str, text: &str) -> Self {
        set(&mut self.claims, name, text);
        self
    }

    /// Sets a claim to a string.
    pub(crate) fn claim_str(self, name: &str, value: &str) -> Self {
        self.claim(name, &quote(value))
    }

    /// Removes a claim.
    pub(crate) fn without(mut self, name: &str) -> Self {
        remove(&mut self.claims, name);
        self
    }

    /// Edits the payload's text before it is signed.
    pub(crate) fn edit_payload(self, edit: impl Fn(String) -> String + 'static) -> Self {
        self.payload_octets(move |octets| edit(String::from_utf8(octets).unwrap()).into_bytes())
    }

    /// Edits the payload's octets before it is signed.
    pub(crate) fn payload_octets(mut self, edit: impl Fn(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.payload_octets.push(Rc::new(edit));
        self
    }

    /// Replaces a part of the payload's text, which must be there once.
    pub(crate) fn replace_in_payload(self, from: &str, to: &str) -> Self {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.edit_payload(move |text| {
            assert_eq!(text.matches(&from).count(), 1, "{from} in {text}");
            text.replace(&from, &to)
        })
    }

    /// Sets `jti`.
    pub(crate) fn jti(self, jti: &str) -> Self {
        self.claim_str("jti", jti)
    }

    /// Sets `psea_counter`.
    pub(crate) fn counter(self, counter: u64) -> Self {
        self.claim("psea_counter", &counter.to_string())
    }

    /// Sets `iat` and `exp`.
    pub(crate) fn times(self, iat: u64, exp: u64) -> Self {
        self.claim("iat", &iat.to_string()).claim("exp", &exp.to_string())
    }

    /// Sets `eat_nonce`.
    pub(crate) fn nonce(self, nonce: &str) -> Self {
        self.claim_str("eat_nonce", nonce)
    }

    /// Sets `psea_chain_prev`.
    pub(crate) fn chain_prev(self, entry: &str) -> Self {
        self.claim_str("psea_chain_prev", entry)
    }

    /// Sets `eat_profile` and derives `ueid` by the same revision.
    pub(crate) fn revision(mut self, revision: Revision) -> Self {
        self.revision = revision;
        self.claim_str("eat_profile", revision.uri()).derived_ueid()
    }

    /// Derives `ueid` from another device.
    pub(crate) fn device(mut self, device_id: &str) -> Self {
        device_id.clone_into(&mut self.device);
        self.derived_ueid()
    }

    /// Sets `iss` and derives `ueid` for it.
    pub(crate) fn iss(self, iss: &str) -> Self {
        self.claim_str("iss", iss).ueid_for(iss)
    }

    fn derived_ueid(self) -> Self {
        self.ueid_for(ISS)
    }

    fn ueid_for(self, iss: &str) -> Self {
        let ueid = self.revision.ueid(&self.device, iss);
        self.claim_str("ueid", &ueid)
    }

    /// Sets the operation, in the claim and in what the verifier is asked.
    pub(crate) fn op(self, op: &str) -> Self {
        self.asked_op(op).claim_str("psea_op", op)
    }

    /// Sets the tier, in the claim and in what the verifier is asked.
    pub(crate) fn tier(self, tier: &str) -> Self {
        self.asked_tier(tier).claim_str("psea_tier", tier)
    }

    /// Sets the operation that the verifier is asked, the claim left as it is.
    pub(crate) fn asked_op(mut self, op: &str) -> Self {
        op.clone_into(&mut self.asked_op);
        self
    }

    /// Sets the tier that the verifier is asked, the claim left as it is.
    pub(crate) fn asked_tier(mut self, tier: &str) -> Self {
        tier.clone_into(&mut self.asked_tier);
        self
    }

    /// Commits to an action payload and carries the same text.
    pub(crate) fn acting(self, action: &str) -> Self {
        self.commits(action).carries(action)
    }

    /// Commits to an action payload, the body left as it is.
    pub(crate) fn commits(self, action: &str) -> Self {
        self.claim_str("psea_payload_hash", &commitment(action))
    }

    /// Commits to an action payload by the digest of a text taken as canonical.
    pub(crate) fn commits_octets(self, text: &str) -> Self {
        let digest = super::encode::sha256(text);
        self.claim_str("psea_payload_hash", &super::encode::base64(digest))
    }

    /// Carries an action payload, the commitment left as it is.
    pub(crate) fn carries(mut self, action: &str) -> Self {
        self.action = Some(action.to_owned());
        self
    }

    /// Commits to a signal report.
    pub(crate) fn commits_signals(self, report: &str) -> Self {
        self.claim_str("psea_signals_hash", &commitment(report))
    }

    /// Commits to a signal report and carries the same text.
    pub(crate) fn signals(self, report: &str) -> Self {
        self.commits_signals(report).body("signalReport", report)
    }

    // ---- signature --------------------------------------------------------------------

    /// Signs with the key of another label.
    pub(crate) fn signed_by(mut self, label: &str) -> Self {
        label.clone_into(&mut self.signer);
        self
    }

    /// Edits the signature's octets.
    pub(crate) fn signature(mut self, edit: impl Fn(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.signature.push(Rc::new(edit));
        self
    }

    /// Edits a segment's text; the first two before they are signed.
    pub(crate) fn segment(
        mut self,
        index: usize,
        edit: impl Fn(String) -> String + 'static,
    ) -> Self {
        self.segments[index].push(Rc::new(edit));
        self
    }

    /// Edits the whole compact text after it was signed.
    pub(crate) fn compact_edit(mut self, edit: impl Fn(String) -> String + 'static) -> Self {
        self.compact.push(Rc::new(edit));
        self
    }

    // ---- submission -------------------------------------------------------------------

    /// Sets the time of the submission.
    pub(crate) fn at(mut self, now: u64) -> Self {
        self.now = now;
        self
    }

    /// Sets a member of the transport body to a JSON text.
    pub(crate) fn body(mut self, name: &str, text: &str) -> Self {
        set(&mut self.body, name, text);
        self
    }

    /// Leaves `actionPayload` out of the transport body.
    pub(crate) fn without_action(mut self) -> Self {
        self.action = None;
        self
    }

    /// Edits the body's text.
    pub(crate) fn edit_body(self, edit: impl Fn(String) -> String + 'static) -> Self {
        self.body_octets(move |octets| edit(String::from_utf8(octets).unwrap()).into_bytes())
    }

    /// Edits the body's octets.
    pub(crate) fn body_octets(mut self, edit: impl Fn(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.body_octets.push(Rc::new(edit));
        self
    }

    // ---- results ----------------------------------------------------------------------

    /// The header's octets.
    pub(crate) fn build_header(&self) -> Vec<u8> {
        apply(&self.header_octets, object(&self.header).into_bytes())
    }

    /// The payload's octets.
    pub(crate) fn build_payload(&self) -> Vec<u8> {
        apply(&self.payload_octets, object(&self.claims).into_bytes())
    }

    /// The compact JWS.
    pub(crate) fn build(&self) -> String {
        let header = apply(&self.segments[0], base64url(self.build_header()));
        let payload = apply(&self.segments[1], base64url(self.build_payload()));
        let input = format!("{header}.{payload}");
        let signature = Key::new(&self.signer).sign(input.as_bytes());
        let signature = apply(&self.signature, signature);
        let signature = apply(&self.segments[2], base64url(signature));
        apply(&self.compact, format!("{input}.{signature}"))
    }

    /// The transport body's octets.
    pub(crate) fn build_body(&self) -> Vec<u8> {
        let mut members = vec![("proof".to_owned(), quote(&self.build()))];
        if let Some(action) = &self.action {
            members.push(("actionPayload".to_owned(), action.clone()));
        }
        for (name, text) in &self.body {
            set(&mut members, name, text);
        }
        apply(&self.body_octets, object_as_given(&members).into_bytes())
    }

    /// What the verifier is asked: time, operation, tier.
    pub(crate) fn asked(&self) -> (u64, &str, &str) {
        (self.now, &self.asked_op, &self.asked_tier)
    }

    /// `jti` and counter, as they stand in the claims.
    pub(crate) fn link(&self) -> (String, u64) {
        let claim = |name| &self.claims.iter().find(|(n, _)| n == name).unwrap().1;
        let jti = serde_json::from_str(claim("jti")).unwrap();
        (jti, claim("psea_counter").parse().unwrap())
    }
}
