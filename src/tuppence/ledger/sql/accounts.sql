-- Opening accounts and changing what they allow. All of it under the account's lock, so the very
-- next posting sees it.

CREATE OR REPLACE FUNCTION ledger_open_accounts(
    p_unit text[], p_code text[], p_floor bigint[], p_ceiling bigint[], p_at timestamptz
) RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_id bigint[];
BEGIN
    WITH opened AS (
        INSERT INTO ledger_account (unit, code, opened_at)
        SELECT a.unit, a.code, p_at FROM unnest(p_unit, p_code) WITH ORDINALITY AS a (unit, code, n)
        ORDER BY a.n
        RETURNING id
    )
    SELECT array_agg(id ORDER BY id) INTO v_id FROM opened;
    INSERT INTO ledger_balance (account_id, floor, ceiling, last_at, unit)
    SELECT t.id, coalesce(t.floor, -9223372036854775808), coalesce(t.ceiling, 9223372036854775807),
           p_at, t.unit
    FROM unnest(v_id, p_floor, p_ceiling, p_unit) AS t (id, floor, ceiling, unit);
    RETURN QUERY SELECT unnest(v_id);
END $$;

-- Gives NULL when done, else the code of the refusal.
CREATE OR REPLACE FUNCTION ledger_set_bounds(p_account bigint, p_floor bigint, p_ceiling bigint)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_row   ledger_balance;
    v_floor bigint := coalesce(p_floor, -9223372036854775808);
    v_ceil  bigint := coalesce(p_ceiling, 9223372036854775807);
BEGIN
    SELECT * INTO v_row FROM ledger_balance WHERE account_id = p_account FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 'account_unknown';
    ELSIF v_row.credits_posted - v_row.debits_posted - v_row.debits_pending < v_floor
       OR v_row.credits_posted - v_row.debits_posted + v_row.credits_pending > v_ceil THEN
        RETURN 'bounds_violated';
    END IF;
    UPDATE ledger_balance SET floor = v_floor, ceiling = v_ceil WHERE account_id = p_account;
    RETURN NULL;
END $$;

-- Brings the ceiling to `p_ceiling`, or as near to it as what the account holds and expects allows:
-- then nothing more can come in, and the same call later brings it nearer. Gives the ceiling that is
-- now in force; NULL when there is no such account.
CREATE OR REPLACE FUNCTION ledger_set_ceiling(p_account bigint, p_ceiling bigint)
RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE ledger_balance
    SET ceiling = greatest(p_ceiling, credits_posted - debits_posted + credits_pending, floor)
    WHERE account_id = p_account
    RETURNING ceiling
$$;

CREATE OR REPLACE FUNCTION ledger_set_frozen(p_account bigint, p_frozen boolean)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE ledger_balance SET frozen = p_frozen WHERE account_id = p_account;
    RETURN CASE WHEN FOUND THEN NULL ELSE 'account_unknown' END;
END $$;

-- An account is closed for good, and only when it is empty and nothing is reserved on it.
CREATE OR REPLACE FUNCTION ledger_close_account(p_account bigint)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_row ledger_balance;
BEGIN
    SELECT * INTO v_row FROM ledger_balance WHERE account_id = p_account FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 'account_unknown';
    ELSIF v_row.credits_posted <> v_row.debits_posted
       OR v_row.debits_pending > 0 OR v_row.credits_pending > 0 THEN
        RETURN 'account_not_empty';
    END IF;
    UPDATE ledger_balance SET closed = true WHERE account_id = p_account;
    RETURN NULL;
END $$;
