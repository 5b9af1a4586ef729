-- Taking old months of transfers out of the ledger, and back in. For the tables' owner alone: these
-- are no SECURITY DEFINER. docs/partitions.md says what a detached month means.
--
-- The oldest month goes first and comes back last, so that what is left of any account's history is
-- its end. What was before is one row: ledger_opening.

-- The first instant that the ledger still has transfers of; NULL: of all.
CREATE OR REPLACE FUNCTION ledger_kept_since() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT date_trunc('month', max(month) + interval '32 days', 'UTC') FROM ledger_detached
$$;

-- The journals whose transfers may be in a detached month.
CREATE OR REPLACE FUNCTION ledger_detached_journals() RETURNS int8multirange
LANGUAGE sql STABLE AS $$
    SELECT coalesce(range_agg(journals), '{}') FROM ledger_detached
$$;

-- The fold of a month's transfers, by account.
CREATE OR REPLACE FUNCTION ledger_month_fold(p_table regclass)
RETURNS TABLE (account_id bigint, seq bigint, debits bigint, credits bigint) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT account, count(*), sum(debit)::bigint, sum(credit)::bigint FROM ('
        '    SELECT debit_id AS account, amount AS debit, 0 AS credit FROM %1$s'
        '    UNION ALL SELECT credit_id, 0, amount FROM %1$s'
        ') AS side GROUP BY account', p_table);
END $$;

-- The month's journals as few ranges: one ends where a journal in between has its transfers in
-- another month.
CREATE OR REPLACE FUNCTION ledger_month_journals(p_table regclass)
RETURNS int8multirange LANGUAGE plpgsql AS $$
DECLARE
    v_journals int8multirange;
BEGIN
    EXECUTE format(
        'WITH own AS ('
        '    SELECT journal_id AS id, lag(journal_id) OVER (ORDER BY journal_id) AS before'
        '    FROM (SELECT DISTINCT journal_id FROM %s) AS one'
        '), island AS ('
        '    SELECT id, count(*) FILTER (WHERE id > before + 1 AND EXISTS ('
        '        SELECT FROM ledger_transfer t WHERE t.journal_id > before AND t.journal_id < id'
        '    )) OVER (ORDER BY id) AS nth FROM own'
        ') SELECT range_agg(span) FROM ('
        '    SELECT int8range(min(id), max(id), ''[]'') AS span FROM island GROUP BY nth) AS spans',
        p_table) INTO v_journals;
    RETURN coalesce(v_journals, '{}');
END $$;

-- Why a month cannot be detached; NULL when it can.
CREATE OR REPLACE FUNCTION ledger_keeps_month(p_month timestamptz, p_now timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN NOT EXISTS (SELECT FROM pg_inherits
                         WHERE inhparent = 'ledger_transfer'::regclass
                           AND inhrelid = to_regclass('public.' || ledger_month_name(p_month)))
            THEN 'the ledger has no such month'
        WHEN date_trunc('month', p_month + interval '32 days', 'UTC') > p_now
            THEN 'the month has not ended'
        WHEN EXISTS (SELECT FROM pg_inherits JOIN pg_class ON oid = inhrelid
                     WHERE inhparent = 'ledger_transfer'::regclass
                       AND relname < ledger_month_name(p_month))
            THEN (SELECT 'the oldest month goes first: ' || min(relname)
                  FROM pg_inherits JOIN pg_class ON oid = inhrelid
                  WHERE inhparent = 'ledger_transfer'::regclass)
        WHEN EXISTS (
            SELECT FROM ledger_limit
            WHERE CASE WHEN period = 'rolling' THEN p_now - make_interval(secs => seconds)
                       WHEN p_now < resets_at THEN window_start END
                  < date_trunc('month', p_month + interval '32 days', 'UTC')
        ) THEN 'a limit still counts what was charged then'
    END
$$;

-- Detaches a month: its table is then detached.ledger_transfer_YYYY_MM. Nobody but postings of history
-- into that very month waits while it is added up; all do for the moment in which it is cut off. Gives
-- its newest journal, for who can tell whether that is sealed.
--
-- Until then it holds nothing that a posting may wait for while it has read transfers itself (as one
-- that makes a month may have): they would wait for each other. So it looks a second time.
CREATE OR REPLACE FUNCTION ledger_detach_month(p_month timestamptz, p_now timestamptz)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_name   text := ledger_month_name(p_month);
    v_table  regclass;
    v_why    text;
    v_newest bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger_detached', 0));  -- one operator at a time
    v_why := ledger_keeps_month(p_month, p_now);
    IF v_why IS NOT NULL THEN
        RAISE '%', v_why USING ERRCODE = 'LP002';
    END IF;
    v_table := to_regclass('public.' || v_name);
    EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', v_table);
    INSERT INTO ledger_opening AS o (account_id, seq, debits, credits)
    SELECT account_id, seq, debits, credits FROM ledger_month_fold(v_table)
    ON CONFLICT (account_id) DO UPDATE
    SET seq = o.seq + excluded.seq, debits = o.debits + excluded.debits,
        credits = o.credits + excluded.credits;
    EXECUTE format(
        'INSERT INTO ledger_detached (month, transfers, amount, journals)'
        ' SELECT %L, count(*), coalesce(sum(amount), 0), ledger_month_journals(%L) FROM %s',
        date_trunc('month', p_month, 'UTC'), v_table, v_table);
    EXECUTE format('SELECT max(journal_id) FROM %s', v_table) INTO v_newest;
    LOCK TABLE ONLY ledger_transfer IN ACCESS EXCLUSIVE MODE;
    v_why := ledger_keeps_month(p_month, p_now);
    IF v_why IS NOT NULL THEN        -- an older month was made meanwhile
        RAISE '%', v_why USING ERRCODE = 'LP002';
    END IF;
    CREATE SCHEMA IF NOT EXISTS detached;
    EXECUTE format('ALTER TABLE ledger_transfer DETACH PARTITION %s', v_table);
    EXECUTE format('ALTER TABLE %s SET SCHEMA detached', v_table);
    RETURN v_newest;
END $$;

-- Takes the month that was detached last back in, if it is the one that was taken out.
CREATE OR REPLACE FUNCTION ledger_attach_month(p_month timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_name text := ledger_month_name(p_month);
    v_from timestamptz := date_trunc('month', p_month, 'UTC');
    v_was  record;
    v_is   record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger_detached', 0));
    SELECT * INTO v_was FROM ledger_detached ORDER BY month DESC LIMIT 1;
    IF v_was.month IS DISTINCT FROM v_from THEN
        RAISE 'the month that was detached last comes back first: %',
            coalesce(ledger_month_name(v_was.month), 'none is detached') USING ERRCODE = 'LP002';
    ELSIF to_regclass('detached.' || v_name) IS NULL THEN
        RAISE 'there is no table detached.%: restore it from where it was put', v_name
            USING ERRCODE = 'LP002';
    END IF;
    EXECUTE format('SELECT count(*) AS transfers, coalesce(sum(amount), 0) AS amount'
                   ' FROM detached.%I', v_name) INTO v_is;
    IF (v_is.transfers, v_is.amount) <> (v_was.transfers, v_was.amount) THEN
        RAISE 'detached.% has % transfers of % in all; % of % were detached', v_name,
            v_is.transfers, v_is.amount, v_was.transfers, v_was.amount USING ERRCODE = 'LP002';
    END IF;
    WITH fold AS (SELECT * FROM ledger_month_fold(('detached.' || v_name)::regclass)), emptied AS (
        DELETE FROM ledger_opening o USING fold f
        WHERE o.account_id = f.account_id AND o.seq = f.seq
    )
    UPDATE ledger_opening o
    SET seq = o.seq - f.seq, debits = o.debits - f.debits, credits = o.credits - f.credits
    FROM fold f WHERE o.account_id = f.account_id AND o.seq <> f.seq;
    DELETE FROM ledger_detached WHERE month = v_from;
    EXECUTE format('ALTER TABLE detached.%I SET SCHEMA public', v_name);
    PERFORM ledger_keep_month(v_name);
    EXECUTE format('ALTER TABLE ledger_transfer ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   v_name, v_from, date_trunc('month', v_from + interval '32 days', 'UTC'));
END $$;
