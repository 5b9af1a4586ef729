-- The only ways to write the tree: at its end. Installed anew after every migrate.

-- How many leaves there are, and the journal of the last (0 and 0 when none).
CREATE OR REPLACE FUNCTION seal_end(OUT size bigint, OUT journal bigint) LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(size), 0), coalesce(max(journal), 0) FROM (
        SELECT first + cardinality(journals) AS size, journals[cardinality(journals)] AS journal
        FROM seal_leaves ORDER BY first DESC LIMIT 1
    ) AS last
$$;

-- Adds leaves to a tree of p_size, and the nodes that they complete (n_*). Raises a unique violation
-- when the tree is not of that size (any more), or journals do not come in order: of two sealers at
-- once, one is the first.
CREATE OR REPLACE FUNCTION seal_append(
    p_size bigint, p_journals bigint[], p_nonces bytea, p_hashes bytea,
    n_level smallint[], n_first bigint[], n_hashes bytea[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_end record;
BEGIN
    SELECT * INTO v_end FROM seal_end();
    IF v_end.size <> p_size OR EXISTS (
        SELECT FROM (SELECT id, lag(id, 1, v_end.journal) OVER (ORDER BY n) AS before
                     FROM unnest(p_journals) WITH ORDINALITY AS t (id, n)) AS given
        WHERE id <= before
    ) THEN
        RAISE 'the tree ends at leaf %, journal %', v_end.size, v_end.journal
            USING ERRCODE = 'unique_violation';
    END IF;
    INSERT INTO seal_leaves (first, journals, nonces, hashes)
    SELECT p_size + lo, p_journals[lo + 1:hi], substr(p_nonces, lo * 16 + 1, (hi - lo) * 16),
           substr(p_hashes, lo * 32 + 1, (hi - lo) * 32)
    FROM (
        SELECT greatest(tile * 256 - p_size, 0)::int AS lo,
               least(tile * 256 + 256 - p_size, cardinality(p_journals))::int AS hi
        FROM generate_series(p_size / 256, (p_size + cardinality(p_journals) - 1) / 256) AS tile
    ) AS run;
    INSERT INTO seal_nodes (level, first, hashes) SELECT * FROM unnest(n_level, n_first, n_hashes);
END $$;

-- Keeps a signed root. What it says is the signer's to know; its size is not beyond the tree's.
CREATE OR REPLACE FUNCTION seal_sign(p_size bigint, p_root bytea, p_note text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF p_size > (SELECT size FROM seal_end())
       OR p_size <= (SELECT coalesce(max(size), 0) FROM seal_checkpoint) THEN
        RAISE 'no new checkpoint can be of size %', p_size USING ERRCODE = 'unique_violation';
    END IF;
    INSERT INTO seal_checkpoint (size, root, note) VALUES (p_size, p_root, p_note);
END $$;

-- The database itself refuses to alter the tree, and hands out journal ids one at a time, without
-- which a journal that commits late could be passed over.
CREATE OR REPLACE FUNCTION seal_verify_guards()
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    SELECT format('trigger append_only on %s', name), 'enabled',
           CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas only' ELSE 'none' END
    FROM unnest(ARRAY['seal_checkpoint', 'seal_leaves', 'seal_nodes']) AS name
    LEFT JOIN pg_trigger t ON t.tgrelid = to_regclass(name) AND t.tgname = 'append_only'
         AND t.tgfoid = 'seal_append_only'::regproc AND t.tgtype = 58 -- before update, delete, truncate
    WHERE coalesce(t.tgenabled, 'D') NOT IN ('O', 'A')
    UNION ALL
    SELECT format('grants on %s', relname), 'no writing by others than its owner',
           format('%s to %s', privilege_type, coalesce(grantee::regrole::text, 'PUBLIC'))
    FROM pg_class, aclexplode(relacl)
    WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'seal\_%' AND relkind = 'r'
      AND grantee <> relowner
      AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN')
    UNION ALL
    SELECT format('function %s', p.oid::regprocedure),
           'owned by the tables'' owner, with a search_path of its own',
           format('owned by %s, %s', p.proowner::regrole, coalesce(p.proconfig::text, 'no settings'))
    FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'seal\_%' AND p.prosecdef
      AND (p.proowner <> (SELECT relowner FROM pg_class WHERE oid = 'seal_leaves'::regclass)
           OR NOT coalesce(p.proconfig::text LIKE '%search\_path=public, pg\_temp%', false))
    UNION ALL
    SELECT 'sequence ledger_journal_id_seq', 'CACHE 1', format('CACHE %s', seqcache)
    FROM pg_sequence WHERE seqrelid = 'ledger_journal_id_seq'::regclass AND seqcache <> 1
$$;
