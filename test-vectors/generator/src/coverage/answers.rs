//! Our answers where the draft is silent or contradicts itself.

use super::{Statement, pinned, unpinned};

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
    ),
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
    ),
    pinned(
        "answer-minus-zero",
        "2.2",
        "-0 is an integer and canonicalises to 0; null is accepted.",
        &[
            "canonical-json.numbers.minus-zero",
            "verify.action.minus-zero-as-zero",
            "verify.action.any-null",
        ],
    ),
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
    ),
    pinned(
        "answer-action-object",
        "3.6",
        "The action payload is an object.",
        &["canonical-json.structure.*", "verify.action.invalid-*", "attest.action-array"],
    ),
    pinned(
        "answer-base64url",
        "3.4",
        "base64url is exact: length, alphabet, unused bits; three segments, none empty.",
        &["verify.segments.*"],
    ),
    pinned(
        "answer-header",
        "3.4",
        "Unknown header parameters are ignored; `b64` other than true is refused.",
        &["verify.header-ignored.*", "verify.header.b64-*"],
    ),
    pinned(
        "answer-submods",
        "3.5",
        "`submods` holds nothing but the device state; `psea_uv` may hold more.",
        &["verify.claims-type.submods-*", "verify.claims-unknown.inside-uv"],
    ),
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
    ),
    pinned(
        "answer-nonce",
        "3.1.1",
        "A nonce that is present must be outstanding where challenges are used, and is ignored where none are.",
        &["verify.challenge.optional-*", "verify.challenge.unused-*"],
    ),
    pinned(
        "answer-signals",
        "3.6",
        "A commitment without its report is refused; a report without commitment is a hint.",
        &["verify.signals.missing*", "verify.signals.hint*"],
    ),
    pinned(
        "answer-body-members",
        "3.6",
        "Unknown members of the body are ignored.",
        &["verify.transport.unknown-member", "verify.transport.confers-nothing-*"],
    ),
    pinned(
        "answer-attester-state",
        "3.10 3.14",
        "Counters and chains belong to the attester, not to its key.",
        &["verify.rotation.counter*", "verify.rotation.scopes", "verify.rotation.chain"],
    ),
    pinned(
        "answer-jti-issuer",
        "3.10",
        "Action ids are unique per issuer, over its attesters.",
        &["verify.replay.attesters-id*"],
    ),
    pinned(
        "answer-form",
        "3.4",
        "A payload that is not canonical is accepted unless the deployment asks for canonical form.",
        &["verify.payload-form.*"],
    ),
    unpinned(
        "answer-skew",
        "3.11",
        "A skew above 60 seconds is an error of configuration.",
        "the vectors judge proofs, not configurations",
    ),
    pinned(
        "answer-limits",
        "3.13.2",
        "Body 65,536, proof 16,384, kid 512 octets, 32 containers, all inclusive and configurable.",
        &["verify.limits.*"],
    ),
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
    ),
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
    ),
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
    ),
    pinned(
        "answer-report-json",
        "3.5 3.6",
        "A report may be any JSON; the token's own revision decides which claims are declared.",
        &["verify.signals.committed-*", "verify.claims-unknown.signals-draft-02*"],
    ),
    pinned(
        "answer-challenge-life",
        "3.1.1",
        "A challenge is outstanding while now is before its time of issue plus its life.",
        &["verify.challenge.ttl-*"],
    ),
    pinned(
        "answer-scope-missing",
        "3.10 3.12",
        "A scope pointer that finds no string is refused; with the chain layer, so is a proof without link.",
        &["verify.scope.pointer-not-*", "verify.chain.first-absent", "verify.chain.second-absent"],
    ),
    pinned(
        "answer-rotation",
        "3.14",
        "Rotation keeps status, attested verification, counters and chain; no status but active passes.",
        &["verify.rotation.*", "verify.enrollment.status-*"],
    ),
    unpinned(
        "answer-enrolled-key",
        "3.14",
        "A key is checked when it is enrolled: curve, point, `use` and `key_ops`.",
        "an enrollment is no step of a vector; keys are tested with Wycheproof's",
    ),
];
