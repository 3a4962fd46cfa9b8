"""What is behind `tracker check`: a claim, or a file of claims, judged on a store."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import pandas as pd

from tracker.answers.table import Table
from tracker.answers.top import calls_of, figures
from tracker.citation import cite
from tracker.claims.definitions import Options
from tracker.claims.evidence import Evidence, Ground
from tracker.claims.verdicts import NOT_MEASURED, VERDICTS, Verdict
from tracker.claims.verdicts import check as judged
from tracker.errors import ConfigError, GapError
from tracker.records import Definition, read_depth
from tracker.store import Store
from tracker.text import counted, listed
from tracker.weeks import label, read_ending

CALLED = {"requests": "calls"}
"""What others call a metric."""
COLUMNS = ("claim", "ending", "metric", "by", "depth", "expected")


@dataclass(frozen=True)
class Line:
    """A claim as it is put: its text, up to which week, under which definitions, what is expected
    of it; or what is ``wrong`` with the way it is put."""

    text: str
    ending: date | None = None
    options: Options = Options()
    expected: str = ""
    wrong: str = ""


class Checker:
    """Judges claims on a store as known at an instant; frames made for one serve the next."""

    def __init__(self, store: Store, as_of: datetime | None = None) -> None:
        self._figures = figures(store, as_of)
        self._slugs, self._apps = store.slugs(), store.apps()
        if not self._slugs:
            raise GapError(f"nothing is recorded in {store.shown}")
        self._bounds = cache(lambda: calls_of(store, self._figures(Definition("calls")), as_of)[0])

    def check(self, line: Line) -> Verdict:
        """Judge one claim. Raises ConfigError for a line that makes none, or is put wrongly."""
        if line.wrong:
            raise ConfigError(line.wrong, remedy="correct that line of the file")
        ground = Ground(self._figures, self._slugs, self._bounds, line.ending, self._apps)
        return judged(line.text, ground, line.options)

    def check_all(self, lines: list[Line]) -> Iterator[dict[str, Any]]:
        """Judge many; a line that cannot be read is not measured, and says why."""
        for line in lines:
            try:
                found = self.check(line)
            except ConfigError as wrong:
                because = f"{wrong.fact[:1].upper()}{wrong.fact[1:]}."
                found = Verdict(line.text, NOT_MEASURED, because, [], [], [])
            told = found.as_json()
            if line.expected:
                told |= {"expected": line.expected, "agrees": line.expected == found.verdict}
            yield told

    def source(self, verdict: Verdict) -> str:
        """The source line for the weeks that a verdict rests on; none where it rests on none."""
        if not verdict.definitions:
            return ""
        frame = self._shown(verdict)
        return cite(frame) if len(frame) else ""

    def _shown(self, verdict: Verdict) -> pd.DataFrame:
        metrics = {row["metric"] for row in verdict.definitions} or {"tokens"}
        weeks = [pd.Timestamp(row["week"]) for row in verdict.evidence]
        used = pd.concat([self._figures(Definition(metric)) for metric in sorted(metrics)])
        shown = used[used["week"].isin(weeks)]
        return shown if len(shown) else used


def tables_of(verdict: Verdict, source: str) -> list[Table]:
    """A verdict as tables: under which definitions, and the evidence for each."""
    definitions = pd.DataFrame(
        verdict.definitions, columns=["metric", "by", "depth", "verdict", "found"]
    )
    told = [Table(definitions, "Under each definition", source)] if len(definitions) else []
    for rows in _groups(verdict.evidence):
        frame = pd.DataFrame(rows).convert_dtypes()
        frame["week"] = pd.to_datetime(frame["week"])
        heading = f"Evidence: {rows[0]['metric']} by {rows[0]['by']}"
        told.append(Table(frame.drop(columns=["metric", "by"]), heading, source))
    return told


def _groups(evidence: Evidence) -> list[Evidence]:
    """The evidence of each definition: one ends where the next level begins, or the weeks begin
    anew."""
    found: list[Evidence] = []
    for row in evidence:
        before = found[-1][-1] if found else None
        if before and before["by"] == row["by"] and before["week"] <= row["week"]:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def table_of(judged: list[dict[str, Any]]) -> Table:
    """Many verdicts, a row each."""
    expected = ["expected"] if any("expected" in one for one in judged) else []
    columns = ["verdict", *expected, "claim", "because"]
    rows = pd.DataFrame([{name: one.get(name) for name in columns} for one in judged])
    return Table(rows.reindex(columns=columns), "Claims", "")


def read(text: str, given: Line) -> list[Line]:
    """The claims of a CSV file with the columns claim and, if it likes, ending, metric, by, depth,
    expected; what a line leaves empty is as ``given``, and a line with a field that cannot be read
    says so. Raises ConfigError for a file without claims."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), skipinitialspace=True)
    if "claim" not in (rows.fieldnames or ()):
        raise ConfigError(
            "the file has no column named claim",
            remedy=f"give it the columns {', '.join(COLUMNS)}; only claim must be there",
        )
    try:
        lines = [_line(row, given) for row in rows if (row["claim"] or "").strip()]
    except csv.Error as error:
        raise ConfigError(
            f"the file is not CSV ({error})", remedy="write one claim a line, quoted where need be"
        ) from None
    if not lines:
        raise ConfigError("the file has no claims", remedy="write one claim a line")
    return lines


def _line(row: dict[str, Any], given: Line) -> Line:
    told = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    line = replace(given, text=told["claim"])
    metric, by, expected = (told[name].lower() for name in ("metric", "by", "expected"))
    try:
        depth = read_depth(told["depth"].lower()) if told["depth"] else given.options.depth
        ending = read_ending(told["ending"]) if told["ending"] else given.ending
        if expected and expected not in VERDICTS:
            raise ConfigError(f"{expected!r} is no verdict", remedy=f"expect {listed(VERDICTS)}")
    except ConfigError as error:
        return replace(line, wrong=error.fact)
    counted = CALLED.get(metric, metric) or given.options.metric
    options = Options(counted, by or given.options.by, depth)
    return replace(line, ending=ending, options=options, expected=expected)


def summary(judged: list[dict[str, Any]]) -> str:
    """How many claims came to which verdict, and how many as expected."""
    counts = Counter(one["verdict"] for one in judged)
    told = listed([f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict]])
    said = f"{counted(len(judged), 'claim')}: {told}"
    expected = [one for one in judged if "agrees" in one]
    if expected:
        agreed = sum(one["agrees"] for one in expected)
        said += f"; {agreed} of {len(expected)} as expected"
    return f"{said}."


def until(line: Line) -> str:
    return f" (up to {label(line.ending)})" if line.ending else ""
