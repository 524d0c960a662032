//! Claims and transport body (§3.5, §3.6, §3.8, §7.1).

use super::paths::{
    ATTESTER_PROPOSE, CLAIMS_CHAIN, CLAIMS_HASH, CLAIMS_MODEL, CLAIMS_PARSE, CLAIMS_TEXT,
    CLAIMS_UEID, CLAIMS_USER_HASH, CLAIMS_WRITE, JOSE_INTEGER, TEST_CLAIMS_DERIVATIONS_USER_HASH,
    VERIFIER_ACTION, VERIFIER_APPRAISAL,
};
use super::{Statement, code, pinned, test, unpinned};

pub(super) const STATEMENTS: &[Statement] = &[
    pinned(
        "claims-closed",
        "3.5",
        "An undeclared claim is refused.",
        &["verify.claims-unknown.*"],
    )
    .at(&[
        code(CLAIMS_PARSE, "return Err(ClaimError::Unknown { name: name.chars()"),
        code(CLAIMS_PARSE, "if is_02 && self.get(ClaimName::SignalsHash)"),
    ]),
    pinned(
        "claims-required",
        "3.5",
        "Each required claim must be there.",
        &["verify.claims-missing.*"],
    )
    .at(&[code(CLAIMS_PARSE, "if claim.is_required()")]),
    pinned(
        "claims-types",
        "3.5",
        "Each claim has its type; null is of no type but that of opaque claims.",
        &["verify.claims-type.*"],
    )
    .at(&[code(CLAIMS_PARSE, "fn read(&self, rules")]),
    pinned(
        "claims-jti",
        "3.5",
        "`jti` is 1 to 128 characters of `A-Za-z0-9._-`.",
        &["verify.claims-pattern.jti-*", "verify.claims-length.jti-*", "attest.jti-*"],
    )
    .at(&[
        code(CLAIMS_TEXT, "c.is_ascii_alphanumeric()"),
        code(CLAIMS_PARSE, "self.text(ClaimName::Jti, Jti::new)"),
    ]),
    pinned(
        "claims-aud",
        "3.5 3.13.4",
        "`aud` is one string of 1 to 256 code points; an array is refused.",
        &["verify.claims-length.aud-*", "verify.claims-type.aud-*"],
    )
    .at(&[
        code(CLAIMS_TEXT, r#"Audience, "an audience (aud)""#),
        code(CLAIMS_PARSE, "self.text(ClaimName::Aud, Audience::new)"),
    ]),
    pinned(
        "claims-iss",
        "3.5",
        "`iss` is 1 to 128 code points.",
        &["verify.claims-length.iss-*", "verify.claims-type.iss-*", "attest.iss-*"],
    )
    .at(&[
        code(CLAIMS_TEXT, r#"Issuer, "an issuer (iss)""#),
        code(CLAIMS_PARSE, "self.text(ClaimName::Iss, Issuer::new)"),
    ]),
    pinned(
        "claims-times",
        "3.5",
        "`iat` and `exp` are whole seconds of the epoch, not negative.",
        &[
            "verify.claims-type.iat-*",
            "verify.claims-type.exp-*",
            "verify.freshness.iat-milliseconds",
        ],
    )
    .at(&[code(CLAIMS_PARSE, ".and_then(|value| EpochSeconds::new(")]),
    pinned(
        "claims-ueid",
        "3.5",
        "`ueid` is 44 characters of base64url.",
        &["verify.claims-pattern.ueid-*"],
    )
    .at(&[
        code(CLAIMS_PARSE, "Ueid::parse(text).ok(), UEID"),
        code(CLAIMS_UEID, "url::decode_exact(text).map(Self)"),
    ]),
    pinned(
        "claims-profile",
        "3.5",
        "`eat_profile` names a revision that the verifier accepts.",
        &["verify.revision.profile-*", "verify.revision.draft-02*", "verify.revision.draft-03*"],
    )
    .at(&[
        code(CLAIMS_PARSE, "if !rules.revisions.accepts(revision)"),
        code(CLAIMS_PARSE, "None => return Err(ClaimError::Profile)"),
    ]),
    pinned(
        "claims-tier",
        "3.5",
        "`psea_tier` is an opaque string of 1 to 128 code points.",
        &[
            "verify.claims-length.tier-*",
            "verify.claims-type.psea-tier-*",
            "verify.binding.tier-not-ordered",
        ],
    )
    .at(&[
        code(CLAIMS_TEXT, r#"Tier, "a tier (psea_tier)""#),
        code(CLAIMS_PARSE, "self.text(ClaimName::Tier, Tier::new)"),
    ]),
    pinned(
        "claims-op",
        "3.5",
        "`psea_op` is an opaque string of 1 to 128 code points.",
        &["verify.claims-length.op-*", "verify.claims-type.psea-op-*", "verify.binding.op-unicode"],
    )
    .at(&[
        code(CLAIMS_TEXT, r#"Operation, "an operation (psea_op)""#),
        code(CLAIMS_PARSE, "self.text(ClaimName::Op, Operation::new)"),
    ]),
    pinned(
        "claims-counter",
        "3.5 3.10",
        "`psea_counter` is an integer from 0 to 2^53-1; a string is refused.",
        &[
            "verify.claims-type.psea-counter-*",
            "verify.replay.max",
            "verify.replay.first-zero",
            "attest.counter-*",
        ],
    )
    .at(&[
        code(CLAIMS_PARSE, ".and_then(|value| Counter::new("),
        code(JOSE_INTEGER, "if value <= Self::MAX.0"),
    ]),
    pinned(
        "claims-hashes",
        "3.5",
        "`psea_payload_hash` and `psea_signals_hash` are standard base64 with padding.",
        &["verify.claims-pattern.payload-hash-*", "verify.claims-pattern.signals-hash-*"],
    )
    .at(&[
        code(CLAIMS_PARSE, "PayloadHash::parse(text).ok(), HASH"),
        code(CLAIMS_PARSE, "SignalsHash::parse(text).ok()"),
        code(CLAIMS_HASH, "standard::decode_exact(text).map(Self)"),
    ]),
    pinned(
        "claims-uv",
        "3.5 3.7.1",
        "`psea_uv` has a boolean `verified` and a string `method`; unknown methods are tolerated.",
        &["verify.claims-type.uv-*", "verify.uv.method-*", "verify.uv.further-members"],
    )
    .at(&[code(CLAIMS_PARSE, "let (Some(verified), Some(method)) =")]),
    pinned(
        "claims-version",
        "3.5",
        "`psea_proof_version` is the string 1.",
        &["verify.revision.version-*", "verify.claims-type.psea-proof-version-*"],
    )
    .at(&[code(CLAIMS_PARSE, "if version != *PROOF_VERSION")]),
    pinned(
        "claims-nonce",
        "3.5",
        "`eat_nonce` is a string.",
        &["verify.claims-type.eat-nonce-*", "verify.claims-length.nonce-*"],
    )
    .at(&[code(CLAIMS_PARSE, "self.optional_text(ClaimName::EatNonce, Nonce::new)")]),
    pinned(
        "claims-submods",
        "3.5",
        "`submods` holds the device state and no other submodule.",
        &["verify.claims-type.submods-*", "attest.device-state*"],
    )
    .at(&[code(CLAIMS_PARSE, r#"name != *"psea-device-state""#)]),
    pinned(
        "claims-chain-prev",
        "3.5 3.12",
        "`psea_chain_prev` is 64 lower-case hexadecimal digits.",
        &["verify.claims-pattern.chain-prev-*", "attest.chain-*"],
    )
    .at(&[
        code(CLAIMS_PARSE, "ChainEntry::parse, HEX"),
        code(CLAIMS_CHAIN, "text.as_bytes().try_into().ok()?"),
        code(CLAIMS_CHAIN, "b'a'..=b'f' =>"),
    ]),
    pinned(
        "claims-caller",
        "3.5",
        "`psea_caller_package` is 1 to 256 code points.",
        &["verify.claims-length.caller-*", "attest.caller-*"],
    )
    .at(&[
        code(CLAIMS_TEXT, r#"CallerPackage, "a caller (psea_caller_package)""#),
        code(CLAIMS_PARSE, "ClaimName::CallerPackage, CallerPackage::new"),
    ]),
    pinned(
        "claims-sdk",
        "3.5",
        "`psea_sdk_version` is at most 64 code points.",
        &["verify.claims-length.sdk-*", "attest.sdk-*"],
    )
    .at(&[
        code(CLAIMS_TEXT, "in_range(text, 0, 64)"),
        code(CLAIMS_PARSE, "self.optional_text(ClaimName::SdkVersion, SdkVersion::new)"),
    ]),
    pinned(
        "claims-user-hash",
        "3.5 3.8",
        "`psea_user_hash` is 43 characters of base64url.",
        &["verify.claims-pattern.user-hash-*", "attest.user-*"],
    )
    .at(&[
        code(CLAIMS_PARSE, "UserHash::parse(text).ok()"),
        code(CLAIMS_USER_HASH, "url::decode_exact(text).map(Self)"),
    ]),
    pinned(
        "claims-user-hash-unused",
        "3.8",
        "The user digest is for audit and never an input to a decision.",
        &["verify.uv.user-hash-ignored"],
    )
    .at(&[code(CLAIMS_MODEL, "pub user_hash: Option<UserHash>")]),
    unpinned(
        "claims-user-hash-pairwise",
        "3.8",
        "The user digest is derived with a salt per issuer, never a bare digest of a global id.",
        "a digest does not show how it was derived",
        &[
            test(TEST_CLAIMS_DERIVATIONS_USER_HASH, "by_definition"),
            test(TEST_CLAIMS_DERIVATIONS_USER_HASH, "salt"),
            test(CLAIMS_USER_HASH, "differs_by_salt_issuer_and_user"),
        ],
    )
    .at(&[
        code(CLAIMS_USER_HASH, "for part in [iss.as_str(), user_id]"),
        code(CLAIMS_USER_HASH, "if secret.len() < 16"),
    ]),
    pinned(
        "claims-opaque",
        "3.5",
        "The opaque claims may hold any JSON of integers and are not appraised.",
        &[
            "verify.claims-type.chain-pending-*",
            "verify.claims-type.last-confirmed-head-*",
            "verify.claims-type.rp-context-hash-*",
        ],
    )
    .at(&[code(CLAIMS_PARSE, "invalid(claim, NUMBERS)")]),
    pinned(
        "claims-optional-omitted",
        "3.5",
        "An attester leaves out the optional claims that it has no value for.",
        &["attest.draft-03", "attest.every-claim", "attest.nonce-empty", "attest.sdk-empty"],
    )
    .at(&[
        code(ATTESTER_PROPOSE, "Err(AttestError::EmptyClaim(claim))"),
        code(CLAIMS_WRITE, "pub fn to_canonical(&self)"),
    ]),
    pinned(
        "body-proof-signed",
        "3.6",
        "Only the proof is signed: other members of the body feed no decision.",
        &[
            "verify.transport.confers-nothing-*",
            "verify.transport.claims-beside-proof",
            "verify.transport.status-beside-proof",
            "verify.transport.key-beside-proof",
            "verify.transport.unknown-member",
            "verify.scope.tier-body",
            "verify.freshness.time-in-body",
            "verify.uv.high-evidence",
        ],
    )
    .at(&[
        code(VERIFIER_APPRAISAL, "action::check(&claims, config, expected, &self.body)"),
        code(VERIFIER_ACTION, "(None, Some(hint)) => Ok(Signals::Untrusted("),
    ]),
    pinned(
        "body-action-bound",
        "3.6",
        "The action payload is bound by its digest.",
        &["verify.action.changed-*"],
    )
    .at(&[code(VERIFIER_ACTION, "if payload.hash() != claims.payload_hash")]),
    pinned(
        "body-signals",
        "3.6",
        "A signal report counts as committed only where the proof carries its digest and the digest matched.",
        &["verify.signals.*"],
    )
    .at(&[
        code(VERIFIER_ACTION, "if report.hash() == *committed"),
        code(VERIFIER_ACTION, "(None, Some(hint)) => Ok(Signals::Untrusted("),
    ]),
    unpinned(
        "body-integrity-evidence",
        "3.6",
        "Integrity evidence is appraised on its own cryptographic merits.",
        "its formats and their roots of trust are the platforms'; that it feeds no decision by itself is pinned by `verify.uv.high-evidence`",
        &[],
    )
    .of_deployment(),
    pinned(
        "ueid-draft-03",
        "7.1",
        "Under draft-03 the identifier is 0x01 and SHA-256 over the canonical object of device id and issuer.",
        &["ueid.draft-03.*", "verify.binding.ueid-*"],
    )
    .at(&[
        code(CLAIMS_UEID, "object.finish().sha256()"),
        code(CLAIMS_UEID, "let mut octets = [1_u8; 33]"),
    ]),
    pinned(
        "ueid-draft-02",
        "7.1",
        "Under draft-02 the identifier is 0x01 and SHA-256 over device id and issuer run together.",
        &["ueid.draft-02.*", "verify.revision.ueid-*"],
    )
    .at(&[
        code(CLAIMS_UEID, ".chain_update(device_id.as_str())"),
        code(CLAIMS_UEID, "let mut octets = [1_u8; 33]"),
    ]),
    unpinned(
        "ueid-entropy",
        "7.1",
        "A device id is a random value made at enrollment, not a serial number.",
        "a value does not show how it was made",
        &[],
    )
    .of_deployment(),
];
