-- Makes the shops, and the account that stands where the bank would: what the seeded wallets hold is
-- at no bank, and must not be looked for there. The first guardian of family n keeps shop n.
WITH account AS (
    SELECT id, nth - 1 AS n FROM ledger_open_accounts(
        array_fill(%(unit)s::text, ARRAY[%(shops)s::int]),
        array_fill('wallet'::text, ARRAY[%(shops)s::int]),
        array_fill(0::bigint, ARRAY[%(shops)s::int]),
        array_fill(NULL::bigint, ARRAY[%(shops)s::int]), %(starts)s
    ) WITH ORDINALITY AS opened (id, nth)
)
INSERT INTO seed.shop (n, owner, owner_id, name, account_id, mcc)
SELECT account.n, person.n, person_id, 'Shop ' || account.n, account.id,
       (%(mccs)s::text[])[1 + account.n %% cardinality(%(mccs)s::text[])]
FROM account JOIN seed.person AS person ON person.n = account.n * 4;

WITH made AS (
    INSERT INTO wallets_wallet (public_id, owner_id, account_id, kind, unit, name, zone, opened_at)
    SELECT uuidv7(%(starts)s - clock_timestamp()), owner_id, account_id, %(merchant)s, %(unit)s, name,
           %(zone)s, %(starts)s
    FROM seed.shop ORDER BY n
    RETURNING id, public_id, account_id
)
UPDATE seed.shop s SET wallet_id = made.id, wallet = seed.public_id('wal', made.public_id)
FROM made WHERE made.account_id = s.account_id;

WITH made AS (
    INSERT INTO payments_merchant (public_id, wallet_id, handle, vpa, name, mcc)
    SELECT uuidv7(%(starts)s - clock_timestamp()), wallet_id, 'seed-shop-' || n,
           'seed-shop-' || n || '@tuppence', name, mcc
    FROM seed.shop ORDER BY n
    RETURNING id, public_id, wallet_id
)
UPDATE seed.shop s SET merchant_id = made.id, merchant = seed.public_id('mer', made.public_id)
FROM made WHERE made.wallet_id = s.wallet_id;

WITH bank AS (
    SELECT id FROM ledger_open_accounts(ARRAY[%(unit)s], ARRAY['seed'], ARRAY[NULL::bigint],
                                        ARRAY[NULL::bigint], %(starts)s) AS id
)
INSERT INTO wallets_system_account (code, account_id) SELECT 'seed:' || %(unit)s, id FROM bank;
