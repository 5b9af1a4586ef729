-- How far the rows of {table} after %(settled)s run on without a missing id, the highest of those looked at,
-- and the oldest transaction that was still running: all three of one snapshot.
SELECT coalesce(max(id) FILTER (WHERE id = %(settled)s + nth), %(settled)s) AS contiguous,
       coalesce(max(id), %(settled)s) AS highest,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest_running
  FROM (
      SELECT id, row_number() OVER (ORDER BY id) AS nth
        FROM (SELECT id FROM {table} WHERE id > %(settled)s ORDER BY id LIMIT %(limit)s) AS page
  ) AS ahead
