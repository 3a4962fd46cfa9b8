"""Parsing of bodies: bytes to text, JSON, dates and counts. All functions raise ParseError.

JSON is parsed strictly: no NaN or Infinity, and no duplicate keys. A leading byte order mark and
white space are skipped. A paged response is the concatenation of its pages.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Any

from tracker.errors import ConfigError, ParseError
from tracker.records import Payload
from tracker.weeks import read_instant

AGAIN = "fetch or copy it again"
_BEFORE = b"\xef\xbb\xbf \t\r\n"
_SPACE = re.compile("[\ufeff \t\r\n]*")
_ESCAPE = re.compile(r"\\?u?[0-9a-fA-F]{0,4}(?:\\u?[0-9a-fA-F]{0,3})?")
_AMOUNT = re.compile(r"-?\d{1,15}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,2})?", re.ASCII)
_DAY = re.compile(r"2\d{3}-\d{2}-\d{2}", re.ASCII)
_MIDNIGHT = re.compile(r"(2\d{3}-\d{2}-\d{2})(?:[ T]00:00:00(?:\.0+)?(?:Z|\+00:00)?)?", re.ASCII)


def text(payload: Payload) -> str:
    """Return the body decoded from UTF-8, without a byte order mark."""
    try:
        return payload.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ParseError(f"{payload.name} is not UTF-8 text", datum=payload.url) from None


def lines(payload: Payload) -> str:
    """Return the body as text without leading empty lines."""
    return text(payload).lstrip("\ufeff \t\r\n")


def json_object(payload: Payload) -> dict[str, Any]:
    """Return the body as a JSON object."""
    return _object(json_value(payload), payload)


def json_value(payload: Payload) -> Any:
    """Return the body as one JSON value."""
    values = _json(payload)
    if len(values) > 1:
        raise ParseError(f"{payload.name} contains several JSON values", datum=payload.url)
    return values[0]


def json_objects(payload: Payload) -> list[dict[str, Any]]:
    """Return the concatenated JSON objects of a body: the pages of one response."""
    return [_object(page, payload) for page in _json(payload)]


def peek_object(payload: Payload) -> dict[str, Any] | None:
    """Return the body as a JSON object, or None, to detect its format."""
    value = peek_value(payload)
    return value if isinstance(value, dict) else None


def peek_value(payload: Payload) -> Any:
    """Return the body as a JSON object or list, or None, to detect its format."""
    values = peek_pages(payload)
    return values[0] if len(values) == 1 else None


def peek_pages(payload: Payload) -> Sequence[Any]:
    """Return the JSON objects or lists of a body, none if it is something else."""
    if start(payload)[:1] not in (b"{", b"["):
        return ()
    try:
        return _json(payload)
    except ParseError:
        return ()


def start(payload: Payload) -> bytes:
    """Return the body without a leading byte order mark and white space."""
    return payload.body.lstrip(_BEFORE)


def fault(payload: Payload) -> ParseError | None:
    """Return the error of a body that is empty, or truncated or invalid JSON, else None."""
    content = start(payload)[:1]
    if not content:
        return ParseError(f"{payload.name} is empty", datum=payload.url, remedy=AGAIN)
    if content not in (b"{", b"["):
        return None
    try:
        _json(payload)
    except ParseError as error:
        return error
    return None


def count(value: object, where: str) -> int:
    """Return an integer or string of digits as a count; its range is checked later."""
    if type(value) is int and abs(value) < 10**40:
        return value
    if type(value) is str and value.isascii() and len(value) <= 40:
        # Negative and absurdly large counts are left to the checks, which name the row.
        digits = value.removeprefix("-")
        if digits.isdigit():
            return int(value)
    raise ParseError(f"{where} has {_short(value)} instead of an integer", datum=value)


def micro_dollars(value: object, where: str) -> int:
    """Return an amount of dollars, as a number or decimal text, in whole millionths of a dollar."""
    text = value if type(value) is str else repr(value) if type(value) in (int, float) else ""
    if not _AMOUNT.fullmatch(text):
        raise ParseError(f"{where} has {_short(value)} instead of an amount", datum=value)
    return int((Decimal(text) * 1_000_000).to_integral_value(ROUND_HALF_EVEN))


def fraction(value: object, where: str) -> float:
    """Return a finite number that is not negative, written as a number or as text."""
    try:
        if type(value) in (str, int, float):
            number = float(value)  # type: ignore[arg-type]
            if math.isfinite(number) and number >= 0:
                return number
    except (ValueError, OverflowError):
        pass
    raise ParseError(f"{where} has {_short(value)} instead of a number", datum=value)


def share(value: object, where: str) -> float:
    """Return a share from 0 to 1."""
    number = fraction(value, where)
    if number > 1:
        raise ParseError(f"{where} has {_short(value)} instead of a share", datum=value)
    return number


def counts(values: Sequence[object], where: str) -> list[int]:
    """Return many counts, with a fast path if all are plain digits."""
    try:
        joined = "".join(values)  # type: ignore[arg-type]
        plain = joined.isascii() and joined.isdigit() and len(max(values, key=len)) <= 40  # type: ignore[arg-type]
    except TypeError:
        plain = False
    if plain and all(values):
        return list(map(int, values))  # type: ignore[arg-type]
    return [count(value, where) for value in values]


def name(value: object, where: str) -> str:
    """Return a slug: non-empty text without NUL and lone surrogates."""
    if type(value) is not str or not value or len(value) > 1000 or "\0" in value:
        raise ParseError(f"{where} has {_short(value)} instead of a slug", datum=value)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ParseError(f"{where} has a slug that is not valid text", datum=value) from None
    return value


def day(value: object, where: str) -> date:
    """Return a date of this millennium written ``2026-08-21``."""
    try:
        if type(value) is str and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ParseError(f"{where} has {_short(value)} instead of a date", datum=value)


def midnight(value: object, where: str) -> date:
    """Return a date, also if written as its midnight: ``2026-08-21 00:00:00``."""
    match = _MIDNIGHT.fullmatch(value) if type(value) is str else None
    return day(match[1] if match else value, where)


def epoch(value: object, where: str) -> datetime:
    """Return an instant written as milliseconds since 1970."""
    if type(value) is int and 10**12 <= value < 10**13:
        return datetime.fromtimestamp(value / 1000, UTC)
    raise ParseError(f"{where} has {_short(value)} instead of milliseconds", datum=value)


def instant(value: object, where: str) -> datetime:
    """Return the publisher's timestamp of a body."""
    try:
        if type(value) is str:
            return read_instant(value)
    except (ConfigError, OverflowError):
        pass
    raise ParseError(f"{where} does not say when it was made", datum=value)


def records(value: object, where: str) -> list[dict[str, Any]]:
    """Return a list of JSON objects."""
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        return value
    raise ParseError(f"{where} has no list of rows", datum=where)


def unknown(rows: Iterable[Mapping[str, Any]], known: frozenset[str], what: str) -> frozenset[str]:
    """Return the fields of ``rows`` that are not ``known``, each as `what: field`.

    New fields are reported once and do not make a body invalid.
    """
    names: set[str] = set().union(*rows)
    strange = [name for name in names - known if name.isprintable() and len(name) <= 100]
    return frozenset(f"{what}: {name}" for name in strange[:50])


def field(content: dict[str, Any], key: str, kind: type, where: str) -> Any:
    """Return ``content[key]``, which must exist and be of type ``kind``."""
    value = content.get(key)
    if not isinstance(value, kind):
        raise ParseError(
            f"{where} has no {key!r}" if value is None else f"{where} has an invalid {key!r}",
            datum=value,
        )
    return value


def _short(value: object) -> str:
    """Return a short form of a value for an error message."""
    if type(value) in (str, int, float, bool, type(None)):
        return repr(value)[:60]
    return f"a {type(value).__name__}"


def _json(payload: Payload) -> tuple[Any, ...]:
    """Return the JSON values of a body. The error distinguishes truncated from invalid JSON."""
    try:
        return _loads(payload.body)
    except UnicodeDecodeError as error:
        cut, kind = error.reason == "unexpected end of data", "not UTF-8 text"
    except json.JSONDecodeError as error:
        cut, kind = _ends_too_early(error), "not JSON"
    except (ValueError, RecursionError):
        cut, kind = False, "not JSON"
    if start(payload)[:1] == b"<":
        cut, kind = False, "an HTML page instead of JSON"
    if cut:
        raise ParseError(f"{payload.name} is truncated JSON", datum=payload.url, remedy=AGAIN)
    raise ParseError(f"{payload.name} is {kind}", datum=payload.url)


def _ends_too_early(error: json.JSONDecodeError) -> bool:
    """Return whether more text could have completed the JSON."""
    rest = error.doc[error.pos :].rstrip()
    return bool(error.doc.strip()) and (
        not rest
        or error.msg.startswith("Unterminated string")
        or (error.msg.startswith("Invalid \\") and _ESCAPE.fullmatch(rest) is not None)
        or any(word.startswith(rest) for word in ("true", "false", "null", "-"))
        or rest in (".", "e", "E", "e-", "e+", "E-", "E+")
    )


def _object(value: Any, payload: Payload) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise ParseError(f"{payload.name} is JSON but not an object", datum=payload.url)


@lru_cache(maxsize=1)
def _loads(content: bytes) -> tuple[Any, ...]:
    """Parse a body once, although several functions look at it."""
    text = content.lstrip(_BEFORE).decode()
    values: list[Any] = []
    end = 0
    while not values or end < len(text):
        value, end = STRICT.raw_decode(text, end)
        values.append(value)
        end = _past_space(text, end)
    return tuple(values)


def _past_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _no_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not a count")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError("duplicate key")
    return result


STRICT = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_without_duplicates)
