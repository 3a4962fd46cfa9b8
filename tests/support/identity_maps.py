"""The kept map of identity as rows, small maps written as tables, and every slug on record."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from tracker import identity
from tracker.identity import curated
from tracker.sources import history

DATA = Path(__file__).resolve().parents[2] / "tracker" / "data"
MARKS = {"other", "others", "Other", "Others", "NaN", "__TOTAL__", ""}
"""What stands in a column of slugs and is none."""
NOT_MAPPED = {"2026-09-08", "2026-09-14", "2026-10-05", "catalog", "official-days"}
"""Folders of bodies whose slugs were not all put on the map by hand."""
_FIELD = re.compile(r'"(?:model|variant)_permaslug":\s*"([^"\\]*)"')
_POINT = re.compile(r'"ys":\s*\{([^}]*)\}')
_NAME = re.compile(r'"([^"]+)":')
_COLUMNS = ("model_permaslug", "model", "no1", "no2")


def kept(name: str) -> list[dict[str, str]]:
    """The rows of one table of the kept map."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def instead(*, models: str = "", authors: str = "", aliases: str = "") -> Iterator[None]:
    """A small map in the place of the kept one: tables with a header, `.` where nothing stands."""
    told = {"models.csv": models, "authors.csv": authors, "aliases.csv": aliases}
    rows = {name: _table(text) for name, text in told.items()}
    for row in rows["authors.csv"]:
        row.setdefault("name", row["company"])
        row.setdefault("name_zh", "")
    original = curated._rows

    def rows_of(name: str) -> list[dict[str, str]]:
        return rows[name] if name in rows else original(name)

    read = (curated.stealth, curated.names, curated._authors, curated._models, identity._spans)
    try:
        with patch.object(curated, "_rows", rows_of):
            for table in read:
                table.cache_clear()
            yield
    finally:
        for table in read:
            table.cache_clear()


def _table(text: str) -> list[dict[str, str]]:
    if not text:
        return []
    header, *lines = [line.split() for line in text.strip().splitlines()]
    return [
        {name: "" if cell == "." else cell for name, cell in zip(header, line, strict=True)}
        for line in lines
    ]


@cache
def bundled() -> frozenset[str]:
    """Every slug in the bundled history."""
    return frozenset(slug for readings in _weeks() for slug in readings) - MARKS


@cache
def mattering() -> frozenset[str]:
    """Those that had a thousandth of a week by any metric."""
    return (
        frozenset(
            slug
            for readings in _weeks()
            for slug, value in readings.items()
            if 1000 * value >= sum(readings.values())
        )
        - MARKS
    )


def _weeks() -> Iterable[dict[str, int]]:
    """The readings of every bundled dataset by week, those of days summed."""
    weeks: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for body in history.bundled():
        for board in history.parse(body).boards:
            key = board.key
            week = weeks[key.dataset, key.metric, key.scope, str(key.period.week)]
            week.update(dict(board.readings))
    return weeks.values()


@cache
def recorded(shared: Path) -> frozenset[str]:
    """Every slug in the recorded data beside the repository, up to the newest that was mapped."""
    found: set[str] = set()
    for file in sorted((shared / "data").rglob("*")):
        if file.is_file() and "app" not in file.parts[-2] and file.suffix != ".md":
            found |= set() if _is_newer(file) else _slugs(file)
    return frozenset(slug for slug in found if slug.partition(":")[0] not in MARKS)


def _is_newer(file: Path) -> bool:
    """Whether a file holds slugs that nobody has put on the map: `tracker unmapped` lists them."""
    return file.parent.name in NOT_MAPPED or "W40" in file.name


def _slugs(file: Path) -> set[str]:
    body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    text = body.decode("utf-8")
    if ".csv" in file.suffixes:
        return {
            row[name]
            + (f":{row['variant']}" if row.get("variant", "standard") != "standard" else "")
            for row in csv.DictReader(text.splitlines())
            for name in _COLUMNS
            if name in row
        }
    text = text.replace('\\"', '"')
    points = [name for point in _POINT.findall(text) for name in _NAME.findall(point)]
    return {*_FIELD.findall(text), *(name for name in points if "/" in name)}
