-- Enters the payments numbered %(first)s to %(last)s - 1. They come in rounds: in each, everybody acts
-- once, in another order. Each twentieth round, and the first, tops everybody up by more than they can
-- spend until the next, so nobody ever lacks money; a round takes long enough that no limit is reached.
-- A quarter of what is spent goes to people, the rest to shops, of which a few are very busy.
CREATE TEMP TABLE payment ON COMMIT DROP AS
WITH drawn AS (
    SELECT n, n / %(users)s AS round,
           (n %% %(users)s * 2147483647 + n / %(users)s * 104729) %% %(users)s AS who,
           abs(hashint8extended(n, 1) %% 1000000) AS one,
           abs(hashint8extended(n, 2) %% 1000000) AS two,
           abs(hashint8extended(n, 3) %% 1000000) AS three
    FROM generate_series(%(first)s::bigint, %(last)s::bigint - 1) AS n
), told AS (
    SELECT n, who,
           CASE WHEN round %% 20 = 0 THEN %(top_up)s WHEN one %% 4 = 0 THEN %(person)s
                ELSE %(merchant)s END::smallint AS kind,
           CASE WHEN round %% 20 = 0 THEN %(loaded)s
                ELSE 1000 + two %% 91 * 100 END::bigint AS amount,
           (who + 1 + three %% (%(users)s - 1)) %% %(users)s AS other,
           %(shops)s * (three * three / 1000000 * three / 1000000) / 1000000 AS shop
    FROM drawn
)
SELECT nextval('ledger_journal_id_seq') AS journal_id, ordered.* FROM (
    SELECT t.n, uuidv7(happened.at - clock_timestamp()) AS public_id, kind, amount, happened.at,
           CASE WHEN kind <> %(top_up)s THEN me.wallet_id END AS payer_wallet_id,
           CASE WHEN kind <> %(top_up)s THEN me.wallet END AS payer_wallet,
           CASE kind WHEN %(top_up)s THEN me.wallet_id WHEN %(person)s THEN you.wallet_id
                     ELSE shop.wallet_id END AS payee_wallet_id,
           CASE kind WHEN %(top_up)s THEN me.wallet WHEN %(person)s THEN you.wallet
                     ELSE shop.wallet END AS payee_wallet,
           shop.merchant_id, shop.merchant, shop.mcc,
           CASE WHEN kind = %(top_up)s THEN guardian.person_id ELSE me.person_id END AS actor_id,
           me.person_id AS subject,
           CASE WHEN kind = %(top_up)s THEN %(bank_label)s ELSE me.name END AS payer_label,
           CASE kind WHEN %(top_up)s THEN me.name WHEN %(person)s THEN you.name
                     ELSE shop.name END AS payee_label,
           CASE WHEN kind = %(top_up)s THEN bank.account_id ELSE me.account_id END AS debit_id,
           CASE kind WHEN %(top_up)s THEN me.account_id WHEN %(person)s THEN you.account_id
                     ELSE shop.account_id END AS credit_id,
           -- Family, and who was first paid a day ago, in this step or in one before.
           nullif(kind = %(person)s AND (who / 4 = other / 4 OR happened.at - %(known_after)s >= least(
               met.first_at, min(happened.at) OVER (PARTITION BY kind, who, other))), false)
               AS to_registered
    FROM told t
    CROSS JOIN LATERAL (
        SELECT %(starts)s::timestamptz + (n + 1) * ((%(ends)s::timestamptz - %(starts)s::timestamptz)
                                                    / (%(payments)s + 1)) AS at
    ) AS happened
    JOIN seed.person me ON me.n = who
    JOIN seed.person guardian ON guardian.n = who / 4 * 4
    JOIN wallets_system_account bank ON bank.code = 'seed:' || %(unit)s
    LEFT JOIN seed.person you ON kind = %(person)s AND you.n = other
    LEFT JOIN payees_payee met ON met.payer_id = me.person_id AND met.payee_id = you.person_id
                              AND met.unit = %(unit)s
    -- Nobody buys in a shop of their own: they go next door.
    LEFT JOIN seed.shop shop ON kind = %(merchant)s
         AND shop.n = CASE WHEN t.shop * 4 = who THEN (t.shop + 1) %% %(shops)s ELSE t.shop END
    ORDER BY t.n
) AS ordered;

CREATE TEMP TABLE ledger_preload_leg ON COMMIT DROP AS
SELECT journal_id, debit_id, credit_id, amount, at,
       encode(substr(sha256(convert_to('4:seed:' || n, 'UTF8')), 1, 16), 'hex')::uuid AS key,
       encode(substr(sha256(''), 1, 16), 'hex')::uuid AS request
FROM payment;
-- As a top-up, and pay.py's journal, charge them.
CREATE TEMP TABLE ledger_preload_charged ON COMMIT DROP AS
SELECT charged.account_id, scope, amount, at
FROM payment
CROSS JOIN LATERAL (
    SELECT credit_id, %(load)s WHERE kind = %(top_up)s
    UNION ALL
    SELECT debit_id, %(spend)s WHERE kind <> %(top_up)s
    UNION ALL
    SELECT debit_id, unnest(ARRAY[%(people)s, CASE WHEN to_registered THEN %(registered_people)s
                                                   ELSE %(new_people)s END])
    WHERE kind = %(person)s
) AS charged (account_id, scope);
SELECT ledger_preload();

INSERT INTO payments_payment (
    public_id, kind, state, payer_wallet_id, payee_wallet_id, merchant_id, actor_id, amount, unit,
    payer_label, payee_label, mcc, to_registered, journal, created_at)
SELECT public_id, kind, %(succeeded)s, payer_wallet_id, payee_wallet_id, merchant_id, actor_id, amount,
       %(unit)s, payer_label, payee_label, mcc, to_registered, journal_id, at
FROM payment ORDER BY n;

SELECT outbox_make_months(min(at), max(at)) FROM payment;

-- As payments/events.py drafts them, and post.sql completes them.
INSERT INTO outbox_fact (topic, version, key, payload, classification, subject, created_at)
SELECT topic, 1, public, jsonb_build_object(
           'payment', public, 'kind', kind_label, 'payer', payer_wallet, 'payee', payee_wallet,
           'merchant', merchant, 'mcc', mcc, 'amount', amount, 'unit', %(unit)s::text,
           'refund_of', NULL, 'at', at, 'journal', journal_id),
       'ledger', subject, at
FROM payment
CROSS JOIN LATERAL (SELECT seed.public_id('pay', public_id) AS public) AS named
JOIN unnest(%(kinds)s::smallint[], %(kind_labels)s::text[], %(topics)s::text[])
     AS told (kind, kind_label, topic) USING (kind)
ORDER BY n;

-- Who has been paid has been met, as payees would have it written down.
INSERT INTO payees_payee (payer_id, payee_id, unit, account_id, first_at)
SELECT payer.owner_id, payee.owner_id, %(unit)s, min(payer.account_id), min(at)
FROM payment
JOIN wallets_wallet AS payer ON payer.id = payer_wallet_id
JOIN wallets_wallet AS payee ON payee.id = payee_wallet_id
WHERE payment.kind = %(person)s
GROUP BY payer.owner_id, payee.owner_id
ORDER BY payer.owner_id, payee.owner_id
ON CONFLICT DO NOTHING;
