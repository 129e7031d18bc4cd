"""Shows the numbers of a workbook's cells as their formats do: dates, percentages, thousands, amounts.

A format that is not understood, or depends on the language of a spreadsheet program, shows a number plainly
and a date as 2026-01-31.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

Show = Callable[[str], str]
"""Returns what a cell shows, from the number in the file."""

ISO = "iso"
"""A date format that follows the reader's own language, which a file does not say."""

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: ISO,
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: ISO, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), ISO),
}  # fmt: skip
"""By their numbers (ECMA-376, part 1, 18.8.30)."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.'
    r"|\[\$(?P<currency>[^\]-]*)(?:-(?P<language>[0-9A-Fa-f]+))?\]|\[(?P<elapsed>h+|m+|s+)\]|(?P<bracket>\[[^\]]*\])"
    r"|(?P<noon>AM/PM|A/P)|(?P<date>y+|m+|d+|h+|s+)(?P<parts>\.0+)?|(?P<power>E[+-]0+)|(?P<digit>[0#?])|(?P<sign>[.,%])"
    r"|(?P<literal>.)",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\]", re.IGNORECASE)
_SYSTEM = re.compile(r"\[\$-F[48]00\]", re.IGNORECASE)
_ENGLISH = {"", "409", "809", "1009", "c09"}
_Token = tuple[str, str]


def built_in_format(number: int) -> str:
    """Return the code of a format that every workbook has, "" for plain."""
    return _BUILT_IN.get(number, "")


@lru_cache(maxsize=500)
def shower(code: str, *, since_1904: bool = False) -> Show:
    """Return what shows numbers by a format's code; it remembers some, as columns repeat themselves."""
    return lru_cache(maxsize=10_000)(_shower(code, since_1904=since_1904))


def _shower(code: str, *, since_1904: bool) -> Show:
    if code.lower() in ("", "general", "standard", "@"):
        return show_plain
    if code == ISO or _SYSTEM.search(code):
        return lambda number: _iso(number, since_1904=since_1904)
    sections = [_tokens(section) for section in _sections(_COLOUR.sub("", code))]
    if not sections or not sections[0] or any(kind == "bracket" for tokens in sections for kind, _ in tokens):
        return show_plain
    if any(kind in ("date", "elapsed") for kind, _ in sections[0]):
        return lambda number: _show_date(number, sections[0], since_1904=since_1904)
    if not any(kind == "digit" for kind, _ in sections[0]):
        return show_plain
    return lambda number: _show_number(number, sections)


def show_plain(number: str) -> str:
    """Return a number without a format: no .0 behind a whole one, and 15 digits as spreadsheets have."""
    try:
        value = float(number)
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    except (ValueError, OverflowError):
        return number


def _sections(code: str) -> list[str]:
    """Return the parts for positive, negative and other values; semicolons in quotes part nothing."""
    return re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+', code)


def _tokens(section: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup or ""
        if match["quoted"] is not None or match["escaped"] is not None:
            tokens.append(("literal", match["quoted"] or match["escaped"] or ""))
        elif match["currency"] is not None:
            tokens += [
                ("literal", match["currency"]),
                ("language", (match["language"] or "").lower().lstrip("0")),
            ]
        elif match["date"]:
            tokens.append(("date", match["date"].lower()))
        elif kind == "elapsed":
            tokens.append((kind, match["elapsed"].lower()))
        elif kind:
            tokens.append((kind, match[0]))
    return tokens


def _moment(number: str, *, since_1904: bool) -> datetime | None:
    try:
        days = float(number)
        start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if days >= 60 else 31)
        return start + timedelta(seconds=round(days * 86_400))
    except (ValueError, OverflowError):
        return None


def _iso(number: str, *, since_1904: bool) -> str:
    moment = _moment(number, since_1904=since_1904)
    if moment is None:
        return show_plain(number)
    if 0 <= float(number) < 1:
        return f"{moment:%H:%M:%S}".removesuffix(":00")
    return moment.date().isoformat() if not (moment.hour or moment.minute or moment.second) else str(moment)


def _show_date(number: str, tokens: list[_Token], *, since_1904: bool) -> str:
    moment = _moment(number, since_1904=since_1904)
    names = any(kind == "date" and value[:1] in "md" and len(value) > 2 for kind, value in tokens)
    foreign = any(kind == "language" and value not in _ENGLISH for kind, value in tokens)
    if moment is None or (names and foreign):
        return _iso(number, since_1904=since_1904)
    units = [(at, value) for at, (kind, value) in enumerate(tokens) if kind in ("date", "elapsed")]
    half = any(kind == "noon" for kind, _ in tokens)
    shown = []
    for at, (kind, value) in enumerate(tokens):
        if kind == "elapsed":
            each = {"h": 3600, "m": 60, "s": 1}[value[0]]
            shown.append(f"{round(float(number) * 86_400) // each:0{len(value)}}")
        elif kind == "noon":
            shown.append(f"{moment:%p}")
        elif kind == "date":
            before = [unit[0] for place, unit in units if place < at]
            after = [unit[0] for place, unit in units if place > at]
            is_minute = value[0] == "m" and (before[-1:] == ["h"] or after[:1] == ["s"])
            shown.append(_unit(moment, value, half=half, is_minute=is_minute))
        elif kind in ("literal", "sign", "digit"):
            shown.append(value)
    return "".join(shown).strip()


def _unit(moment: datetime, value: str, *, half: bool, is_minute: bool) -> str:
    long = len(value)
    if is_minute:
        return f"{moment.minute:0{min(long, 2)}}"
    match value[0]:
        case "y":
            return f"{moment:%Y}" if long > 2 else f"{moment:%y}"
        case "m" if long > 2:
            name = f"{moment:%B}"
            return {3: name[:3], 5: name[:1]}.get(long, name)
        case "d" if long > 2:
            return f"{moment:%a}" if long == 3 else f"{moment:%A}"
        case "h":
            return f"{(moment.hour % 12 or 12) if half else moment.hour:0{min(long, 2)}}"
        case _:
            part = {"m": moment.month, "d": moment.day, "s": moment.second}[value[0]]
            return f"{part:0{min(long, 2)}}"


def _show_number(number: str, sections: list[list[_Token]]) -> str:
    try:
        value = Decimal(format(float(number), ".15g"))
    except (ValueError, InvalidOperation):
        return number
    if value < 0 and len(sections) > 1:
        return _fill(-value, sections[1])
    if not value and len(sections) > 2:
        return _fill(value, sections[2])
    return ("-" if value < 0 else "") + _fill(abs(value), sections[0])


def _fill(value: Decimal, tokens: list[_Token]) -> str:
    """Return a value that is not negative, its digits in the places of a section."""
    kinds = [kind for kind, _ in tokens]
    if "power" in kinds or any(kind == "literal" and text == "/" for kind, text in tokens):
        return show_plain(str(value))
    digits = [at for at, kind in enumerate(kinds) if kind == "digit"]
    if not digits:
        return "".join(text for kind, text in tokens if kind == "literal").strip()
    point = next((at for at, token in enumerate(tokens) if token == ("sign", ".")), len(tokens))
    whole, part = [at for at in digits if at < point], [at for at in digits if at > point]
    commas = [at for at, token in enumerate(tokens) if token == ("sign", ",")]
    last = max(whole, default=-1)
    value = value.scaleb(
        2 * sum(token == ("sign", "%") for token in tokens) - 3 * sum(last < at < point for at in commas)
    )
    rounded = value.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    least = sum(tokens[at][1] == "0" for at in whole)
    before = before.lstrip("0").rjust(least, "0")
    grouped = any(whole and whole[0] < at < last for at in commas)
    if grouped:
        before = f"{int(before or 0):,}" if before else ""
    shown: list[str] = []
    left = before
    for at in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[at]
        if at in whole:
            if at == whole[0] or grouped:
                shown.append(left)
                left = ""
            elif left:
                shown.append(left[-1])
                left = left[:-1]
        elif at in part:
            digit = after[part.index(at)]
            rest = after[part.index(at) :].strip("0")
            shown.append("" if text == "#" and not rest else digit)
        elif kind == "literal" or text in (".", "%"):
            shown.append(text)
    return "".join(reversed(shown)).strip()
