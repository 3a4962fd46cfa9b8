"""What the press has claimed, and the questions that a checker must answer, on recorded figures.

`expected` is the verdict on all that is recorded; `bundled` the one on the bundled history, where
it differs; `why` says why a verdict is not the one that a reader of the press would give.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from support.databases import Databases

from tracker.analysis import frame
from tracker.answers import check
from tracker.answers.check import Checker, Line
from tracker.archive import Archive
from tracker.claims import parse
from tracker.claims.verdicts import VERDICTS, Verdict
from tracker.errors import UnknownName
from tracker.identity.subjects import TOTAL, find
from tracker.ingest import import_files
from tracker.ingest.journey import take
from tracker.records import Definition
from tracker.sources import Wanted, history
from tracker.store import Store
from tracker.weeks import read_week

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CHART = "frontend/2026-09-23/model-rankings-chart.json"

Judge = Callable[[Line], Verdict]


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(name: str) -> list[tuple[dict[str, str], Line]]:
    text = (HERE / name).read_text(encoding="utf-8")
    return list(zip(rows(name), check.read(text, Line("")), strict=True))


ALL = [*lines("press.csv"), *lines("cases.csv")]
each_claim = pytest.mark.parametrize(
    ("row", "line"), [pytest.param(*one, id=one[0]["id"]) for one in ALL]
)


@pytest.fixture(scope="module", params=["bundled", "recorded"])
def stored(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Store]]:
    """Yield the bundled history alone, and with the official days and the last chart on record."""
    archive = Archive(tmp_path_factory.mktemp("archive"))
    with databases.fresh() as store:
        for payload in history.payloads(lambda *_: None, Wanted(now=NOW)):  # type: ignore[arg-type, return-value]
            assert take(history, archive.keep(payload), archive, store, now=NOW).trouble is None
        if request.param == "recorded":
            data = request.getfixturevalue("shared") / "data"
            newest = sorted((data / "rankings-daily").glob("*.as_of_2026-08-22*"))
            assert len(newest) == 2
            for body in import_files.read([*newest, data / CHART], None, NOW):
                assert import_files.import_body(body, archive, store, NOW).trouble is None
        yield request.param, store


@pytest.fixture(scope="module")
def judge(stored: tuple[str, Store]) -> Judge:
    """Every claim is judged once."""
    return cache(Checker(stored[1]).check)


@each_claim
def test_the_verdict(
    row: dict[str, str], line: Line, stored: tuple[str, Store], judge: Judge
) -> None:
    bundled = row["bundled"] if stored[0] == "bundled" else ""
    assert judge(line).verdict == (bundled or row["expected"])


@each_claim
def test_because_is_a_sentence_about_the_subject(
    row: dict[str, str], line: Line, stored: tuple[str, Store], judge: Judge
) -> None:
    found = judge(line)
    said = found.because
    assert said.endswith(".")
    assert not said.endswith("..")
    assert ". " not in said.replace("No. ", ""), "one sentence"
    assert "  " not in said
    for note in (said, *found.notes):
        assert not {"None", "nan", "<NA>", "NaN"} & {*note.replace("(", " ").split()}, note
        assert note.endswith(".")
    if found.verdict != "not_measured":
        named = meant(line.text, stored[1].slugs())
        assert any(name in said for name in named), named


@each_claim
def test_the_answer_has_the_shape_that_was_promised(
    row: dict[str, str], line: Line, judge: Judge
) -> None:
    found = judge(line)
    told = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert [*told] == [
        "claim", "read_as", "verdict", "because", "evidence", "definitions", "notes",
    ]  # fmt: skip
    assert told["claim"] == line.text
    assert told["verdict"] in VERDICTS
    for one in told["definitions"]:
        assert [*one] == ["metric", "by", "depth", "period", "verdict", "found"]
        assert one["verdict"] in VERDICTS
        assert one["depth"] == "all" or one["depth"] > 0
    defined = {(one["metric"], one["by"]) for one in told["definitions"]}
    assert {(one["metric"], one["by"]) for one in told["evidence"]} <= defined


def test_only_claims_with_a_reason_are_judged_otherwise_than_by_their_collector(
    shared: Path,
) -> None:
    """By either store; a published figure without a verdict is taken as one that should hold."""
    with (shared / "claims/claims.csv").open(encoding="utf-8", newline="") as file:
        theirs = {row["claim_id"]: row["verdict"].lower() or "supported"
                  for row in csv.DictReader(file)}  # fmt: skip
    press = rows("press.csv")
    otherwise = {
        row["id"] for row in press
        if {row["expected"], row["bundled"] or row["expected"]} != {theirs[row["id"][:5]]}
    }  # fmt: skip
    assert otherwise == {row["id"] for row in press if row["why"]}
    assert len(otherwise) < len(press) / 3


def test_the_bundled_history_answers_as_the_recorded_days_do() -> None:
    assert [row["id"] for row, _ in ALL if row["bundled"]] == []


def meant(text: str, slugs: Sequence[str]) -> set[str]:
    """Return the names that a sentence about the claim may give its subject."""
    name = getattr(parse.read(text), "subject", TOTAL)
    try:
        found = find(name, slugs)
    except UnknownName as several:
        return {*several.candidates}
    return {TOTAL, "all models together"} if found.level == TOTAL else {found.name}


# The notes that the press's own mistakes call for.


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("C0062", "A unit may have slipped: the claim is 10 times what was found."),
        ("10a", "A unit may have slipped: the claim is 10 times what was found."),
        ("6a", "arcee-ai/trinity-large-preview:free and x-ai/grok-4.1-fast left"),
        ("7a", "in the second week and not in the first"),
        ("7a", "xiaomi/mimo-v2-pro-20260318 and z-ai/glm-5-turbo-20260315 entered"),
        ("17b", "The model at #1 was among models from US in 2026-W37"),
        ("2c", "more than the difference between the two in 2026-W12."),
        ("2c", "With stealth models counted for what they were, tokens by country: 3 weeks"),
        ("1", "models from CN over models from US among the nine largest slugs together, 6 weeks"),
        ("1", "minimax/minimax-m2.5-20260211, 5 weeks"),
    ],
)
def test_notes(name: str, told: str, judge: Judge) -> None:
    line = next(line for row, line in ALL if row["id"] == name)
    assert told in " ".join(judge(line).notes), judge(line).notes


# National totals.


@pytest.mark.parametrize("depth", [9, 10])
def test_national_totals_are_those_of_the_press(depth: int, stored: tuple[str, Store]) -> None:
    found = frame.weekly(stored[1], Definition("tokens", "country", depth=depth))
    totals = found.set_index(["week", "entity"])["value"]
    press = [row for row in rows("national.csv") if int(row["depth"]) == depth]
    far = {
        (row["week"], row["country"]): total
        for row in press
        if abs((total := totals[(_monday(row["week"]), row["country"])] / 1e12)
               / float(row["press"]) - 1) > 0.005
    }  # fmt: skip
    assert len(press) == (39 if depth == 9 else 1)
    assert far == {}


def _monday(week: str) -> str:
    return read_week(week).isoformat()
