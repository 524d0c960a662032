//! Replay and chain (§3.10, §3.12, §6.5, §3.14).

use super::{Statement, pinned, unpinned};

pub(super) const STATEMENTS: &[Statement] = &[
    pinned(
        "replay-counter",
        "3.10",
        "A counter is greater than the last accepted one of its attester and scope.",
        &[
            "verify.replay.same",
            "verify.replay.lower*",
            "verify.replay.increasing",
            "verify.replay.gap",
        ],
    ),
    pinned(
        "replay-counter-first",
        "3.10",
        "Where no counter is stored any value passes.",
        &["verify.replay.first-*"],
    ),
    pinned(
        "replay-counter-exact",
        "3.10",
        "Counters are exact up to 2^53-1.",
        &["verify.replay.max*", "verify.replay.int32"],
    ),
    pinned(
        "replay-jti",
        "3.10",
        "An action id is finalised once in the deployment, over all attesters, scopes and operations.",
        &["verify.replay.same-*", "verify.replay.attesters-id*", "verify.scope.tier-id"],
    ),
    pinned(
        "replay-jti-kept",
        "3.10 6.5",
        "An action id is kept as long as its proof could pass.",
        &["verify.replay.same-proof-skew", "verify.replay.same-proof-later"],
    ),
    pinned(
        "replay-identity",
        "3.10",
        "A proof is known by its action id, not by the octets of its token.",
        &["verify.replay.twin-signature", "verify.replay.signed-again", "verify.replay.body-again"],
    ),
    pinned(
        "replay-scope",
        "3.10",
        "The scope comes from a signed claim or the action payload, never from an unsigned member.",
        &["verify.scope.tier*", "verify.scope.payload*"],
    ),
    pinned(
        "replay-durable",
        "6.5",
        "State survives a restart without lowering a counter or forgetting an action id.",
        &[
            "verify.replay.restart",
            "verify.replay.same-proof-restart",
            "verify.scope.tier-restart",
            "verify.rotation.counter-restart",
        ],
    ),
    unpinned(
        "replay-crash",
        "6.5",
        "State survives a crash, a restore and a failover.",
        "a vector restarts the verifier but cannot cut its power; the stores have harnesses of their own",
    ),
    unpinned(
        "replay-atomic",
        "3.10 6.5",
        "Reading, comparing and writing are one durable transaction, serialised per attester and scope.",
        "a vector submits one proof at a time; the stores are tested with concurrent submissions",
    ),
    pinned(
        "replay-all-or-nothing",
        "6.5",
        "What one rule of the transaction refuses, the others have not recorded.",
        &[
            "verify.refusal.counter-keeps-*",
            "verify.refusal.id-keeps-*",
            "verify.refusal.link-keeps-both",
        ],
    ),
    pinned(
        "chain-entry",
        "3.12",
        "An entry is SHA-256 over action id, counter and prior entry, each with its length before it.",
        &["chain-entry.*"],
    ),
    pinned(
        "chain-link",
        "3.12",
        "With the chain layer the link is the last accepted entry, or the sentinel when there is none.",
        &[
            "verify.chain.three",
            "verify.chain.first-*",
            "verify.chain.second-*",
            "verify.chain.stale-link",
            "verify.chain.fork",
        ],
    ),
    pinned(
        "chain-one",
        "3.12",
        "The chain is one per attester over all scopes.",
        &["verify.chain.scopes", "verify.chain.attesters"],
    ),
    pinned(
        "chain-off",
        "3.12",
        "Without the chain layer a link is not appraised.",
        &["verify.chain.off", "verify.claims-pattern.chain-prev-plain"],
    ),
    pinned(
        "chain-durable",
        "3.12 6.5",
        "The last entry survives a restart.",
        &["verify.chain.restart"],
    ),
    pinned(
        "rotation-kid",
        "3.14",
        "After a rotation the old `kid` resolves no more.",
        &["verify.rotation.old-key", "verify.rotation.new-*", "verify.rotation.twice"],
    ),
];
