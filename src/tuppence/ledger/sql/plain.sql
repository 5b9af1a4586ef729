-- ledger_post_plain: posts a batch in which nothing is out of the ordinary: new keys, transfers only,
-- every one of them allowed. Five lean statements, and no more of them under the accounts' locks than
-- must be. What is not so raises `unordinary` (or a unique violation, for a key that exists), its
-- caller ledger_post undoes all of it, and posts the batch by the full rules of ledger_move.
--
-- So nothing here says why something is refused, and a doubt is a no: holds that have expired still
-- count as reserved, rolling limits are not looked at. It may only never allow what ledger_move
-- would refuse.
--
-- The planner settings leave it two ways to find the balance rows, and both visit, and so lock, them
-- in the order of their ids, as everything that locks more than one does.
CREATE OR REPLACE FUNCTION ledger_post_plain(
    v_id bigint[], p_key uuid[], p_request uuid[],
    l_journal int[], l_line smallint[], l_debit bigint[], l_credit bigint[], l_amount bigint[],
    l_unit text[], c_account bigint[], c_scope text[], c_amount bigint[], p_at timestamptz,
    OUT v_at timestamptz
) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    batch  record;                   -- what the batch adds: by leg, and by account in id order
    before record;                   -- what the accounts were
    v_ok   boolean;
BEGIN
    INSERT INTO ledger_journal (id, key, request)
    SELECT t.id, t.key, t.request FROM unnest(v_id, p_key, p_request) AS t (id, key, request)
    ORDER BY t.key;

    WITH leg AS (
        SELECT n, debit, credit, unit, CASE WHEN amount BETWEEN 1 AND 1000000000000
                                                 AND debit <> credit THEN amount END AS amount
        FROM unnest(l_debit, l_credit, l_amount, l_unit)
             WITH ORDINALITY AS t (debit, credit, amount, unit, n)
    ), running AS MATERIALIZED (     -- each leg as its two accounts see it
        SELECT n, side, account, amount, unit,
               ledger_sum(side * amount) OVER up_to AS moved, row_number() OVER up_to AS seq,
               dense_rank() OVER (ORDER BY account) AS nth
        FROM (SELECT n, -1 AS side, debit AS account, amount, unit FROM leg
              UNION ALL SELECT n, 1, credit, amount, unit FROM leg) AS entry
        WINDOW up_to AS (PARTITION BY account ORDER BY n ROWS UNBOUNDED PRECEDING)
    )
    SELECT leg.*, account.* INTO batch
    FROM (
        SELECT array_agg(nth) FILTER (WHERE side = -1) AS debit_nth,
               array_agg(seq) FILTER (WHERE side = -1) AS debit_seq,
               array_agg(moved) FILTER (WHERE side = -1) AS debit_moved,
               array_agg(nth) FILTER (WHERE side = 1) AS credit_nth,
               array_agg(seq) FILTER (WHERE side = 1) AS credit_seq,
               array_agg(moved) FILTER (WHERE side = 1) AS credit_moved,
               count(amount) = count(*) AS valid, max(nth) AS accounts
        FROM (SELECT * FROM running ORDER BY n, side) AS entry
    ) AS leg, (
        SELECT array_agg(account) AS id, array_agg(debits) AS debits,
               array_agg(credits) AS credits, array_agg(transfers) AS transfers,
               array_agg(lowest) AS lowest, array_agg(highest) AS highest,
               array_agg(unit) AS unit, bool_and(alike) AS alike
        FROM (
            SELECT account, ledger_sum(amount) FILTER (WHERE side = -1) AS debits,
                   ledger_sum(amount) FILTER (WHERE side = 1) AS credits,
                   count(*) AS transfers, min(moved) FILTER (WHERE side = -1) AS lowest,
                   max(moved) FILTER (WHERE side = 1) AS highest, min(unit) AS unit,
                   min(unit) = max(unit) AS alike
            FROM running GROUP BY account ORDER BY account
        ) AS one
    ) AS account;
    IF NOT (batch.valid AND batch.alike) THEN
        RAISE 'unordinary' USING ERRCODE = 'LP001';
    END IF;

    v_at := coalesce(p_at, clock_timestamp());
    WITH changed AS (
        UPDATE ledger_balance b
        SET debits_posted = b.debits_posted + a.debits,
            credits_posted = b.credits_posted + a.credits,
            seq = b.seq + a.transfers,
            last_at = greatest(b.last_at, v_at)
        FROM unnest(batch.id, batch.debits, batch.credits, batch.transfers, batch.lowest,
                    batch.highest, batch.unit)
             AS a (id, debits, credits, transfers, lowest, highest, unit)
        WHERE b.account_id = a.id AND b.unit = a.unit AND b.last_at <= v_at AND NOT b.closed
          AND NOT (b.frozen AND a.debits > 0)
          AND (b.credits_posted - b.debits_posted + a.lowest - b.debits_pending < b.floor)
              IS NOT TRUE
          AND (b.credits_posted - b.debits_posted + a.highest + b.credits_pending > b.ceiling)
              IS NOT TRUE
        RETURNING old.credits_posted - old.debits_posted AS balance, old.seq AS seq
    )
    SELECT array_agg(balance) AS balance, array_agg(seq) AS seq, count(*) AS accounts
    INTO before FROM changed;
    IF before.accounts < batch.accounts THEN
        RAISE 'unordinary' USING ERRCODE = 'LP001';
    END IF;

    IF cardinality(c_scope) > 0 THEN
        WITH charge AS (
            SELECT account, scope, ledger_sum(amount) AS amount, count(*) AS times,
                   count(amount) = count(*) AS valid
            FROM (SELECT account, scope,
                         CASE WHEN amount BETWEEN 1 AND 1000000000000 THEN amount END AS amount
                  FROM unnest(c_account, c_scope, c_amount) AS t (account, scope, amount)) AS one
            GROUP BY account, scope
        ), changed AS (
            UPDATE ledger_limit l
            SET used = CASE WHEN v_at < l.resets_at THEN l.used ELSE 0 END
                     + CASE l.measure WHEN 'count' THEN c.times ELSE c.amount END,
                window_start = CASE WHEN v_at < l.resets_at THEN l.window_start
                    ELSE ledger_window_start(l.period, l.zone, l.year_month, v_at) END,
                resets_at = CASE WHEN v_at < l.resets_at THEN l.resets_at
                    ELSE ledger_window_end(l.period, l.zone, l.year_month, v_at) END
            FROM charge c
            WHERE l.account_id = c.account AND l.scope = c.scope
              AND (l.period <> 'once' OR v_at < l.resets_at)
            RETURNING l.period <> 'rolling' AND l.used <= l.cap AND l.window_start <= v_at AS ok
        )
        SELECT (SELECT bool_and(valid AND coalesce(  -- its account is among those locked
                    batch.id[width_bucket(account, batch.id)] = account, false)) FROM charge)
               AND coalesce((SELECT bool_and(ok) FROM changed), true) INTO v_ok;
        IF NOT v_ok THEN
            RAISE 'unordinary' USING ERRCODE = 'LP001';
        END IF;
    END IF;

    INSERT INTO ledger_transfer (
        journal_id, debit_id, credit_id, amount, debit_seq, credit_seq, debit_balance,
        credit_balance, at, line, late)
    SELECT v_id[journal], debit, credit, amount, before.seq[debit_nth] + debit_seq,
           before.seq[credit_nth] + credit_seq, before.balance[debit_nth] + debit_moved,
           before.balance[credit_nth] + credit_moved, v_at, line, false
    FROM unnest(l_journal, l_line, l_debit, l_credit, l_amount, batch.debit_nth, batch.debit_seq,
                batch.debit_moved, batch.credit_nth, batch.credit_seq, batch.credit_moved)
         AS t (journal, line, debit, credit, amount, debit_nth, debit_seq, debit_moved,
               credit_nth, credit_seq, credit_moved);
END $$;
