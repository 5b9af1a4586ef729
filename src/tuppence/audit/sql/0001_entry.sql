-- The audit trail, written once. Part of migration 0001: followed by later files, never edited.

CREATE TABLE audit_entry (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- No foreign key: the trail outlives whoever is in it, and `actor_name` says who it was.
    actor_id    bigint,
    actor_name  text        NOT NULL,
    action      text        NOT NULL,
    object_type text        NOT NULL DEFAULT '',
    object_id   text        NOT NULL DEFAULT '',
    reason      text        NOT NULL DEFAULT '',
    data        jsonb       NOT NULL DEFAULT '{}',
    request_id  text        NOT NULL DEFAULT '',
    address     text        NOT NULL DEFAULT '',
    CONSTRAINT audit_entry_action_shape CHECK (action ~ '^[a-z][a-z0-9_.]{0,99}$')
);

CREATE INDEX audit_entry_by_object ON audit_entry (object_type, object_id, id);
CREATE INDEX audit_entry_by_actor ON audit_entry (actor_name, id);

CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'audit_entry is append-only: % is refused', tg_op
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER audit_entry_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only();
