//! Replay and chain (§3.10, §3.12, §6.5, §3.14).

use super::paths::{
    CLAIMS_CHAIN, CLAIMS_SCOPE, JOSE_INTEGER, JOSE_JSON_PARSER, REDB_GATE, REDB_LOG, REDB_OPEN,
    TEST_CLI_CRASHES, TEST_CLI_RESTORE, TEST_CLI_ROUNDTRIP, TEST_CLI_STATE, TEST_REDB_KILL,
    TEST_REDB_POWER_CUTS, TEST_REDB_RESTORE, TEST_VERIFIER_CONCURRENCY, TEST_VERIFIER_RACES,
    TEST_VERIFIER_SNAPSHOT, VERIFIER_ACTION, VERIFIER_APPRAISAL, VERIFIER_COMMIT,
    VERIFIER_FRESHNESS, VERIFIER_MEMORY, VERIFIER_STATE, VERIFIER_TIME,
};
use super::{Statement, code, pinned, test, unpinned};

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
    )
    .at(&[code(VERIFIER_COMMIT, "self.counter <= stored")]),
    pinned(
        "replay-counter-first",
        "3.10",
        "Where no counter is stored any value passes.",
        &["verify.replay.first-*"],
    )
    .at(&[code(VERIFIER_COMMIT, "self.counter <= stored")]),
    pinned(
        "replay-counter-exact",
        "3.10",
        "Counters are exact up to 2^53-1.",
        &["verify.replay.max*", "verify.replay.int32"],
    )
    .at(&[
        code(JOSE_JSON_PARSER, "magnitude <= MAX_SAFE_INTEGER"),
        code(JOSE_INTEGER, "if value <= Self::MAX.0"),
    ]),
    pinned(
        "replay-jti",
        "3.10",
        "An action id is finalised once in the deployment, over all attesters, scopes and operations.",
        &["verify.replay.same-*", "verify.replay.attesters-id*", "verify.scope.tier-id"],
    )
    .at(&[
        code(VERIFIER_COMMIT, "if state.jti_finalised"),
        code(VERIFIER_STATE, "jti_finalised: matches!(jti, Entry::Occupied(_))"),
    ]),
    pinned(
        "replay-jti-kept",
        "3.10 6.5",
        "An action id is kept until no proof that bears it could pass.",
        &[
            "verify.replay.same-proof-skew",
            "verify.replay.same-proof-later",
            "verify.replay.id-kept",
            "verify.replay.id-outlives-its-proof",
        ],
    )
    .at(&[
        code(VERIFIER_FRESHNESS, "latest_exp.saturating_add(config.clock_skew)"),
        code(VERIFIER_TIME, "until.saturating_add(Self::CLOCK_TOLERANCE).get() <= self.latest.get()"),
    ]),
    pinned(
        "replay-identity",
        "3.10",
        "A proof is known by its action id, not by the octets of its token.",
        &["verify.replay.twin-signature", "verify.replay.signed-again", "verify.replay.body-again"],
    )
    .at(&[code(VERIFIER_STATE, "let jti: JtiKey =")]),
    pinned(
        "replay-scope",
        "3.10",
        "The scope comes from a signed claim or the action payload, never from an unsigned member.",
        &["verify.scope.tier*", "verify.scope.payload*"],
    )
    .at(&[
        code(VERIFIER_ACTION, "config.counter_scope.scope(&claims.tier, received)"),
        code(CLAIMS_SCOPE, "pub fn scope(&self, tier"),
    ]),
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
    )
    .at(&[
        code(VERIFIER_STATE, "state.insert(Attester {"),
        code(VERIFIER_STATE, "Entry::Vacant(jti) => remember("),
        code(REDB_GATE, "self.log.append(written.state.sequence, &written.rows)"),
        code(REDB_LOG, "self.file.sync_data()?"),
    ]),
    unpinned(
        "replay-crash",
        "6.5",
        "State survives a crash.",
        "a vector restarts the verifier but can neither kill it nor cut its power; memory is emptied by a crash, the embedded store writes before it answers",
        &[
            test(TEST_VERIFIER_SNAPSHOT, "a_restored_store_behaves_the_same"),
            test(TEST_CLI_ROUNDTRIP, "a_proof_is_approved_once_across_runs"),
            test(TEST_CLI_STATE, "a_store_that_cannot_be_written_approves_nothing"),
            test(TEST_CLI_CRASHES, "a_killed_verification_approves_at_most_once"),
            test(TEST_REDB_KILL, "nothing_acknowledged_is_lost"),
            test(TEST_REDB_POWER_CUTS, "nothing_acknowledged_is_lost"),
        ],
    )
    .at(&[
        code(VERIFIER_COMMIT, "pub trait ReplayStore"),
        code(REDB_GATE, "self.log.append(written.state.sequence, &written.rows)"),
        code(REDB_LOG, "self.file.sync_data()?"),
    ]),
    unpinned(
        "replay-restore",
        "6.5",
        "A restore from an older copy and a failover lower no counter and forget no live action id.",
        "no step of a vector replaces a store: one that notices that its copy is older answers `store_fenced` to what it may have forgotten",
        &[
            test(TEST_CLI_RESTORE, "an_older_copy_is_noticed_and_fenced"),
            test(TEST_CLI_RESTORE, "a_directory_on_another_machine_is_fenced"),
            test(TEST_REDB_RESTORE, "every_forgotten_proof_is_refused"),
            test(TEST_REDB_RESTORE, "a_fence_for_each_older_copy"),
        ],
    )
    .at(&[
        code(REDB_OPEN, "if !current || repaired"),
        code(VERIFIER_TIME, "self.issued() <= fence.saturating_add(self.clock_skew)"),
    ]),
    unpinned(
        "replay-atomic",
        "3.10 6.5",
        "Reading, comparing and writing are one durable transaction, serialised per attester and scope.",
        "a vector submits one proof at a time",
        &[
            test(TEST_VERIFIER_CONCURRENCY, "one_of_many_submissions_of_one_proof"),
            test(TEST_VERIFIER_CONCURRENCY, "one_of_many_ids_with_one_counter"),
            test(TEST_VERIFIER_CONCURRENCY, "one_of_many_counters_with_one_id"),
            test(TEST_CLI_ROUNDTRIP, "two_at_once_approve_once"),
            test(TEST_VERIFIER_RACES, "a_revocation_before_the_commit_wins"),
        ],
    )
    .at(&[
        code(VERIFIER_COMMIT, "pub trait ReplayStore"),
        code(VERIFIER_MEMORY, "self.lock()?.commit(request)"),
    ]),
    pinned(
        "replay-all-or-nothing",
        "6.5",
        "What one rule of the transaction refuses, the others have not recorded.",
        &[
            "verify.refusal.counter-keeps-*",
            "verify.refusal.id-keeps-*",
            "verify.refusal.link-keeps-both",
        ],
    )
    .at(&[code(VERIFIER_STATE, "if let Err(refusal) = request.decide(&state)")]),
    pinned(
        "chain-entry",
        "3.12",
        "An entry is SHA-256 over action id, counter and prior entry, each with its length before it.",
        &["chain-entry.*"],
    )
    .at(&[code(CLAIMS_CHAIN, "for part in [jti.as_str().as_bytes()")]),
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
    )
    .at(&[
        code(VERIFIER_COMMIT, "link.previous != state.chain_head"),
    ]),
    pinned(
        "chain-one",
        "3.12",
        "The chain is one per attester over all scopes.",
        &["verify.chain.scopes", "verify.chain.attesters"],
    )
    .at(&[code(VERIFIER_STATE, "chain_head: attester.as_ref().and_then(")]),
    pinned(
        "chain-off",
        "3.12",
        "Without the chain layer a link is not appraised.",
        &["verify.chain.off", "verify.claims-pattern.chain-prev-plain"],
    )
    .at(&[code(VERIFIER_APPRAISAL, "let chain = if config.chain")]),
    pinned(
        "chain-durable",
        "3.12 6.5",
        "The last entry survives a restart.",
        &["verify.chain.restart"],
    )
    .at(&[
        code(VERIFIER_STATE, "state.insert(Attester {"),
        code(REDB_GATE, "self.log.append(written.state.sequence, &written.rows)"),
        code(REDB_LOG, "self.file.sync_data()?"),
    ]),
    pinned(
        "rotation-kid",
        "3.14",
        "After a rotation the old `kid` resolves no more.",
        &["verify.rotation.old-key", "verify.rotation.new-*", "verify.rotation.twice"],
    )
    .at(&[code(VERIFIER_STATE, "self.kids.remove(&old_kid)")]),
];
