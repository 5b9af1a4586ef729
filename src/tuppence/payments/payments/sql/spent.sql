-- What left each wallet for people and shops since its day began, and since its month did: one probe
-- of the index for each.
SELECT asked.wallet_id, coalesce(sum(amount) FILTER (WHERE created_at >= asked.day), 0)::bigint,
       coalesce(sum(amount), 0)::bigint
FROM unnest(%(wallets)s::bigint[], %(days)s::timestamptz[], %(months)s::timestamptz[])
     AS asked (wallet_id, day, month)
LEFT JOIN LATERAL (
    SELECT amount, created_at FROM payments_payment
    WHERE payer_wallet_id = asked.wallet_id AND created_at >= asked.month
      AND state = %(succeeded)s AND kind = ANY (%(kinds)s::smallint[])
) AS payment ON true
GROUP BY asked.wallet_id
