//! Token, header and signature (§3.2, §3.4).

use super::{Statement, pinned, unpinned};

pub(super) const STATEMENTS: &[Statement] = &[
    pinned(
        "token-compact",
        "3.2 3.4",
        "A proof is a compact JWS of three segments; other serialisations are refused.",
        &["verify.segments.*"],
    ),
    pinned(
        "token-base64url",
        "3.4",
        "Segments are base64url without padding, white space or other letters.",
        &["verify.segments.header-*", "verify.segments.payload-*", "verify.segments.signature-*"],
    ),
    pinned(
        "token-alg",
        "3.4",
        "`alg` is ES256; every other one is refused, `none` above all.",
        &["verify.header.alg-*"],
    ),
    pinned(
        "token-typ",
        "3.2",
        "`typ` is `psea-proof+jwt`, compared octet by octet.",
        &["verify.header.typ-*"],
    ),
    pinned(
        "token-crit",
        "3.4",
        "The profile has no critical extension: any `crit` is refused.",
        &["verify.header.crit-*"],
    ),
    pinned(
        "token-b64",
        "3.4",
        "An unencoded payload (RFC 7797) is refused.",
        &["verify.header.b64-*"],
    ),
    pinned(
        "token-kid",
        "3.4",
        "`kid` is an opaque string that is not empty and selects the enrolled key.",
        &["verify.kid.*"],
    ),
    pinned(
        "token-no-conveyed-key",
        "3.4",
        "No key conveyed in or referenced by the token is ever used.",
        &[
            "verify.header-ignored.*",
            "verify.kid.unknown-with-key",
            "verify.transport.key-beside-proof",
        ],
    ),
    pinned(
        "token-header-emitted",
        "3.4",
        "An attester emits `alg`, `kid` and `typ`, and nothing else.",
        &["attest.draft-03", "attest.kid-*"],
    ),
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
    ),
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
    ),
    pinned(
        "token-signature-range",
        "3.4",
        "r and s lie between 1 and the order of the group less 1.",
        &["verify.signature.r-*", "verify.signature.s-*", "verify.signature.both-*"],
    ),
    pinned(
        "token-high-s",
        "3.4",
        "Both halves of s are valid.",
        &["verify.signature.high-s*", "verify.signature.low-s", "verify.replay.twin-signature"],
    ),
    pinned(
        "token-out-of-scope",
        "3.2",
        "Nested tokens and detached bundles are no proofs.",
        &[
            "verify.payload-json.nested-token",
            "verify.segments.detached",
            "verify.claims-type.submods-nested-token*",
        ],
    ),
    unpinned(
        "token-media-type",
        "3.2",
        "The media type is `application/psea+jwt`.",
        "the vectors start at the transport body; the media type belongs to the protocol around it",
    ),
];
