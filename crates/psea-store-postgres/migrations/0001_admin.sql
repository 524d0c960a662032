-- Changes of enrollments. Answers (code, version): 0 done, and the version of the record now; 1
-- unknown attester, 2 attester exists, 3 kid in use, 4 revoked. One at a time: two that exchange their kids would wait for each other.
CREATE FUNCTION psea.enroll(
    a_name bytea, a_kid bytea, a_key bytea, a_device_is_ueid boolean, a_device bytea,
    a_uv_gate smallint, a_version bigint, a_at bigint, a_reason bytea,
    OUT code smallint, OUT version bigint
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    l_id bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(8101, 1);
    PERFORM 1 FROM psea.attester WHERE name = a_name;
    IF FOUND THEN code := 2; RETURN; END IF;
    PERFORM 1 FROM psea.attester WHERE kid = a_kid;
    IF FOUND THEN code := 3; RETURN; END IF;
    INSERT INTO psea.attester (name, kid, key, device_is_ueid, device, status, uv_gate, version)
        VALUES (a_name, a_kid, a_key, a_device_is_ueid, a_device, 0, a_uv_gate, a_version)
        RETURNING id INTO l_id;
    INSERT INTO psea.history (attester, version, kind, value, at, reason)
        VALUES (l_id, a_version, 0, a_kid, a_at, a_reason);
    code := 0; version := a_version;
END
$$;

CREATE FUNCTION psea.set_status(
    a_name bytea, a_status smallint, a_status_name bytea, a_at bigint, a_reason bytea,
    OUT code smallint, OUT version bigint
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    l_attester psea.attester%ROWTYPE;
BEGIN
    PERFORM pg_advisory_xact_lock(8101, 1);
    SELECT * INTO l_attester FROM psea.attester WHERE name = a_name FOR UPDATE;
    IF l_attester.id IS NULL THEN code := 1; RETURN; END IF;
    IF l_attester.status = 2 AND a_status <> 2 THEN code := 4; RETURN; END IF;
    UPDATE psea.attester
        SET status = a_status, status_name = a_status_name, version = l_attester.version + 1
        WHERE id = l_attester.id;
    INSERT INTO psea.history (attester, version, kind, value, status, at, reason)
        VALUES (l_attester.id, l_attester.version + 1, 1, a_status_name, a_status, a_at, a_reason);
    code := 0; version := l_attester.version + 1;
END
$$;

CREATE FUNCTION psea.rotate_key(
    a_name bytea, a_kid bytea, a_key bytea, a_at bigint, a_reason bytea,
    OUT code smallint, OUT version bigint
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    l_attester psea.attester%ROWTYPE;
BEGIN
    PERFORM pg_advisory_xact_lock(8101, 1);
    PERFORM 1 FROM psea.attester WHERE kid = a_kid AND name <> a_name;
    IF FOUND THEN code := 3; RETURN; END IF;
    SELECT * INTO l_attester FROM psea.attester WHERE name = a_name FOR UPDATE;
    IF l_attester.id IS NULL THEN code := 1; RETURN; END IF;
    UPDATE psea.attester SET kid = a_kid, key = a_key, version = l_attester.version + 1
        WHERE id = l_attester.id;
    INSERT INTO psea.history (attester, version, kind, value, at, reason)
        VALUES (l_attester.id, l_attester.version + 1, 2, a_kid, a_at, a_reason);
    code := 0; version := l_attester.version + 1;
END
$$;

-- Records a challenge; false if its nonce was issued before. Drops a few that expired long ago:
-- who only issues must not grow the store.
CREATE FUNCTION psea.issue(
    a_nonce bytea, a_issued bigint, a_until bigint, a_attester bytea, a_op bytea
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    INSERT INTO psea.challenge (nonce, issued, until, attester, op)
        VALUES (a_nonce, a_issued, a_until, a_attester, a_op)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    DELETE FROM psea.challenge WHERE nonce IN (
        SELECT nonce FROM psea.challenge WHERE until <= a_issued - 60
            ORDER BY until LIMIT 8 FOR UPDATE SKIP LOCKED
    );
    RETURN true;
END
$$;

-- Forgets at most `a_batch` ids, and as many challenges, that can no longer matter at any time
-- that will be served.
CREATE FUNCTION psea.prune(
    a_batch bigint, OUT jtis bigint, OUT challenges bigint
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    l_past bigint;
BEGIN
    SELECT latest - 60 INTO STRICT l_past FROM psea.meta;
    DELETE FROM psea.jti WHERE (iss, jti) IN (
        SELECT iss, jti FROM psea.jti WHERE keep_until <= l_past
            ORDER BY keep_until LIMIT a_batch FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS jtis = ROW_COUNT;
    DELETE FROM psea.challenge WHERE nonce IN (
        SELECT nonce FROM psea.challenge WHERE until <= l_past
            ORDER BY until LIMIT a_batch FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS challenges = ROW_COUNT;
END
$$;

-- Whose state this is now. Where the server is another one than before, the time is recorded and
-- everything issued before it is refused. True if it was another one.
CREATE FUNCTION psea.attend(
    a_system_id bigint, a_timeline bigint, a_database oid, a_at bigint
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE psea.meta
        SET system_id = a_system_id, timeline = a_timeline, database = a_database,
            fence = GREATEST(fence, latest, a_at)
        WHERE (system_id, timeline, database) <> (a_system_id, a_timeline, a_database);
    RETURN FOUND;
END
$$;

-- This state is older than what was acknowledged. The time served until then is known again, and
-- everything issued until now is refused. The answer is the fence.
CREATE FUNCTION psea.returned(a_latest bigint, a_at bigint) RETURNS bigint
LANGUAGE sql VOLATILE AS $$
    UPDATE psea.meta SET
        latest = GREATEST(latest, a_latest),
        fence = GREATEST(fence, latest, a_latest, a_at,
            ceil(extract(epoch FROM clock_timestamp()))::bigint)
        RETURNING fence
$$;
