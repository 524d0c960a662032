//! Our answers where the draft is silent or contradicts itself.

use super::paths::{
    CLAIMS_ACTION, CLAIMS_LIMITS, CLAIMS_PARSE, CLAIMS_SCOPE, CLAIMS_TRANSPORT, JOSE_BASE64,
    JOSE_CANONICAL_WRITE, JOSE_JSON_NAMES, JOSE_JSON_ORDER, JOSE_JSON_PARSER, JOSE_JWK,
    JOSE_JWS_HEADER, JOSE_JWS_PARSE, JOSE_PUBLIC_KEY, TEST_JOSE_ES256_JWK, TEST_JOSE_ES256_SEC1,
    TEST_JOSE_ES256_SPKI, TEST_VERIFIER_CONFIG, VERIFIER_ACTION, VERIFIER_APPRAISAL,
    VERIFIER_CHALLENGE, VERIFIER_COMMIT, VERIFIER_CONFIG, VERIFIER_FRESHNESS, VERIFIER_STATE,
};
use super::{Statement, code, pinned, test, unpinned};

pub(super) const STATEMENTS: &[Statement] = &[
    pinned(
        "answer-order",
        "2.2",
        "UTF-16 code units sort names, not code points.",
        &[
            "canonical-json.order.supplementary-*",
            "verify.action.code-point-order",
            "verify.payload-form.supplementary-required",
        ],
    )
    .at(&[
        code(JOSE_JSON_ORDER, "if *y >= 0xEE => Ordering::Less"),
        code(JOSE_JSON_ORDER, "if (0xE000..0x1_0000).contains(&code)"),
    ]),
    pinned(
        "answer-integers",
        "2.2",
        "Integers beyond ±(2^53-1) are refused in action, claims and committed report.",
        &[
            "canonical-json.numbers.above-max*",
            "canonical-json.numbers.below-min",
            "verify.action.invalid-above-max*",
            "verify.claims-type.psea-counter-above-max",
            "verify.signals.mismatch-above-max",
        ],
    )
    .at(&[
        code(JOSE_JSON_PARSER, "magnitude <= MAX_SAFE_INTEGER"),
        code(JOSE_CANONICAL_WRITE, "return Err(NumberError::at("),
    ]),
    pinned(
        "answer-minus-zero",
        "2.2",
        "-0 is an integer and canonicalises to 0; null is accepted.",
        &[
            "canonical-json.numbers.minus-zero",
            "verify.action.minus-zero-as-zero",
            "verify.action.any-null",
        ],
    )
    .at(&[
        code(JOSE_CANONICAL_WRITE, "(Some(0), _) => out.push('0')"),
        code(JOSE_CANONICAL_WRITE, "Kind::Null | Kind::Boolean =>"),
    ]),
    pinned(
        "answer-strict",
        "2",
        "Duplicates after unescaping, lone surrogates, a byte order mark, bad UTF-8 and trailing data are refused everywhere.",
        &[
            "canonical-json.syntax.*",
            "canonical-json.strings.lone-*",
            "verify.body-json.*",
            "verify.header-json.*",
            "verify.payload-json.*",
        ],
    )
    .at(&[
        code(JOSE_JSON_PARSER, "core::str::from_utf8(octets)"),
        code(JOSE_JSON_PARSER, r"text.starts_with('\u{feff}')"),
        code(JOSE_JSON_PARSER, "Some(_) => Err(self.error(Kind::TrailingData))"),
        code(JOSE_JSON_PARSER, "0xDC00..=0xDFFF => Err("),
        code(JOSE_JSON_PARSER, "_ => Err(lone)"),
        code(JOSE_JSON_PARSER, "return Err(self.duplicate(index))"),
        code(JOSE_JSON_NAMES, "Some(last) => return Err("),
    ]),
    pinned(
        "answer-action-object",
        "3.6",
        "The action payload is an object.",
        &["canonical-json.structure.*", "verify.action.invalid-*", "attest.action-array"],
    )
    .at(&[
        code(CLAIMS_ACTION, "if value.as_object().is_none()"),
        code(CLAIMS_ACTION, "if json.is_object() { Ok(Self(json)) }"),
    ]),
    pinned(
        "answer-base64url",
        "3.4",
        "base64url is exact: length, alphabet, unused bits; three segments, none empty.",
        &["verify.segments.*"],
    )
    .at(&[
        code(JOSE_JWS_PARSE, "if payload.contains('.')"),
        code(JOSE_BASE64, "BASE64_URL_SAFE_NO_PAD.decode_vec(text, out)"),
    ]),
    pinned(
        "answer-header",
        "3.4",
        "Unknown header parameters are ignored; `b64` other than true is refused.",
        &["verify.header-ignored.*", "verify.header.b64-*"],
    )
    .at(&[
        code(JOSE_JWS_HEADER, "pub(super) fn kid_of<"),
        code(JOSE_JWS_HEADER, r#"if header.get("b64").is_some_and("#),
    ]),
    pinned(
        "answer-submods",
        "3.5",
        "`submods` holds nothing but the device state; `psea_uv` may hold more.",
        &["verify.claims-type.submods-*", "verify.claims-unknown.inside-uv"],
    )
    .at(&[
        code(CLAIMS_PARSE, r#"name != *"psea-device-state""#),
        code(CLAIMS_PARSE, "if object.iter().count() > 2"),
    ]),
    pinned(
        "answer-exp-iat",
        "3.11",
        "`exp` not after `iat` is refused whatever the bound; times above 2^53-1 are refused.",
        &[
            "verify.freshness.exp-equals-iat*",
            "verify.freshness.exp-before-iat*",
            "verify.claims-type.exp-above-max",
            "verify.claims-type.iat-above-max",
        ],
    )
    .at(&[
        code(VERIFIER_FRESHNESS, ".filter(|lifetime| *lifetime > 0)"),
        code(CLAIMS_PARSE, ".and_then(|value| EpochSeconds::new("),
    ]),
    pinned(
        "answer-nonce",
        "3.1.1",
        "A nonce that is present must be outstanding where challenges are used, and is ignored where none are.",
        &["verify.challenge.optional-*", "verify.challenge.unused-*"],
    )
    .at(&[
        code(VERIFIER_FRESHNESS, "(ChallengePolicy::Unused, _) | (ChallengePolicy::Optional, None)"),
        code(VERIFIER_COMMIT, "!state.challenge_outstanding"),
    ]),
    pinned(
        "answer-signals",
        "3.6",
        "A commitment without its report is refused; a report without commitment is a hint.",
        &["verify.signals.missing*", "verify.signals.hint*"],
    )
    .at(&[
        code(VERIFIER_ACTION, "(Some(_), None) => Err(Rejection::SignalsMissing)"),
        code(VERIFIER_ACTION, "(None, Some(hint)) => Ok(Signals::Untrusted("),
    ]),
    pinned(
        "answer-body-members",
        "3.6",
        "Unknown members of the body are ignored.",
        &["verify.transport.unknown-member", "verify.transport.confers-nothing-*"],
    )
    .at(&[code(CLAIMS_TRANSPORT, "fn member(&self, name")]),
    pinned(
        "answer-attester-state",
        "3.10 3.14",
        "Counters and chains belong to the attester, not to its key.",
        &["verify.rotation.counter*", "verify.rotation.scopes", "verify.rotation.chain"],
    )
    .at(&[code(VERIFIER_STATE, "struct Attester {")]),
    pinned(
        "answer-jti-issuer",
        "3.10",
        "Action ids are unique per issuer, over its attesters.",
        &["verify.replay.attesters-id*"],
    )
    .at(&[code(VERIFIER_STATE, "type JtiKey =")]),
    pinned(
        "answer-form",
        "3.4",
        "A payload that is not canonical is accepted unless the deployment asks for canonical form.",
        &["verify.payload-form.*"],
    )
    .at(&[code(CLAIMS_PARSE, "if rules.require_canonical")]),
    unpinned(
        "answer-skew",
        "3.11",
        "A skew above 60 seconds is an error of configuration.",
        "the vectors judge proofs, not configurations",
        &[
            test(TEST_VERIFIER_CONFIG, "skew_is_bounded"),
        ],
    )
    .at(&[code(VERIFIER_CONFIG, "if seconds > MAX_CLOCK_SKEW")]),
    pinned(
        "answer-limits",
        "3.13.2",
        "Body 65,536, proof 16,384, kid 512 octets, 32 containers, all inclusive and configurable.",
        &[
            "verify.limits.*",
            "attest.kid-longest",
            "attest.kid-too-long",
            "attest.device-state-deepest",
            "attest.device-state-too-deep",
        ],
    )
    .at(&[
        code(CLAIMS_LIMITS, "Self { max_body: 65_536"),
        code(VERIFIER_CONFIG, "if none || max_depth > CEILING_MAX_DEPTH"),
    ]),
    pinned(
        "answer-header-numbers",
        "3.4",
        "Unknown header content is checked for duplicates, encoding and depth alone.",
        &[
            "verify.header-ignored.fraction",
            "verify.header-ignored.above-max",
            "verify.header-ignored.beyond-double",
            "verify.header-json.duplicate-nested",
        ],
    )
    .at(&[code(JOSE_JWS_HEADER, "Document::parse(header, self.max_depth)")]),
    pinned(
        "answer-opaque-numbers",
        "2.2 3.5",
        "Numbers are integers in every claim, opaque ones included.",
        &[
            "verify.claims-type.chain-pending-fraction",
            "verify.claims-type.last-confirmed-head-exponent",
            "verify.claims-type.rp-context-hash-above-max",
            "verify.claims-type.uv-fraction",
            "verify.claims-type.submods-state-fraction",
            "verify.signals.mismatch-fraction*",
        ],
    )
    .at(&[
        code(CLAIMS_PARSE, "invalid(claim, NUMBERS)"),
        code(CLAIMS_PARSE, "invalid(ClaimName::Uv, NUMBERS)"),
        code(CLAIMS_PARSE, "invalid(ClaimName::Submods, NUMBERS)"),
        code(VERIFIER_ACTION, "SignalReport::from_value(report).map_err("),
    ]),
    pinned(
        "answer-names",
        "2",
        "Noncharacters, U+0000, empty names and internal names are accepted.",
        &[
            "canonical-json.strings.noncharacters",
            "canonical-json.order.object-internals",
            "verify.action.any-noncharacters",
            "verify.action.any-internal-names",
        ],
    )
    .at(&[code(JOSE_JSON_PARSER, "fn string_node(&mut self)")]),
    pinned(
        "answer-report-json",
        "3.5 3.6",
        "A report may be any JSON; the token's own revision decides which claims are declared.",
        &["verify.signals.committed-*", "verify.claims-unknown.signals-draft-02*"],
    )
    .at(&[
        code(CLAIMS_ACTION, "pub struct SignalReport(CanonicalJson)"),
        code(CLAIMS_PARSE, "if is_02 && self.get(ClaimName::SignalsHash)"),
    ]),
    pinned(
        "answer-challenge-life",
        "3.1.1",
        "A challenge is outstanding while now is before its time of issue plus its life.",
        &["verify.challenge.ttl-*"],
    )
    .at(&[code(VERIFIER_CHALLENGE, "now < self.until")]),
    pinned(
        "answer-scope-missing",
        "3.10 3.12",
        "A scope pointer that finds no string is refused; with the chain layer, so is a proof without link.",
        &["verify.scope.pointer-not-*", "verify.chain.first-absent", "verify.chain.second-absent"],
    )
    .at(&[
        code(CLAIMS_SCOPE, "pointer.find(action)?.as_text()?"),
        code(VERIFIER_ACTION, "config.counter_scope.scope(&claims.tier, received)"),
        code(VERIFIER_APPRAISAL, "claims.chain_prev.ok_or(Rejection::ChainBroken)"),
    ]),
    pinned(
        "answer-rotation",
        "3.14",
        "Rotation keeps status, attested verification, counters and chain; no status but active passes.",
        &["verify.rotation.*", "verify.enrollment.status-*"],
    )
    .at(&[
        code(VERIFIER_STATE, "std::mem::replace(&mut enrollment.kid"),
        code(VERIFIER_APPRAISAL, "_ => Err(Rejection::EnrollmentSuspended)"),
    ]),
    unpinned(
        "answer-enrolled-key",
        "3.14",
        "A key is checked when it is enrolled: curve, point, `use` and `key_ops`.",
        "an enrollment is no step of a vector",
        &[
            test(TEST_JOSE_ES256_SEC1, "not_a_point"),
            test(TEST_JOSE_ES256_SEC1, "infinity_and_lengths"),
            test(TEST_JOSE_ES256_SPKI, "other_keys"),
            test(TEST_JOSE_ES256_JWK, "key_type_and_curve"),
            test(TEST_JOSE_ES256_JWK, "intended_use"),
        ],
    )
    .at(&[
        code(JOSE_PUBLIC_KEY, "if !matches!(octets, [2..=4, ..])"),
        code(JOSE_PUBLIC_KEY, "p256::PublicKey::from_sec1_bytes(octets)"),
        code(JOSE_JWK, r#"require(jwk, "use", "sig""#),
        code(JOSE_JWK, "if !may_verify"),
    ]),
];
