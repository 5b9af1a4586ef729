-- The newest payments of some wallets together: of each wallet and side no more than are wanted in
-- all, each from its index. What is said of the payee's side is said as its index says it.
SELECT id FROM (
    SELECT paid.* FROM unnest(%(wallets)s::bigint[]) AS asked (wallet_id), LATERAL (
        SELECT id, created_at FROM payments_payment
        WHERE payer_wallet_id = asked.wallet_id
        ORDER BY created_at DESC, id DESC LIMIT %(most)s
    ) AS paid
    UNION
    SELECT got.* FROM unnest(%(wallets)s::bigint[]) AS asked (wallet_id), LATERAL (
        SELECT id, created_at FROM payments_payment
        WHERE payee_wallet_id = asked.wallet_id AND (kind IN (1, 11) OR state = 1)
        ORDER BY created_at DESC, id DESC LIMIT %(most)s
    ) AS got
) AS found
ORDER BY created_at DESC, id DESC LIMIT %(most)s
