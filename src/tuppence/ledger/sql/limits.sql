-- Limits: windows are in windows.sql; charging happens in ledger_move, under the account's lock.

-- When a journal happened: the instant of what it wrote.
CREATE OR REPLACE FUNCTION ledger_journal_at(journal bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT at FROM ledger_transfer WHERE journal_id = journal LIMIT 1),
        (SELECT at FROM ledger_refusal WHERE journal_id = journal),
        (SELECT placed_at FROM ledger_hold WHERE journal_id = journal LIMIT 1),
        (SELECT at FROM ledger_release WHERE journal_id = journal LIMIT 1),
        -- Of a detached month, its beginning: that is before all that any limit counts.
        (SELECT min(month) FROM ledger_detached WHERE journals @> journal)
    )
$$;

CREATE OR REPLACE FUNCTION ledger_rolling_used(limit_id bigint, seconds int, instant timestamptz)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(r.used), 0)::bigint FROM ledger_rolling_charge r
    WHERE r.limit_id = ledger_rolling_used.limit_id
      AND r.at > instant - make_interval(secs => seconds)
$$;

-- What undoing `amount` of journal `back` takes off a limit (zero or less): nothing when the limit's
-- present window does not contain that journal, or it was refused or never was. A count is given
-- back only when all that the journal moved and reserved is.
CREATE OR REPLACE FUNCTION ledger_gives_back(
    l ledger_limit, back bigint, amount bigint, instant timestamptz
) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN j.at IS NULL OR EXISTS (SELECT FROM ledger_refusal r WHERE r.journal_id = back) THEN 0
        WHEN l.period = 'rolling' AND j.at <= instant - make_interval(secs => l.seconds) THEN 0
        WHEN l.period <> 'rolling' AND (instant >= l.resets_at OR j.at < l.window_start) THEN 0
        WHEN l.measure = 'count' AND amount IS DISTINCT FROM (
            SELECT sum(moved.amount) FROM (
                SELECT t.amount FROM ledger_transfer t WHERE t.journal_id = back
                UNION ALL
                SELECT h.amount FROM ledger_hold h WHERE h.journal_id = back
            ) AS moved
        ) THEN 0
        ELSE -CASE l.measure WHEN 'count' THEN 1 ELSE amount END
    END
    FROM (SELECT ledger_journal_at(back) AS at) AS j
$$;

-- When a limit that refuses now will have room again (a rolling one: some room).
CREATE OR REPLACE FUNCTION ledger_resets_at(limit_id bigint, instant timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN l.period = 'rolling' THEN (
            SELECT min(r.at) + make_interval(secs => l.seconds) FROM ledger_rolling_charge r
            WHERE r.limit_id = l.id AND r.used > 0
              AND r.at > instant - make_interval(secs => l.seconds))
        WHEN instant < l.resets_at THEN l.resets_at
        ELSE ledger_window_end(l.period, l.zone, l.year_month, instant)
    END
    FROM ledger_limit l WHERE l.id = limit_id
$$;

-- What the charges of a batch do to their limits: `used` is a limit's use after each of them, `kept`
-- what it has kept of the instant that the charge counts for. A calendar window is one such instant
-- (NULL); a rolling limit keeps the use of each, and gives back what it kept of the journal undone.
-- Nothing is below zero: what is given back beyond it leaves no room for the charges that follow.
CREATE OR REPLACE FUNCTION ledger_charges(
    c_account bigint[], c_scope text[], c_amount bigint[], c_back bigint[], instant timestamptz
) RETURNS TABLE (
    n bigint, id bigint, period text, cap bigint, amount bigint, adds bigint, at timestamptz,
    kept bigint, used bigint
) LANGUAGE sql STABLE AS $$
    SELECT n, id, period, cap, amount, adds, at, kept,
           base + ledger_sum(change) OVER (PARTITION BY id ORDER BY n)
    FROM (
        SELECT *, kept - lag(kept, 1, had) OVER (PARTITION BY id, at ORDER BY n) AS change
        FROM (
            SELECT *, sum - least(min(sum) OVER (PARTITION BY id, at ORDER BY n), 0) AS kept
            FROM (
                SELECT *, had + ledger_sum(adds) OVER (PARTITION BY id, at ORDER BY n) AS sum
                FROM (
                    SELECT c.n, l.id, l.period, l.cap, c.amount, own.at,
                           CASE WHEN c.amount IS NULL OR c.amount NOT BETWEEN 1 AND 1000000000000
                                    THEN 0
                                WHEN c.back IS NOT NULL
                                    THEN ledger_gives_back(l, c.back, c.amount, instant)
                                WHEN l.measure = 'count' THEN 1 ELSE c.amount END AS adds,
                           CASE WHEN l.period = 'rolling' THEN coalesce((
                                    SELECT r.used FROM ledger_rolling_charge r
                                    WHERE r.limit_id = l.id AND r.at = own.at), 0)
                                WHEN instant < l.resets_at THEN l.used ELSE 0 END AS had,
                           CASE WHEN l.period = 'rolling'
                                    THEN ledger_rolling_used(l.id, l.seconds, instant)
                                WHEN instant < l.resets_at THEN l.used ELSE 0 END AS base
                    FROM unnest(c_account, c_scope, c_amount, c_back)
                         WITH ORDINALITY AS c (account, scope, amount, back, n)
                    JOIN ledger_limit l ON l.account_id = c.account AND l.scope = c.scope
                         AND (l.period <> 'once' OR instant < l.resets_at),
                    LATERAL (SELECT CASE WHEN l.period <> 'rolling' THEN NULL
                                         WHEN c.back IS NULL THEN instant
                                         ELSE ledger_journal_at(c.back) END AS at) AS own
                ) AS asked
            ) AS summed
        ) AS floored
    ) AS changed
$$;

-- Writes down what rolling limits keep of each instant.
CREATE OR REPLACE FUNCTION ledger_charge_rolling(
    c_account bigint[], c_scope text[], c_amount bigint[], c_back bigint[], instant timestamptz
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO ledger_rolling_charge (limit_id, at, used)
    SELECT id, at, kept
    FROM (
        SELECT DISTINCT ON (id, at) id, at, kept
        FROM ledger_charges(c_account, c_scope, c_amount, c_back, instant)
        WHERE period = 'rolling' AND adds <> 0
        ORDER BY id, at, n DESC
    ) AS last
    WHERE kept > 0 OR EXISTS (
        SELECT FROM ledger_rolling_charge r WHERE r.limit_id = last.id AND r.at = last.at)
    ON CONFLICT (limit_id, at) DO UPDATE SET used = excluded.used;
$$;

-- Sets or changes a limit, and gives NULL, or the code of the refusal. Use in the present window is
-- kept when the cap changes; another zone is that of the next window. A new limit counts from now
-- on: what came before it was not charged, so its first window starts here.
CREATE OR REPLACE FUNCTION ledger_set_limit(
    p_account bigint, p_scope text, p_period text, p_measure text, p_cap bigint, p_zone text,
    p_seconds int, p_year_month smallint, p_at timestamptz
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM ledger_balance WHERE account_id = p_account FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 'account_unknown';
    END IF;
    INSERT INTO ledger_limit AS l (account_id, scope, period, measure, zone, seconds, year_month,
                                   cap, cap_set_at, window_start, resets_at)
    VALUES (p_account, p_scope, p_period, p_measure, p_zone, p_seconds, p_year_month, p_cap, p_at,
            CASE WHEN p_period <> 'rolling' THEN p_at END,
            ledger_window_end(p_period, p_zone, p_year_month, p_at))
    ON CONFLICT (account_id, scope, period, measure, seconds)
    DO UPDATE SET cap = excluded.cap, cap_set_at = excluded.cap_set_at, zone = excluded.zone,
                  year_month = excluded.year_month;
    RETURN NULL;
END $$;

-- Caps sums over one stretch of time each, from p_from to before p_until, that does not come again:
-- afterwards the limit caps nothing. One that is there already stays as it is. Nobody is waited for:
-- whoever charges such a limit has seen that it is there.
CREATE OR REPLACE FUNCTION ledger_limit_once(
    p_account bigint[], p_scope text[], p_cap bigint[], p_from timestamptz[], p_until timestamptz[]
) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH made AS (
        INSERT INTO ledger_limit (account_id, scope, period, measure, zone, year_month, cap,
                                  cap_set_at, window_start, resets_at)
        SELECT account, scope, 'once', 'sum', 'UTC', 1, cap, starts, starts, ends
        FROM unnest(p_account, p_scope, p_cap, p_from, p_until)
             AS t (account, scope, cap, starts, ends)
        ORDER BY account, scope
        ON CONFLICT (account_id, scope, period, measure, seconds) DO NOTHING
        RETURNING 1
    )
    SELECT count(*) FROM made
$$;

-- Forgets limits of one stretch of time that are over, at most `most` of them; gives how many.
CREATE OR REPLACE FUNCTION ledger_prune_once(instant timestamptz, most int) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH pruned AS (
        DELETE FROM ledger_limit WHERE id = ANY (ARRAY(
            SELECT id FROM ledger_limit
            WHERE period = 'once' AND resets_at <= least(instant, clock_timestamp())
            LIMIT most FOR UPDATE SKIP LOCKED))
        RETURNING 1
    )
    SELECT count(*) FROM pruned
$$;

CREATE OR REPLACE FUNCTION ledger_remove_limit(
    p_account bigint, p_scope text, p_period text, p_measure text, p_seconds int
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT 1 FROM ledger_balance WHERE account_id = p_account FOR NO KEY UPDATE;
    DELETE FROM ledger_rolling_charge WHERE limit_id IN (
        SELECT id FROM ledger_limit
        WHERE account_id = p_account AND scope = p_scope AND period = p_period
          AND measure = p_measure AND seconds IS NOT DISTINCT FROM p_seconds);
    DELETE FROM ledger_limit
    WHERE account_id = p_account AND scope = p_scope AND period = p_period
      AND measure = p_measure AND seconds IS NOT DISTINCT FROM p_seconds;
$$;

-- Forgets rolling charges that no window can contain any more, at most `most` at a time; gives how
-- many. It waits for nobody: a charge that a posting has locked is left for the next time.
CREATE OR REPLACE FUNCTION ledger_prune_rolling(instant timestamptz, most int) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH pruned AS (
        DELETE FROM ledger_rolling_charge WHERE ctid = ANY (ARRAY(
            SELECT r.ctid FROM ledger_rolling_charge r JOIN ledger_limit l ON l.id = r.limit_id
            WHERE r.at <= least(instant, clock_timestamp()) - make_interval(secs => l.seconds)
            LIMIT most FOR UPDATE OF r SKIP LOCKED))
        RETURNING 1
    )
    SELECT count(*) FROM pruned
$$;
