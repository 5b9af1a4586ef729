-- The tree: hashes of journals in the order of their ids, and roots that were signed. See
-- docs/seal.md. Written by the functions in functions.sql only, and never altered.

-- Leaves, in runs of up to 256 that cross no multiple of 256: one run for a quiet moment's single
-- journal, one for each 256 of a busy one's. `journals`, `nonces` (16 bytes each) and `hashes`
-- (32 bytes each) go together.
CREATE TABLE seal_leaves (
    first    bigint PRIMARY KEY CHECK (first >= 0),
    journals bigint[] NOT NULL CHECK (cardinality(journals) BETWEEN 1 AND 256 - first % 256),
    nonces   bytea NOT NULL CHECK (octet_length(nonces) = 16 * cardinality(journals)),
    hashes   bytea NOT NULL CHECK (octet_length(hashes) = 32 * cardinality(journals))
);
-- Finds the run of a journal.
CREATE UNIQUE INDEX seal_leaves_journal ON seal_leaves ((journals[1]));

-- Hash number n of a level is the root over leaves [n * 256^level, (n + 1) * 256^level). Runs again.
CREATE TABLE seal_nodes (
    level  smallint NOT NULL CHECK (level BETWEEN 1 AND 7),
    first  bigint NOT NULL CHECK (first >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) % 32 = 0
                                 AND octet_length(hashes) / 32 BETWEEN 1 AND 256 - first % 256),
    PRIMARY KEY (level, first)
);

CREATE TABLE seal_checkpoint (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL,                               -- as signed
    at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Random and hashed bytes do not compress: do not try.
ALTER TABLE seal_leaves ALTER nonces SET STORAGE EXTERNAL, ALTER hashes SET STORAGE EXTERNAL;
ALTER TABLE seal_nodes ALTER hashes SET STORAGE EXTERNAL;

CREATE FUNCTION seal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', tg_table_name, tg_op
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION seal_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_nodes
    FOR EACH STATEMENT EXECUTE FUNCTION seal_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION seal_append_only();
