-- What makes holds, captures, releases and reversals different from plain transfers.

-- What holds that have expired by `instant` still add to an account's pending counters. They no
-- longer reserve anything, whether or not a job has swept them.
CREATE OR REPLACE FUNCTION ledger_lapsed_debits(account bigint, instant timestamptz)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(reserved), 0)::bigint FROM ledger_hold
    WHERE debit_id = account AND expires_at <= instant AND reserved > 0
$$;

CREATE OR REPLACE FUNCTION ledger_lapsed_credits(account bigint, instant timestamptz)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(reserved), 0)::bigint FROM ledger_hold
    WHERE credit_id = account AND expires_at <= instant AND reserved > 0
$$;

-- What of a transfer has not been moved back yet.
CREATE OR REPLACE FUNCTION ledger_reversible(journal bigint, transfer_line smallint)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT t.amount - coalesce((
        SELECT sum(r.amount) FROM ledger_transfer r
        WHERE r.reverses_journal = t.journal_id AND r.reverses_line = t.line), 0)::bigint
    FROM ledger_transfer t WHERE t.journal_id = journal AND t.line = transfer_line
$$;

-- For each leg: what it moves, what it adds to the pending counters, how much of that had lapsed,
-- and what is wrong with it. A hold or transfer is named at most once in one go, so that nothing
-- here depends on another leg (a batch that names it twice is cut until it does not).
CREATE OR REPLACE FUNCTION ledger_special_legs(
    l_op smallint[], l_amount bigint[], l_ref bigint[], l_ref_line smallint[],
    l_expires timestamptz[], l_flag boolean[], instant timestamptz
) RETURNS TABLE (n bigint, moves bigint, reserves bigint, lapsed bigint, fault text, late boolean)
LANGUAGE sql STABLE AS $$
    WITH leg AS (
        SELECT l.*, h.id AS hold, h.state, h.reserved, h.captured, h.over_capture,
               h.amount AS held,
               coalesce(h.state = 'expired' OR h.expires_at <= instant, false) AS late,
               count(*) OVER (PARTITION BY l.op = 5, l.ref, l.ref_line) AS times,
               CASE WHEN l.op = 5 THEN ledger_reversible(l.ref, l.ref_line) END AS reversible
        FROM (
            SELECT op, ref, ref_line, expires, flag, n,
                   CASE WHEN amount BETWEEN 1 AND 1000000000000 THEN amount ELSE 0 END AS amount
            FROM unnest(l_op, l_amount, l_ref, l_ref_line, l_expires, l_flag)
                 WITH ORDINALITY AS t (op, amount, ref, ref_line, expires, flag, n)
        ) AS l                       -- an invalid amount is ledger_move's to refuse
        LEFT JOIN ledger_hold h ON l.op IN (3, 4) AND h.id = l.ref
    )
    SELECT n,
           CASE WHEN op IN (1, 3, 5) THEN amount ELSE 0 END,
           CASE op WHEN 2 THEN amount
                   WHEN 3 THEN -CASE WHEN late OR flag THEN reserved ELSE least(amount, reserved) END
                   WHEN 4 THEN -reserved
                   ELSE 0 END,
           CASE WHEN late THEN reserved ELSE 0 END,
           CASE WHEN op IN (3, 4, 5) AND times > 1 THEN 'leg_repeated'
                WHEN op = 2 AND expires <= instant THEN 'hold_expired'
                WHEN op IN (3, 4) AND hold IS NULL THEN 'hold_unknown'
                WHEN op IN (3, 4) AND state IN ('captured', 'released') THEN 'hold_spent'
                WHEN op = 3 AND NOT over_capture AND captured + amount > held THEN 'hold_spent'
                WHEN op = 5 AND reversible IS NULL THEN 'transfer_unknown'
                WHEN op = 5 AND amount > reversible THEN 'reversal_exceeds' END,
           late AND op = 3
    FROM leg
$$;

-- Places the holds of the legs and settles those that they capture or release.
CREATE OR REPLACE FUNCTION ledger_write_holds(
    v_id bigint[], l_journal int[], l_line smallint[], l_op smallint[], l_debit bigint[],
    l_credit bigint[], l_amount bigint[], l_ref bigint[], l_expires timestamptz[],
    l_flag boolean[], l_late boolean[], instant timestamptz
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO ledger_hold (journal_id, line, debit_id, credit_id, amount, reserved,
                             over_capture, placed_at, expires_at)
    SELECT v_id[journal], line, debit, credit, amount, amount, coalesce(flag, false), instant, expires
    FROM unnest(l_journal, l_line, l_op, l_debit, l_credit, l_amount, l_expires, l_flag)
         AS t (journal, line, op, debit, credit, amount, expires, flag)
    WHERE op = 2;

    INSERT INTO ledger_release (journal_id, line, hold_id, amount, at)
    SELECT v_id[t.journal], t.line, h.id, h.reserved, instant
    FROM unnest(l_journal, l_line, l_op, l_ref) AS t (journal, line, op, ref)
    JOIN ledger_hold h ON h.id = t.ref
    WHERE t.op = 4;

    UPDATE ledger_hold h
    SET captured = h.captured + CASE WHEN t.op = 3 THEN t.amount ELSE 0 END,
        reserved = CASE WHEN t.op = 4 OR t.late OR t.flag THEN 0
                        ELSE h.reserved - least(t.amount, h.reserved) END,
        state = CASE WHEN t.op = 4 THEN 'released'
                     WHEN t.flag THEN 'captured'
                     WHEN h.captured + t.amount >= h.amount AND NOT h.over_capture THEN 'captured'
                     WHEN t.late THEN 'expired'
                     ELSE 'open' END
    FROM unnest(l_op, l_amount, l_ref, l_flag, l_late) AS t (op, amount, ref, flag, late)
    WHERE t.op IN (3, 4) AND h.id = t.ref;
$$;

-- Sweeps holds that have expired: takes them out of the pending counters. Housekeeping only, at
-- most `most` at a time; gives how many. Balance rows are locked in id order, as everywhere.
CREATE OR REPLACE FUNCTION ledger_expire_holds(instant timestamptz, most int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_hold  bigint[];
    v_swept bigint;
BEGIN
    SELECT array_agg(id) INTO v_hold FROM (
        SELECT id FROM ledger_hold
        WHERE expires_at <= least(instant, clock_timestamp()) AND reserved > 0
        ORDER BY expires_at LIMIT most
    ) AS due;
    PERFORM 1 FROM ledger_balance WHERE account_id IN (
        SELECT unnest(ARRAY[debit_id, credit_id]) FROM ledger_hold WHERE id = ANY (v_hold)
    ) ORDER BY account_id FOR NO KEY UPDATE;
    WITH swept AS (
        UPDATE ledger_hold h SET reserved = 0, state = 'expired'
        FROM (SELECT id, reserved FROM ledger_hold WHERE id = ANY (v_hold) AND reserved > 0) AS was
        WHERE h.id = was.id
        RETURNING h.debit_id, h.credit_id, was.reserved
    ), freed AS (
        SELECT account, sum(debit) AS debits, sum(credit) AS credits FROM (
            SELECT debit_id AS account, reserved AS debit, 0 AS credit FROM swept
            UNION ALL SELECT credit_id, 0, reserved FROM swept
        ) AS e GROUP BY account
    ), balanced AS (
        UPDATE ledger_balance b SET debits_pending = b.debits_pending - f.debits,
                                    credits_pending = b.credits_pending - f.credits
        FROM freed f WHERE b.account_id = f.account
    )
    SELECT count(*) INTO v_swept FROM swept;
    RETURN v_swept;
END $$;
