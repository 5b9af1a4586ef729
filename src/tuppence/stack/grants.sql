-- What the application's role may do. Run as the owner after every migration.

GRANT USAGE ON SCHEMA public TO tuppence_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO tuppence_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO tuppence_app;

DO $$
DECLARE
    relation record;
BEGIN
    FOR relation IN
        SELECT oid::regclass::text AS name, relkind AS kind,
               -- Rows reach a partition, and are read, by way of its parent only.
               relispartition AS part,
               -- Only functions (SECURITY DEFINER) write the ledger and the tree of the seal, and
               -- only migrations write their log.
               relname LIKE 'ledger\_%' OR relname LIKE 'seal\_%'
                   OR relname = 'django_migrations' AS read_only,
               -- A fact is never altered; the outbox itself says which columns may be given.
               relname = 'outbox_fact' AS appended,
               relname IN ('audit_entry', 'consent_entry', 'controls_version') AS written_once
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')
    LOOP
        IF relation.part THEN
            EXECUTE format('REVOKE ALL ON %s FROM tuppence_app', relation.name);
        ELSIF relation.read_only THEN
            EXECUTE format('REVOKE ALL ON %s FROM tuppence_app', relation.name);
            EXECUTE format('GRANT SELECT ON %s TO tuppence_app', relation.name);
        ELSIF relation.appended THEN
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM tuppence_app', relation.name);
        ELSIF relation.written_once THEN
            EXECUTE format('REVOKE ALL ON %s FROM tuppence_app', relation.name);
            EXECUTE format('GRANT SELECT, INSERT ON %s TO tuppence_app', relation.name);
        ELSIF relation.kind = 'S' THEN
            EXECUTE format('GRANT USAGE, SELECT ON %s TO tuppence_app', relation.name);
        ELSE
            EXECUTE format(
                'GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO tuppence_app', relation.name);
        END IF;
    END LOOP;
END $$;
