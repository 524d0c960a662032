//! One result: valid as made, then broken in one place.

use std::fmt;
use std::rc::Rc;

use crate::core::encode::{base64, base64url, commitment, sha256};
use crate::core::json::{Json, quote};
use crate::core::keys::Key;
use crate::core::members::{Members, OctetEdit, TextEdit, apply, object, remove, set};
use crate::core::proof::{ACTION, AUD, DEVICE, ISS, JTI, NOW, OP, Proof, TIER};
use crate::core::values::Revision;

/// The relying party of every case that says nothing else.
pub(super) const PARTY: &str = "shop.example";
/// `iat` of every result that says nothing else.
pub(super) const IAT: u64 = NOW - 10;
/// `exp` of every result that says nothing else.
pub(super) const EXP: u64 = NOW + 50;
/// `jti` of every result that says nothing else.
pub(super) const ID: &str = "9mXrTq2LkV0c4uYw7HsBzA";
/// The key that signs where nothing else is said.
pub(super) const SIGNER: &str = "verifier-1";
/// A chain entry.
pub(super) const ENTRY: &str = "bfda4891fc8e525cec0093b9af8686d5f330daaf91922fd296aa77db17f656c9";

/// A result.
#[derive(Clone)]
pub(super) struct Token {
    header: Members,
    claims: Members,
    signer: String,
    header_octets: Vec<OctetEdit>,
    payload_octets: Vec<OctetEdit>,
    segments: [Vec<TextEdit>; 3],
    signature: Vec<OctetEdit>,
    compact: Vec<TextEdit>,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("header", &self.header)
            .field("claims", &self.claims)
            .finish_non_exhaustive()
    }
}

impl Token {
    fn envelope(outcome: &str) -> Self {
        Self {
            header: Vec::new(),
            claims: Vec::new(),
            signer: SIGNER.to_owned(),
            header_octets: Vec::new(),
            payload_octets: Vec::new(),
            segments: [Vec::new(), Vec::new(), Vec::new()],
            signature: Vec::new(),
            compact: Vec::new(),
        }
        .header_str("alg", "ES256")
        .header_str("typ", "psea-ack+jwt")
        .signed_by(SIGNER)
        .text("iss", AUD)
        .text("aud", PARTY)
        .text("jti", ID)
        .text("psea_ack_version", "1")
        .text("psea_outcome", outcome)
        .times(IAT, EXP)
    }

    /// An approval that the default consumer relies on.
    pub(super) fn approval() -> Self {
        Self::envelope("approve")
            .text("psea_proof_jti", JTI)
            .of_proof(&Proof::new().build())
            .text("psea_op", OP)
            .text("psea_tier", TIER)
            .claim("psea_counter", "1")
            .text("ueid", &Revision::Draft03.ueid(DEVICE, ISS))
            .text("psea_uv_anchor", "attested")
            .text("psea_durability", "power_loss")
            .of_action(ACTION)
    }

    /// A refusal with this word.
    pub(super) fn refusal(outcome: &str) -> Self {
        Self::envelope(outcome)
    }

    // ---- header -----------------------------------------------------------------------

    /// Sets a header parameter to a JSON text.
    pub(super) fn header(mut self, name: &str, text: &str) -> Self {
        set(&mut self.header, name, text);
        self
    }

    /// Sets a header parameter to a string.
    pub(super) fn header_str(self, name: &str, value: &str) -> Self {
        self.header(name, &quote(value))
    }

    /// Removes a header parameter.
    pub(super) fn no_header(mut self, name: &str) -> Self {
        remove(&mut self.header, name);
        self
    }

    /// Edits the header's text before it is signed.
    pub(super) fn edit_header(self, edit: impl Fn(String) -> String + 'static) -> Self {
        self.header_octets(move |octets| edit(String::from_utf8(octets).unwrap()).into_bytes())
    }

    /// Edits the header's octets before it is signed.
    pub(super) fn header_octets(mut self, edit: impl Fn(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.header_octets.push(Rc::new(edit));
        self
    }

    /// Signs with the key of a label, and names it.
    pub(super) fn signed_by(self, label: &str) -> Self {
        let kid = Key::new(label).thumbprint();
        self.forged_by(label).header_str("kid", &kid)
    }

    /// Signs with the key of a label, the `kid` left as it is.
    pub(super) fn forged_by(mut self, label: &str) -> Self {
        label.clone_into(&mut self.signer);
        self
    }

    // ---- payload ----------------------------------------------------------------------

    /// Sets a claim to a JSON text.
    pub(super) fn claim(mut self, name: &str, text: &str) -> Self {
        set(&mut self.claims, name, text);
        self
    }

    /// Sets a claim to a string.
    pub(super) fn text(self, name: &str, value: &str) -> Self {
        self.claim(name, &quote(value))
    }

    /// Removes a claim.
    pub(super) fn without(mut self, name: &str) -> Self {
        remove(&mut self.claims, name);
        self
    }

    /// Sets `iat` and `exp`.
    pub(super) fn times(self, iat: u64, exp: u64) -> Self {
        self.claim("iat", &iat.to_string()).claim("exp", &exp.to_string())
    }

    /// Sets the hash of the approved proof.
    pub(super) fn of_proof(self, proof: &str) -> Self {
        self.text("psea_proof_hash", &base64(sha256(proof)))
    }

    /// Sets the hash of the approved action.
    pub(super) fn of_action(self, action: &str) -> Self {
        self.text("psea_payload_hash", &commitment(action))
    }

    /// Edits the payload's text before it is signed.
    pub(super) fn edit_payload(self, edit: impl Fn(String) -> String + 'static) -> Self {
        self.payload_octets(move |octets| edit(String::from_utf8(octets).unwrap()).into_bytes())
    }

    /// Edits the payload's octets before it is signed.
    pub(super) fn payload_octets(mut self, edit: impl Fn(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.payload_octets.push(Rc::new(edit));
        self
    }

    /// Replaces a part of the payload's text, which must be there once.
    pub(super) fn replace_in_payload(self, from: &str, to: &str) -> Self {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.edit_payload(move |text| {
            assert_eq!(text.matches(&from).count(), 1, "{from} in {text}");
            text.replace(&from, &to)
        })
    }

    // ---- signature --------------------------------------------------------------------

    /// Edits the signature's octets.
    pub(super) fn signature(mut self, edit: impl Fn(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.signature.push(Rc::new(edit));
        self
    }

    /// Edits a segment's text; the first two before they are signed.
    pub(super) fn segment(
        mut self,
        index: usize,
        edit: impl Fn(String) -> String + 'static,
    ) -> Self {
        self.segments[index].push(Rc::new(edit));
        self
    }

    /// Edits the whole compact text after it was signed.
    pub(super) fn compact_edit(mut self, edit: impl Fn(String) -> String + 'static) -> Self {
        self.compact.push(Rc::new(edit));
        self
    }

    // ---- results ----------------------------------------------------------------------

    /// The header's octets.
    pub(super) fn build_header(&self) -> Vec<u8> {
        apply(&self.header_octets, object(&self.header).into_bytes())
    }

    /// The payload's octets.
    pub(super) fn build_payload(&self) -> Vec<u8> {
        apply(&self.payload_octets, object(&self.claims).into_bytes())
    }

    /// The compact JWS.
    pub(super) fn build(&self) -> String {
        let header = apply(&self.segments[0], base64url(self.build_header()));
        let payload = apply(&self.segments[1], base64url(self.build_payload()));
        let input = format!("{header}.{payload}");
        let signature = Key::new(&self.signer).sign(input.as_bytes());
        let signature = apply(&self.signature, signature);
        let signature = apply(&self.segments[2], base64url(signature));
        apply(&self.compact, format!("{input}.{signature}"))
    }

    /// The claims, as a consumer is expected to tell them.
    pub(super) fn claims(&self) -> Json {
        Json::parse(&object(&self.claims))
    }

    /// A claim's string, where it is there.
    pub(super) fn string(&self, name: &str) -> Option<String> {
        let (_, text) = self.claims.iter().find(|(n, _)| n == name)?;
        Some(serde_json::from_str(text).unwrap())
    }
}
