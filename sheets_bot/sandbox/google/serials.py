"""
Serial dates: days since 1899-12-30, without a time zone (documented).
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # a serial has no zone
_DAY_SECONDS = 86_400


def serial_of(moment: date | datetime) -> float:
    """Return the serial of a date or of a wall-clock time."""
    if not isinstance(moment, datetime):
        return (moment - _EPOCH.date()).days
    delta = moment.replace(tzinfo=None) - _EPOCH
    return delta.days + (delta.seconds + delta.microseconds / 1e6) / _DAY_SECONDS


def moment_of(serial: float) -> datetime:
    """
    Return the wall-clock time of a serial, to the millisecond.

    Raises:
        OverflowError: Outside the years 1 to 9999.
    """
    return _EPOCH + timedelta(milliseconds=round(serial * _DAY_SECONDS * 1000))


def now_there(now: float, time_zone: str) -> datetime:
    """Return the wall-clock time in a spreadsheet's zone; an unknown zone is read as UTC."""
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.fromtimestamp(now, UTC).replace(tzinfo=None)
    return datetime.fromtimestamp(now, zone).replace(tzinfo=None)
