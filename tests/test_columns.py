"""The registry of columns: one line for each column, and nothing that prints knows more of it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tracker
from tracker import columns
from tracker.analysis import agreement, bounds, changed, events, movers, quality, ranks, unmapped
from tracker.analysis import frame as frames
from tracker.analysis import market as markets
from tracker.analysis import streaks as streaks_of
from tracker.analysis import versus as pairs
from tracker.answers import market, streaks, top
from tracker.columns import COLUMNS, Column, column
from tracker.definitions import definitions
from tracker.publish.export.tables import CONTENTS
from tracker.publish.site import pages, weeks
from tracker.records import METRICS

ANSWERS = {
    "agreement": agreement.COLUMNS,
    "bounds": bounds.COLUMNS,
    "changed": changed.COLUMNS,
    "events": events.COLUMNS,
    "frame": frames.COLUMNS,
    "leads": ranks.COLUMNS,
    "market": (*markets.COLUMNS, *market.COLUMNS, *pages.MARKET),
    "movers": (*movers.COLUMNS, *(said.replace(" ", "_") for said in top.MOVE_NAMES.values())),
    "quality": quality.COLUMNS,
    "streaks": (*streaks_of.COLUMNS, *streaks.ROBUSTNESS),
    "top": (*top.TOP, *weeks.CHARTED),
    "unmapped": unmapped.COLUMNS,
    "versus": pairs.COLUMNS,
}
PRINTING = ("answers", "charts", "cli", "publish", "columns.py", "notebook", "text.py")
"""Where a value becomes text."""
OTHERS = {"HEADINGS", "KINDS", "OF_ONE_NAME", "ORIGIN", "REGROUPED"}
"""What does not count towards the digest of a figure; levels of identity, not columns; the shorter
headings of the site, where a table is one of models of one week."""
PACKAGE = Path(tracker.__file__).parent


def test_a_column_stands_in_the_registry_once() -> None:
    names = [one.name for one in columns._ALL]
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize("name", ANSWERS)
def test_every_column_of_an_answer_is_in_the_registry(name: str) -> None:
    assert [one for one in ANSWERS[name] if one not in COLUMNS] == []


@pytest.mark.parametrize("name", CONTENTS)
def test_every_column_of_an_exported_table_is_in_the_registry(name: str) -> None:
    assert [one for one in CONTENTS[name].columns if one not in COLUMNS] == []


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_is_defined(name: str) -> None:
    known = definitions()
    own = {column(name).term or name, *(f"{table}-{name}" for table in CONTENTS)}
    assert own & known.keys()


def test_a_column_that_is_not_in_the_registry_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="glory"):
        column("glory")


def test_nothing_else_that_prints_has_a_table_of_columns() -> None:
    tables = {
        name: keys
        for part in PRINTING
        for file in ((PACKAGE / part).rglob("*.py") if "." not in part else [PACKAGE / part])
        for name, keys in tables_of_columns(file.read_text(encoding="utf-8"))
    }
    assert tables.keys() == OTHERS


def tables_of_columns(code: str) -> list[tuple[str, list[str]]]:
    """Return the constants of a module that are dicts or sets of three columns or more, by name."""
    found = []
    for node in ast.parse(code).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        for part in ast.walk(node.value):
            if isinstance(part, ast.Dict | ast.Set):
                keys = part.keys if isinstance(part, ast.Dict) else part.elts
                names = [key.value for key in keys if isinstance(key, ast.Constant)]
                by_metric = {*names} <= {*METRICS}
                if len(names) > 2 and COLUMNS.keys() >= {*names} and not by_metric:
                    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                    found.append((ast.unparse(target), names))
    return found


@pytest.mark.parametrize(
    "code",
    [
        'FORMATS = {"value": amount, "share": percent, "week": label}',
        'WORDS: frozenset[str] = frozenset({"entity", "metric", "by"})',
    ],
)
def test_a_table_of_columns_is_seen(code: str) -> None:
    assert len(tables_of_columns(code)) == 1


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("entity", None, "–"),
        ("entity", "a/\x1b[31mx\u202e", "a/\ufffd[31mx\ufffd"),
        ("value", 4_600_000_000_000, "4.60T"),
        ("share", 0.17, "17.0 %"),
        ("change_pct", 1234.5, "+1,234.5 %"),
        ("change_points", -0.26, "-0.3"),
        ("ratio", 1.5, "×1.50"),
        ("ppm", 0.0, "0"),
        ("ppm", 0.05, "+0.05"),
        ("ppm", -12345.0, "-12,345"),
        ("hhi_low", 1043.46, "1,043"),
        ("effective_low", 6.31, "6.3"),
        ("week", "2026-03-30", "2026-W14"),
        ("day", "2026-03-30", "2026-03-30"),
        ("ongoing", True, "yes"),
        ("rank", 1234, "1,234"),
        ("depth", "all", "all"),
        ("price_prompt", 0.123456, "0.1235"),
    ],
)
def test_a_value_is_printed_by_the_kind_of_its_column(name: str, value: object, text: str) -> None:
    assert column(name).printed(value) == text


def test_a_title_is_the_name_unless_another_is_given() -> None:
    assert [column(name).title for name in ("ended_by", "rank")] == ["ended by", "TW"]
    assert column("cr1").page == "largest"
    assert column("rank").page == "TW"


def test_a_unit_is_that_of_the_kind_unless_another_is_given() -> None:
    units = {column(name).unit for name in ("share", "turnover", "accuracy")}
    assert units == {"part of the whole, 0 to 1"}
    assert column("lower").unit == "calls"
    assert column("entity").unit == ""
    assert Column("x", columns.INTEGER, unit="names").unit == "names"


def test_text_is_aligned_to_the_left_and_numbers_are_not() -> None:
    aligned = {
        name: column(name).kind.is_text for name in ("entity", "week", "day", "value", "rank")
    }
    assert aligned == {"entity": True, "week": True, "day": True, "value": False, "rank": False}
