"""Calendar windows by Python's own calendar and zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def window(
    period: str, zone: str, at: datetime, *, year_month: int = 4
) -> tuple[datetime, datetime]:
    """The calendar window that contains an instant, by Python's own calendar and zones.

    Where clocks skip midnight the day starts when they do, and where they show it twice the first
    time: both are what ``fold=0`` means (PEP 495).
    """
    tz = ZoneInfo(zone)
    today = at.astimezone(tz).date()
    match period:
        case "day":
            first, last = today, today + timedelta(days=1)
        case "week":
            first = today - timedelta(days=today.weekday())
            last = first + timedelta(days=7)
        case "month":
            first = today.replace(day=1)
            last = (first + timedelta(days=31)).replace(day=1)
        case _:
            year = today.year if today.month >= year_month else today.year - 1
            first, last = date(year, year_month, 1), date(year + 1, year_month, 1)
    return _midnight(first, tz), _midnight(last, tz)


def _midnight(day: date, tz: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tz).astimezone(UTC)
