-- Writes down that people are paid for the first time, with the ledger's limits on it: one statement,
-- so that nobody is known without being capped. Who was met before stays as they are.
--
-- Of a pair that somebody else writes down in this very moment the answer is NULL: it waited for that
-- to commit and still cannot see it, but the next statement can.
WITH pair AS (
    SELECT payer, payee, unit, account, at, ordinal
    FROM unnest(%(payer)s::bigint[], %(payee)s::bigint[], %(unit)s::text[], %(account)s::bigint[],
                %(at)s::timestamptz[])
         WITH ORDINALITY AS t (payer, payee, unit, account, at, ordinal)
), met AS (
    INSERT INTO payees_payee (payer_id, payee_id, unit, account_id, first_at)
    SELECT DISTINCT ON (payer, payee, unit) payer, payee, unit, account, at
    FROM pair ORDER BY payer, payee, unit, ordinal
    ON CONFLICT (payer_id, payee_id, unit) DO NOTHING
    RETURNING payer_id AS payer, payee_id AS payee, unit, account_id, first_at
), capped AS (
    SELECT ledger_limit_once(
        array_agg(account_id), array_agg('payee.' || payee || '.' || seconds), array_agg(cap),
        array_agg(first_at), array_agg(first_at + make_interval(secs => seconds))) AS limits
    FROM met
    JOIN unnest(%(step_unit)s::text[], %(step_seconds)s::int[], %(step_cap)s::bigint[])
         AS step (unit, seconds, cap) USING (unit)
)
SELECT coalesce(met.account_id, there.account_id), coalesce(met.first_at, there.first_at)
FROM pair
CROSS JOIN capped
LEFT JOIN met USING (payer, payee, unit)
LEFT JOIN payees_payee AS there
       ON there.payer_id = pair.payer AND there.payee_id = pair.payee AND there.unit = pair.unit
WHERE capped.limits IS NOT NULL
ORDER BY ordinal
