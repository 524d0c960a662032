-- The one step that accepts a proof: lock, check everything, then write everything.
--
-- Answers (code, detail): 0 done; refusals 1 enrollment gone, 2 suspended, 3 revoked, 4 changed,
-- 5 challenge unknown, 6 jti replayed, 7 counter not increasing, 8 chain broken; faults 20 fenced
-- (detail: since when), 21 clock behind (detail: the greatest time served), 30 the session would
-- not commit as durably as was promised.
--
-- `a_fence_least` is the least fence that refuses the proof (its `iat` less the skew), and
-- `a_counter_least` the least stored counter from which its own may advance (0: any).
--
-- Locks are taken in one order (attester, challenge, jti, meta), so that commits cannot deadlock.
-- Each statement of a volatile function has its own snapshot in READ COMMITTED: what is read after
-- a lock was granted is what the transaction before it wrote.
CREATE FUNCTION psea.commit(
    a_attester bytea, a_kid bytea, a_version bigint,
    a_scope bytea, a_counter bigint, a_counter_least bigint,
    a_iss bytea, a_jti bytea, a_keep_until bigint,
    a_chain_previous bytea, a_chain_entry bytea,
    a_nonce bytea, a_op bytea,
    a_fence_least bigint, a_now bigint,
    a_tier bytea, a_ueid bytea, a_payload_hash bytea, a_proof_hash bytea, a_uv smallint,
    a_failover boolean,
    OUT code smallint, OUT detail bigint
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    l_max CONSTANT bigint := 9007199254740991;
    l_tolerance CONSTANT bigint := 60;
    l_durable CONSTANT text := current_setting('synchronous_commit');
    l_attester psea.attester%ROWTYPE;
    l_challenge psea.challenge%ROWTYPE;
    l_seen boolean;
    l_counter bigint;
    l_head bytea;
    l_latest bigint;
    l_fence bigint;
    l_latest_after bigint;
    l_fence_after bigint;
BEGIN
    detail := 0;
    IF l_durable NOT IN ('on', 'remote_apply')
        OR current_setting('transaction_isolation') <> 'read committed'
        OR (a_failover AND current_setting('synchronous_standby_names') = '')
    THEN
        code := 30; RETURN;
    END IF;

    -- A refusal writes nothing: it waits for no disk and no standby.
    PERFORM set_config('synchronous_commit', 'off', true);

    -- Locks. The attester's row serialises its scopes and its chain, and every change of its
    -- enrollment.
    SELECT * INTO l_attester FROM psea.attester WHERE name = a_attester FOR NO KEY UPDATE;
    IF a_nonce IS NOT NULL THEN
        SELECT * INTO l_challenge FROM psea.challenge WHERE nonce = a_nonce FOR NO KEY UPDATE;
    END IF;

    -- What time allows. Read after the jti was looked for: whatever moved the clock and let that
    -- jti be forgotten is seen here.
    SELECT EXISTS (SELECT 1 FROM psea.jti WHERE iss = a_iss AND jti = a_jti) INTO l_seen;
    SELECT latest, fence INTO STRICT l_latest, l_fence FROM psea.meta;
    IF l_fence >= a_fence_least THEN
        code := 20; detail := l_fence; RETURN;
    END IF;
    IF LEAST(a_now + l_tolerance, l_max) < l_latest THEN
        code := 21; detail := l_latest; RETURN;
    END IF;

    -- §3.14: a revocation or rotation that committed first wins.
    IF l_attester.id IS NULL OR l_attester.kid <> a_kid THEN
        code := 1; RETURN;
    END IF;
    IF l_attester.status <> 0 THEN
        code := CASE l_attester.status WHEN 2 THEN 3 ELSE 2 END; RETURN;
    END IF;
    IF l_attester.version <> a_version THEN
        code := 4; RETURN;
    END IF;
    -- §3.1.1: each challenge is burned once.
    IF a_nonce IS NOT NULL AND (
        l_challenge.nonce IS NULL
        OR l_challenge.burned
        OR a_now >= l_challenge.until
        OR l_challenge.attester <> a_attester
        OR l_challenge.op <> a_op
    ) THEN
        code := 5; RETURN;
    END IF;
    -- §3.10: a jti is finalised exactly once.
    IF l_seen THEN
        code := 6; RETURN;
    END IF;
    -- §3.10: strictly increasing, and where that is bounded only so far.
    SELECT value INTO l_counter FROM psea.counter
        WHERE attester = l_attester.id AND scope = a_scope;
    IF a_counter <= l_counter THEN
        code := 7; RETURN;
    END IF;
    IF l_counter < a_counter_least THEN
        code := 7; RETURN;
    END IF;
    -- §3.12: the link is the last accepted entry, or 32 zeros where there is none.
    IF a_chain_entry IS NOT NULL THEN
        SELECT head INTO l_head FROM psea.chain WHERE attester = l_attester.id;
        IF COALESCE(l_head, decode(repeat('00', 32), 'hex')) <> a_chain_previous THEN
            code := 8; RETURN;
        END IF;
    END IF;

    -- What is written is to last.
    PERFORM set_config('synchronous_commit', l_durable, true);
    -- Writes, the arbiter first: where another attester took the jti meanwhile, nothing was
    -- written yet.
    INSERT INTO psea.jti (
        iss, jti, keep_until, attester, accepted_at, counter, uv, scope, op, tier, ueid,
        payload_hash, proof_hash, chain_entry
    ) VALUES (
        a_iss, a_jti, a_keep_until, l_attester.id, a_now, a_counter, a_uv, a_scope, a_op, a_tier,
        a_ueid, a_payload_hash, a_proof_hash, a_chain_entry
    ) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        code := 6; RETURN;
    END IF;
    -- The same question once more, now that nobody can take the jti: had it been taken and
    -- forgotten since the first look, the time moved.
    SELECT latest, fence INTO STRICT l_latest_after, l_fence_after FROM psea.meta;
    IF l_fence_after IS DISTINCT FROM l_fence
        OR LEAST(a_now + l_tolerance, l_max) < l_latest_after
    THEN
        RAISE EXCEPTION 'the time of the store moved during the commit' USING ERRCODE = 'PS001';
    END IF;
    IF l_counter IS NULL THEN
        INSERT INTO psea.counter (attester, scope, value)
            VALUES (l_attester.id, a_scope, a_counter);
    ELSE
        UPDATE psea.counter SET value = a_counter
            WHERE attester = l_attester.id AND scope = a_scope;
    END IF;
    IF a_chain_entry IS NOT NULL THEN
        INSERT INTO psea.chain (attester, head) VALUES (l_attester.id, a_chain_entry)
            ON CONFLICT (attester) DO UPDATE SET head = EXCLUDED.head;
    END IF;
    IF a_nonce IS NOT NULL THEN
        UPDATE psea.challenge SET burned = true WHERE nonce = a_nonce;
    END IF;
    -- Last, for all attesters share this row: once in a second of the verifiers' time.
    IF a_now > l_latest_after THEN
        UPDATE psea.meta SET latest = a_now WHERE latest < a_now;
    END IF;
    code := 0;
END
$$;
