-- An account of a minor rests until guardians' consent is in force (identity_person.consented), and
-- whatever would move money from or to it asks here, in the statement that moves it.

-- What one transaction decides about a person's consent, another must not be moving their money by.
-- Who moves money takes these locks shared, who changes consent takes one alone. People share 64 of
-- them, as one statement may move the money of many and the server has room for so many locks.
CREATE FUNCTION identity_consent_lock(p_person bigint) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT (p_person % 64)::int
$$;

-- The refusals of a batch of p_count movements, by ordinal: those given (NULL: none yet), and
-- consent_required for each movement that touches a resting account. p_ordinals and p_people name who
-- is touched by which movement. It returns NULL when there is no refusal at all.
--
-- It locks before it looks, and looks anew (a volatile function's statements each see what has been
-- committed): so once a withdrawal has been answered, no movement that it did not wait for is posted.
CREATE FUNCTION identity_refusals(
    p_count int, p_refused text[], p_ordinals int[], p_people bigint[]
) RETURNS text[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_minors bigint[];
    v_resting bigint[];
BEGIN
    SELECT array_agg(id) INTO v_minors FROM identity_person
    WHERE id = ANY (p_people)
      AND coalesce(birth_date + interval '18 years' > now() AT TIME ZONE 'Asia/Kolkata', true);
    IF v_minors IS NULL THEN
        RETURN p_refused;
    END IF;

    PERFORM pg_advisory_xact_lock_shared(hashtext('consent'), bucket)
    FROM (SELECT DISTINCT identity_consent_lock(minor) AS bucket FROM unnest(v_minors) AS minor
          ORDER BY 1) AS in_order;

    SELECT array_agg(id) INTO v_resting FROM identity_person
    WHERE id = ANY (v_minors) AND NOT consented;
    IF v_resting IS NULL THEN
        RETURN p_refused;
    END IF;

    RETURN (
        SELECT array_agg(coalesce(p_refused[n], touched.refused) ORDER BY n)
        FROM generate_series(1, p_count) AS n
        LEFT JOIN (
            SELECT DISTINCT ordinal, 'consent_required' AS refused
            FROM unnest(p_ordinals, p_people) AS asked (ordinal, person)
            WHERE person = ANY (v_resting)
        ) AS touched ON touched.ordinal = n
    );
END $$;

-- Only the trigger of the consent ledger says that consent is in force: an UPDATE inside a trigger.
CREATE FUNCTION identity_consented_is_derived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'identity_person.consented follows from the consent ledger'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER identity_nobody_is_born_consented
    BEFORE INSERT ON identity_person
    FOR EACH ROW WHEN (NEW.consented) EXECUTE FUNCTION identity_consented_is_derived();
CREATE TRIGGER identity_consented_is_derived
    BEFORE UPDATE OF consented ON identity_person
    FOR EACH ROW WHEN (NEW.consented IS DISTINCT FROM OLD.consented)
    EXECUTE FUNCTION identity_consented_is_derived();
