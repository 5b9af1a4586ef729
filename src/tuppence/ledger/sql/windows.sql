-- When the calendar window that contains an instant began, and when it ends. Calendar windows are those of
-- the limit's zone, so a day may have 23 or 25 hours; a week starts on Monday (ISO 8601); a year
-- starts in `year_month` (April for India's financial year). NULL for a rolling window.
CREATE OR REPLACE FUNCTION ledger_window_start(
    period text, zone text, year_month smallint, instant timestamptz
) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE period
        WHEN 'rolling' THEN NULL
        WHEN 'year' THEN (
            date_trunc('year', (instant AT TIME ZONE zone) - make_interval(months => year_month - 1))
            + make_interval(months => year_month - 1)
        ) AT TIME ZONE zone
        ELSE date_trunc(period, instant AT TIME ZONE zone) AT TIME ZONE zone
    END
$$;

CREATE OR REPLACE FUNCTION ledger_window_end(
    period text, zone text, year_month smallint, instant timestamptz
) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE period
        WHEN 'rolling' THEN NULL
        ELSE (
            (ledger_window_start(period, zone, year_month, instant) AT TIME ZONE zone)
            + ('1 ' || period)::interval
        ) AT TIME ZONE zone
    END
$$;

-- When a journal happened: the instant of what it wrote.
CREATE OR REPLACE FUNCTION ledger_journal_at(journal bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT at FROM ledger_transfer WHERE journal_id = journal LIMIT 1),
        (SELECT at FROM ledger_refusal WHERE journal_id = journal),
        (SELECT placed_at FROM ledger_hold WHERE journal_id = journal LIMIT 1)
    )
$$;
