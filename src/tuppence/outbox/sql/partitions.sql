-- Facts are kept by month (UTC) of when they were stated, each in a partition of its own, made ahead
-- (tasks.py, and after each migration). A fact whose month is missing all the same goes to the DEFAULT
-- partition, outbox_fact_default, and moves to its month when that is made: a payment never fails for
-- want of a month. Facts are read by id, over all months at once, so DEFAULT spoils no order here.

-- A partition's name: outbox_fact_2026_05.
CREATE OR REPLACE FUNCTION outbox_month_name(p_at timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT to_char(p_at AT TIME ZONE 'UTC', '"outbox_fact_"YYYY_MM')
$$;

-- Makes the partition for an instant unless it is there; says whether it did. Bounded, and locked, as
-- ledger_make_month is and for its reasons.
CREATE OR REPLACE FUNCTION outbox_make_month(p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_name  text := outbox_month_name(p_at);
    v_from  timestamptz := date_trunc('month', p_at, 'UTC');
    v_upto  timestamptz := date_trunc('month', v_from + interval '32 days', 'UTC');
    v_moves boolean;
BEGIN
    IF to_regclass('public.' || v_name) IS NOT NULL THEN
        RETURN false;
    ELSIF p_at < '2000-01-01Z' OR p_at > clock_timestamp() + interval '13 months' THEN
        RAISE 'no month of facts is made for %: it is too far off', p_at;
    END IF;
    LOCK TABLE ONLY outbox_fact IN SHARE UPDATE EXCLUSIVE MODE;
    IF to_regclass('public.' || v_name) IS NOT NULL
       OR to_regclass('detached.' || v_name) IS NOT NULL THEN
        RETURN false;                -- made meanwhile, or detached, and then not made twice
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE outbox_fact INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                   v_name);
    PERFORM outbox_keep_month(v_name);
    -- What DEFAULT has of this month moves over, while no fact can be stated: too few to be noticed,
    -- as the month has not been missing for long.
    SELECT EXISTS (SELECT FROM outbox_fact_default WHERE created_at >= v_from AND created_at < v_upto)
    INTO v_moves;
    IF v_moves THEN
        ALTER TABLE outbox_fact DETACH PARTITION outbox_fact_default;
        ALTER TABLE outbox_fact_default DISABLE TRIGGER outbox_fact_append_only;
        EXECUTE format('WITH moved AS (DELETE FROM outbox_fact_default WHERE created_at >= $1'
                       ' AND created_at < $2 RETURNING *)'
                       ' INSERT INTO public.%I SELECT * FROM moved', v_name) USING v_from, v_upto;
        ALTER TABLE outbox_fact_default ENABLE TRIGGER outbox_fact_append_only;
    END IF;
    EXECUTE format('ALTER TABLE outbox_fact ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   v_name, v_from, v_upto);
    IF v_moves THEN
        ALTER TABLE outbox_fact ATTACH PARTITION outbox_fact_default DEFAULT;
    END IF;
    RETURN true;
END $$;

-- What the parent refuses, its partitions must refuse by themselves when they are named.
CREATE OR REPLACE FUNCTION outbox_keep_month(p_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER outbox_fact_append_only BEFORE UPDATE OR DELETE OR TRUNCATE'
        ' ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION outbox_fact_is_append_only()', p_name);
END $$;

-- Makes the months from one instant to another; gives how many were new.
CREATE OR REPLACE FUNCTION outbox_make_months(p_from timestamptz, p_upto timestamptz)
RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FILTER (WHERE outbox_make_month(month AT TIME ZONE 'UTC'))
    FROM generate_series(date_trunc('month', p_from AT TIME ZONE 'UTC'), p_upto AT TIME ZONE 'UTC',
                         interval '1 month') AS month
$$;

-- Why a month of facts cannot be detached; NULL when it can. For what consumers are declared and have
-- not begun, ask the code (stack/partitions.py).
CREATE OR REPLACE FUNCTION outbox_keeps_month(p_month timestamptz, p_now timestamptz) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_upto   timestamptz := date_trunc('month', p_month + interval '32 days', 'UTC');
    v_newest bigint;
BEGIN
    SELECT max(id) INTO v_newest FROM outbox_fact WHERE created_at >= p_month AND created_at < v_upto;
    RETURN CASE
        WHEN v_upto > p_now THEN 'the month has not ended'
        WHEN EXISTS (SELECT FROM outbox_cursor WHERE last_id < v_newest) THEN
            (SELECT format('consumer %s has yet to be handed facts of it', min(consumer))
             FROM outbox_cursor WHERE last_id < v_newest)
        WHEN EXISTS (
            SELECT FROM outbox_delivery d JOIN outbox_fact f ON f.id = d.fact_id
            WHERE d.state <> 'done' AND f.created_at >= p_month AND f.created_at < v_upto
        ) THEN 'a fact of it failed and is still to be delivered, or is a dead letter'
    END;
END $$;

-- Detaches a month of facts, if there is one: its table is then detached.outbox_fact_YYYY_MM. For the
-- owner alone. Looks only when nobody else can be at the facts: one that a slow transaction stated before
-- the month's end, and that no consumer has had, would be lost.
CREATE OR REPLACE FUNCTION outbox_detach_month(p_month timestamptz, p_now timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_name text := outbox_month_name(p_month);
    v_why  text;
BEGIN
    LOCK TABLE ONLY outbox_fact IN ACCESS EXCLUSIVE MODE;
    v_why := outbox_keeps_month(date_trunc('month', p_month, 'UTC'), p_now);
    IF v_why IS NOT NULL THEN
        RAISE '%', v_why USING ERRCODE = 'LP002';
    ELSIF to_regclass('public.' || v_name) IS NOT NULL THEN
        CREATE SCHEMA IF NOT EXISTS detached;
        EXECUTE format('ALTER TABLE outbox_fact DETACH PARTITION public.%I', v_name);
        EXECUTE format('ALTER TABLE public.%I SET SCHEMA detached', v_name);
    END IF;
END $$;

-- Gives a detached month the checks that the table has by now: with others it could not be attached.
CREATE OR REPLACE FUNCTION outbox_renew_checks(p_name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_name text;
    v_rule text;
BEGIN
    FOR v_name, v_rule IN
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = 'outbox_fact'::regclass AND contype = 'c'
        EXCEPT
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = to_regclass('detached.' || p_name) AND contype = 'c'
    LOOP
        EXECUTE format('ALTER TABLE detached.%I DROP CONSTRAINT IF EXISTS %I, ADD CONSTRAINT %I %s',
                       p_name, v_name, v_name, v_rule);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION outbox_attach_month(p_month timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_name text := outbox_month_name(p_month);
    v_from timestamptz := date_trunc('month', p_month, 'UTC');
    v_upto timestamptz := date_trunc('month', v_from + interval '32 days', 'UTC');
BEGIN
    LOCK TABLE ONLY outbox_fact IN SHARE UPDATE EXCLUSIVE MODE;
    IF to_regclass('detached.' || v_name) IS NOT NULL THEN
        -- A constraint that says the same spares ATTACH its look at every row, under its locks.
        EXECUTE format(
            'ALTER TABLE detached.%I ADD CONSTRAINT of_month'
            ' CHECK (created_at IS NOT NULL AND created_at >= %L AND created_at < %L)',
            v_name, v_from, v_upto);
        PERFORM outbox_renew_checks(v_name);
        EXECUTE format('ALTER TABLE detached.%I SET SCHEMA public', v_name);
        PERFORM outbox_keep_month(v_name);
        EXECUTE format('ALTER TABLE outbox_fact ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                       v_name, v_from, v_upto);
        EXECUTE format('ALTER TABLE public.%I DROP CONSTRAINT of_month', v_name);
    END IF;
END $$;

-- What `tuppence verify` looks at. Ids are unique in each month by its index; over all months nothing
-- but the sequence, and the grant that lets nobody give an id of their own, makes them so.
CREATE OR REPLACE FUNCTION outbox_verify_facts()
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    SELECT format('outbox_fact id=%s', id), 'one fact', 'another with its id'
    FROM (SELECT id, lag(id) OVER (ORDER BY id) AS before FROM outbox_fact) AS walked
    WHERE id = before
    UNION ALL
    SELECT format('trigger outbox_fact_append_only on %s', c.relname), 'enabled',
           CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas only' ELSE 'none' END
    FROM pg_class c
    LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'outbox_fact_append_only'
         AND t.tgfoid = 'outbox_fact_is_append_only'::regproc AND t.tgtype = 58
    WHERE (c.oid = 'outbox_fact'::regclass
           OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'outbox_fact'::regclass))
      AND coalesce(t.tgenabled, 'D') NOT IN ('O', 'A')
    UNION ALL
    SELECT format('grants on %s', c.relname), 'no writing by others than its owner, but of new facts',
           format('%s to %s', privilege_type, coalesce(grantee::regrole::text, 'PUBLIC'))
    FROM pg_class c, aclexplode(relacl)
    WHERE c.oid IN (SELECT 'outbox_fact'::regclass UNION ALL
                    SELECT inhrelid FROM pg_inherits WHERE inhparent = 'outbox_fact'::regclass)
      AND grantee <> relowner
      AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN')
$$;
