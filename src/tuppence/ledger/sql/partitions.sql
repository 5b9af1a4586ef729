-- Transfers are kept by month (UTC) of their instant, each in a partition of its own. Months are made
-- ahead (tasks.py, and after each migration); one that is missing all the same, as for history that
-- is entered with its own time, is made by the posting that needs it (post.sql).
--
-- No DEFAULT partition: it would hold any instant, and the planner could no longer read partitions
-- one after the other, newest first, and stop when a page is full.

-- A partition's name: ledger_transfer_2026_05.
CREATE OR REPLACE FUNCTION ledger_month_name(p_at timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT to_char(p_at AT TIME ZONE 'UTC', '"ledger_transfer_"YYYY_MM')
$$;

-- Makes the partition for an instant unless it is there; says whether it did. Made apart and then
-- attached, as that lets postings and readers go on.
--
-- The application may call this, so it is bounded: from the year 2000 to 13 months ahead, a few hundred
-- tables ever. Whoever makes a month holds the lock that ATTACH takes anyway, before looking again: with
-- an advisory lock, the name could be looked up as it was before somebody else made it.
CREATE OR REPLACE FUNCTION ledger_make_month(p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_name text := ledger_month_name(p_at);
    v_from timestamptz := date_trunc('month', p_at, 'UTC');
BEGIN
    IF to_regclass('public.' || v_name) IS NOT NULL THEN
        RETURN false;
    ELSIF p_at < '2000-01-01Z' OR p_at > clock_timestamp() + interval '13 months' THEN
        RAISE 'no month of transfers is made for %: it is too far off', p_at;
    END IF;
    LOCK TABLE ONLY ledger_transfer IN SHARE UPDATE EXCLUSIVE MODE;
    IF to_regclass('public.' || v_name) IS NOT NULL THEN
        RETURN false;                -- somebody else made it meanwhile
    ELSIF v_from <= (SELECT max(month) FROM ledger_detached) THEN
        RAISE 'the month of % is detached, or older: attach it to enter history there', p_at;
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE ledger_transfer INCLUDING CONSTRAINTS)', v_name);
    PERFORM ledger_keep_month(v_name);
    EXECUTE format('ALTER TABLE ledger_transfer ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   v_name, v_from, date_trunc('month', v_from + interval '32 days', 'UTC'));
    RETURN true;
END $$;

-- What the parent refuses, its partitions must refuse by themselves when they are named.
CREATE OR REPLACE FUNCTION ledger_keep_month(p_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.%I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()', p_name);
END $$;

-- Makes the months from one instant to another; gives how many were new.
CREATE OR REPLACE FUNCTION ledger_make_months(p_from timestamptz, p_upto timestamptz)
RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FILTER (WHERE ledger_make_month(month AT TIME ZONE 'UTC'))
    FROM generate_series(date_trunc('month', p_from AT TIME ZONE 'UTC'), p_upto AT TIME ZONE 'UTC',
                         interval '1 month') AS month
$$;
