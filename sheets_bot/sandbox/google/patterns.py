r"""
Number and date patterns: how a number looks with a `numberFormat` (documented).

Knows ``0 # , . % E+ ; "text" \\x _ * [Red] [$€-407]`` and the date letters
``y m d h s am/pm .000 [h] [m] [s]``. Fractions and conditions such as ``[>100]`` are not
imitated: a condition is read past. Pure.
"""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from sheets_bot.sandbox.google.locales import Locale
from sheets_bot.sandbox.google.serials import moment_of

_TOKEN = re.compile(
    r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|'
    r"[aA][mM]/[pP][mM]|[aA]/[pP]|\.0+(?![0#?])|[eE][+-]0+|.",
    re.DOTALL,
)
_NUMBER_PART = re.compile(r"[0#?,.]*[0#?][0#?,.]*(?:[eE][+-]0+)?")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ELAPSED = {"h": 3600, "m": 60, "s": 1}


def general(value: float, locale: Locale) -> str:
    """Return a number without a format: ten significant digits (unverified beyond the cassettes)."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if abs(value) >= 1e15 or 0 < abs(value) < 1e-6:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        mantissa = mantissa.rstrip("0").rstrip(".").replace(".", locale.decimal)
        return f"{mantissa}E{exponent[0]}{exponent[1:].zfill(2)}"
    return f"{value:.10g}".replace(".", locale.decimal)


def is_date_pattern(pattern: str) -> bool:
    """True when a pattern shows a date or time rather than a number."""
    bare = re.sub(r'"[^"]*"|\\.|\[\$[^\]]*\]|\[(?:[A-Za-z]{3,})\]', "", pattern)
    return bool(re.search(r"[yYdDhHsS]|(?<![A-Za-z])[mM]", bare))


def show_number(value: float, pattern: str, locale: Locale) -> str:
    """Return a number in a pattern; up to three sections: positive, negative, zero."""
    if pattern.strip().lower() in {"general", ""}:
        return general(value, locale)
    sections = _sections(pattern)
    if value < 0 and len(sections) > 1 and sections[1]:
        return _section(-value, sections[1], locale)
    if value == 0 and len(sections) > 2:
        return _section(value, sections[2], locale)
    return _section(value, sections[0], locale)


def show_moment(serial: float, pattern: str) -> str:
    """Return a serial date in a pattern; a serial that is no date is shown as a number."""
    try:
        moment = moment_of(serial)
    except OverflowError:
        return str(serial)
    tokens = _TOKEN.findall(_sections(pattern)[0])
    halves = any(token.lower() in {"am/pm", "a/p"} for token in tokens)
    return "".join(_date_token(index, tokens, moment, serial, halves) for index in range(len(tokens)))


def show_text(value: str, pattern: str) -> str:
    """Return a text in a pattern: only a fourth section or an ``@`` changes it."""
    sections = _sections(pattern)
    section = sections[3] if len(sections) > 3 else (sections[0] if "@" in sections[0] else "@")
    return "".join(value if mark == "@" else _literal(mark) for mark in _TOKEN.findall(section))


def _sections(pattern: str) -> list[str]:
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', pattern)
    return [re.sub(r"\[(?:[A-Za-z]{3,}\d*|[<>=][^\]]*)\]", "", part) for part in parts]


def _literal(token: str) -> str:
    if token.startswith('"'):
        return token[1:-1]
    if token.startswith("\\"):
        return token[1:]
    if token.startswith("[$"):
        return token[2:-1].partition("-")[0]
    if token.startswith("_"):
        return " "
    return "" if token.startswith(("*", "[")) and len(token) > 1 else token


def _section(value: float, section: str, locale: Locale) -> str:
    pieces = re.findall(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|' + _NUMBER_PART.pattern + r"|.", section, re.DOTALL)
    percent = sum(1 for piece in pieces if piece == "%")
    scaled = Decimal(repr(float(value))) * 100**percent
    shown, done = [], False
    for piece in pieces:
        if not done and _NUMBER_PART.fullmatch(piece):
            shown.append(_digits(scaled, piece, locale))
            done = True
        elif piece == "@":
            shown.append(general(value, locale))
        else:
            shown.append(_literal(piece))
    text = "".join(shown)
    return "-" + text if value < 0 and re.search(r"[1-9]", text) else text


def _digits(value: Decimal, piece: str, locale: Locale) -> str:
    mantissa, exponent_mark, exponent = re.fullmatch(r"([^eE]*)([eE][+-])?(0*)", piece).groups()  # type: ignore[union-attr]  # the caller matched it
    if exponent_mark:
        return _scientific(value, mantissa, exponent_mark, len(exponent), locale)
    kept = mantissa.rstrip(",")
    thousands = len(mantissa) - len(kept)
    whole_mask, _, fraction_mask = kept.partition(".")
    places = sum(1 for mark in fraction_mask if mark in "0#?")
    fixed = sum(1 for mark in fraction_mask if mark in "0?")
    with localcontext() as context:
        context.prec = 400  # a float has up to 309 digits before its point
        scaled = abs(value) / 1000**thousands
        rounded = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    while len(fraction) > fixed and fraction.endswith("0"):
        fraction = fraction[:-1]
    least = sum(1 for mark in whole_mask if mark in "0?")
    whole = whole.lstrip("0").rjust(least, "0")
    if "," in whole_mask:
        whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", locale.group, whole)
    return whole + (locale.decimal + fraction if fraction else "")


def _scientific(value: Decimal, mantissa: str, mark: str, width: int, locale: Locale) -> str:
    places = len(mantissa.partition(".")[2])
    digits, _, exponent = f"{abs(value):.{places}E}".partition("E")
    number = int(exponent)
    sign = "-" if number < 0 else mark[1].replace("-", "")
    return f"{digits.replace('.', locale.decimal)}E{sign}{abs(number):0{width}d}"


def _date_token(index: int, tokens: list[str], moment: datetime, serial: float, halves: bool) -> str:
    token = tokens[index]
    letter = token[0].lower()
    if (
        token.startswith("[")
        and (unit := token[1:2].lower()) in _ELAPSED
        and set(token[1:-1].lower()) == {unit}
    ):
        elapsed = int(timedelta(days=serial) / timedelta(seconds=_ELAPSED[unit]))
        return str(elapsed).zfill(len(token) - 2)
    if token.lower() == "am/pm":
        return "AM" if moment.hour < 12 else "PM"
    if token.lower() == "a/p":
        return "A" if moment.hour < 12 else "P"
    if token.startswith(".0"):
        return "." + f"{moment.microsecond:06d}"[: len(token) - 1]
    if letter == "m" and token.isalpha():
        return _month(token, moment) if not _is_minute(index, tokens) else _padded(moment.minute, token)
    if not token.isalpha() or letter not in "ydhs":
        return _literal(token)
    return {
        "y": lambda: f"{moment.year % 100:02d}" if len(token) < 3 else f"{moment.year:04d}",
        "d": lambda: _day(token, moment),
        "h": lambda: _padded((moment.hour % 12 or 12) if halves else moment.hour, token),
        "s": lambda: _padded(moment.second, token),
    }[letter]()


def _is_minute(index: int, tokens: list[str]) -> bool:
    """An ``m`` is a minute after hours or before seconds (documented)."""
    units = [(place, token[0].lower()) for place, token in enumerate(tokens) if _is_unit(token)]
    order = [place for place, _unit in units].index(index)
    before = units[order - 1][1] if order else ""
    after = units[order + 1][1] if order + 1 < len(units) else ""
    return len(tokens[index]) < 3 and (before in {"h", "["} or after == "s")


def _is_unit(token: str) -> bool:
    return (token[0].lower() in "ymdhs" and token.isalpha()) or bool(re.fullmatch(r"\[[hHmMsS]+\]", token))


def _padded(number: int, token: str) -> str:
    return f"{number:02d}" if len(token) > 1 else str(number)


def _month(token: str, moment: datetime) -> str:
    name = _MONTHS[moment.month - 1]
    return {3: name[:3], 4: name, 5: name[0]}.get(len(token)) or _padded(moment.month, token)


def _day(token: str, moment: datetime) -> str:
    name = _DAYS[moment.weekday()]
    return {3: name[:3]}.get(len(token)) or (name if len(token) > 3 else _padded(moment.day, token))
