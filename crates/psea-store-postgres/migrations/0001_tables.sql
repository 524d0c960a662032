-- Every text of a proof or an operator is kept as its UTF-8 octets: `text` refuses U+0000, which
-- claims and action payloads may hold. Times are whole seconds since 1970, counters integers up to
-- 2^53 - 1.

-- One row: what is kept of time, and of which server this state is.
CREATE TABLE psea.meta (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    system_id bigint NOT NULL,
    timeline bigint NOT NULL,
    database oid NOT NULL,
    latest bigint NOT NULL DEFAULT 0,
    fence bigint
) WITH (fillfactor = 10);

-- status: 0 active, 1 suspended, 2 revoked, 3 another one, named by `status_name`.
CREATE TABLE psea.attester (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name bytea NOT NULL UNIQUE,
    kid bytea NOT NULL UNIQUE CHECK (octet_length(kid) > 0),
    key bytea NOT NULL CHECK (octet_length(key) = 65),
    device_is_ueid boolean NOT NULL,
    device bytea NOT NULL,
    status smallint NOT NULL CHECK (status BETWEEN 0 AND 3),
    status_name bytea NOT NULL DEFAULT '',
    uv_gate smallint NOT NULL CHECK (uv_gate BETWEEN 0 AND 2),
    version bigint NOT NULL
) WITH (fillfactor = 70);

-- Every change of an enrollment. kind: 0 enrolled, 1 status, 2 key rotated.
CREATE TABLE psea.history (
    attester bigint NOT NULL REFERENCES psea.attester (id),
    version bigint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 0 AND 2),
    value bytea NOT NULL,
    status smallint,
    at bigint NOT NULL,
    reason bytea NOT NULL,
    PRIMARY KEY (attester, version)
);

-- The last accepted counter of each scope. Written only under the lock of the attester's row, as
-- is the chain; no foreign keys, for attesters are never deleted.
CREATE TABLE psea.counter (
    attester bigint NOT NULL,
    scope bytea NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (attester, scope)
) WITH (fillfactor = 50);

-- The last accepted entry of each chain.
CREATE TABLE psea.chain (
    attester bigint PRIMARY KEY,
    head bytea NOT NULL CHECK (octet_length(head) = 32)
) WITH (fillfactor = 50);

-- The finalised ids, each with the record of its approval. The primary key is the arbiter between
-- attesters of one issuer.
CREATE TABLE psea.jti (
    iss bytea NOT NULL,
    jti bytea NOT NULL,
    keep_until bigint NOT NULL,
    attester bigint NOT NULL,
    accepted_at bigint NOT NULL,
    counter bigint NOT NULL,
    uv smallint NOT NULL,
    scope bytea NOT NULL,
    op bytea NOT NULL,
    tier bytea NOT NULL,
    ueid bytea NOT NULL,
    payload_hash bytea NOT NULL,
    proof_hash bytea NOT NULL,
    chain_entry bytea,
    PRIMARY KEY (iss, jti)
) WITH (
    -- Rows leave in batches at the old end of `jti_keep_until`: what is dead there is cleared away
    -- before a fifth of a large table is, so that the next batch does not step over it.
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05
);
CREATE INDEX jti_keep_until ON psea.jti (keep_until);

-- Issued challenges. A burned one stays until it expires, so that its nonce is not issued anew.
CREATE TABLE psea.challenge (
    nonce bytea PRIMARY KEY,
    issued bigint NOT NULL,
    until bigint NOT NULL,
    attester bytea,
    op bytea,
    burned boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX challenge_until ON psea.challenge (until);
