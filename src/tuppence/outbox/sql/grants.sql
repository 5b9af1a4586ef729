-- What the application's role may do. Installed anew after every migrate; nothing where there is no
-- such role (a database with one role, as in tests).
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tuppence_app') THEN
        RETURN;
    END IF;
    -- Not `id` and not `created_at`: no caller may choose its place in the order.
    GRANT SELECT, INSERT (topic, version, key, payload, classification, subject)
        ON outbox_fact TO tuppence_app;
    GRANT USAGE, SELECT ON SEQUENCE outbox_fact_id_seq TO tuppence_app;
    GRANT SELECT, INSERT, UPDATE, DELETE
        ON outbox_cursor, outbox_delivery, outbox_inbox TO tuppence_app;
END
$$;
