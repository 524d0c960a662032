//! Token, header and signature (§3.2, §3.4).

use super::paths::{
    CLAIMS_LIB, CLAIMS_LIMITS, CLAIMS_PARSE, JOSE_BASE64, JOSE_JWS_HEADER, JOSE_JWS_PARSE,
    JOSE_JWS_PRODUCE, JOSE_P256, JOSE_SIGNATURE, TEST_CLAIMS_DERIVATIONS_NUMBERS, VERIFIER,
    VERIFIER_SUBMISSION,
};
use super::{Statement, code, pinned, test, unpinned};

pub(super) const STATEMENTS: &[Statement] = &[
    pinned(
        "token-compact",
        "3.2 3.4",
        "A proof is a compact JWS of three segments; other serialisations are refused.",
        &["verify.segments.*"],
    )
    .at(&[code(JOSE_JWS_PARSE, "if payload.contains('.')")]),
    pinned(
        "token-base64url",
        "3.4",
        "Segments are base64url without padding, white space or other letters.",
        &["verify.segments.header-*", "verify.segments.payload-*", "verify.segments.signature-*"],
    )
    .at(&[
        code(JOSE_JWS_PARSE, "url::decode_onto(text, &mut octets)"),
        code(JOSE_BASE64, "BASE64_URL_SAFE_NO_PAD.decode_vec(text, out)"),
    ]),
    pinned(
        "token-alg",
        "3.4",
        "`alg` is ES256; every other one is refused, `none` above all.",
        &["verify.header.alg-*"],
    )
    .at(&[code(JOSE_JWS_HEADER, r#"if !is("alg", ALG)"#)]),
    pinned(
        "token-typ",
        "3.2",
        "`typ` is `psea-proof+jwt`, compared octet by octet.",
        &["verify.header.typ-*"],
    )
    .at(&[
        code(JOSE_JWS_HEADER, r#"if !is("typ", self.typ)"#),
        code(CLAIMS_LIMITS, "..HeaderRules::new(PROOF_TYP)"),
    ]),
    pinned(
        "token-crit",
        "3.4",
        "The profile has no critical extension: any `crit` is refused.",
        &["verify.header.crit-*"],
    )
    .at(&[code(JOSE_JWS_HEADER, r#"if header.get("crit").is_some()"#)]),
    pinned(
        "token-b64",
        "3.4",
        "An unencoded payload (RFC 7797) is refused.",
        &["verify.header.b64-*"],
    )
    .at(&[code(JOSE_JWS_HEADER, r#"if header.get("b64").is_some_and("#)]),
    pinned(
        "token-kid",
        "3.4",
        "`kid` is an opaque string that is not empty and selects the enrolled key.",
        &["verify.kid.*"],
    )
    .at(&[
        code(JOSE_JWS_HEADER, "if kid.is_empty() || kid.len() > self.max_kid"),
        code(VERIFIER, "self.store.find(submission.kid()).map_err"),
    ]),
    pinned(
        "token-no-conveyed-key",
        "3.4",
        "No key conveyed in or referenced by the token is ever used.",
        &[
            "verify.header-ignored.*",
            "verify.kid.unknown-with-key",
            "verify.transport.key-beside-proof",
        ],
    )
    .at(&[
        code(VERIFIER, "self.store.find(submission.kid()).map_err"),
        code(VERIFIER_SUBMISSION, "self.proof.verify(&enrollment.key)"),
    ]),
    pinned(
        "token-header-emitted",
        "3.4",
        "An attester emits `alg`, `kid` and `typ`, and nothing else.",
        &["attest.draft-03", "attest.kid-*"],
    )
    .at(&[code(JOSE_JWS_PRODUCE, r#"header.string("alg", ALG)"#)]),
    pinned(
        "token-signature",
        "3.4",
        "The signature is ECDSA with P-256 and SHA-256 over the two segments as they arrived.",
        &[
            "verify.signature.over-*",
            "verify.signature.header-*",
            "verify.signature.payload-*",
            "verify.signature.other-*",
        ],
    )
    .at(&[
        code(JOSE_JWS_PARSE, "key.verify_message(&message, &signature)?"),
        code(JOSE_P256, "self.0.verify_prehash(message.sha256(), &signature)"),
    ]),
    pinned(
        "token-signature-form",
        "3.4",
        "The signature is 64 octets, r then s; DER and other lengths are refused.",
        &[
            "verify.signature.der",
            "verify.signature.63",
            "verify.signature.65*",
            "verify.signature.96",
        ],
    )
    .at(&[code(JOSE_SIGNATURE, "<[u8; 64]>::try_from(octets)")]),
    pinned(
        "token-signature-range",
        "3.4",
        "r and s lie between 1 and the order of the group less 1.",
        &["verify.signature.r-*", "verify.signature.s-*", "verify.signature.both-*"],
    )
    .at(&[code(JOSE_SIGNATURE, "*scalar != [0; 32] && *scalar < ORDER")]),
    pinned(
        "token-high-s",
        "3.4",
        "Both halves of s are valid.",
        &["verify.signature.high-s*", "verify.signature.low-s", "verify.replay.twin-signature"],
    )
    .at(&[code(JOSE_SIGNATURE, "*scalar != [0; 32] && *scalar < ORDER")]),
    pinned(
        "token-out-of-scope",
        "3.2",
        "Nested tokens and detached bundles are no proofs.",
        &[
            "verify.payload-json.nested-token",
            "verify.segments.detached",
            "verify.claims-type.submods-nested-token*",
        ],
    )
    .at(&[
        code(JOSE_JWS_PARSE, "if payload.contains('.')"),
        code(CLAIMS_PARSE, ".ok_or(ClaimError::NotObject)"),
        code(CLAIMS_PARSE, r#"name != *"psea-device-state""#),
    ]),
    unpinned(
        "token-media-type",
        "3.2",
        "The media type is `application/psea+jwt`.",
        "the vectors start at the transport body; the media type belongs to the protocol around it",
        &[test(TEST_CLAIMS_DERIVATIONS_NUMBERS, "constants")],
    )
    .at(&[code(CLAIMS_LIB, "pub const PROOF_MEDIA_TYPE")]),
];
