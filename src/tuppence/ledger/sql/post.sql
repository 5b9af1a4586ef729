-- ledger_post: posts a batch of journals, all of each or none of it, and says what became of each.
--
-- How it works
--   0. A batch of transfers under new keys goes the quick way (plain.sql) if all of it is allowed.
--      Otherwise nothing of that remains, and:
--   1. Claim the idempotency keys, in key order. A key that another transaction is claiming makes
--      us wait for it; a key that exists is answered from what is stored, at the end.
--   2. Lock every balance row of the batch, in id order. Two batches can wait for each other but
--      never in a circle.
--   3. One statement checks and writes the whole batch: running balances are window sums, and the
--      writes happen only if no row is at fault (the `fault` CTE gates them).
--   4. If something is at fault, the batch is cut in two and each half goes through 3, the first
--      half first. A single journal at fault is refused with the reason that 3 found. So there is
--      one set of rules, and a batch with k refusals of n costs about k log n more statements.
--
-- Arrays are one element a journal (p_*), a leg (l_*) or a charge (c_*); legs and charges are in
-- the order of their journals. l_op: 1 transfer, 2 hold, 3 capture, 4 release, 5 reversal.
--   1: l_debit, l_credit, l_amount, l_unit     2: the same, l_expires, l_flag = may over-capture
--   3: l_ref = hold, l_amount, l_flag = final  4: l_ref = hold
--   5: l_ref, l_ref_line = the transfer moved back, l_amount
--
--   SELECT * FROM ledger_post(
--       ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()], ARRAY[NULL], ARRAY[NULL],
--       ARRAY[1], ARRAY[1], ARRAY[1], ARRAY[11], ARRAY[12], ARRAY[500], ARRAY['INR'],
--       ARRAY[NULL], ARRAY[NULL], ARRAY[NULL], ARRAY[false],
--       ARRAY[1], ARRAY[11], ARRAY['spend'], ARRAY[500], ARRAY[NULL], NULL, false);
CREATE OR REPLACE FUNCTION ledger_post(
    p_key uuid[], p_request uuid[], p_refused text[], p_refused_data jsonb[],
    l_journal int[], l_line smallint[], l_op smallint[], l_debit bigint[], l_credit bigint[],
    l_amount bigint[], l_unit text[], l_ref bigint[], l_ref_line smallint[],
    l_expires timestamptz[], l_flag boolean[],
    c_journal int[], c_account bigint[], c_scope text[], c_amount bigint[], c_back bigint[],
    p_at timestamptz DEFAULT NULL, p_dry_run boolean DEFAULT false
) RETURNS TABLE (
    ordinal int, journal_id bigint, posted_at timestamptz, replayed boolean, code text, data jsonb,
    holds bigint[]
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    v_count   int := cardinality(p_key);
    v_id      bigint[];              -- journal ids by ordinal; NULL where the key existed
    v_new     int;
    v_code    text[];                -- refusals of this call, by ordinal
    v_data    jsonb[];
    v_refused boolean := false;
    v_special boolean := l_op && ARRAY[2, 3, 4, 5]::smallint[];
    v_at      timestamptz;
    v_from    int[] := ARRAY[1];     -- ranges of ordinals still to post, as a stack
    v_to      int[] := ARRAY[v_count];
    a int; b int; la int; lb int; ca int; cb int; middle int;
    v_fault   record;
BEGIN
    -- The transaction id first, then journal ids: so of an id that is missing one can tell when no
    -- running transaction may still commit it (outbox/frontier.py), and no journal goes unsealed. A
    -- dry run commits none.
    IF NOT p_dry_run THEN
        PERFORM pg_current_xact_id();
    END IF;
    SELECT array_agg(nextval('ledger_journal_id_seq')) INTO v_id FROM generate_series(1, v_count);

    -- 0. Nearly every batch is plain. One that is not leaves nothing here, not even its locks.
    IF NOT v_special AND NOT p_dry_run AND p_refused IS NULL
       AND coalesce(array_remove(c_back, NULL), '{}') = '{}' THEN
        BEGIN
            v_at := ledger_post_plain(
                v_id, p_key, p_request, l_journal, l_line, l_debit, l_credit, l_amount, l_unit,
                c_account, c_scope, c_amount, p_at);
            RETURN QUERY
            SELECT o, v_id[o], v_at, false, NULL, NULL::jsonb, '{}'::bigint[]
            FROM generate_series(1, v_count) AS o;
            RETURN;
        EXCEPTION WHEN unique_violation OR check_violation OR SQLSTATE 'LP001' THEN
            NULL;
        END;
    END IF;

    -- 1. Keys.
    IF p_dry_run THEN
        v_new := v_count;
    ELSE
        INSERT INTO ledger_journal (id, key, request)
        SELECT t.id, t.key, t.request FROM unnest(v_id, p_key, p_request) AS t (id, key, request)
        ORDER BY t.key, t.id
        ON CONFLICT (key) DO NOTHING;
        GET DIAGNOSTICS v_new = ROW_COUNT;
    END IF;
    IF v_new < v_count THEN
        SELECT array_agg(j.id ORDER BY t.o) INTO v_id
        FROM unnest(v_id) WITH ORDINALITY AS t (id, o) LEFT JOIN ledger_journal j ON j.id = t.id;
    END IF;

    -- Captures, releases and reversals name their accounts through what they refer to.
    IF v_special THEN
        SELECT array_agg(coalesce(h.debit_id, t.credit_id, l.debit) ORDER BY l.n),
               array_agg(coalesce(h.credit_id, t.debit_id, l.credit) ORDER BY l.n)
        INTO l_debit, l_credit
        FROM unnest(l_op, l_debit, l_credit, l_ref, l_ref_line)
             WITH ORDINALITY AS l (op, debit, credit, ref, ref_line, n)
        LEFT JOIN ledger_hold h ON l.op IN (3, 4) AND h.id = l.ref
        LEFT JOIN ledger_transfer t
               ON l.op = 5 AND t.journal_id = l.ref AND t.line = l.ref_line;
    END IF;

    -- 2. Locks. The batch happens at one instant, not before anything its accounts have seen.
    SELECT greatest(coalesce(p_at, clock_timestamp()), max(locked.last_at)) INTO v_at
    FROM (
        SELECT last_at FROM ledger_balance
        WHERE account_id = ANY (l_debit || l_credit || c_account)
        ORDER BY account_id FOR NO KEY UPDATE
    ) AS locked;
    IF NOT p_dry_run THEN            -- the quick way has failed if its month was missing
        PERFORM ledger_make_month(v_at);
    END IF;

    -- 3 and 4. A dry run judges each journal by itself.
    IF p_dry_run THEN
        SELECT array_agg(o ORDER BY o DESC), array_agg(o ORDER BY o DESC) INTO v_from, v_to
        FROM generate_series(1, v_count) AS o;
    END IF;
    WHILE cardinality(v_from) > 0 LOOP
        a := v_from[cardinality(v_from)];
        b := v_to[cardinality(v_to)];
        v_from := trim_array(v_from, 1);
        v_to := trim_array(v_to, 1);
        IF a = 1 AND b = v_count THEN
            la := 1; lb := cardinality(l_op); ca := 1; cb := cardinality(c_scope);
        ELSE
            SELECT coalesce(min(n), 1), coalesce(max(n), 0) INTO la, lb
            FROM unnest(l_journal) WITH ORDINALITY AS t (j, n) WHERE j BETWEEN a AND b;
            SELECT coalesce(min(n), 1), coalesce(max(n), 0) INTO ca, cb
            FROM unnest(c_journal) WITH ORDINALITY AS t (j, n) WHERE j BETWEEN a AND b;
        END IF;

        -- Keys that existed and refusals that the caller has decided move nothing: they are cut
        -- out of the batch like journals at fault.
        IF v_new < v_count OR p_refused IS NOT NULL THEN
            IF a = b AND v_id[a] IS NULL THEN
                CONTINUE;
            ELSIF a = b AND p_refused[a] IS NOT NULL THEN
                v_code[a] := p_refused[a];
                v_data[a] := p_refused_data[a];
                v_refused := true;
                CONTINUE;
            ELSIF a < b AND EXISTS (
                SELECT 1 FROM generate_series(a, b) AS o
                WHERE v_id[o] IS NULL OR p_refused[o] IS NOT NULL
            ) THEN
                middle := (a + b) / 2;
                v_from := v_from || (middle + 1) || a;
                v_to := v_to || b || middle;
                CONTINUE;
            END IF;
        END IF;

        SELECT * INTO v_fault FROM ledger_move(
            v_id, l_journal[la:lb], l_line[la:lb], l_op[la:lb], l_debit[la:lb], l_credit[la:lb],
            l_amount[la:lb], l_unit[la:lb], l_ref[la:lb], l_ref_line[la:lb], l_expires[la:lb],
            l_flag[la:lb], c_account[ca:cb], c_scope[ca:cb], c_amount[ca:cb], c_back[ca:cb],
            v_at, v_special, p_dry_run);
        IF v_fault.code IS NULL THEN
            CONTINUE;
        ELSIF a = b THEN
            v_code[a] := v_fault.code;
            v_data[a] := v_fault.data;
            v_refused := true;
        ELSE
            middle := (a + b) / 2;
            v_from := v_from || (middle + 1) || a;
            v_to := v_to || b || middle;
        END IF;
    END LOOP;

    IF v_refused AND NOT p_dry_run THEN
        INSERT INTO ledger_refusal (journal_id, at, code, data)
        SELECT v_id[o], v_at, v_code[o], coalesce(v_data[o], '{}')
        FROM generate_series(1, v_count) AS o WHERE v_code[o] IS NOT NULL;
    END IF;

    -- What became of each.
    IF v_new = v_count AND NOT v_special THEN
        RETURN QUERY
        SELECT o, v_id[o], v_at, false, v_code[o], v_data[o], '{}'::bigint[]
        FROM generate_series(1, v_count) AS o;
    ELSE
        RETURN QUERY
        SELECT o, coalesce(v_id[o], j.id),
               CASE WHEN v_id[o] IS NULL THEN ledger_journal_at(j.id) ELSE v_at END,
               v_id[o] IS NULL,
               CASE WHEN v_id[o] IS NOT NULL THEN v_code[o]
                    WHEN j.request <> p_request[o] THEN 'idempotency_conflict'
                    ELSE r.code END,
               CASE WHEN v_id[o] IS NOT NULL THEN v_data[o]
                    WHEN j.request <> p_request[o] THEN '{}'
                    ELSE r.data END,
               ARRAY(SELECT h.id FROM ledger_hold h
                     WHERE h.journal_id = coalesce(v_id[o], j.id) ORDER BY h.line)
        FROM generate_series(1, v_count) AS o
        LEFT JOIN ledger_journal j ON v_id[o] IS NULL AND j.key = p_key[o]
        LEFT JOIN ledger_refusal r ON r.journal_id = j.id;
    END IF;
END $$;
