//! The verifier (§3.13.2, §3.13.4, §3.13.5, §3.11, §3.1.1, §3.7.1, §3.14, Appendix B.3).

use super::paths::{
    CLAIMS_OUTCOME, CLAIMS_TRANSPORT, JOSE_JSON_PARSER, JOSE_JWS_HEADER, JOSE_JWS_PARSE, REDB_GATE,
    REDB_LOG, TEST_VERIFIER_CODES, TEST_VERIFIER_CONFIG, TEST_VERIFIER_FAULTS,
    TEST_VERIFIER_STAGES, VERIFIER, VERIFIER_ACTION, VERIFIER_APPRAISAL, VERIFIER_BINDING,
    VERIFIER_CHALLENGE, VERIFIER_COMMIT, VERIFIER_CONFIG, VERIFIER_FRESHNESS, VERIFIER_OUTCOME,
    VERIFIER_SNAPSHOT, VERIFIER_STATE, VERIFIER_SUBMISSION, VERIFIER_UV,
};
use super::{Statement, code, pinned, test, unpinned};

pub(super) const STATEMENTS: &[Statement] = &[
    pinned(
        "verifier-limits",
        "3.13.2 B.3",
        "Size and structure are bounded before anything is read.",
        &["verify.limits.*"],
    )
    .at(&[
        code(CLAIMS_TRANSPORT, "if octets.len() > limits.max_body"),
        code(CLAIMS_TRANSPORT, "if octets > limits.max_proof"),
        code(JOSE_JWS_HEADER, "kid.len() > self.max_kid"),
        code(JOSE_JSON_PARSER, "if self.depth >= usize::from(self.max_depth)"),
    ]),
    pinned(
        "verifier-body",
        "3.6 B.3",
        "The body is an object with a proof and an action payload.",
        &["verify.transport.*", "verify.body-json.*"],
    )
    .at(&[
        code(CLAIMS_TRANSPORT, ".ok_or(BodyError::NotObject)"),
        code(CLAIMS_TRANSPORT, ".ok_or(BodyError::Proof)"),
        code(CLAIMS_TRANSPORT, r#"if members.get("actionPayload").is_none()"#),
    ]),
    pinned(
        "verifier-key",
        "3.4 B.3",
        "The key is the enrolled one that `kid` selects.",
        &["verify.kid.*"],
    )
    .at(&[
        code(VERIFIER, "self.store.find(submission.kid()).map_err"),
        code(VERIFIER_SUBMISSION, "found.ok_or(Rejection::KeyUnknown)"),
        code(VERIFIER_SUBMISSION, "if *enrollment.kid != *self.kid()"),
    ]),
    pinned(
        "verifier-signature-first",
        "3.13.2 B.3",
        "Nothing of the payload counts before the signature is verified.",
        &["verify.signature.payload-*", "verify.signature.other-key"],
    )
    .at(&[
        code(VERIFIER_SUBMISSION, "self.proof.verify(&enrollment.key)"),
        code(JOSE_JWS_PARSE, "pub struct VerifiedJws"),
    ]),
    pinned(
        "verifier-status",
        "3.14 B.3",
        "Only an active enrollment passes, by the server's own record.",
        &["verify.enrollment.*"],
    )
    .at(&[
        code(VERIFIER_APPRAISAL, "EnrollmentStatus::Active => Ok(())"),
        code(VERIFIER_APPRAISAL, "_ => Err(Rejection::EnrollmentSuspended)"),
    ]),
    pinned(
        "verifier-status-durable",
        "3.14",
        "A change of status holds for the next proof and over a restart.",
        &[
            "verify.enrollment.suspended-between",
            "verify.enrollment.revoked-between",
            "verify.enrollment.status-restart",
        ],
    )
    .at(&[
        code(VERIFIER_COMMIT, "_ => return Err(CommitRefusal::EnrollmentSuspended)"),
        code(VERIFIER_SNAPSHOT, "status: self.status"),
        code(REDB_GATE, "self.log.append(written.state.sequence, &written.rows)"),
        code(REDB_LOG, "self.file.sync_data()?"),
    ]),
    pinned(
        "verifier-claims",
        "3.13.2 B.3",
        "The claim set is checked against the table of the accepted revision.",
        &[
            "verify.claims-unknown.*",
            "verify.claims-missing.*",
            "verify.claims-type.*",
            "verify.revision.*",
        ],
    )
    .at(&[code(VERIFIER_APPRAISAL, "Claims::parse(&self.proof, &config.claim_rules)")]),
    pinned(
        "verifier-iss",
        "3.13.4 B.3",
        "`iss` is the expected one, octet by octet.",
        &["verify.binding.iss-*"],
    )
    .at(&[code(VERIFIER_BINDING, "if claims.iss.as_str() != config.iss.as_str()")]),
    pinned(
        "verifier-aud",
        "3.13.4 B.3",
        "`aud` is this verifier, octet by octet.",
        &["verify.binding.aud-*"],
    )
    .at(&[code(VERIFIER_BINDING, "if claims.aud.as_str() != config.aud.as_str()")]),
    pinned(
        "verifier-op",
        "3.13.4 B.3",
        "`psea_op` is the operation of this request.",
        &["verify.binding.op-*"],
    )
    .at(&[code(VERIFIER_BINDING, "if claims.op.as_str() != expected.op.as_str()")]),
    pinned(
        "verifier-tier",
        "3.13.4 B.3",
        "`psea_tier` is the tier of this request.",
        &["verify.binding.tier-*"],
    )
    .at(&[code(VERIFIER_BINDING, "if claims.tier.as_str() != expected.tier.as_str()")]),
    pinned(
        "verifier-ueid",
        "7.1 B.3",
        "`ueid` is the one of the enrolled device for this issuer.",
        &["verify.binding.ueid-*", "verify.enrollment.by-ueid*"],
    )
    .at(&[code(VERIFIER_BINDING, "if claims.ueid != enrollment.device.ueid(")]),
    pinned(
        "verifier-caller",
        "3.13.5 B.3",
        "Where a caller is expected for the operation it must be named; where none is, absence is fine.",
        &["verify.binding.caller*"],
    )
    .at(&[code(VERIFIER_BINDING, "claims.caller_package.as_ref().is_none_or(")]),
    pinned(
        "verifier-expired",
        "3.11 B.3",
        "A proof whose `exp` is not after now less skew is refused.",
        &["verify.freshness.exp-*"],
    )
    .at(&[code(VERIFIER_FRESHNESS, "if exp.get().saturating_add(config.clock_skew) <= now.get()")]),
    pinned(
        "verifier-future",
        "3.11 B.3",
        "A proof whose `iat` is after now plus skew is refused.",
        &["verify.freshness.iat-*"],
    )
    .at(&[code(VERIFIER_FRESHNESS, "if iat.get() > now.get()")]),
    pinned(
        "verifier-lifetime",
        "3.11 B.3",
        "A proof that lives longer than the bound is refused.",
        &["verify.freshness.lifetime-*"],
    )
    .at(&[
        code(VERIFIER_FRESHNESS, "lifetime > config.max_lifetime"),
    ]),
    unpinned(
        "verifier-skew",
        "3.11",
        "Skew is at most 60 seconds.",
        "a wider skew is an error of configuration, refused before any proof",
        &[
            test(TEST_VERIFIER_CONFIG, "skew_is_bounded"),
        ],
    )
    .at(&[code(VERIFIER_CONFIG, "if seconds > MAX_CLOCK_SKEW")]),
    pinned(
        "verifier-challenge",
        "3.1.1 B.3",
        "Where a challenge is required its nonce must be there, outstanding and equal.",
        &["verify.challenge.required-*"],
    )
    .at(&[
        code(VERIFIER_FRESHNESS, "(ChallengePolicy::Required, None) => Err("),
        code(VERIFIER_COMMIT, "!state.challenge_outstanding"),
    ]),
    pinned(
        "verifier-challenge-signed",
        "3.1.1",
        "Correlation uses the signed nonce, never `requestId`.",
        &["verify.challenge.request-id*", "verify.challenge.nonce-in-*"],
    )
    .at(&[code(VERIFIER_FRESHNESS, "(_, Some(nonce)) => Ok(Some(nonce))")]),
    pinned(
        "verifier-challenge-once",
        "3.1.1",
        "A nonce is burned once.",
        &[
            "verify.challenge.burned-twice",
            "verify.challenge.restart-burned",
            "verify.challenge.two-of-one",
        ],
    )
    .at(&[
        code(VERIFIER_COMMIT, "!state.challenge_outstanding"),
        code(VERIFIER_STATE, "issued.burned = true"),
    ]),
    pinned(
        "verifier-challenge-life",
        "3.1.1",
        "A nonce has a limited life.",
        &["verify.challenge.ttl-*"],
    )
    .at(&[code(VERIFIER_CHALLENGE, "now < self.until")]),
    unpinned(
        "verifier-challenge-entropy",
        "3.1.1",
        "A nonce cannot be guessed and lives 60 to 300 seconds.",
        "the vectors issue fixed nonces; the code takes a nonce and its life as given",
        &[],
    )
    .of_deployment(),
    pinned(
        "verifier-uv",
        "3.7.1 B.3",
        "`verified` must be true.",
        &["verify.uv.not-verified*"],
    )
    .at(&[code(VERIFIER_UV, "if !claims.uv.is_verified()")]),
    pinned(
        "verifier-uv-contradicted",
        "3.7.1",
        "A key whose attestation says that it is not gated per operation is refused.",
        &["verify.uv.contradicted", "verify.uv.high-contradicted"],
    )
    .at(&[code(VERIFIER_UV, "UvGate::Contradicted => Err(")]),
    pinned(
        "verifier-uv-asserted",
        "3.7.1",
        "Where attestation says nothing, verification is reported as asserted.",
        &["verify.uv.asserted*", "verify.uv.claimed-attested"],
    )
    .at(&[code(VERIFIER_UV, "UvGate::Unknown => Ok(UvAnchor::Asserted)")]),
    pinned(
        "verifier-uv-high",
        "3.7.1",
        "A high-assurance operation refuses asserted verification.",
        &["verify.uv.high-*"],
    )
    .at(&[code(VERIFIER_UV, "if config.high_assurance.contains(op) => Err(")]),
    pinned(
        "verifier-action",
        "3.13.2 B.3",
        "The action payload is canonicalised, hashed and compared, in every tier alike; without it there is no approval.",
        &["verify.action.*", "verify.transport.action-absent*"],
    )
    .at(&[
        code(VERIFIER_ACTION, "if payload.hash() != claims.payload_hash"),
        code(CLAIMS_TRANSPORT, r#"if members.get("actionPayload").is_none()"#),
    ]),
    pinned(
        "verifier-action-first",
        "3.13.2",
        "The action is compared before any counter.",
        &["verify.refusal.after-action", "verify.chain.refused-between"],
    )
    .at(&[
        code(VERIFIER_APPRAISAL, "action::check(&claims, config, expected, &self.body)"),
        code(VERIFIER_APPRAISAL, "pub fn commit<S: ReplayStore"),
    ]),
    pinned(
        "verifier-signals",
        "3.6 B.3",
        "A committed signal report must be there and match.",
        &["verify.signals.m*"],
    )
    .at(&[
        code(VERIFIER_ACTION, "(Some(_), None) => Err(Rejection::SignalsMissing)"),
        code(VERIFIER_ACTION, "if report.hash() == *committed"),
    ]),
    pinned(
        "verifier-context",
        "3.5 B.3",
        "Where the deployment binds a request context the proof must commit to it.",
        &["verify.context.*"],
    )
    .at(&[code(VERIFIER_ACTION, "if committed == Some(context)")]),
    pinned(
        "verifier-no-state",
        "3.13.2 6.5",
        "No refusal changes any state.",
        &["verify.refusal.*"],
    )
    .at(&[
        code(VERIFIER_STATE, "if let Err(refusal) = request.decide(&state)"),
        code(VERIFIER_APPRAISAL, "pub fn commit<S: ReplayStore"),
    ]),
    unpinned(
        "verifier-approval-last",
        "3.13.2 B.3",
        "An approval is given after every check and write, and in no other case.",
        "an order inside the verifier",
        &[
            test(TEST_VERIFIER_STAGES, "no_store_call_before_its_stage"),
            test(TEST_VERIFIER_STAGES, "an_appraisal_changes_nothing"),
            test(TEST_VERIFIER_FAULTS, "a_failing_store_is_a_fault_and_never_an_approval"),
            test(TEST_VERIFIER_FAULTS, "asking_again_after_an_unknown_outcome_approves_at_most_once"),
        ],
    )
    .at(&[code(VERIFIER_APPRAISAL, "Ok(Approval::of(self.approval, commit))")]),
    unpinned(
        "verifier-abstract",
        "6.4.4",
        "What the attester is told is one of a few abstract outcomes; the code is for the verifier's own log.",
        "the vectors state the code; the map from code to outcome stands in their README",
        &[
            test(TEST_VERIFIER_CODES, "outcomes_are_those_of_the_table"),
        ],
    )
    .at(&[
        code(VERIFIER_OUTCOME, "Self::ChainBroken => Outcome::Reject"),
        code(CLAIMS_OUTCOME, "pub enum Outcome"),
    ]),
    pinned(
        "verifier-unaccepted",
        "3.13.2",
        "Whatever goes wrong, the answer is a refusal.",
        &["flag:negative"],
    )
    .at(&[code(VERIFIER, "pub fn verify(")]),
];
