//! Attestation Results and who acts on them (§3.13.3, Appendices B.3 and B.4).

use super::paths::{
    ATTESTER_ACKNOWLEDGE, JOSE_JWS_HEADER, JOSE_JWS_PARSE, PARTY, PARTY_ASKED, PARTY_AUTHORIZED,
    PARTY_ONE_TIME, RESULT_APPROVAL, RESULT_CLAIMS, RESULT_JWKS, RESULT_KEY_SET, RESULT_NAME,
    RESULT_PARSE, RESULT_PINNED, RESULT_READ, RESULT_SIGN, RESULT_WRITE,
};
use super::{Statement, code, pinned, unpinned};

pub(super) const STATEMENTS: &[Statement] = &[
    pinned(
        "result-integrity",
        "3.13.3 B.3",
        "What a relying party elsewhere acts on is protected in its integrity and of type `psea-ack+jwt`.",
        &["result.signature.*", "result.header.typ-*", "result.header.alg-*", "result.build.*"],
    )
    .at(&[
        code(RESULT_READ, "token.verify(key).map_err("),
        code(RESULT_READ, "HeaderRules::new(RESULT_TYP).closed()"),
        code(RESULT_SIGN, "protected_header(&key.public_key().thumbprint(), RESULT_TYP)"),
    ]),
    pinned(
        "result-no-proof",
        "3.2 3.13.3",
        "A proof is no result, and a result no proof.",
        &["result.kinds.proof*", "result.kinds.claims-of-a-proof", "verify.header.typ-result"],
    )
    .at(&[code(JOSE_JWS_HEADER, r#"!is("typ", self.typ)"#)]),
    pinned(
        "result-header",
        "3.13.3",
        "The header of a result has `alg`, `kid` and `typ` and nothing else.",
        &["result.header-parameter.*", "result.kid.*", "result.header-json.*"],
    )
    .at(&[code(JOSE_JWS_HEADER, "if self.closed && header.iter().count() != 3")]),
    pinned(
        "result-size",
        "3.13.3",
        "A result is at most 16,384 octets, three segments of exact base64url.",
        &["result.limits.*", "result.segments.*"],
    )
    .at(&[
        code(RESULT_READ, "if token.len() > MAX_RESULT"),
        code(JOSE_JWS_PARSE, r#"[header, payload, signature].contains(&"")"#),
    ]),
    pinned(
        "result-form",
        "3.13.3",
        "The payload is a flat object in canonical form.",
        &["result.payload-form.*", "result.payload-json.*"],
    )
    .at(&[
        code(RESULT_PARSE, "Document::parse(payload, MAX_DEPTH)"),
        code(RESULT_PARSE, "canonical.as_octets() != payload"),
    ]),
    pinned(
        "result-kinds",
        "3.13.3 6.4.4",
        "An approval and a refusal have different claims; no refusal can be read as an approval.",
        &["result.kinds.*", "result.outcome.*", "result.claims-unknown.*", "result.claims-missing.*"],
    )
    .at(&[
        code(RESULT_PARSE, "let refusal = RefusalOutcome::of(outcome);"),
        code(RESULT_NAME, "pub(super) const fn place(self) -> Place"),
        code(RESULT_CLAIMS, "pub const fn of(outcome: Outcome) -> Option<Self>"),
    ]),
    pinned(
        "result-code",
        "6.4.4",
        "A refusal tells its word and never the code.",
        &[
            "result.claims-unknown.reject-code",
            "result.claims-unknown.stale-code",
            "result.claims-unknown.revoked-code",
            "result.claims-unknown.unavailable-code",
            "result.claims-unknown.approval-psea-code",
        ],
    )
    .at(&[code(RESULT_WRITE, "impl RefusalClaims")]),
    pinned(
        "result-claims",
        "3.13.3",
        "Each claim has the type, pattern and length of the format's table.",
        &["result.claims-type.*", "result.claims-pattern.*", "result.claims-length.*"],
    )
    .at(&[
        code(RESULT_PARSE, "fn envelope(&self) -> Result<Envelope, Error>"),
        code(RESULT_PARSE, "fn approval(&self, envelope: Envelope)"),
    ]),
    pinned(
        "result-version",
        "3.13.3",
        "A result of another version of the format is refused.",
        &["result.version.*"],
    )
    .at(&[code(RESULT_PARSE, "if version != RESULT_VERSION")]),
    pinned(
        "result-binding",
        "3.13.3 3.13.4",
        "A result counts for the party that it names, from the Verifier that is relied on.",
        &["result.binding.*"],
    )
    .at(&[
        code(RESULT_READ, "if envelope.iss != self.iss"),
        code(RESULT_READ, "if envelope.aud != self.aud"),
    ]),
    pinned(
        "result-freshness",
        "3.11 3.13.3",
        "A result counts from its issue to its end, with the skew, and lives no longer than the bound.",
        &["result.freshness.*"],
    )
    .at(&[code(RESULT_READ, "fn require_fresh(")]),
    pinned(
        "result-late",
        "3.12 3.13.1",
        "An attester takes note of an acceptance after its end, and of no refusal.",
        &["result.late.*"],
    )
    .at(&[
        code(RESULT_READ, "ResultClaims::Approval(_) if envelope.iat < now => envelope.iat"),
        code(ATTESTER_ACKNOWLEDGE, "match self.reader().read_late("),
    ]),
    pinned(
        "result-ledger",
        "3.13.3",
        "A recorded result is judged at the time of its record; it counts although its key was retired, or revoked later.",
        &["result.recorded.*"],
    )
    .at(&[code(RESULT_READ, "PinnedState::Revoked { at } if recorded < at => Ok(())")]),
    pinned(
        "result-keys",
        "3.4 3.13.3",
        "Only a trusted key verifies a result: not an unknown, an announced or a revoked one.",
        &["result.keys.*", "result.kid.*"],
    )
    .at(&[
        code(RESULT_READ, "let Some((key, state)) = keys.find(token.kid())"),
        code(RESULT_READ, "fn live(state: PinnedState)"),
    ]),
    pinned(
        "result-key-set",
        "3.13.3",
        "A key set is taken whole or not at all.",
        &["result.key-set.*"],
    )
    .at(&[
        code(RESULT_JWKS, "pub(super) fn parse(json: &[u8])"),
        code(RESULT_PINNED, "if keys.is_empty()"),
    ]),
    pinned(
        "result-renewed",
        "3.13.3",
        "A newer copy of a key set replaces the older one; what was revoked stays revoked.",
        &["result.renewed.*"],
    )
    .at(&[code(RESULT_PINNED, "let PinnedState::Revoked { at } = *state else { continue };")]),
    pinned(
        "result-refresh",
        "3.13.3",
        "An unknown key asks for the key set once in a cool-down.",
        &["result.refresh.*"],
    )
    .at(&[code(RESULT_PINNED, "(next <= now.get()).then_some(later)")]),
    unpinned(
        "result-rotation",
        "3.13.3",
        "A key is announced one cache lifetime before it signs; no retired or revoked key comes back.",
        "the life of a Verifier's own set is an interface; the vectors have what it publishes",
        &[],
    )
    .at(&[
        code(RESULT_KEY_SET, "if has_active && now < from"),
        code(RESULT_KEY_SET, "if self.keys.iter().any(|known| known.public == key)"),
    ]),
    unpinned(
        "result-of-record",
        "3.13.2 B.3",
        "An approval is signed after the commit, from its record, and is the same for the same record.",
        "an order inside the Verifier; the vectors build one result of given inputs",
        &[],
    )
    .at(&[code(RESULT_APPROVAL, "record: &ApprovalRecord,")]),
    pinned(
        "party-asked",
        "3.13.3 B.4",
        "A relying party acts on an approval of the operation and tier that it asked for, as strong as it asked for.",
        &["result.asked.*"],
    )
    .at(&[
        code(PARTY, "if claims.op != asked.op"),
        code(PARTY, "if claims.tier != asked.tier"),
        code(PARTY, "if claims.durability < asked.least"),
        code(PARTY_ASKED, "!self.attested || matches!(anchor, UvAnchor::Attested)"),
    ]),
    pinned(
        "party-action",
        "2 3.13.3 B.4",
        "A relying party executes the action whose hash was approved, in the form that was hashed.",
        &["result.action.*"],
    )
    .at(&[
        code(PARTY, "if action.hash() != claims.payload_hash"),
        code(PARTY_AUTHORIZED, "pub fn execute<R>(self"),
    ]),
    pinned(
        "party-refusal",
        "B.4",
        "Nothing is executed on a refusal, or without a result that may be relied on.",
        &[
            "result.kinds.reject-authorizes-nothing",
            "result.kinds.revoked-authorizes-nothing",
            "result.kinds.proof-authorizes-nothing",
            "result.keys.revoked-authorizes-nothing",
            "result.binding.aud-authorizes-nothing",
        ],
    )
    .at(&[code(PARTY, "return Err(AuthorizeError::Refused(")]),
    pinned(
        "party-once",
        "3.10 B.4",
        "One approval lets one execution through, whatever result says it; what is not let through leaves it unused.",
        &["result.once.*"],
    )
    .at(&[
        code(PARTY, "Use::Again => Err(AuthorizeError::AlreadyUsed)"),
        code(PARTY_ONE_TIME, "return Ok(Use::Again);"),
    ]),
];
