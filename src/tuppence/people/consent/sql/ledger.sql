-- The consent ledger is append-only, and who it makes able to act follows from it alone.

CREATE FUNCTION consent_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consent_entry is append-only: % is refused', tg_op
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER consent_entry_append_only
    BEFORE UPDATE OR DELETE ON consent_entry
    FOR EACH STATEMENT EXECUTE FUNCTION consent_entry_is_append_only();

-- Waits for what moves this child's money just now (identity_refusals), and for another guardian who
-- decides; only then looks at the clock.
CREATE FUNCTION consent_entry_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('consent'), identity_consent_lock(NEW.person_id));
    NEW.recorded_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER consent_entry_waits
    BEFORE INSERT ON consent_entry FOR EACH ROW EXECUTE FUNCTION consent_entry_waits();

-- Whether guardians' consent is in force for these children: at least one stance is given, and none
-- is withdrawn. A stance is a guardian's newest entry, unless that says that it has lapsed.
CREATE FUNCTION consent_in_force(p_people bigint[])
RETURNS TABLE (person_id bigint, in_force boolean) LANGUAGE sql STABLE AS $$
    SELECT person_id, coalesce(bool_and(what = 'given') FILTER (WHERE what <> 'lapsed'), false)
    FROM (SELECT DISTINCT ON (person_id, guardian_id) person_id, guardian_id, what
          FROM consent_entry
          WHERE purpose = 'account' AND person_id = ANY (p_people)
          ORDER BY person_id, guardian_id, id DESC) AS stance
    GROUP BY person_id
$$;

CREATE FUNCTION consent_entry_takes_effect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE identity_person AS person SET consented = now.in_force
    FROM consent_in_force(ARRAY(SELECT DISTINCT person_id FROM added)) AS now
    WHERE person.id = now.person_id AND person.consented <> now.in_force;
    RETURN NULL;
END $$;
CREATE TRIGGER consent_entry_takes_effect
    AFTER INSERT ON consent_entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION consent_entry_takes_effect();
