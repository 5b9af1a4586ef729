-- Puts plans forward to their next due day. A raise that held on the one that is done holds from now on.
UPDATE allowances_plan plan
SET amount = CASE WHEN next_on >= raised_on THEN raised_amount ELSE amount END,
    raised_amount = CASE WHEN next_on >= raised_on THEN NULL ELSE raised_amount END,
    raised_on = CASE WHEN next_on >= raised_on THEN NULL ELSE raised_on END,
    skip = false, next_on = turn.on_day, next_at = turn.at
FROM unnest(%s::bigint[], %s::date[], %s::timestamptz[]) AS turn (id, on_day, at)
WHERE plan.allowance_id = turn.id
RETURNING plan.allowance_id
