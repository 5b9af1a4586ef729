-- Who would pay whom: for each ask, the payer's personal wallet and the payee's, in one read.
--
-- Exactly one of phone, handle, vpa and shop is given; the others are NULL. A wallet in the unit
-- asked for comes before one in the home unit. What is not found is NULL.
--
-- A minor without a guardian's consent cannot be paid: they are not found.
SELECT payer.wallet, payer.public_id, payer.account, payer.unit, payer.name, payer.minor,
       payer.consented, payer.zone,
       -- What a guardian has decided, as it stands now: read for every payment, kept nowhere.
       CASE WHEN payer.minor THEN (
           SELECT document::text FROM controls_version
           WHERE person_id = ask.person ORDER BY version DESC LIMIT 1) END,
       payee.wallet, payee.public_id, payee.account, payee.unit, payee.owner, payee.name,
       payee.merchant, payee.merchant_public_id, payee.mcc
FROM unnest(%(person)s::bigint[], %(unit)s::text[], %(phone)s::text[], %(handle)s::text[],
            %(vpa)s::text[], %(shop)s::text[])
     WITH ORDINALITY AS ask (person, unit, phone, handle, vpa, shop, ordinal)
LEFT JOIN LATERAL (
    SELECT w.id AS wallet, w.public_id, w.account_id AS account, w.unit, w.zone, p.name,
           p.consented,
           -- The day changes where the family lives, not in UTC.
           coalesce(p.birth_date + interval '18 years' > now() AT TIME ZONE 'Asia/Kolkata', true)
               AS minor
    FROM wallets_wallet w JOIN identity_person p ON p.id = w.owner_id
    WHERE w.owner_id = ask.person AND w.kind = 1 AND w.closed_at IS NULL
      AND w.unit IN (ask.unit, %(home)s)
    ORDER BY w.unit = ask.unit DESC LIMIT 1
) AS payer ON true
LEFT JOIN LATERAL (
    SELECT w.id AS wallet, w.public_id, w.account_id AS account, w.unit, w.owner_id AS owner,
           m.name, m.id AS merchant, m.public_id AS merchant_public_id, m.mcc
    FROM payments_merchant m JOIN wallets_wallet w ON w.id = m.wallet_id
    WHERE m.vpa = ask.vpa AND w.closed_at IS NULL
    UNION ALL
    SELECT w.id, w.public_id, w.account_id, w.unit, w.owner_id, m.name, m.id, m.public_id, m.mcc
    FROM payments_merchant m JOIN wallets_wallet w ON w.id = m.wallet_id
    WHERE m.handle = ask.shop AND w.closed_at IS NULL
    UNION ALL
    (SELECT w.id, w.public_id, w.account_id, w.unit, w.owner_id, p.name, NULL, NULL, NULL
    FROM (SELECT id, name, birth_date, consented FROM identity_person
          WHERE phone = ask.phone AND handle IS NOT NULL
          UNION ALL
          SELECT id, name, birth_date, consented FROM identity_person
          WHERE handle = ask.handle) AS p
    JOIN wallets_wallet w ON w.owner_id = p.id AND w.kind = 1 AND w.closed_at IS NULL
                         AND w.unit IN (ask.unit, %(home)s)
    WHERE p.consented
       OR p.birth_date + interval '18 years' <= now() AT TIME ZONE 'Asia/Kolkata'
    ORDER BY w.unit = ask.unit DESC LIMIT 1)
) AS payee ON true
ORDER BY ask.ordinal
