-- What was agreed with a child stays on the record.
CREATE FUNCTION allowances_version_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'allowances_version is append-only: % is refused', tg_op
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER allowances_version_append_only
    BEFORE UPDATE OR DELETE ON allowances_version
    FOR EACH STATEMENT EXECUTE FUNCTION allowances_version_is_append_only();
