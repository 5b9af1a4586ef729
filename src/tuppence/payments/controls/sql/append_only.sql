-- What was decided about a child stays on the record.
CREATE FUNCTION controls_version_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'controls_version is append-only: % is refused', tg_op
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER controls_version_append_only
    BEFORE UPDATE OR DELETE ON controls_version
    FOR EACH STATEMENT EXECUTE FUNCTION controls_version_is_append_only();
