//! Faults in the function that commits.

use super::{COMMIT, Check, Equivalent, Mutant};

const fn mutant(
    name: &'static str,
    from: &'static str,
    to: &'static str,
    noticed_by: Check,
) -> Mutant {
    Mutant { name, script: COMMIT, from, to, noticed_by }
}

const fn scenario(name: &'static str, from: &'static str, to: &'static str) -> Mutant {
    mutant(name, from, to, Check::Scenarios)
}

pub(super) const MUTANTS: &[Mutant] = &[
    scenario("another kid passes", "l_attester.kid <> a_kid", "false"),
    scenario("the status is not asked for", "IF l_attester.status <> 0 THEN", "IF false THEN"),
    scenario("revoked reads suspended", "WHEN 2 THEN 3 ELSE 2", "WHEN 2 THEN 2 ELSE 2"),
    scenario("suspended reads revoked", "WHEN 2 THEN 3 ELSE 2", "WHEN 2 THEN 3 ELSE 3"),
    scenario("a changed record passes", "l_attester.version <> a_version", "false"),
    scenario("an unknown challenge passes", "l_challenge.nonce IS NULL", "false"),
    scenario("a burned challenge passes", "OR l_challenge.burned", ""),
    scenario(
        "a challenge lives a second longer",
        "a_now >= l_challenge.until",
        "a_now > l_challenge.until",
    ),
    scenario("another attester's challenge passes", "OR l_challenge.attester <> a_attester", ""),
    scenario("another operation's challenge passes", "OR l_challenge.op <> a_op", ""),
    scenario("the same counter passes", "a_counter <= l_counter", "a_counter < l_counter"),
    scenario("any counter passes", "IF a_counter <= l_counter THEN", "IF false THEN"),
    scenario(
        "the greatest advance is refused",
        "IF l_counter < a_counter_least THEN",
        "IF l_counter <= a_counter_least THEN",
    ),
    scenario("any advance passes", "IF l_counter < a_counter_least THEN", "IF false THEN"),
    scenario("scopes share a counter", "AND scope = a_scope;\n    IF", ";\n    IF"),
    scenario("any link passes", "<> a_chain_previous THEN", "IS NULL THEN"),
    scenario("a chain begins otherwise", "repeat('00', 32)", "repeat('01', 32)"),
    scenario("a chain does not move", "DO UPDATE SET head = EXCLUDED.head", "DO NOTHING"),
    scenario(
        "a challenge is not burned",
        "UPDATE psea.challenge SET burned = true",
        "UPDATE psea.challenge SET burned = false",
    ),
    scenario("a counter does not move", "SET value = a_counter\n", "SET value = value\n"),
    scenario(
        "a first counter is not kept",
        "VALUES (l_attester.id, a_scope, a_counter);",
        "VALUES (l_attester.id, a_scope, 0);",
    ),
    scenario("time does not move", "IF a_now > l_latest_after THEN", "IF false THEN"),
    scenario(
        "a tolerance of 59 seconds",
        "LEAST(a_now + l_tolerance, l_max) < l_latest ",
        "LEAST(a_now + 59, l_max) < l_latest ",
    ),
    scenario(
        "any clock passes",
        "IF LEAST(a_now + l_tolerance, l_max) < l_latest THEN",
        "IF false THEN",
    ),
    scenario(
        "a replay reads as an old counter",
        "IF l_seen THEN\n        code := 6",
        "IF l_seen THEN\n        code := 7",
    ),
    scenario(
        "the jti is looked for as an issuer",
        "iss = a_iss AND jti = a_jti) INTO",
        "iss = a_jti AND jti = a_jti) INTO",
    ),
    scenario("a jti is kept for no time", "a_iss, a_jti, a_keep_until,", "a_iss, a_jti, a_now,"),
    scenario("the record loses its counter", "a_now, a_counter, a_uv,", "a_now, 0, a_uv,"),
    scenario(
        "two hashes change places",
        "a_payload_hash, a_proof_hash, a_chain",
        "a_proof_hash, a_payload_hash, a_chain",
    ),
    scenario(
        "the record loses its chain entry",
        "a_proof_hash, a_chain_entry\n    ) ON",
        "a_proof_hash, NULL\n    ) ON",
    ),
    mutant("an unknown attester is an error", "IF l_attester.id IS NULL OR", "IF", Check::Unknown),
    mutant(
        "a fence is not asked for",
        "IF l_fence >= a_fence_least THEN",
        "IF false THEN",
        Check::Fence,
    ),
    mutant(
        "a fence ends a second early",
        "l_fence >= a_fence_least",
        "l_fence > a_fence_least",
        Check::Fence,
    ),
    mutant(
        "a fence does not say since when",
        "code := 20; detail := l_fence;",
        "code := 20;",
        Check::Fence,
    ),
    mutant(
        "a clock does not say how far",
        "code := 21; detail := l_latest;",
        "code := 21;",
        Check::Fence,
    ),
    mutant(
        "a volatile session commits",
        "l_durable NOT IN ('on', 'remote_apply')\n        OR",
        "",
        Check::Durability,
    ),
    mutant(
        "a local session commits",
        "('on', 'remote_apply')",
        "('on', 'local', 'remote_apply')",
        Check::Durability,
    ),
    mutant(
        "a session that waits for more is refused",
        "('on', 'remote_apply')",
        "('on')",
        Check::Durability,
    ),
    mutant(
        "another isolation commits",
        "OR current_setting('transaction_isolation') <> 'read committed'",
        "",
        Check::Durability,
    ),
    mutant(
        "failover without a standby",
        "OR (a_failover AND current_setting('synchronous_standby_names') = '')",
        "",
        Check::Durability,
    ),
    mutant(
        "an acceptance does not wait for the disk",
        "PERFORM set_config('synchronous_commit', l_durable, true);",
        "",
        Check::Durability,
    ),
    mutant(
        "a refusal waits for the disk",
        "PERFORM set_config('synchronous_commit', 'off', true);",
        "",
        Check::Durability,
    ),
    mutant(
        "a refusal turns the session off",
        "set_config('synchronous_commit', 'off', true)",
        "set_config('synchronous_commit', 'off', false)",
        Check::Durability,
    ),
    mutant(
        "the attester is not locked",
        "WHERE name = a_attester FOR NO KEY UPDATE",
        "WHERE name = a_attester",
        Check::CounterRace,
    ),
    mutant(
        "the attester is shared",
        "WHERE name = a_attester FOR NO KEY UPDATE",
        "WHERE name = a_attester FOR KEY SHARE",
        Check::CounterRace,
    ),
    mutant(
        "the challenge is not locked",
        "WHERE nonce = a_nonce FOR NO KEY UPDATE",
        "WHERE nonce = a_nonce",
        Check::ChallengeRace,
    ),
    mutant(
        "whoever loses a jti is approved",
        "IF NOT FOUND THEN\n        code := 6; RETURN;",
        "IF NOT FOUND THEN\n        code := 0; RETURN;",
        Check::IdRace,
    ),
    mutant(
        "whoever loses a jti goes on",
        "IF NOT FOUND THEN\n        code := 6; RETURN;\n    END IF;",
        "",
        Check::IdRace,
    ),
    mutant(
        "whoever loses a jti fails",
        ") ON CONFLICT DO NOTHING;\n    IF NOT FOUND",
        ");\n    IF NOT FOUND",
        Check::IdRace,
    ),
    mutant(
        "whoever loses a jti takes it",
        ") ON CONFLICT DO NOTHING;\n    IF NOT FOUND",
        ") ON CONFLICT (iss, jti) DO UPDATE SET attester = EXCLUDED.attester;\n    IF NOT FOUND",
        Check::IdRace,
    ),
    mutant(
        "a fence that came meanwhile is not seen",
        "l_fence_after IS DISTINCT FROM l_fence\n        OR",
        "",
        Check::TimeMoves,
    ),
    mutant(
        "a first fence is not seen",
        "l_fence_after IS DISTINCT FROM l_fence",
        "l_fence_after <> l_fence",
        Check::TimeMoves,
    ),
    mutant(
        "time that moved meanwhile is not seen",
        "\n        OR LEAST(a_now + l_tolerance, l_max) < l_latest_after",
        "",
        Check::TimeMoves,
    ),
    mutant(
        "moved time is only noted",
        "RAISE EXCEPTION 'the time of the store moved during the commit' USING ERRCODE = 'PS001'",
        "RAISE LOG 'the time of the store moved during the commit'",
        Check::TimeMoves,
    ),
    mutant(
        "time goes back",
        "SET latest = a_now WHERE latest < a_now",
        "SET latest = a_now",
        Check::LatestRace,
    ),
];

pub(super) const EQUIVALENT: &[Equivalent] = &[
    Equivalent {
        script: COMMIT,
        from: "IF a_now > l_latest_after THEN",
        to: "IF a_now >= l_latest_after THEN",
        reason: "the statement behind it asks again, and changes no row at the same second",
    },
    Equivalent {
        script: COMMIT,
        from: "LEAST(a_now + l_tolerance, l_max)",
        to: "(a_now + l_tolerance)",
        reason: "no kept time is greater than 2^53 - 1, so that a greater sum refuses no less",
    },
];
