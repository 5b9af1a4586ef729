-- Calendar windows are those of the limit's zone, so a day may have 23 or 25 hours, or none at all; a
-- week starts on Monday (ISO 8601); a year starts in `year_month` (April for India's financial
-- year). Each window ends at the instant at which the next one starts. All give NULL for a rolling
-- window.

-- The local date and time at which the window that contains an instant starts.
CREATE OR REPLACE FUNCTION ledger_local_start(
    period text, zone text, year_month smallint, instant timestamptz
) RETURNS timestamp LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE period
        WHEN 'rolling' THEN NULL
        WHEN 'year' THEN
            date_trunc('year', (instant AT TIME ZONE zone) - make_interval(months => year_month - 1))
            + make_interval(months => year_month - 1)
        ELSE date_trunc(period, instant AT TIME ZONE zone)
    END
$$;

-- The instant at which a local day starts. Where clocks skip midnight, that is when they do; where
-- they show midnight twice, the first time (AT TIME ZONE alone would take the second).
CREATE OR REPLACE FUNCTION ledger_midnight(midnight timestamp, zone text)
RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT least(
        midnight AT TIME ZONE zone,
        ((midnight - interval '1 microsecond') AT TIME ZONE zone) + interval '1 microsecond')
$$;

-- These two are PL/pgSQL so that the planner does not copy them into the posting statement, which
-- would prepare their expressions at every call and needs them once a window.
CREATE OR REPLACE FUNCTION ledger_window_start(
    period text, zone text, year_month smallint, instant timestamptz
) RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN ledger_midnight(ledger_local_start(period, zone, year_month, instant), zone);
END $$;

CREATE OR REPLACE FUNCTION ledger_window_end(
    period text, zone text, year_month smallint, instant timestamptz
) RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN period <> 'rolling' THEN ledger_midnight(
        ledger_local_start(period, zone, year_month, instant) + ('1 ' || period)::interval, zone)
    END;
END $$;
