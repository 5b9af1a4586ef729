-- History entered whole, for a database that starts with some: many journals of one transfer each,
-- computed and written as sets. For the tables' owner alone: these are no SECURITY DEFINER.
--
-- Nothing is judged as a posting is, and nothing may be wrong either: an account that would leave
-- its bounds on the way, or a limit that would pass its cap, ends the caller's transaction.

-- Enters the legs of the temporary table ledger_preload_leg, in the order of their journals:
--   (journal_id bigint, key uuid, request uuid, debit_id bigint, credit_id bigint, amount bigint,
--    at timestamptz)
-- with ids that the caller drew from ledger_journal_id_seq, rising with `at`; and charges what another,
-- ledger_preload_charged, lists for them:
--   (account_id bigint, scope text, amount bigint, at timestamptz)
-- Charges count in the window that a limit is in; earlier ones have passed. Accounts must not have
-- seen anything later, and those that are charged have no rolling limits.
CREATE OR REPLACE FUNCTION ledger_preload() RETURNS void LANGUAGE plpgsql
SET work_mem = '256MB' AS $$
DECLARE
    v_wrong bigint;
BEGIN
    ANALYZE ledger_preload_leg, ledger_preload_charged;
    CREATE TEMP TABLE ledger_preload_account ON COMMIT DROP AS
    SELECT account_id, seq, credits_posted - debits_posted AS balance, floor, ceiling, last_at, unit,
           debits_pending, credits_pending, closed
    FROM ledger_balance
    WHERE account_id IN (SELECT debit_id FROM ledger_preload_leg
                         UNION SELECT credit_id FROM ledger_preload_leg)
    ORDER BY account_id FOR NO KEY UPDATE;
    ANALYZE ledger_preload_account;

    CREATE TEMP TABLE ledger_preload_entry ON COMMIT DROP AS
    SELECT e.journal_id, e.side, e.account, e.at, e.moved, a.seq + row_number() OVER along AS seq,
           a.balance + ledger_sum(e.moved) OVER along AS balance
    FROM (
        SELECT journal_id, 'd' AS side, debit_id AS account, at, -amount AS moved
        FROM ledger_preload_leg
        UNION ALL
        SELECT journal_id, 'c', credit_id, at, amount FROM ledger_preload_leg
    ) AS e JOIN ledger_preload_account a ON a.account_id = e.account
    WINDOW along AS (PARTITION BY e.account ORDER BY e.journal_id ROWS UNBOUNDED PRECEDING);

    CREATE TEMP TABLE ledger_preload_sum ON COMMIT DROP AS
    SELECT account, count(*) AS transfers, min(balance) AS lowest, max(balance) AS highest,
           coalesce(ledger_sum(-moved) FILTER (WHERE moved < 0), 0) AS debits,
           coalesce(ledger_sum(moved) FILTER (WHERE moved > 0), 0) AS credits,
           min(at) AS oldest, max(at) AS newest,
           array_agg(at ORDER BY journal_id) = array_agg(at ORDER BY at) AS in_order
    FROM ledger_preload_entry GROUP BY account;

    SELECT min(account_id) INTO v_wrong
    FROM ledger_preload_account a LEFT JOIN ledger_preload_sum s ON s.account = a.account_id
    WHERE a.closed OR a.last_at > s.oldest OR NOT s.in_order
       OR s.lowest - a.debits_pending < a.floor OR s.highest + a.credits_pending > a.ceiling;
    IF v_wrong IS NOT NULL THEN
        RAISE 'account % would not be within its bounds, or not in order', v_wrong;
    ELSIF EXISTS (
        SELECT FROM ledger_preload_leg l
        LEFT JOIN ledger_preload_account d ON d.account_id = l.debit_id
        LEFT JOIN ledger_preload_account c ON c.account_id = l.credit_id
        WHERE d.unit IS DISTINCT FROM c.unit OR d.unit IS NULL
    ) THEN
        RAISE 'the accounts of a transfer do not exist, or differ in unit';
    ELSIF EXISTS (
        SELECT FROM ledger_limit WHERE period = 'rolling'
        AND account_id IN (SELECT account_id FROM ledger_preload_charged)
    ) THEN
        RAISE 'an account has a rolling limit, which is charged by postings only';
    END IF;

    INSERT INTO ledger_journal (id, key, request)
    SELECT journal_id, key, request FROM ledger_preload_leg ORDER BY journal_id;
    PERFORM ledger_make_months(min(at), max(at)) FROM ledger_preload_leg;
    INSERT INTO ledger_transfer (
        journal_id, debit_id, credit_id, amount, debit_seq, credit_seq, debit_balance,
        credit_balance, at, line, late)
    SELECT l.journal_id, l.debit_id, l.credit_id, l.amount, d.seq, c.seq, d.balance, c.balance, l.at,
           1, false
    FROM ledger_preload_leg l
    JOIN ledger_preload_entry d ON d.journal_id = l.journal_id AND d.side = 'd'
    JOIN ledger_preload_entry c ON c.journal_id = l.journal_id AND c.side = 'c'
    ORDER BY l.journal_id;
    UPDATE ledger_balance b
    SET debits_posted = b.debits_posted + s.debits, credits_posted = b.credits_posted + s.credits,
        seq = b.seq + s.transfers, last_at = s.newest
    FROM ledger_preload_sum s WHERE s.account = b.account_id;

    SELECT min(id) INTO v_wrong FROM (SELECT * FROM ledger_preload_charge() AS id) AS over_cap;
    IF v_wrong IS NOT NULL THEN
        RAISE 'limit % would pass its cap', v_wrong;
    END IF;
    DROP TABLE ledger_preload_account, ledger_preload_entry, ledger_preload_sum;
END $$;

-- Charges what falls in the limits' windows, and gives the limits that are then over their caps.
CREATE OR REPLACE FUNCTION ledger_preload_charge() RETURNS SETOF bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    WITH charged AS (
        UPDATE ledger_limit l SET used = l.used + c.used
        FROM (
            SELECT l.id, sum(CASE l.measure WHEN 'count' THEN 1 ELSE one.amount END)::bigint AS used
            FROM ledger_preload_charged one
            JOIN ledger_limit l ON l.account_id = one.account_id AND l.scope = one.scope
            WHERE one.at >= l.window_start AND one.at < l.resets_at
            GROUP BY l.id
        ) AS c
        WHERE c.id = l.id
        RETURNING l.id, l.used > l.cap AS over_cap
    )
    SELECT charged.id FROM charged WHERE over_cap;
END $$;

-- Gives accounts a limit that was set at `p_at` and is in the window that contains `p_now`.
CREATE OR REPLACE FUNCTION ledger_preload_limits(
    p_account bigint[], p_scope text, p_period text, p_cap bigint, p_zone text, p_year_month smallint,
    p_at timestamptz, p_now timestamptz
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO ledger_limit (account_id, scope, period, measure, zone, year_month, cap, cap_set_at,
                              window_start, resets_at)
    SELECT a, p_scope, p_period, 'sum', p_zone, p_year_month, p_cap, p_at,
           w.starts, w.ends
    FROM unnest(p_account) AS a,
         (SELECT greatest(ledger_window_start(p_period, p_zone, p_year_month, p_now), p_at) AS starts,
                 ledger_window_end(p_period, p_zone, p_year_month, p_now) AS ends) AS w
$$;
