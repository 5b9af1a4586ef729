-- What `tuppence verify` looks for. Each function gives the rows that disagree with the rest of the
-- books: which row, what it should say, what it says. On books that are right it gives none.
--
--   SELECT * FROM ledger_verify_journals();
--
-- They read, and trust nothing that they read: no constraint, trigger or counter. None of them
-- needs memory that grows with the books, as PostgreSQL sorts and hashes what is beyond work_mem on
-- disk. Those that look at every transfer can be asked for a range, of accounts or journals, so that
-- the disk which that takes does not grow with the books either.

CREATE OR REPLACE FUNCTION ledger_verify_units()
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    SELECT format('ledger_balance unit=%s', unit), 'balances that sum to 0',
           format('%s', sum(credits_posted - debits_posted))
    FROM ledger_balance
    GROUP BY unit HAVING sum(credits_posted - debits_posted) <> 0
    ORDER BY unit
$$;

CREATE OR REPLACE FUNCTION ledger_verify_accounts()
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN a.id IS NULL THEN format('ledger_account id=%s', b.account_id)
                ELSE format('ledger_balance account_id=%s', a.id) END,
           CASE WHEN a.id IS NULL OR b.account_id IS NULL THEN 'a row' ELSE 'unit ' || a.unit END,
           CASE WHEN a.id IS NULL OR b.account_id IS NULL THEN 'none' ELSE 'unit ' || b.unit END
    FROM ledger_account a FULL JOIN ledger_balance b ON b.account_id = a.id
    WHERE a.unit IS DISTINCT FROM b.unit
    ORDER BY coalesce(a.id, b.account_id)
$$;

-- What an account holds, and what is reserved beside it, stays within floor and ceiling. Holds that
-- had expired when the account last moved, or have since, reserve nothing.
CREATE OR REPLACE FUNCTION ledger_verify_bounds()
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    WITH own AS (
        SELECT b.*, b.credits_posted - b.debits_posted AS balance,
               b.debits_pending - CASE WHEN b.debits_pending > 0 THEN
                   ledger_lapsed_debits(b.account_id, greatest(now(), b.last_at)) ELSE 0 END AS out,
               b.credits_pending - CASE WHEN b.credits_pending > 0 THEN
                   ledger_lapsed_credits(b.account_id, greatest(now(), b.last_at)) ELSE 0 END AS due
        FROM ledger_balance b
    )
    SELECT format('ledger_balance account_id=%s', account_id),
           CASE WHEN closed THEN 'nothing held or reserved, as it is closed'
                ELSE format('from %s to %s', floor, ceiling) END,
           format('%s, with %s reserved to leave and %s to come', balance, out, due)
    FROM own
    WHERE balance NOT BETWEEN floor AND ceiling OR balance::numeric - out < floor
       OR balance::numeric + due > ceiling
       OR closed AND (balance, debits_pending, credits_pending) <> (0, 0, 0)
    ORDER BY account_id
$$;

-- Ranges of accounts with about `size` transfers each. Between them they hold every bigint, so that
-- a transfer of an account that does not exist is in one of them too.
CREATE OR REPLACE FUNCTION ledger_verify_ranges(size bigint)
RETURNS TABLE (first bigint, last bigint) LANGUAGE sql STABLE AS $$
    SELECT first, coalesce(lead(first) OVER (ORDER BY first) - 1, 9223372036854775807)
    FROM (
        SELECT -9223372036854775808 AS first
        UNION ALL
        SELECT min(account_id) FROM (
            SELECT account_id,
                   floor(sum(greatest(seq, 0) + 1) OVER (ORDER BY account_id) / size) AS part
            FROM ledger_balance
        ) AS counted
        GROUP BY part HAVING part > 0
    ) AS parts
    ORDER BY first
$$;

-- The accounts of a range whose transfers do not follow one from the other in time, number and
-- balance, or do not add up to the account's counters. Both indexes have the order that is needed.
-- Where months are detached, the first transfer follows what they held (ledger_opening).
CREATE OR REPLACE FUNCTION ledger_verify_history(first bigint, last bigint)
RETURNS TABLE (account bigint, transfers bigint) LANGUAGE sql STABLE AS $$
    WITH entry AS (
        SELECT debit_id AS account, at, debit_seq AS seq, -amount AS moved, debit_balance AS balance
        FROM ledger_transfer WHERE debit_id BETWEEN first AND last
        UNION ALL
        SELECT credit_id, at, credit_seq, amount, credit_balance
        FROM ledger_transfer WHERE credit_id BETWEEN first AND last
    ), walked AS (
        SELECT *, row_number() OVER along AS place, lag(balance) OVER along AS before
        FROM entry WINDOW along AS (PARTITION BY account ORDER BY at, seq)
    ), folded AS (
        SELECT account, count(*) AS transfers, min(at) AS oldest, max(at) AS newest,
               coalesce(sum(-moved) FILTER (WHERE moved < 0), 0) AS debits,
               coalesce(sum(moved) FILTER (WHERE moved > 0), 0) AS credits,
               min(seq - place) AS seq, max(seq - place) AS seq_too,
               min(balance - moved) FILTER (WHERE place = 1) AS begins,
               bool_or(balance <> before + moved) AS broken
        FROM walked GROUP BY account
    ), opening AS (
        SELECT account_id, seq, debits, credits, credits - debits AS balance
        FROM ledger_opening WHERE account_id BETWEEN first AND last
    )
    SELECT coalesce(b.account_id, f.account, o.account_id), f.transfers
    FROM folded f
    FULL JOIN (SELECT * FROM ledger_balance WHERE account_id BETWEEN first AND last) AS b
           ON b.account_id = f.account
    FULL JOIN opening o ON o.account_id = coalesce(b.account_id, f.account)
    LEFT JOIN ledger_account a ON a.id = b.account_id
    WHERE b.account_id IS NULL OR f.broken OR f.newest > b.last_at OR f.oldest < a.opened_at
       OR (f.seq, f.seq_too, f.begins)
          <> (coalesce(o.seq, 0), coalesce(o.seq, 0), coalesce(o.balance, 0))
       OR (b.seq, b.debits_posted, b.credits_posted)
          <> (coalesce(f.transfers, 0) + coalesce(o.seq, 0),
              coalesce(f.debits, 0) + coalesce(o.debits, 0),
              coalesce(f.credits, 0) + coalesce(o.credits, 0))
    ORDER BY 1
$$;

-- What is wrong with an account that ledger_verify_history has found, by the likeliest single change
-- that explains it, so that the row named is the one that was altered:
--   1 an account that does not exist
--   2 a number is missing or used twice: a transfer renumbered, taken away or added
--   3 a balance does not follow from the one before: an amount or a balance altered
--   4 an instant is out of order
--   5 transfers are right in themselves: a counter altered
CREATE OR REPLACE FUNCTION ledger_verify_account(account bigint)
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    WITH opening AS (                -- what detached months held
        SELECT coalesce(max(seq), 0) AS seq, coalesce(max(debits), 0) AS debits,
               coalesce(max(credits), 0) AS credits
        FROM ledger_opening WHERE account_id = account
    ), entry AS (
        SELECT journal_id, line, at, debit_seq AS seq, -amount AS moved, debit_balance AS balance,
               'debit' AS side, credit_id AS other, credit_seq AS other_seq
        FROM ledger_transfer WHERE debit_id = account
        UNION ALL
        SELECT journal_id, line, at, credit_seq, amount, credit_balance, 'credit', debit_id,
               debit_seq
        FROM ledger_transfer WHERE credit_id = account
    ), walked AS (
        SELECT e.*, format('ledger_transfer journal_id=%s line=%s', journal_id, line) AS subject,
               lag(balance, 1, o.credits - o.debits) OVER along AS before,
               lag(e.seq, 1, o.seq) OVER along AS prior, o.seq AS opening,
               count(*) OVER (PARTITION BY e.seq) AS times,
               lag(at) OVER along AS at_before, lead(at) OVER along AS at_after
        FROM entry e, opening o WINDOW along AS (ORDER BY e.seq)
    ), own AS (
        SELECT b.*, w.* FROM (
            SELECT o.seq + count(w.seq) AS transfers, max(at) AS newest,
                   o.debits + coalesce(sum(-moved) FILTER (WHERE moved < 0), 0) AS debits,
                   o.credits + coalesce(sum(moved) FILTER (WHERE moved > 0), 0) AS credits
            FROM opening o LEFT JOIN walked w ON true GROUP BY o.seq, o.debits, o.credits
        ) AS w LEFT JOIN ledger_balance b ON b.account_id = account
    ), adds_up AS (                  -- the counters of money agree: a counter of rows may be wrong
        SELECT (debits, credits) = (debits_posted, credits_posted) AS so FROM own
    ), missing AS (                  -- the first number that no transfer has
        SELECT prior + 1 AS seq, balance - moved AS balance, before FROM walked WHERE seq > prior + 1
        UNION ALL
        SELECT transfers + 1, credits_posted - debits_posted, credits - debits
        FROM own WHERE seq > transfers
        ORDER BY 1 LIMIT 1
    ), spare AS (                    -- a transfer whose number is another's, or beyond the last
        SELECT w.* FROM own, walked w LEFT JOIN missing m ON true
        WHERE w.times > 1 OR w.seq > own.seq OR w.seq <= w.opening
        ORDER BY w.seq BETWEEN w.opening + 1 AND own.seq, w.balance - w.moved <> m.before,
                 EXISTS (SELECT FROM walked p
                         WHERE p.seq = w.seq - 1 AND p.balance = w.balance - w.moved)
                 AND EXISTS (SELECT FROM walked f
                             WHERE f.seq = w.seq + 1 AND f.balance - f.moved = w.balance),
                 w.journal_id DESC
        LIMIT 1
    ), astray AS (                   -- out of order, while its neighbours are in order without it
        SELECT w.*, w.at < a.opened_at OR EXISTS (
                   SELECT FROM ledger_transfer t
                   WHERE t.debit_id = w.other AND (t.debit_seq < w.other_seq AND t.at > w.at
                                                   OR t.debit_seq > w.other_seq AND t.at < w.at)
                      OR t.credit_id = w.other AND (t.credit_seq < w.other_seq AND t.at > w.at
                                                    OR t.credit_seq > w.other_seq AND t.at < w.at)
                   UNION ALL
                   SELECT FROM ledger_balance b WHERE b.account_id = w.other AND b.last_at < w.at
               ) AS there_too, own.last_at, a.opened_at
        FROM walked w, own JOIN ledger_account a ON a.id = own.account_id
        WHERE (w.at > w.at_after OR w.at < w.at_before OR w.at > own.last_at OR w.at < a.opened_at)
          AND (w.at_before <= w.at_after OR w.at_before IS NULL OR w.at_after IS NULL)
    ), verdict AS (
        SELECT 1 AS rank, seq, subject, format('an account %s', account) AS expected, 'none' AS found
        FROM walked WHERE (SELECT account_id IS NULL FROM own)
        UNION ALL
        SELECT 2, s.seq, s.subject,
               coalesce(format('%s_seq %s', s.side, m.seq), 'no such transfer: the account has had '
                   || (SELECT seq FROM own) || ', numbered otherwise'),
               format('%s_seq %s', s.side, s.seq)
        FROM spare s LEFT JOIN missing m ON true
        WHERE m.seq IS NOT NULL OR NOT (SELECT so FROM adds_up)
        UNION ALL
        SELECT 2, m.seq, format('ledger_transfer of account %s with number %s', account, m.seq),
               format('a transfer that changes its balance from %s to %s', m.before, m.balance), 'none'
        FROM missing m
        WHERE NOT EXISTS (SELECT FROM spare) AND NOT (SELECT so FROM adds_up)
        UNION ALL
        SELECT 3, seq, subject, format('%s_balance %s', side, before + moved),
               format('%s_balance %s', side, balance)
        FROM walked WHERE balance <> before + moved
        UNION ALL
        (SELECT 4, seq, subject,
                'at ' || concat_ws(', ', coalesce(at_before, opened_at) || ' or later',
                                   coalesce(at_after, last_at) || ' or before'),
                format('at %s', at)
         FROM astray WHERE there_too OR at < at_before OR at > at_after
         ORDER BY there_too DESC, seq LIMIT 1)
        UNION ALL
        SELECT 5, 0, format('ledger_balance account_id=%s', account),
               format('debits_posted %s, credits_posted %s, seq %s, last_at %s or later',
                      debits, credits, transfers, newest),
               format('debits_posted %s, credits_posted %s, seq %s, last_at %s',
                      debits_posted, credits_posted, seq, last_at)
        FROM own
    )
    SELECT subject, expected, found FROM verdict ORDER BY rank, seq LIMIT 1
$$;

-- Ranges of `size` journal ids. Between them they hold every bigint, so that what was left by a
-- journal that does not exist is in one of them too.
CREATE OR REPLACE FUNCTION ledger_verify_journal_ranges(size bigint)
RETURNS TABLE (first bigint, last bigint) LANGUAGE sql STABLE AS $$
    SELECT first, coalesce(lead(first) OVER (ORDER BY first) - 1, 9223372036854775807)
    FROM (
        SELECT -9223372036854775808 AS first
        UNION ALL
        SELECT generate_series(min(id) + size, max(id), size) FROM ledger_journal
    ) AS parts
    ORDER BY first
$$;

-- Both sides of a transfer or hold are accounts of the same unit.
CREATE OR REPLACE FUNCTION ledger_verify_sides(
    first bigint DEFAULT -9223372036854775808, last bigint DEFAULT 9223372036854775807
) RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    WITH moved AS (
        SELECT 'ledger_transfer' AS name, journal_id, line, debit_id, credit_id
        FROM ledger_transfer WHERE journal_id BETWEEN first AND last
        UNION ALL
        SELECT 'ledger_hold', journal_id, line, debit_id, credit_id
        FROM ledger_hold WHERE journal_id BETWEEN first AND last
    )
    SELECT format('%s journal_id=%s line=%s', name, journal_id, line), 'one unit',
           format('%s and %s', coalesce(d.unit, 'no account ' || debit_id),
                  coalesce(c.unit, 'no account ' || credit_id))
    FROM moved
    LEFT JOIN ledger_account d ON d.id = debit_id
    LEFT JOIN ledger_account c ON c.id = credit_id
    WHERE d.unit IS NULL OR c.unit IS NULL OR d.unit <> c.unit
    ORDER BY journal_id, line
$$;

-- Each hold says what its captures and its release say. Of one that is older than the ledger's months,
-- captures may be in a detached one: then it says no less than those that are left.
CREATE OR REPLACE FUNCTION ledger_verify_holds()
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    WITH captured AS (
        SELECT hold_id AS id, sum(amount) AS amount, min((journal_id, line)) AS first,
               min(debit_id) AS debit_id, max(credit_id) AS credit_id
        FROM ledger_transfer WHERE hold_id IS NOT NULL GROUP BY hold_id
    ), hold AS (
        SELECT h.*, coalesce(c.amount, 0) AS moved, c.id AS capture, r.hold_id AS release,
               coalesce(h.id, c.id, r.hold_id) AS named,
               CASE WHEN h.placed_at < ledger_kept_since() THEN h.captured < coalesce(c.amount, 0)
                    ELSE h.captured <> coalesce(c.amount, 0) END AS miscounted,
               (coalesce(c.debit_id, h.debit_id), coalesce(c.credit_id, h.credit_id))
                   = (h.debit_id, h.credit_id) AS same_accounts
        FROM ledger_hold h
        FULL JOIN captured c ON c.id = h.id
        FULL JOIN ledger_release r ON r.hold_id = coalesce(h.id, c.id)
    )
    SELECT format('ledger_hold id=%s', named),
           CASE WHEN id IS NULL THEN 'a row, as it was captured or released'
                WHEN NOT same_accounts THEN 'captures between its own accounts'
                WHEN miscounted THEN format('captured %s', moved)
                WHEN (state = 'released') <> (release IS NOT NULL) THEN
                    CASE WHEN release IS NULL THEN 'not released' ELSE 'released' END
                ELSE format('reserved %s', CASE WHEN state = 'open' THEN greatest(amount - captured, 0)
                                                ELSE 0 END) END,
           CASE WHEN id IS NULL THEN 'none'
                WHEN NOT same_accounts THEN 'others'
                WHEN miscounted THEN format('captured %s', captured)
                WHEN (state = 'released') <> (release IS NOT NULL) THEN state
                ELSE format('reserved %s, %s', reserved, state) END
    FROM hold
    WHERE id IS NULL OR NOT same_accounts OR miscounted
       OR (state = 'released') <> (release IS NOT NULL)
       OR reserved <> CASE WHEN state = 'open' THEN greatest(amount - captured, 0) ELSE 0 END
    ORDER BY named
$$;

-- Each account's pending counters are what its holds reserve.
CREATE OR REPLACE FUNCTION ledger_verify_pending()
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    WITH reserved AS (
        SELECT account, sum(debits) AS debits, sum(credits) AS credits FROM (
            SELECT debit_id AS account, reserved AS debits, 0 AS credits
            FROM ledger_hold WHERE reserved > 0
            UNION ALL
            SELECT credit_id, 0, reserved FROM ledger_hold WHERE reserved > 0
        ) AS side GROUP BY account
    )
    SELECT format('ledger_balance account_id=%s', coalesce(b.account_id, r.account)),
           format('debits_pending %s, credits_pending %s',
                  coalesce(r.debits, 0), coalesce(r.credits, 0)),
           CASE WHEN b.account_id IS NULL THEN 'none'
                ELSE format('debits_pending %s, credits_pending %s',
                            b.debits_pending, b.credits_pending) END
    FROM reserved r FULL JOIN ledger_balance b ON b.account_id = r.account
    WHERE (b.debits_pending, b.credits_pending)
          IS DISTINCT FROM (coalesce(r.debits, 0), coalesce(r.credits, 0))
    ORDER BY coalesce(b.account_id, r.account)
$$;

-- No limit is used beyond its cap, but for one whose cap was lowered in its present window. A rolling
-- window is looked at as of its newest charge, when it was judged last.
CREATE OR REPLACE FUNCTION ledger_verify_limits()
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    WITH own AS (
        SELECT l.id, l.scope, l.cap, l.cap_set_at,
               CASE WHEN l.period = 'rolling' THEN ledger_rolling_used(l.id, l.seconds, newest.at)
                    ELSE l.used END AS used,
               coalesce(l.window_start, newest.at - make_interval(secs => l.seconds)) AS since
        FROM ledger_limit l
        LEFT JOIN LATERAL (
            SELECT max(r.at) AS at FROM ledger_rolling_charge r WHERE r.limit_id = l.id
        ) AS newest ON l.period = 'rolling'
    )
    SELECT format('ledger_limit id=%s', id), format('%s used of %s at most', scope, cap),
           format('%s used', used)
    FROM own WHERE used > cap AND cap_set_at <= since
    ORDER BY id
$$;

-- No transfer is moved back further than it went, nor between other accounts. (Of one in a detached
-- month it cannot be told.)
CREATE OR REPLACE FUNCTION ledger_verify_reversals()
RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    WITH back AS (
        SELECT reverses_journal, reverses_line, sum(amount) AS amount,
               min(debit_id) AS debit_id, max(debit_id) AS debit_too,
               min(credit_id) AS credit_id, max(credit_id) AS credit_too
        FROM ledger_transfer WHERE reverses_journal IS NOT NULL
        GROUP BY reverses_journal, reverses_line
    )
    SELECT format('ledger_transfer journal_id=%s line=%s', b.reverses_journal, b.reverses_line),
           CASE WHEN t.journal_id IS NULL THEN 'a row, as it was reversed'
                WHEN b.amount > t.amount THEN format('at most %s moved back', t.amount)
                ELSE format('moved back from %s to %s', t.credit_id, t.debit_id) END,
           CASE WHEN t.journal_id IS NULL THEN 'none'
                WHEN b.amount > t.amount THEN format('%s moved back', b.amount)
                ELSE format('from %s to %s', b.debit_id, b.credit_id) END
    FROM back b
    LEFT JOIN ledger_transfer t ON t.journal_id = b.reverses_journal AND t.line = b.reverses_line
    WHERE t.journal_id IS NULL AND NOT b.reverses_journal <@ ledger_detached_journals()
       OR b.amount > t.amount
       OR (b.debit_id, b.debit_too, b.credit_id, b.credit_too)
          <> (t.credit_id, t.credit_id, t.debit_id, t.debit_id)
    ORDER BY b.reverses_journal, b.reverses_line
$$;

-- Each journal left a row for each of its legs, all of one instant, or one refusal; and nothing was
-- left by a journal that is not there. No leg is there twice, in two months: their index cannot tell.
-- What a journal left in a detached month is not missed.
CREATE OR REPLACE FUNCTION ledger_verify_journals(
    first bigint DEFAULT -9223372036854775808, last bigint DEFAULT 9223372036854775807
) RETURNS TABLE (subject text, expected text, found text) LANGUAGE sql STABLE AS $$
    WITH left_behind AS (
        SELECT journal_id, count(*) AS legs, max(line) AS last, min(at) AS first_at,
               max(at) AS last_at
        FROM (
            SELECT journal_id, line, at FROM ledger_transfer
            UNION ALL SELECT journal_id, line, placed_at FROM ledger_hold
            UNION ALL SELECT journal_id, line, at FROM ledger_release
        ) AS leg WHERE journal_id BETWEEN first AND last GROUP BY journal_id
    )
    SELECT format('ledger_journal id=%s', coalesce(j.id, l.journal_id, r.journal_id)),
           CASE WHEN j.id IS NULL THEN 'a row, as it left something'
                WHEN r.journal_id IS NOT NULL THEN 'a refusal and nothing else'
                WHEN l.journal_id IS NULL THEN 'a transfer, hold, release or refusal'
                WHEN l.legs <> l.last THEN format('legs 1 to %s', l.last)
                ELSE 'legs of one instant' END,
           CASE WHEN j.id IS NULL OR l.journal_id IS NULL THEN 'none'
                WHEN r.journal_id IS NOT NULL OR l.legs <> l.last THEN format('%s legs', l.legs)
                ELSE format('from %s to %s', l.first_at, l.last_at) END
    FROM (SELECT id FROM ledger_journal WHERE id BETWEEN first AND last) AS j
    FULL JOIN left_behind l ON l.journal_id = j.id
    FULL JOIN (SELECT journal_id FROM ledger_refusal WHERE journal_id BETWEEN first AND last) AS r
           ON r.journal_id = coalesce(j.id, l.journal_id)
    WHERE j.id IS NULL OR l.journal_id IS NOT NULL AND r.journal_id IS NOT NULL
       OR l.first_at <> l.last_at
       OR (l.journal_id IS NULL AND r.journal_id IS NULL OR l.legs <> l.last)
          AND NOT j.id <@ ledger_detached_journals()
    ORDER BY coalesce(j.id, l.journal_id, r.journal_id)
$$;
