-- Moves money, writes what it was for, and states the facts: one statement for a whole batch.
--
-- ledger_post, the engine, answers one row a journal; one that it refuses does not fail the others.
-- A replayed journal (its key was used before, for this request or for
-- another) writes nothing here: its payment is there already, or it is none.
--
-- The parameter after the ledger's is a JSON array of what the ledger need not know, one object a
-- journal, in order, such as
--   [{"ordinal": 1, "public_id": "0199...", "kind": 3, "payer_wallet_id": 7, "payee_wallet_id": 9,
--     "merchant_id": 2, "actor_id": 5, "amount": 4500, "unit": "INR", "payer_label": "Meera",
--     "payee_label": "Campus Canteen", "mcc": "5814"}]
-- The facts come as they stand if the money moves.
--
-- The first parameters are for who may be touched at all: how many journals, the refusals that
-- were decided before, and who is touched by which of them. A minor without a guardian's consent is
-- not (identity_refusals), whatever was read of them before. The fifth is which of them go to a
-- stranger, whose ceiling would tell what they hold.
WITH judged AS MATERIALIZED (
    SELECT identity_refusals(%s::int, %s::text[], %s::int[], %s::bigint[]) AS refused,
           %s::int[] AS to_strangers
), posted AS MATERIALIZED (
    SELECT ordinal, journal_id, posted_at, replayed,
           CASE WHEN is_new THEN 'payee_new' WHEN is_full THEN 'payment_not_taken' ELSE code
           END AS code,
           CASE WHEN is_new THEN jsonb_build_object(
                    'cap', data->'cap', 'used', data->'used', 'asked', data->'asked',
                    'until', data->'resets_at')
                WHEN is_full THEN '{}'
                WHEN code IS NOT NULL THEN coalesce(data, '{}') - 'account' END AS data,
           holds
    FROM judged, {ledger_post},
         -- The limit of a new payee is told as such: its scope names somebody, by the books' own key.
         LATERAL (SELECT code = 'limit_reached' AND starts_with(data->>'scope', 'payee.') AS is_new,
                         code = 'ceiling_reached' AND ordinal = ANY (to_strangers) AS is_full)
), paid AS (
    INSERT INTO payments_payment (
        public_id, kind, state, payer_wallet_id, payee_wallet_id, merchant_id, actor_id,
        refund_of_id, amount, unit, payer_label, payee_label, note, mcc, upi_ref,
        to_registered, journal, refusal_code, refusal_data, created_at)
    SELECT public_id, kind, CASE WHEN code IS NULL THEN 1 ELSE 2 END, payer_wallet_id,
           payee_wallet_id, merchant_id, actor_id, refund_of_id, amount, unit, payer_label,
           payee_label, note, mcc, upi_ref, to_registered, journal_id, code, data, posted_at
    FROM posted
    JOIN jsonb_to_recordset(%s::jsonb) AS item (
        ordinal int, public_id uuid, kind smallint, payer_wallet_id bigint, payee_wallet_id bigint,
        merchant_id bigint, actor_id bigint, refund_of_id bigint, amount bigint, unit text,
        payer_label text, payee_label text, note text, mcc text, upi_ref text,
        to_registered boolean
    ) USING (ordinal)
    WHERE NOT replayed
    ORDER BY ordinal
), told AS (
    {insert_facts}
    SELECT CASE WHEN posted.code IS NULL THEN fact.topic ELSE 'payment.refused' END,
           fact.version, fact.key,
           fact.payload || CASE
               WHEN posted.code IS NULL THEN
                   jsonb_build_object('at', posted.posted_at, 'journal', posted.journal_id)
               ELSE jsonb_build_object(
                   'at', posted.posted_at, 'code', posted.code, 'data', posted.data)
           END,
           fact.classification, fact.subject
    FROM posted JOIN {facts} USING (ordinal)
    WHERE NOT posted.replayed
    ORDER BY ordinal
)
SELECT ordinal, journal_id, posted_at, replayed, code, data, holds FROM posted ORDER BY ordinal
