-- A page of the allowances that are due, locked, in the order in which they became due, with all that
-- their payments need. What another run has locked is that run's. ({size} stands in the text, not
-- among the parameters: a plan for any size would read whole tables.)
WITH due AS MATERIALIZED (
    SELECT * FROM allowances_plan
    WHERE next_at <= %(now)s::timestamptz
      AND (next_at, allowance_id) > (coalesce(%(after)s::timestamptz, '-infinity'), %(past)s::bigint)
    ORDER BY next_at, allowance_id
    LIMIT {size}
    FOR NO KEY UPDATE SKIP LOCKED
)
SELECT due.next_at, due.allowance_id, allowance.public_id, due.next_on, due.amount,
       due.raised_amount, due.raised_on, due.skip, allowance.every, allowance.day, allowance.zone,
       allowance.unit, allowance.note, giver.id, coalesce(giver.name, ''), person.id,
       coalesce(person.name, ''), payer.id, payer.public_id, payer.account_id, payee.id,
       payee.public_id, payee.account_id
FROM due
JOIN allowances_allowance allowance ON allowance.id = due.allowance_id
JOIN identity_person giver ON giver.id = allowance.giver_id
JOIN identity_person person ON person.id = allowance.person_id
JOIN wallets_wallet payer ON payer.id = allowance.payer_wallet_id
JOIN wallets_wallet payee ON payee.id = allowance.payee_wallet_id
ORDER BY due.next_at, due.allowance_id
