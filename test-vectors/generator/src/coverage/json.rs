//! Canonical JSON (§2).

use super::{Statement, pinned};

pub(super) const STATEMENTS: &[Statement] = &[
    pinned(
        "json-jcs",
        "2",
        "What is hashed is canonicalised by RFC 8785 in full.",
        &["canonical-json.order.*", "canonical-json.strings.rfc8785-sample", "verify.action.any-*"],
    ),
    pinned(
        "json-utf8",
        "2",
        "Canonical text is UTF-8 without a byte order mark.",
        &[
            "canonical-json.encoding.*",
            "canonical-json.syntax.mark-*",
            "verify.body-json.mark",
            "verify.body-json.utf8-*",
        ],
    ),
    pinned(
        "json-white-space",
        "2",
        "There is no white space between tokens.",
        &["canonical-json.order.white-space*", "verify.action.same-white-space"],
    ),
    pinned(
        "json-array-order",
        "2",
        "Arrays keep their order.",
        &["canonical-json.order.array", "verify.action.changed-array-order"],
    ),
    pinned(
        "json-member-order",
        "2.2",
        "Members are sorted by the UTF-16 code units of their unescaped names, case-sensitive, without collation.",
        &["canonical-json.order.*", "verify.action.code-point-order"],
    ),
    pinned(
        "json-escapes",
        "2",
        "Strings have the escapes of RFC 8785, section 3.2.2.2, and no other.",
        &["canonical-json.strings.*", "attest.action-escapes", "attest.op-escaped"],
    ),
    pinned(
        "json-no-normalisation",
        "2",
        "Unicode is never normalised.",
        &[
            "canonical-json.strings.composed",
            "canonical-json.strings.decomposed",
            "verify.action.changed-composed",
            "verify.action.changed-decomposed",
        ],
    ),
    pinned(
        "json-integers",
        "2.2",
        "Numbers are integers; a fraction or an exponent is refused, in the action payload and in every claim.",
        &[
            "canonical-json.numbers.*",
            "verify.action.invalid-fraction*",
            "verify.action.invalid-exponent*",
            "verify.claims-type.psea-counter-fraction*",
            "attest.action-fraction",
        ],
    ),
    pinned(
        "json-duplicates",
        "2",
        "Duplicate names are refused.",
        &[
            "canonical-json.duplicates.*",
            "verify.body-json.duplicate-*",
            "verify.header-json.duplicate-*",
            "verify.payload-json.duplicate-*",
            "attest.action-duplicate*",
        ],
    ),
    pinned(
        "json-payload-hash",
        "2 3.13.2",
        "`psea_payload_hash` is standard base64 with padding of SHA-256 over the canonical action payload.",
        &[
            "canonical-json.order.published-transfer",
            "verify.claims-pattern.payload-hash-*",
            "attest.draft-03",
        ],
    ),
    pinned(
        "json-load-bearing",
        "2",
        "Canonical form bears load in the action digest and the identifier alone; a token is verified over its received octets.",
        &[
            "verify.payload-form.*",
            "verify.header-json.white-space",
            "verify.signature.payload-reencoded",
        ],
    ),
];
