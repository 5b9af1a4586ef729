-- How many payments were asked for in each of the last minutes; a minute is named by how many whole
-- ones ago it was. Public ids are in the order in which they were made: their index finds the first.
SELECT floor(extract(epoch FROM %(now)s - created_at) / 60)::integer AS ago,
       count(*) FILTER (WHERE state = %(succeeded)s)::integer,
       count(*) FILTER (WHERE state <> %(succeeded)s)::integer
FROM payments_payment
WHERE public_id >= %(first)s AND created_at > %(since)s AND created_at <= %(now)s
GROUP BY ago
