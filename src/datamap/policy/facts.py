"""Values in prose: durations, sizes, ages, dates, mechanisms, versions, places, addresses and ids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.policy.rules import small, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datamap.policy.words import Word

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
VENDOR_ID = re.compile(
    r"\b(?:G-[A-Z0-9]{6,12}|UA-\d{4,10}-\d{1,4}|GTM-[A-Z0-9]{4,9}|AW-\d{6,12})\b"
    r"|(?<=ID[: ])\s*#?((?=[A-Za-z_-]*\d)[A-Za-z0-9][A-Za-z0-9_-]{3,})"
)
_ISO_DATE = re.compile(r"\b((?:19|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?([A-Za-z]{3,9})\.?,?\s+((?:19|20)\d\d)\b")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")
_MONTH_YEAR = re.compile(r"\b([A-Za-z]{3,9})\s+((?:19|20)\d\d)\b")
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)\b")
VERSION = re.compile(r"\bv(?:ersion)?[:\s.]*(\d+(?:\.\d+)*)", re.IGNORECASE)
_TLS = re.compile(r"\b(?:TLS|SSL)\s*\(?(?:v|version\s*)?(\d\.\d)", re.IGNORECASE)
_AGE = re.compile(
    r"\b(?:under(?: the age of)?|below(?: the age of)?|younger than|at least|age of|aged|over|older than|minimum age (?:is|of))"
    r"\s+(\d{1,2}|thirteen|fourteen|sixteen|eighteen)\b",
    re.IGNORECASE,
)
_TENS = frozenset({20, 30, 40, 50, 60, 70, 80, 90})
_NUMBER = re.compile(r"^\d+(?:[.,]\d+)?$")
_DIGITS = 9
"""Longer rows of digits are no amounts."""
_HALF = 0.5
_NEIGHBOURS = frozenset({"preceding", "previous", "past", "following", "last", "next", "prior"})
_BEFORE_UNITS = _NEIGHBOURS | {
    *("calendar", "business", "working", "full", "consecutive", ")", "more", "additional", "further", "whole", "complete"),
    *("school", "academic", "financial", "fiscal", "tax", "accounting"),
}
_GLUED = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]i?B)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Duration:
    """A period with the words it was read from."""

    seconds: int
    number: float
    unit: str
    start: int
    end: int


def durations(words: Sequence[Word]) -> Iterator[Duration]:
    """Every number with a unit of time."""
    units, numbers = values().units, values().numbers
    for i, word in enumerate(words):
        unit = word.fold if word.fold in units and (len(word.fold) > 1 or i == 0 or _NUMBER.match(words[i - 1].norm)) else None
        if unit is None or i == 0 or [other.norm for other in words[max(i - 3, 0) : i]][:2] in (["quarter", "of"], ["quarters", "of"]):
            continue
        j = i - 1
        while j > 0 and words[j].norm in _BEFORE_UNITS:
            j -= 1
        if words[j].norm == "(" or (words[j].norm.isdigit() is False and words[j].norm not in numbers and words[j].norm != "half"):
            j = _inner_number(words, j)
        number = _number(words[j].norm) if j >= 0 else None
        if number is not None and not (words[j].norm in {"a", "an"} and i - j == 1 and unit in {"second", "min", "minute", "d", "h"}):
            number = _with_half(words, j, i, _in_words(words, j, number)) + _running(words, j, i)
            whole = words[i + 3].fold if unit == "quarter" and i + 3 < len(words) and words[i + 1].norm == "of" else ""
            if whole in units:
                yield Duration(int(number * units[whole] / 4), number / 4, whole, words[j].start, words[i + 3].end)
                continue
            if unit == "year" and number % 1:
                number, unit = number * 12, "month"
            yield Duration(int(number * units[unit]), number, unit, words[j].start, word.end)


def rhythm(words: Sequence[Word]) -> int | None:
    """How often, in seconds: "nightly", "every night", "each week"."""
    for i, word in enumerate(words):
        if word.norm in values().adverbs:
            return values().adverbs[word.norm]
        if word.norm in {"every", "each"} and i + 1 < len(words) and (found := values().rhythms.get(words[i + 1].fold)):
            return found
    return None


def _with_half(words: Sequence[Word], j: int, unit: int, number: float) -> float:
    """“Half a year”, "six and a half months", "a year and a half"."""
    before = [word.norm for word in words[max(j - 3, 0) : j]]
    if words[j].norm == "half":
        return number + (_number(before[0]) or 0) if before[1:] == ["and", "a"] else number
    if before[-1:] == ["half"] and words[j].norm in {"a", "an"}:
        return _HALF
    return number + _HALF if [word.norm for word in words[unit + 1 : unit + 4]] == ["and", "a", "half"] else number


def _running(words: Sequence[Word], j: int, unit: int) -> int:
    """“The current and the two preceding years” are three."""
    counted = any(word.norm in _NEIGHBOURS for word in words[j:unit])
    return int(counted and any(word.norm in {"current", "running"} for word in words[max(j - 4, 0) : j]))


def _in_words(words: Sequence[Word], j: int, last: float) -> float:
    """A number written in several words: "twenty-four", "two hundred", "one hundred and eighty"."""
    before = [word.norm for word in words[max(j - 4, 0) : j]]
    if words[j].norm == "hundred" and before:
        return last * (_number(before[-1]) or 1)
    if before and last < 10 and (_number(before[-1]) or 0) in _TENS and not before[-1].isdigit() and not words[j].norm.isdigit():
        return last + (_number(before[-1]) or 0)
    if "hundred" in before[-2:] and before[-1] in {"hundred", "and"}:
        at = len(before) - 1 - before[::-1].index("hundred")
        return last + 100 * ((_number(before[at - 1]) or 1) if at else 1)
    return last


def _inner_number(words: Sequence[Word], j: int) -> int:
    """The number in front of or inside "thirty (30) days"."""
    return (
        j - 1
        if j > 0 and _number(words[j - 1].norm) is not None and words[j].norm in {"(", ")"}
        else (j if _number(words[j].norm) is not None else -1)
    )


def _number(norm: str) -> float | None:
    if _NUMBER.match(norm):
        return float(norm.replace(",", ".")) if len(norm) <= _DIGITS else None
    found = _HALF if norm == "half" else values().numbers.get(norm)
    return float(found) if found is not None else None


def sizes(text: str) -> list[int]:
    """Every size in bytes."""
    found = [match for match in _GLUED.finditer(text) if len(match.group(1)) <= _DIGITS]
    return [int(float(match.group(1)) * values().sizes[match.group(2).lower()]) for match in found]


def dates(text: str) -> list[str]:
    """Every date as YYYY-MM-DD, or YYYY-MM where no day is given."""
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for pattern, order in ((_ISO_DATE, "ymd"), (_NUMERIC, "dmy"), (_DAY_FIRST, "dmy"), (_MONTH_FIRST, "mdy"), (_MONTH_YEAR, "my")):
        for match in pattern.finditer(text):
            date = _date(dict(zip(order, match.groups(), strict=True)))
            if date and not any(start < match.end() and match.start() < end for start, end in taken):
                found.append((match.start(), date))
                taken.append(match.span())
    return [date for _, date in sorted(found)]


def _date(parts: dict[str, str]) -> str | None:
    month = int(parts["m"]) if parts["m"].isdigit() else values().months.get(parts["m"].lower(), 0)
    day = int(parts.get("d", "1"))
    if month > 12 >= day:
        month, day = day, month
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return f"{parts['y']}-{month:02}-{day:02}" if "d" in parts else f"{parts['y']}-{month:02}"


def tls_version(text: str) -> str | None:
    """The lowest version of TLS named."""
    found = [match.group(1) for match in _TLS.finditer(text)]
    return min(found) if found else None


def age(text: str) -> int | None:
    """The age that a text speaks of."""
    match = _AGE.search(text)
    return int(_number(match.group(1).lower()) or 0) if match else None


def algorithms(words: Sequence[Word]) -> list[str]:
    """Hashes and ciphers, in order."""
    return [hit.value for hit in values().algorithms.find(words)]


def regions(words: Sequence[Word]) -> list[str]:
    """Places, in order and once each."""
    found = [hit.value for hit in values().regions.find(words)]
    for i, word in enumerate(words):
        if word.norm in values().place_adjectives and any(other.fold in small("located") for other in words[i + 1 : i + 4]):
            found.append(values().place_adjectives[word.norm])
    # "US" is a place, "us" is not.
    found += ["us"] if any(word.text == "US" for word in words) else []
    return list(dict.fromkeys(found))


def vendor_ids(text: str) -> list[str]:
    """Account ids of vendors: G-…, UA-…, a number after "ID:"."""
    return [match.group(1) or match.group() for match in VENDOR_ID.finditer(text)]
