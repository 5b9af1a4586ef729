-- ledger_move: checks and writes some journals of a batch in one statement, all or none of them;
-- gives the first fault, or NULLs when everything was written. Only ledger_post calls it, with
-- keys claimed and balance rows locked. Arrays are those of ledger_post.
CREATE OR REPLACE FUNCTION ledger_move(
    v_id bigint[],
    l_journal int[], l_line smallint[], l_op smallint[], l_debit bigint[], l_credit bigint[],
    l_amount bigint[], l_unit text[], l_ref bigint[], l_ref_line smallint[],
    l_expires timestamptz[], l_flag boolean[],
    c_account bigint[], c_scope text[], c_amount bigint[], c_back bigint[],
    v_at timestamptz, v_special boolean, v_dry_run boolean,
    OUT code text, OUT data jsonb
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    l_moves    bigint[] := l_amount; -- what each leg adds to posted counters
    l_reserves bigint[];             -- what it adds to pending counters
    l_lapsed   bigint[];             -- of that, what no longer reserved anything (expired holds)
    l_fault    text[];
    l_late     boolean[];
    v_found    record;
BEGIN
    IF v_special THEN
        SELECT array_agg(s.moves ORDER BY s.n), array_agg(s.reserves ORDER BY s.n),
               array_agg(s.lapsed ORDER BY s.n), array_agg(s.fault ORDER BY s.n),
               array_agg(s.late ORDER BY s.n)
        INTO l_moves, l_reserves, l_lapsed, l_fault, l_late
        FROM ledger_special_legs(
            l_op, l_amount, l_ref, l_ref_line, l_expires, l_flag, v_at) AS s;
    END IF;

    WITH leg AS (                    -- an invalid amount counts as nothing: no sum can overflow
        SELECT journal, line, op, debit, credit, amount, unit, reserves, lapsed, fault, late, ref,
               ref_line, n, CASE WHEN moves BETWEEN 1 AND 1000000000000 THEN moves ELSE 0 END AS moves
        FROM unnest(l_journal, l_line, l_op, l_debit, l_credit, l_amount, l_unit, l_moves,
                    l_reserves, l_lapsed, l_fault, l_late, l_ref, l_ref_line)
             WITH ORDINALITY AS t (journal, line, op, debit, credit, amount, unit, moves,
                                   reserves, lapsed, fault, late, ref, ref_line, n)
    ), entry AS MATERIALIZED (       -- each leg twice: as its debit account and its credit account see it
        SELECT n, -1 AS side, debit AS account, coalesce(reserves, 0) AS reserves,
               coalesce(lapsed, 0) AS lapsed, journal, line, op, debit, credit, amount, unit,
               moves, fault, late, ref, ref_line
        FROM leg
        UNION ALL
        SELECT n, 1, credit, coalesce(reserves, 0), coalesce(lapsed, 0), journal, line, op, debit,
               credit, amount, unit, moves, fault, late, ref, ref_line
        FROM leg
    ), running AS MATERIALIZED (     -- balances and sequence numbers after each entry
        SELECT e.*, b.account_id, b.floor, b.ceiling, b.frozen, b.closed, b.unit AS account_unit,
               b.credits_posted - b.debits_posted + ledger_sum(e.side * e.moves) OVER up_to AS balance,
               b.seq + count(*) FILTER (WHERE e.moves > 0) OVER up_to AS seq,
               (b.debits_pending
                - CASE WHEN b.debits_pending > 0 THEN ledger_lapsed_debits(e.account, v_at) ELSE 0 END
                + ledger_sum(e.reserves + e.lapsed) FILTER (WHERE e.side = -1) OVER up_to
               ) AS debits_held,
               (b.credits_pending
                - CASE WHEN b.credits_pending > 0 THEN ledger_lapsed_credits(e.account, v_at) ELSE 0 END
                + ledger_sum(e.reserves + e.lapsed) FILTER (WHERE e.side = 1) OVER up_to
               ) AS credits_held
        FROM entry e LEFT JOIN ledger_balance b ON b.account_id = e.account
        WINDOW up_to AS (PARTITION BY e.account ORDER BY e.n ROWS UNBOUNDED PRECEDING)
    ), judged AS (
        SELECT r.*, CASE
            WHEN fault IS NOT NULL THEN fault
            WHEN op <> 4 AND (amount IS NULL OR amount NOT BETWEEN 1 AND 1000000000000)
                THEN 'amount_invalid'
            WHEN account_id IS NULL THEN 'account_unknown'
            WHEN debit = credit THEN 'account_same'
            WHEN unit <> account_unit THEN 'unit_mismatch'
            WHEN closed THEN 'account_closed'
            WHEN side = -1 AND frozen AND op IN (1, 2) THEN 'account_frozen'
            WHEN side = -1 AND (moves > 0 OR reserves > 0) AND balance - debits_held < floor
                THEN 'insufficient_funds'
            WHEN side = 1 AND (moves > 0 OR reserves > 0) AND balance + credits_held > ceiling
                THEN 'ceiling_reached'
        END AS wrong
        FROM running r
    ), charge AS MATERIALIZED (
        SELECT * FROM ledger_charges(c_account, c_scope, c_amount, c_back, v_at)
    ), fault AS MATERIALIZED (
        SELECT f.code, f.about, f.asked, f.room, f.ref, f.ref_line FROM (
            SELECT 1 AS rank, n, side::bigint AS nth, wrong AS code, account AS about,
                   amount AS asked, CASE wrong
                       WHEN 'insufficient_funds'
                           THEN balance + moves - debits_held + greatest(reserves, 0) - floor
                       WHEN 'ceiling_reached' THEN ceiling END AS room,
                   ref, ref_line
            FROM judged WHERE wrong IS NOT NULL
            UNION ALL
            SELECT 2, n, id, CASE WHEN adds = 0 THEN 'amount_invalid' ELSE 'limit_reached' END,
                   id, adds, used - adds, NULL, NULL
            FROM charge
            WHERE amount IS NULL OR amount NOT BETWEEN 1 AND 1000000000000
               OR adds > 0 AND used > cap
        ) AS f
        ORDER BY f.rank, f.n, f.nth LIMIT 1
    ), written AS (
        INSERT INTO ledger_transfer (
            journal_id, debit_id, credit_id, amount, debit_seq, credit_seq, debit_balance,
            credit_balance, at, hold_id, reverses_journal, reverses_line, line, late)
        SELECT v_id[any_value(journal)], any_value(debit), any_value(credit), any_value(moves),
               max(seq) FILTER (WHERE side = -1), max(seq) FILTER (WHERE side = 1),
               max(balance) FILTER (WHERE side = -1), max(balance) FILTER (WHERE side = 1), v_at,
               any_value(ref) FILTER (WHERE op = 3), any_value(ref) FILTER (WHERE op = 5),
               any_value(ref_line) FILTER (WHERE op = 5), any_value(line),
               coalesce(any_value(late), false)
        FROM running
        WHERE moves > 0 AND NOT EXISTS (SELECT FROM fault) AND NOT v_dry_run
        GROUP BY n
    ), balanced AS (
        UPDATE ledger_balance b
        SET debits_posted = b.debits_posted + d.debits,
            credits_posted = b.credits_posted + d.credits,
            debits_pending = b.debits_pending + d.debits_reserved,
            credits_pending = b.credits_pending + d.credits_reserved,
            seq = b.seq + d.transfers,
            last_at = v_at
        FROM (
            SELECT account,
                   ledger_sum(moves) FILTER (WHERE side = -1) AS debits,
                   ledger_sum(moves) FILTER (WHERE side = 1) AS credits,
                   ledger_sum(reserves) FILTER (WHERE side = -1) AS debits_reserved,
                   ledger_sum(reserves) FILTER (WHERE side = 1) AS credits_reserved,
                   count(*) FILTER (WHERE moves > 0) AS transfers
            FROM entry GROUP BY account
        ) AS d
        WHERE b.account_id = d.account AND NOT EXISTS (SELECT FROM fault) AND NOT v_dry_run
    ), charged AS (
        UPDATE ledger_limit l
        SET used = u.used,
            window_start = CASE WHEN v_at < l.resets_at THEN l.window_start
                ELSE ledger_window_start(l.period, l.zone, l.year_month, v_at) END,
            resets_at = CASE WHEN v_at < l.resets_at THEN l.resets_at
                ELSE ledger_window_end(l.period, l.zone, l.year_month, v_at) END
        FROM (
            SELECT DISTINCT ON (id) id, used FROM charge
            WHERE period <> 'rolling' ORDER BY id, n DESC
        ) AS u
        WHERE l.id = u.id AND NOT EXISTS (SELECT FROM fault) AND NOT v_dry_run
    )
    SELECT fault.*, EXISTS (SELECT FROM charge WHERE period = 'rolling') AS rolling INTO v_found
    FROM (VALUES (1)) AS one LEFT JOIN fault ON true;

    code := v_found.code;
    IF code IS NOT NULL THEN
        data := ledger_fault_data(code, v_found.about, v_found.asked, v_found.room, v_found.ref,
                                  v_found.ref_line, v_at);
    END IF;
    IF code IS NOT NULL OR v_dry_run THEN
        RETURN;
    END IF;
    IF v_found.rolling THEN
        PERFORM ledger_charge_rolling(c_account, c_scope, c_amount, c_back, v_at);
    END IF;
    IF v_special THEN
        PERFORM ledger_write_holds(v_id, l_journal, l_line, l_op, l_debit, l_credit, l_amount,
                                   l_ref, l_expires, l_flag, l_late, v_at);
    END IF;
END $$;

-- What a client needs to know of a fault. `about` is the account, or the limit where one is passed;
-- `room` what could have been moved, or the limit's use so far.
CREATE OR REPLACE FUNCTION ledger_fault_data(
    code text, about bigint, asked bigint, room bigint, ref bigint, ref_line smallint,
    instant timestamptz
) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE code
        WHEN 'insufficient_funds'
            THEN jsonb_build_object('account', about, 'asked', asked, 'available', room)
        WHEN 'ceiling_reached'
            THEN jsonb_build_object('account', about, 'asked', asked, 'ceiling', room)
        WHEN 'reversal_exceeds'
            THEN jsonb_build_object('account', about, 'asked', asked, 'remaining',
                                    ledger_reversible(ref, ref_line))
        WHEN 'amount_invalid' THEN (          -- of a charge, when there is room to speak of
            SELECT CASE WHEN room IS NULL THEN jsonb_build_object('account', about)
                        ELSE (SELECT jsonb_build_object('scope', l.scope) FROM ledger_limit l
                              WHERE l.id = about) END)
        WHEN 'limit_reached' THEN (
            SELECT jsonb_build_object(
                'scope', l.scope, 'window', l.period, 'measure', l.measure, 'cap', l.cap,
                'used', room, 'asked', asked, 'resets_at', ledger_resets_at(l.id, instant))
            FROM ledger_limit l WHERE l.id = about)
        ELSE jsonb_build_object('account', about)
    END
$$;
