//! Canonical JSON (§2).

use super::paths::{
    CLAIMS_ACTION, CLAIMS_HASH, CLAIMS_PARSE, JOSE_CANONICAL, JOSE_CANONICAL_WRITE,
    JOSE_JSON_NAMES, JOSE_JSON_ORDER, JOSE_JSON_PARSER, JOSE_JSON_VALUE, JOSE_JWS_PARSE,
};
use super::{Statement, code, pinned};

pub(super) const STATEMENTS: &[Statement] = &[
    pinned(
        "json-jcs",
        "2",
        "What is hashed is canonicalised by RFC 8785 in full.",
        &["canonical-json.order.*", "canonical-json.strings.rfc8785-sample", "verify.action.any-*"],
    )
    .at(&[code(JOSE_CANONICAL_WRITE, "pub(super) fn value(out")]),
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
    )
    .at(&[
        code(JOSE_JSON_PARSER, "core::str::from_utf8(octets)"),
        code(JOSE_JSON_PARSER, r"text.starts_with('\u{feff}')"),
    ]),
    pinned(
        "json-white-space",
        "2",
        "There is no white space between tokens.",
        &["canonical-json.order.white-space*", "verify.action.same-white-space"],
    )
    .at(&[code(JOSE_CANONICAL_WRITE, "fn array(out"), code(JOSE_CANONICAL_WRITE, "fn object(out")]),
    pinned(
        "json-array-order",
        "2",
        "Arrays keep their order.",
        &["canonical-json.order.array", "verify.action.changed-array-order"],
    )
    .at(&[code(JOSE_CANONICAL_WRITE, "flat_map(|array| array.iter())")]),
    pinned(
        "json-member-order",
        "2.2",
        "Members are sorted by the UTF-16 code units of their unescaped names, case-sensitive, without collation.",
        &["canonical-json.order.*", "verify.action.code-point-order"],
    )
    .at(&[
        code(JOSE_JSON_ORDER, "if *y >= 0xEE => Ordering::Less"),
        code(JOSE_JSON_ORDER, "if (0xE000..0x1_0000).contains(&code)"),
        code(JOSE_CANONICAL_WRITE, "flat_map(|o| o.canonical_members())"),
    ]),
    pinned(
        "json-escapes",
        "2",
        "Strings have the escapes of RFC 8785, section 3.2.2.2, and no other.",
        &["canonical-json.strings.*", "attest.action-escapes", "attest.op-escaped"],
    )
    .at(&[
        code(JOSE_CANONICAL_WRITE, "pub(super) fn string(out"),
        code(JOSE_CANONICAL_WRITE, "c if c < ' ' =>"),
    ]),
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
    )
    .at(&[code(JOSE_CANONICAL_WRITE, "c => out.push(c),")]),
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
    )
    .at(&[
        code(JOSE_CANONICAL_WRITE, "return Err(NumberError::at("),
        code(JOSE_JSON_VALUE, "NodeKind::Integer => self.source().parse().ok()"),
        code(CLAIMS_PARSE, "invalid(claim, NUMBERS)"),
    ]),
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
    )
    .at(&[
        code(JOSE_JSON_PARSER, "return Err(self.duplicate(index))"),
        code(JOSE_JSON_NAMES, "Some(last) => return Err("),
    ]),
    pinned(
        "json-payload-hash",
        "2 3.13.2",
        "`psea_payload_hash` is standard base64 with padding of SHA-256 over the canonical action payload.",
        &[
            "canonical-json.order.published-transfer",
            "verify.claims-pattern.payload-hash-*",
            "attest.draft-03",
        ],
    )
    .at(&[
        code(CLAIMS_ACTION, "PayloadHash::of(&self.0)"),
        code(CLAIMS_HASH, "Self(json.sha256())"),
        code(CLAIMS_HASH, "standard::encode(&self.0)"),
    ]),
    pinned(
        "json-load-bearing",
        "2",
        "Canonical form bears load in the action digest and the identifier alone; a token is verified over its received octets.",
        &[
            "verify.payload-form.*",
            "verify.header-json.white-space",
            "verify.signature.payload-reencoded",
        ],
    )
    .at(&[
        code(JOSE_JWS_PARSE, "key.verify_message(&message, &signature)?"),
        code(JOSE_CANONICAL, "pub struct CanonicalJson(String)"),
    ]),
];
