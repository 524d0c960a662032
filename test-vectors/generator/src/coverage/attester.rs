//! The attester (§3.7, §3.13.1, Appendix B.2).

use super::paths::{
    ATTESTER, ATTESTER_FILE, ATTESTER_KEY, ATTESTER_PROPOSE, ATTESTER_RECORD, ATTESTER_STAGES,
    CLAIMS_ACTION, CLAIMS_MODEL, JOSE_CANONICAL_WRITE, JOSE_INTEGER, JOSE_JWS_PRODUCE,
    JOSE_SIGNATURE, TEST_ATTESTER_ACKNOWLEDGE, TEST_ATTESTER_CRASH, TEST_ATTESTER_FILE_STATE,
    TEST_ATTESTER_KEYS, TEST_ATTESTER_TRUST,
};
use super::{Statement, code, pinned, test, unpinned};

pub(super) const STATEMENTS: &[Statement] = &[
    unpinned(
        "attester-uv-fresh",
        "3.7 B.2",
        "Each signature has its own fresh user verification, never a window or a batch.",
        "the act happens in hardware before the proof; the verifier's side is pinned by `verify.uv.*`",
        &[
            test(ATTESTER_KEY, "twice"),
            test(TEST_ATTESTER_KEYS, "one_verification_one_counter_one_signature"),
            test(TEST_ATTESTER_KEYS, "a_key_that_fails_to_verify_uses_no_counter"),
        ],
    )
    .at(&[
        code(ATTESTER_KEY, "fn sign(self: Box<Self>, input"),
        code(ATTESTER_STAGES, "self.verified.sign(&prepared.input)"),
    ]),
    unpinned(
        "attester-key",
        "3.7 B.2",
        "The key is made in hardware and cannot be extracted.",
        "a property of the device, shown by its attestation",
        &[],
    )
    .of_deployment(),
    unpinned(
        "attester-fail-fast",
        "3.7 B.2",
        "Where the local state does not permit a proof, none is emitted.",
        "the local state is no input of a vector",
        &[
            test(TEST_ATTESTER_TRUST, "only_trusted_permits_a_proof"),
            test(TEST_ATTESTER_TRUST, "a_revocation_during_the_prompt_is_noticed"),
            test(TEST_ATTESTER_TRUST, "a_revocation_before_the_preparation_is_noticed"),
        ],
    )
    .at(&[
        code(ATTESTER, "other => Err(AttestError::NotTrusted(other))"),
        code(ATTESTER_STAGES, "attester.require_trusted()?"),
    ]),
    unpinned(
        "attester-revoked",
        "3.14 B.2",
        "A revoking rejection moves the local state to revoked.",
        "the local state is no output of a vector",
        &[
            test(TEST_ATTESTER_ACKNOWLEDGE, "a_revoking_answer_is_final"),
            test(TEST_ATTESTER_TRUST, "revocation_is_final"),
        ],
    )
    .at(&[
        code(ATTESTER, "(Outcome::Revoked, _) =>"),
        code(ATTESTER_RECORD, "if self.trust == TrustState::Revoked"),
    ]),
    pinned(
        "attester-claims",
        "3.13.1 B.2",
        "A proof carries every required claim, in canonical form.",
        &["attest.draft-03", "attest.draft-02", "attest.every-claim*"],
    )
    .at(&[
        code(ATTESTER_STAGES, "let payload = claims.to_canonical()"),
        code(ATTESTER_STAGES, "Claims::parse_unverified(payload.as_octets(), &rules)"),
    ]),
    pinned(
        "attester-one-revision",
        "3.5 B.2",
        "A proof is of exactly one revision.",
        &["attest.draft-02", "attest.draft-03", "attest.signals-draft-02"],
    )
    .at(&[
        code(ATTESTER_STAGES, "profile: match config.revision"),
        code(ATTESTER_PROPOSE, "self.config.revision == Revision::Draft02"),
    ]),
    pinned(
        "attester-iat",
        "3.7",
        "`iat` is the time of signing.",
        &["attest.lifetime-*", "attest.iat-above-max"],
    )
    .at(&[code(ATTESTER_STAGES, "iat: moment.now,")]),
    pinned(
        "attester-lifetime",
        "3.7 3.11",
        "`exp` is after `iat` and at most the deployment's bound later.",
        &["attest.lifetime-*", "attest.exp-equals-iat", "attest.exp-before-iat"],
    )
    .at(&[
        code(ATTESTER_PROPOSE, "if lifetime == 0 || lifetime > max_lifetime"),
        code(ATTESTER_STAGES, "moment.now.checked_add(self.lifetime)"),
    ]),
    pinned(
        "attester-counter-range",
        "3.10 B.2",
        "The counter's range is enforced at the producer.",
        &["attest.counter-*"],
    )
    .at(&[
        code(ATTESTER_RECORD, ".ok_or(StateError::Exhausted)"),
        code(JOSE_INTEGER, "if value <= Self::MAX.0"),
    ]),
    unpinned(
        "attester-counter-persisted",
        "3.10 B.2",
        "The counter increases strictly per scope and is persisted before the proof leaves.",
        "the vectors give the counter",
        &[
            test(TEST_ATTESTER_FILE_STATE, "a_counter_is_in_the_file_before_it_is_returned"),
            test(TEST_ATTESTER_FILE_STATE, "a_failed_write_uses_its_number_up"),
            test(TEST_ATTESTER_CRASH, "no_counter_is_given_out_twice"),
        ],
    )
    .at(&[
        code(ATTESTER_STAGES, "state.reserve_counter(&self.scope)?"),
        code(ATTESTER_FILE, "let counter = record.reserve(scope)?"),
        code(ATTESTER_FILE, "file.sync_all()?"),
    ]),
    pinned(
        "attester-payload-hash",
        "3.13.1 B.2",
        "The proof commits to the canonical action payload.",
        &["attest.action-*"],
    )
    .at(&[code(ATTESTER_STAGES, "payload_hash: request.action.hash()")]),
    pinned(
        "attester-integers",
        "2.2 B.2",
        "No fraction leaves the attester, in action, device state or signal report.",
        &["attest.action-fraction", "attest.device-state-fraction", "attest.signals-fraction"],
    )
    .at(&[
        code(JOSE_CANONICAL_WRITE, "return Err(NumberError::at("),
        code(CLAIMS_ACTION, "pub struct ActionPayload(CanonicalJson)"),
        code(CLAIMS_ACTION, "pub struct SignalReport(CanonicalJson)"),
        code(CLAIMS_MODEL, "pub fn with_device_state(device_state: CanonicalJson)"),
    ]),
    pinned(
        "attester-signals",
        "3.6",
        "Under draft-03 a proof may commit to a signal report.",
        &["attest.signals*"],
    )
    .at(&[code(ATTESTER_STAGES, ".map(SignalReport::hash)")]),
    pinned(
        "attester-chain",
        "3.12 B.2",
        "With the chain layer a proof names the entry before it, or the sentinel.",
        &["attest.chain-first", "attest.chain-second"],
    )
    .at(&[
        code(ATTESTER_STAGES, "if config.chain { Some(state.chain_head()?)"),
        code(ATTESTER_RECORD, "head.unwrap_or(ChainEntry::SENTINEL)"),
    ]),
    pinned(
        "attester-nonce",
        "3.1.1 B.2",
        "A proof that answers a challenge carries its nonce.",
        &["attest.nonce"],
    )
    .at(&[code(ATTESTER_STAGES, "nonce: request.nonce.clone()")]),
    pinned(
        "attester-caller",
        "3.13.5 B.2",
        "A proof may name its caller.",
        &["attest.caller*"],
    )
    .at(&[code(ATTESTER_STAGES, "caller_package: request.caller_package.clone()")]),
    pinned(
        "attester-ueid",
        "7.1 B.2",
        "The proof carries the identifier of its revision.",
        &["attest.device-unicode*", "ueid.*"],
    )
    .at(&[
        code(ATTESTER, "Ueid::derive(self.config.revision"),
        code(ATTESTER_STAGES, "ueid: self.attester.ueid()"),
    ]),
    pinned(
        "attester-signature",
        "3.4 B.2",
        "The signature is r and s of 32 octets each.",
        &["flag:rfc6979"],
    )
    .at(&[
        code(JOSE_JWS_PRODUCE, "url::encode_onto(signature.as_octets()"),
        code(JOSE_SIGNATURE, "<[u8; 64]>::try_from(octets)"),
    ]),
];
