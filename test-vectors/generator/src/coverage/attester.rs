//! The attester (§3.7, §3.13.1, Appendix B.2).

use super::{Statement, pinned, unpinned};

pub(super) const STATEMENTS: &[Statement] = &[
    unpinned(
        "attester-uv-fresh",
        "3.7 B.2",
        "Each signature has its own fresh user verification, never a window or a batch.",
        "the act happens in hardware before the proof; the verifier's side is pinned by `verify.uv.*`",
    ),
    unpinned(
        "attester-key",
        "3.7 B.2",
        "The key is made in hardware and cannot be extracted.",
        "a property of the device, shown by its attestation",
    ),
    unpinned(
        "attester-fail-fast",
        "3.7 B.2",
        "Where the local state does not permit a proof, none is emitted.",
        "the local state is no input of a vector",
    ),
    unpinned(
        "attester-revoked",
        "3.14 B.2",
        "A revoking rejection moves the local state to revoked.",
        "the local state is no output of a vector",
    ),
    pinned(
        "attester-claims",
        "3.13.1 B.2",
        "A proof carries every required claim, in canonical form.",
        &["attest.draft-03", "attest.draft-02", "attest.every-claim*"],
    ),
    pinned(
        "attester-one-revision",
        "3.5 B.2",
        "A proof is of exactly one revision.",
        &["attest.draft-02", "attest.draft-03", "attest.signals-draft-02"],
    ),
    pinned(
        "attester-iat",
        "3.7",
        "`iat` is the time of signing.",
        &["attest.lifetime-*", "attest.iat-above-max"],
    ),
    pinned(
        "attester-lifetime",
        "3.7 3.11",
        "`exp` is after `iat` and at most the deployment's bound later.",
        &["attest.lifetime-*", "attest.exp-equals-iat", "attest.exp-before-iat"],
    ),
    pinned(
        "attester-counter-range",
        "3.10 B.2",
        "The counter's range is enforced at the producer.",
        &["attest.counter-*"],
    ),
    unpinned(
        "attester-counter-persisted",
        "3.10 B.2",
        "The counter increases strictly per scope and is persisted before the proof leaves.",
        "the vectors give the counter; its store is tested with crashes",
    ),
    pinned(
        "attester-payload-hash",
        "3.13.1 B.2",
        "The proof commits to the canonical action payload.",
        &["attest.action-*"],
    ),
    pinned(
        "attester-integers",
        "2.2 B.2",
        "No fraction leaves the attester, in action, device state or signal report.",
        &["attest.action-fraction", "attest.device-state-fraction", "attest.signals-fraction"],
    ),
    pinned(
        "attester-signals",
        "3.6",
        "Under draft-03 a proof may commit to a signal report.",
        &["attest.signals*"],
    ),
    pinned(
        "attester-chain",
        "3.12 B.2",
        "With the chain layer a proof names the entry before it, or the sentinel.",
        &["attest.chain-first", "attest.chain-second"],
    ),
    pinned(
        "attester-nonce",
        "3.1.1 B.2",
        "A proof that answers a challenge carries its nonce.",
        &["attest.nonce"],
    ),
    pinned("attester-caller", "3.13.5 B.2", "A proof may name its caller.", &["attest.caller*"]),
    pinned(
        "attester-ueid",
        "7.1 B.2",
        "The proof carries the identifier of its revision.",
        &["attest.device-unicode*", "ueid.*"],
    ),
    pinned(
        "attester-signature",
        "3.4 B.2",
        "The signature is r and s of 32 octets each.",
        &["flag:rfc6979"],
    ),
];
