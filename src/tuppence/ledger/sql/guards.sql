-- The database itself refuses to alter the books: triggers fire, constraints hold, nobody but the
-- owner may write, and the functions that write for others are the owner's.
CREATE OR REPLACE FUNCTION ledger_verify_guards()
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    WITH kept AS (
        SELECT c.oid, c.relname, c.relowner, c.relacl FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'ledger\_%'
          AND c.relkind IN ('r', 'p', 'S')
    ), months AS (                   -- a partition refuses nothing that its parent does, but by itself
        SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
        WHERE inhparent = 'ledger_transfer'::regclass
    )
    SELECT format('trigger append_only on %s', name), 'enabled',
           CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas only' ELSE 'none' END
    FROM (SELECT unnest(ARRAY['ledger_account', 'ledger_journal', 'ledger_refusal',
                              'ledger_release', 'ledger_transfer'])
          UNION ALL SELECT relname FROM months) AS kept_by (name)
    LEFT JOIN pg_trigger t ON t.tgrelid = to_regclass(name) AND t.tgname = 'append_only'
         AND t.tgfoid = 'ledger_append_only'::regproc AND t.tgtype = 58 -- before update, delete, truncate
    WHERE coalesce(t.tgenabled, 'D') NOT IN ('O', 'A')
    UNION ALL
    SELECT format('constraint %s', name), 'enforced', 'none'
    FROM unnest(ARRAY['ledger_balance_within_bounds', 'ledger_journal_key_key',
                      'ledger_transfer_amount_check', 'ledger_transfer_pkey']) AS name
    WHERE NOT EXISTS (SELECT FROM pg_constraint o
                      WHERE o.conname = name AND o.convalidated AND o.conenforced)
    UNION ALL
    SELECT format('grants on %s', relname), 'no writing by others than its owner',
           format('%s to %s', privilege_type, coalesce(grantee::regrole::text, 'PUBLIC'))
    FROM kept, aclexplode(relacl)
    WHERE grantee <> relowner
      AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN')
    UNION ALL
    SELECT format('grants on %s.%s', relname, attname), 'no writing by others than its owner',
           format('%s to %s', privilege_type, coalesce(grantee::regrole::text, 'PUBLIC'))
    FROM kept JOIN pg_attribute a ON a.attrelid = kept.oid, aclexplode(a.attacl)
    WHERE grantee <> relowner AND privilege_type IN ('INSERT', 'UPDATE')
    UNION ALL
    SELECT format('function %s', p.oid::regprocedure),
           'owned by the tables'' owner, with a search_path of its own',
           format('owned by %s, %s', p.proowner::regrole, coalesce(p.proconfig::text, 'no settings'))
    FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'ledger\_%' AND p.prosecdef
      AND (p.proowner <> (SELECT relowner FROM kept WHERE relname = 'ledger_transfer')
           OR NOT coalesce(p.proconfig::text LIKE '%search\_path=public, pg\_temp%', false))
    UNION ALL
    SELECT format('setting %s', name), 'on', setting
    FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')
      AND setting NOT IN ('on', 'remote_apply')
$$;
