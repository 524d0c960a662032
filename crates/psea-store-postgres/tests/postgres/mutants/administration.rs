//! Faults in the functions for enrollments, challenges, forgetting, and the fence.

use super::{Check, Equivalent, Mutant, equivalent, mutant, scenario};

pub(super) const MUTANTS: &[Mutant] = &[
    scenario(
        "a taken name reads as a taken kid",
        "IF FOUND THEN code := 2; RETURN; END IF;",
        "IF FOUND THEN code := 3; RETURN; END IF;",
    ),
    scenario(
        "a taken kid reads as a taken name",
        "WHERE kid = a_kid;\n    IF FOUND THEN code := 3;",
        "WHERE kid = a_kid;\n    IF FOUND THEN code := 2;",
    ),
    scenario("a new attester is suspended", "a_device, 0, a_uv_gate", "a_device, 1, a_uv_gate"),
    scenario(
        "an enrollment leaves no change",
        "VALUES (l_id, a_version, 0, a_kid",
        "SELECT l_id, a_version, 0, a_kid, a_at, a_reason WHERE false; PERFORM (l_id, a_version, 0, a_kid",
    ),
    scenario(
        "a revoked attester comes back",
        "IF l_attester.status = 2 AND a_status <> 2 THEN code := 4; RETURN; END IF;",
        "",
    ),
    scenario(
        "revoked twice is an error",
        "l_attester.status = 2 AND a_status <> 2",
        "l_attester.status = 2",
    ),
    scenario(
        "a suspended attester stays so",
        "l_attester.status = 2 AND",
        "l_attester.status >= 1 AND",
    ),
    scenario(
        "a status does not change the version",
        "status_name = a_status_name, version = l_attester.version + 1",
        "status_name = a_status_name, version = l_attester.version",
    ),
    scenario("a status is not kept", "SET status = a_status,", "SET status = status,"),
    scenario("a status loses its name", "status_name = a_status_name, version", "version"),
    scenario(
        "everybody's status changes",
        "SET status = a_status, status_name = a_status_name, version = l_attester.version + 1\n        WHERE id = l_attester.id",
        "SET status = a_status, status_name = a_status_name, version = l_attester.version + 1",
    ),
    scenario(
        "an unknown attester is suspended",
        "WHERE name = a_name FOR UPDATE;\n    IF l_attester.id IS NULL THEN code := 1; RETURN; END IF;\n    IF",
        "WHERE name = a_name FOR UPDATE;\n    IF l_attester.id IS NULL THEN code := 0; version := 1; RETURN; END IF;\n    IF",
    ),
    scenario(
        "a kid is taken from its owner",
        "PERFORM 1 FROM psea.attester WHERE kid = a_kid AND name <> a_name;\n    IF FOUND THEN code := 3; RETURN; END IF;",
        "",
    ),
    scenario(
        "one's own kid is in use",
        "WHERE kid = a_kid AND name <> a_name",
        "WHERE kid = a_kid",
    ),
    scenario(
        "a rotation does not change the version",
        "key = a_key, version = l_attester.version + 1",
        "key = a_key, version = l_attester.version",
    ),
    scenario("a rotation keeps the kid", "SET kid = a_kid, key", "SET key"),
    mutant(
        "a rotation keeps the key",
        "SET kid = a_kid, key = a_key,",
        "SET kid = a_kid,",
        Check::Enrollment,
    ),
    mutant(
        "two enroll one name",
        "PERFORM pg_advisory_xact_lock(8101, 1);\n    PERFORM 1 FROM psea.attester WHERE name",
        "PERFORM 1 FROM psea.attester WHERE name",
        Check::Enrollment,
    ),
    mutant(
        "two rotate to one kid",
        "PERFORM pg_advisory_xact_lock(8101, 1);\n    PERFORM 1 FROM psea.attester WHERE kid",
        "PERFORM 1 FROM psea.attester WHERE kid",
        Check::Enrollment,
    ),
    mutant(
        "two change one status",
        "PERFORM pg_advisory_xact_lock(8101, 1);\n    SELECT * INTO l_attester FROM psea.attester WHERE name = a_name FOR UPDATE;",
        "SELECT * INTO l_attester FROM psea.attester WHERE name = a_name;",
        Check::Enrollment,
    ),
    scenario("a nonce is issued twice", "IF NOT FOUND THEN RETURN false; END IF;", ""),
    mutant(
        "a nonce that was issued is an error",
        "VALUES (a_nonce, a_issued, a_until, a_attester, a_op)\n        ON CONFLICT DO NOTHING;",
        "VALUES (a_nonce, a_issued, a_until, a_attester, a_op);",
        Check::Issue,
    ),
    scenario(
        "a challenge forgets its attester",
        "a_until, a_attester, a_op)\n        ON",
        "a_until, NULL, a_op)\n        ON",
    ),
    scenario(
        "a challenge forgets its operation",
        "a_until, a_attester, a_op)\n        ON",
        "a_until, a_attester, NULL)\n        ON",
    ),
    mutant(
        "a nonce comes again a second early",
        "WHERE until <= a_issued - 60",
        "WHERE until <= a_issued - 59",
        Check::Issue,
    ),
    mutant(
        "a nonce comes again a second late",
        "WHERE until <= a_issued - 60",
        "WHERE until < a_issued - 60",
        Check::Issue,
    ),
    mutant("who issues clears all away", "ORDER BY until LIMIT 8", "ORDER BY until", Check::Issue),
    mutant(
        "who issues waits for others",
        "LIMIT 8 FOR UPDATE SKIP LOCKED",
        "LIMIT 8 FOR UPDATE",
        Check::Issue,
    ),
    mutant(
        "ids are forgotten a second early",
        "SELECT latest - 60 INTO",
        "SELECT latest - 59 INTO",
        Check::Prune,
    ),
    mutant(
        "ids are forgotten a second late",
        "keep_until <= l_past",
        "keep_until < l_past",
        Check::Prune,
    ),
    mutant(
        "every id is forgotten",
        "WHERE keep_until <= l_past\n            ORDER",
        "\n            ORDER",
        Check::Prune,
    ),
    mutant(
        "challenges are forgotten a second late",
        "WHERE until <= l_past",
        "WHERE until < l_past",
        Check::Prune,
    ),
    mutant(
        "ids are forgotten without end",
        "ORDER BY keep_until LIMIT a_batch",
        "ORDER BY keep_until",
        Check::Prune,
    ),
    mutant(
        "challenges are forgotten without end",
        "ORDER BY until LIMIT a_batch",
        "ORDER BY until",
        Check::Prune,
    ),
    mutant(
        "forgetting ids waits for others",
        "ORDER BY keep_until LIMIT a_batch FOR UPDATE SKIP LOCKED",
        "ORDER BY keep_until LIMIT a_batch FOR UPDATE",
        Check::Prune,
    ),
    mutant(
        "forgetting challenges waits for others",
        "ORDER BY until LIMIT a_batch FOR UPDATE SKIP LOCKED",
        "ORDER BY until LIMIT a_batch FOR UPDATE",
        Check::Prune,
    ),
    mutant(
        "what was forgotten is not counted",
        "GET DIAGNOSTICS jtis = ROW_COUNT;",
        "jtis := 0;",
        Check::Prune,
    ),
    mutant(
        "forgotten challenges are not counted",
        "GET DIAGNOSTICS challenges = ROW_COUNT;",
        "challenges := 0;",
        Check::Prune,
    ),
    mutant(
        "another cluster is not noticed",
        "WHERE (system_id, timeline, database) <> (a_system_id, a_timeline, a_database)",
        "WHERE (timeline, database) <> (a_timeline, a_database)",
        Check::Attend,
    ),
    mutant(
        "a promotion is not noticed",
        "WHERE (system_id, timeline, database) <> (a_system_id, a_timeline, a_database)",
        "WHERE (system_id, database) <> (a_system_id, a_database)",
        Check::Attend,
    ),
    mutant(
        "a copied database is not noticed",
        "WHERE (system_id, timeline, database) <> (a_system_id, a_timeline, a_database)",
        "WHERE (system_id, timeline) <> (a_system_id, a_timeline)",
        Check::Attend,
    ),
    mutant(
        "the same server is fenced",
        "\n        WHERE (system_id, timeline, database) <> (a_system_id, a_timeline, a_database);",
        ";",
        Check::Attend,
    ),
    mutant(
        "a fence moves back at a change of server",
        "fence = GREATEST(fence, latest, a_at)",
        "fence = GREATEST(latest, a_at)",
        Check::Attend,
    ),
    mutant(
        "a change of server forgets the time served",
        "fence = GREATEST(fence, latest, a_at)",
        "fence = GREATEST(fence, a_at)",
        Check::Attend,
    ),
    mutant(
        "a change of server forgets the clock",
        "fence = GREATEST(fence, latest, a_at)",
        "fence = GREATEST(fence, latest)",
        Check::Attend,
    ),
    mutant(
        "a new server is not remembered",
        "SET system_id = a_system_id, timeline = a_timeline, database = a_database,\n            fence",
        "SET fence",
        Check::Attend,
    ),
    mutant(
        "an older copy sets the time back",
        "latest = GREATEST(latest, a_latest),",
        "latest = a_latest,",
        Check::Returned,
    ),
    mutant(
        "an older copy does not learn the time",
        "latest = GREATEST(latest, a_latest),",
        "latest = latest,",
        Check::Returned,
    ),
    mutant(
        "a fence moves back in an older copy",
        "fence = GREATEST(fence, latest, a_latest, a_at,",
        "fence = GREATEST(latest, a_latest, a_at,",
        Check::Returned,
    ),
    mutant(
        "an older copy's own time is not fenced",
        "fence = GREATEST(fence, latest, a_latest, a_at,",
        "fence = GREATEST(fence, a_latest, a_at,",
        Check::Returned,
    ),
    mutant(
        "what was acknowledged is not fenced",
        "fence = GREATEST(fence, latest, a_latest, a_at,",
        "fence = GREATEST(fence, latest, a_at,",
        Check::Returned,
    ),
    mutant(
        "the verifier's clock is not fenced",
        "fence = GREATEST(fence, latest, a_latest, a_at,",
        "fence = GREATEST(fence, latest, a_latest,",
        Check::Returned,
    ),
    mutant(
        "the server's clock is not fenced",
        "a_at,\n            ceil(extract(epoch FROM clock_timestamp()))::bigint)",
        "a_at)",
        Check::Returned,
    ),
];

pub(super) const EQUIVALENT: &[Equivalent] = &[
    equivalent(
        "SELECT * INTO l_attester FROM psea.attester WHERE name = a_name FOR UPDATE",
        "SELECT * INTO l_attester FROM psea.attester WHERE name = a_name",
        "changes already take turns by the advisory lock, and the statement that follows waits \
         for a commit under way; without both it is noticed",
    ),
    equivalent(
        "SELECT iss, jti FROM psea.jti WHERE keep_until <= l_past\n            ORDER BY keep_until LIMIT",
        "SELECT iss, jti FROM psea.jti WHERE keep_until <= l_past\n            LIMIT",
        "which of the ids that are past leaves first matters to the index alone",
    ),
    equivalent(
        "SELECT nonce FROM psea.challenge WHERE until <= a_issued - 60\n            ORDER BY until LIMIT",
        "SELECT nonce FROM psea.challenge WHERE until <= a_issued - 60\n            LIMIT",
        "which of the challenges that are past leaves first matters to the index alone",
    ),
];
