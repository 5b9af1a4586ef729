-- The ledger by itself, from opening an account to a statement. What psql prints is examples.out,
-- which a test compares. With any PostgreSQL 18 and an empty database:
--
--   psql -X -f src/tuppence/ledger/sql/examples.sql DATABASE
\set QUIET on
\set ON_ERROR_STOP on
\pset footer off
\pset null '-'
SET timezone = 'Asia/Kolkata';
\ir tables.sql
\ir partitions.sql
\ir months.sql
\ir detach.sql
\ir windows.sql
\ir limits.sql
\ir accounts.sql
\ir holds.sql
\ir move.sql
\ir plain.sql
\ir post.sql
\ir verify.sql
\ir guards.sql

-- One journal of one leg, so that the examples below are short. The ledger itself takes arrays.
CREATE FUNCTION pg_temp.post(
    key text, at timestamptz, op int, debit bigint = NULL, credit bigint = NULL,
    amount bigint = NULL, ref bigint = NULL, expires timestamptz = NULL, final boolean = false,
    scope text = NULL, gives_back bigint = NULL
) RETURNS TABLE (journal bigint, replayed boolean, code text, data jsonb, holds bigint[])
LANGUAGE sql AS $$
    SELECT journal_id, replayed, code, data, holds FROM ledger_post(
        ARRAY[md5(key)::uuid], ARRAY[md5(concat_ws(' ', op, debit, credit, amount, ref))::uuid],
        NULL, NULL,
        ARRAY[1], ARRAY[1]::smallint[], ARRAY[op]::smallint[], ARRAY[debit], ARRAY[credit],
        ARRAY[amount], ARRAY[CASE WHEN op < 3 THEN 'INR' END], ARRAY[ref],
        ARRAY[CASE WHEN op = 5 THEN 1 END]::smallint[], ARRAY[expires], ARRAY[final],
        CASE WHEN scope IS NULL THEN '{}' ELSE ARRAY[1] END,
        CASE WHEN scope IS NULL THEN '{}' ELSE ARRAY[coalesce(debit, 2)] END,
        CASE WHEN scope IS NULL THEN '{}' ELSE ARRAY[scope] END,
        CASE WHEN scope IS NULL THEN '{}' ELSE ARRAY[amount] END,
        CASE WHEN scope IS NULL THEN '{}' ELSE ARRAY[gives_back] END,
        at)
$$;
CREATE VIEW pg_temp.balances AS
    SELECT account_id AS account, credits_posted - debits_posted AS balance,
           debits_pending AS held, credits_posted - debits_posted - debits_pending AS available
    FROM ledger_balance ORDER BY account_id;
\set ECHO all

-- Open accounts. The bank's mirror may go below zero without end; wallets may not, and the teen's
-- holds 10,000.00 at most. Amounts are paise.
SELECT ledger_open_accounts(
    ARRAY['INR', 'INR', 'INR'], ARRAY['bank', 'wallet', 'shop'],
    ARRAY[NULL, 0, 0], ARRAY[NULL, 10000_00, NULL], '2024-05-15 09:00') AS account;

-- Top up: a transfer (op 1) from the bank (1) to the teen (2).
SELECT * FROM pg_temp.post('top-up', '2024-05-15 10:00', 1, 1, 2, 1000_00);

-- The teen may spend 300.00 a day.
SELECT ledger_set_limit(2, 'spend', 'day', 'sum', 300_00, 'Asia/Kolkata', NULL, 4::smallint,
                        '2024-05-15 10:00');

-- Pay the shop (3), and charge the limit in the same journal.
SELECT * FROM pg_temp.post('lunch', '2024-05-15 13:00', 1, 2, 3, 120_00, scope => 'spend');

-- The same key with the same request: the first answer again. With another request: a conflict.
SELECT * FROM pg_temp.post('lunch', '2024-05-15 13:01', 1, 2, 3, 120_00, scope => 'spend');
SELECT * FROM pg_temp.post('lunch', '2024-05-15 13:02', 1, 2, 3, 125_00, scope => 'spend');

-- Refused: more than the limit leaves, and more than there is. The refusal is the key's outcome.
SELECT journal, code, jsonb_pretty(data) AS data
FROM pg_temp.post('sneakers', '2024-05-15 17:00', 1, 2, 3, 200_00, scope => 'spend');
SELECT journal, code, data FROM pg_temp.post('car', '2024-05-15 17:05', 1, 2, 3, 5000_00);

-- A day later the limit's window is a new one.
SELECT * FROM pg_temp.post('sneakers again', '2024-05-16 17:00', 1, 2, 3, 200_00, scope => 'spend');

-- Hold (op 2) 150.00 for an hour; what is held is not available.
SELECT * FROM pg_temp.post('taxi', '2024-05-16 18:00', 2, 2, 3, 150_00, expires => '2024-05-16 19:00');
SELECT * FROM pg_temp.balances;

-- Capture (op 3) 110.00 of it, finally: the rest is free again.
SELECT * FROM pg_temp.post('taxi arrived', '2024-05-16 18:30', 3, amount => 110_00, ref => 1, final => true);
SELECT * FROM pg_temp.balances;

-- A hold that nobody captures reserves nothing once it has expired, swept or not.
SELECT * FROM pg_temp.post('bike', '2024-05-16 18:40', 2, 2, 3, 570_00, expires => '2024-05-16 18:50');
SELECT code, data FROM pg_temp.post('tea', '2024-05-16 18:45', 1, 2, 3, 20_00);
SELECT code, data FROM pg_temp.post('coffee', '2024-05-16 18:50', 1, 2, 3, 20_00);
SELECT ledger_expire_holds('2024-05-16 18:50', 100) AS swept;

-- Move half of the sneakers' price back (op 5), and give it back to the day's limit.
SELECT * FROM pg_temp.post('refund', '2024-05-16 19:00', 5, amount => 100_00, ref => 7, scope => 'spend', gives_back => 7);
SELECT scope, period, cap, used, resets_at FROM ledger_limit;
SELECT code, data FROM pg_temp.post('refund too much', '2024-05-16 19:01', 5, amount => 100_01, ref => 7);

-- Freeze: nothing new may leave, but money may arrive.
SELECT ledger_set_frozen(2, true);
SELECT code FROM pg_temp.post('cake', '2024-05-16 20:00', 1, 2, 3, 10_00);
SELECT code FROM pg_temp.post('pocket money', '2024-05-16 20:00', 1, 1, 2, 50_00);
SELECT ledger_set_frozen(2, false);

-- Two journals in one call, as the application posts them: arrays with one element a journal, a leg
-- or a charge. The second cannot be, and does not take the first with it.
SELECT ordinal, journal_id, code, data FROM ledger_post(
    p_key     => ARRAY[md5('gift')::uuid, md5('yacht')::uuid],
    p_request => ARRAY[md5('2 3 1500')::uuid, md5('3 2 900000000')::uuid],
    p_refused => NULL, p_refused_data => NULL,
    l_journal => ARRAY[1, 1, 2], l_line => ARRAY[1, 2, 1]::smallint[],
    l_op      => ARRAY[1, 1, 1]::smallint[],
    l_debit   => ARRAY[2, 2, 3], l_credit => ARRAY[3, 1, 2],
    l_amount  => ARRAY[14_00, 1_00, 9000000_00], l_unit => ARRAY['INR', 'INR', 'INR'],
    l_ref     => ARRAY[NULL, NULL, NULL]::bigint[], l_ref_line => ARRAY[NULL, NULL, NULL]::smallint[],
    l_expires => ARRAY[NULL, NULL, NULL]::timestamptz[], l_flag => ARRAY[false, false, false],
    c_journal => '{}', c_account => '{}', c_scope => '{}', c_amount => '{}', c_back => '{}',
    p_at      => '2024-05-16 20:30');

-- The teen's statement: each side of a transfer has its own number and the balance after it.
SELECT at, journal_id AS journal, line,
       CASE WHEN debit_id = 2 THEN -amount ELSE amount END AS amount,
       CASE WHEN debit_id = 2 THEN debit_balance ELSE credit_balance END AS balance,
       CASE WHEN debit_id = 2 THEN debit_seq ELSE credit_seq END AS seq, reverses_journal AS reverses
FROM ledger_transfer WHERE 2 IN (debit_id, credit_id) ORDER BY seq;

-- What was the balance at the end of 15 May? One probe of each index.
SELECT balance FROM (
    (SELECT debit_seq AS seq, debit_balance AS balance FROM ledger_transfer
     WHERE debit_id = 2 AND at < '2024-05-16' ORDER BY at DESC, debit_seq DESC LIMIT 1)
    UNION ALL
    (SELECT credit_seq, credit_balance FROM ledger_transfer
     WHERE credit_id = 2 AND at < '2024-05-16' ORDER BY at DESC, credit_seq DESC LIMIT 1)
) AS newest ORDER BY seq DESC LIMIT 1;

-- Nothing is edited, ever.
\set ON_ERROR_STOP off
UPDATE ledger_transfer SET amount = 1;
\set ON_ERROR_STOP on

-- The books balance, and agree with themselves: no rows.
SELECT * FROM ledger_verify_units();
SELECT account FROM ledger_verify_history(1, 3);
SELECT * FROM ledger_verify_journals();
