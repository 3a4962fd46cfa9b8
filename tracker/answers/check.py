"""The answers of `tracker check`: a claim, or a file of claims, judged on a store."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from typing import Any

import pandas as pd

from tracker.analysis import frame as frames
from tracker.analysis.cache import Figures
from tracker.analysis.elsewhere import elsewhere
from tracker.answers import ages
from tracker.answers.table import Table
from tracker.answers.top import calls_of, figures, names_on_record
from tracker.citation import cite
from tracker.claims import verdicts
from tracker.claims.definitions import Options
from tracker.claims.evidence import Evidence
from tracker.claims.ground import Ground
from tracker.claims.mentions import Gazetteer
from tracker.claims.reading import Reader
from tracker.claims.verdicts import NOT_MEASURED, VERDICTS, Verdict
from tracker.errors import ConfigError, GapError
from tracker.identity import AND, entity
from tracker.identity.names import Naming, keys
from tracker.identity.subjects import OF_MODELS, Subject
from tracker.records import Definition, Question, read_depth
from tracker.store import Store
from tracker.text import counted, listed
from tracker.weeks import WEEK, label, read_day, read_ending

CALLED = {"requests": "calls"}
"""Other names of a metric."""
NAMED = ("entity", "leader")
"""Columns of evidence that are shown with names."""
COLUMNS = ("claim", "published", "ending", "metric", "by", "depth", "expected")


@dataclass(frozen=True)
class Line:
    """A claim as given: its text, ending week, definitions and expected verdict.

    A sentence without a period is read as if it was printed on the Monday after the ending week,
    where one is given, else on the day on which it was ``published``.
    ``wrong`` is the error of a line that cannot be read.
    """

    text: str
    ending: date | None = None
    options: Options = Options()
    expected: str = ""
    wrong: str = ""
    published: date | None = None


class Checker:
    """Judges claims on a store as known at an instant; frames are computed once.

    ``naming`` is what entities are called in its sentences; ``weekly`` are the figures of the
    store, where they are at hand.
    """

    def __init__(
        self,
        store: Store,
        as_of: datetime | None = None,
        naming: Naming = keys,
        weekly: Figures | None = None,
    ) -> None:
        self._naming = naming
        self._figures = weekly or figures(store, as_of)
        self._slugs, self._apps = store.slugs(), cache(partial(names_on_record, store, "app"))
        if not self._slugs:
            raise GapError(f"nothing is recorded in {store.shown}")
        self._elsewhere = cache(partial(elsewhere, store, as_of))
        self._bounds = cache(lambda: calls_of(store, self._figures(Definition("calls")), as_of)[0])
        self._over = partial(frames.over_days, store)
        self._newest = cache(partial(_newest_week, store, as_of))
        self._gazetteer = cache(lambda: Gazetteer(self._slugs, _named(self._slugs, self._naming)))
        self._kept: dict[Any, Any] = {}

    def check(self, line: Line) -> Verdict:
        """Judge the claim of a line. Raises ConfigError if it makes several, or as `verdicts`."""
        verdicts = self.verdicts(line)
        if not verdicts:
            raise ConfigError("the text is empty", remedy="write a sentence that makes a claim")
        if len(verdicts) != 1:
            raise ConfigError(
                f"the text makes {len(verdicts)} claims", remedy="ask for the verdicts of all"
            )
        return verdicts[0]

    def verdicts(self, line: Line, watch: verdicts.Watch = iter) -> list[Verdict]:
        """Judge the claims of a line or a text, one verdict each; ``watch`` as in `verdicts.check`.

        Raises ConfigError if the line cannot be read, or its options contradict it.
        """
        if line.wrong:
            raise ConfigError(line.wrong, remedy="correct that line of the file")
        ground = Ground(
            self._figures,
            self._slugs,
            self._bounds,
            line.ending,
            self._apps,
            self._naming,
            over=self._over,
            kept=self._kept,
            elsewhere=self._elsewhere,
        )
        published = line.ending + WEEK if line.ending else line.published
        reader = Reader(self._gazetteer, published, self._newest)
        return verdicts.check(line.text, reader, ground, line.options, watch)

    def check_all(self, lines: list[Line]) -> Iterator[dict[str, Any]]:
        """Yield the verdict of each line; one that cannot be read is not measured."""
        for line in lines:
            try:
                verdicts = self.verdicts(line)
            except ConfigError as wrong:
                because = f"{wrong.fact[:1].upper()}{wrong.fact[1:]}."
                verdicts = [Verdict(line.text, NOT_MEASURED, because, [], [], [])]
            for verdict in verdicts:
                row = verdict.as_json(self._naming)
                if line.expected:
                    row |= {"expected": line.expected, "agrees": line.expected == verdict.verdict}
                yield row

    def source(self, *verdicts: Verdict) -> str:
        """Return the source line of the weeks that verdicts rest on; empty if there are none."""
        frames = [self.shown(verdict) for verdict in verdicts if verdict.definitions]
        frames = [frame for frame in frames if len(frame)]
        return cite(pd.concat(frames).drop_duplicates()) if frames else ""

    def shown(self, verdict: Verdict) -> pd.DataFrame:
        """Return the counts of the weeks that a verdict rests on, of all weeks if it has none."""
        metrics = {row["metric"] for row in verdict.definitions} or {"tokens"}
        weeks = [date.fromisoformat(row["week"]) for row in verdict.evidence]
        definitions = [Definition(metric) for metric in sorted(metrics)]
        shown = pd.concat([self._figures.counts(definition, weeks) for definition in definitions])
        return shown if len(shown) else pd.concat(map(self._figures.counts, definitions))


def _newest_week(store: Store, as_of: datetime | None) -> date:
    """Return the newest complete week of tokens. Raises GapError if there is none."""
    week = ages.newest_week(store, Question(as_of=as_of))
    if week is None:
        raise GapError("no complete week of tokens is recorded")
    return week


def _named(slugs: Sequence[str], naming: Naming) -> dict[str, Subject]:
    """Return what every display name means: a slug, a model or a family."""
    return {
        naming(key, level): Subject(level, key)
        for level in OF_MODELS
        for key in {entity(slug, level) for slug in slugs}
    }


def tables_of(verdict: Verdict, source: str, names: Naming = keys) -> list[Table]:
    """Return a verdict as tables: the definitions, and the evidence for each."""
    definitions = pd.DataFrame(
        verdict.definitions, columns=["metric", "by", "depth", "period", "verdict", "found"]
    )
    tables = [Table(definitions, "Under each definition", source)] if len(definitions) else []
    for rows, levels in _alike(_groups(verdict.evidence), names):
        frame = pd.DataFrame(rows).convert_dtypes()
        frame["week"] = pd.to_datetime(frame["week"])
        metric, by = rows[0]["metric"], rows[0]["by"]
        by_levels = listed([level.replace(AND, " and ") for level in levels])
        heading = f"Evidence: {metric} by {by_levels}"
        ground = verdict.results[0].ground if verdict.results else None
        if ground is not None and ground.group is not None:
            heading += f", places among {ground.called(ground.group)}"
        if "a" in rows[0] and verdict.results:
            subjects, called = verdict.results[0].subjects, verdict.results[0].ground.called
            a, b = (called(subject) for subject in subjects)
            heading += f" (a: {a}, b: {b})"
        shown = frame.drop(columns=["metric", "by"])
        tables.append(Table(shown, heading, source, (), metric, by, names))
    return tables


def _alike(groups: list[Evidence], names: Naming) -> list[tuple[Evidence, list[str]]]:
    """Return each evidence that is not shown alike by another level, and the levels it is of."""
    levels: dict[str, tuple[Evidence, list[str]]] = {}
    for rows in groups:
        shown = [
            row | {"by": ""} | {key: names(row[key], row["by"]) for key in NAMED if row.get(key)}
            for row in rows
        ]
        by = rows[0]["by"]
        _, others = levels.setdefault(repr(shown), (rows, []))
        others.extend([by] if by not in others else [])
    return [*levels.values()]


def _groups(evidence: Evidence) -> list[Evidence]:
    """Return the evidence of each definition.

    A definition ends where the level changes, or the weeks begin again.
    """
    groups: list[Evidence] = []
    for row in evidence:
        previous = groups[-1][-1] if groups else None
        if previous and previous["by"] == row["by"] and previous["week"] <= row["week"]:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def table_of(rows: list[dict[str, Any]]) -> Table:
    """Return many verdicts as a table, one row each."""
    expected = ["expected"] if any("expected" in row for row in rows) else []
    columns = ["verdict", *expected, "claim", "because"]
    return Table(pd.DataFrame(rows).reindex(columns=columns), "Claims", "")


def is_list(text: str) -> bool:
    """Return whether a text is a CSV file of claims, and not an article."""
    header = next(iter(text.lstrip("\ufeff\n\r ").splitlines()), "").lower().split(",")
    return "claim" in [name.strip().strip('"') for name in header]


def read(text: str, defaults: Line) -> list[Line]:
    """Return the claims of a CSV file with the column claim.

    The columns ending, metric, by, depth and expected are optional; an empty field is as in
    ``defaults``. A line with a field that cannot be read has the error in ``wrong``. Raises
    ConfigError for a file without claims.
    """
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), skipinitialspace=True)
    if "claim" not in (rows.fieldnames or ()):
        raise ConfigError(
            "the file has no column named claim",
            remedy=f"give it the columns {', '.join(COLUMNS)}; only claim is required",
        )
    try:
        lines = [_line(row, defaults) for row in rows if (row["claim"] or "").strip()]
    except csv.Error as error:
        raise ConfigError(
            f"the file is not CSV ({error})", remedy="write one claim per line, quoted if necessary"
        ) from None
    if not lines:
        raise ConfigError("the file has no claims", remedy="write one claim per line")
    return lines


def _line(row: dict[str, Any], defaults: Line) -> Line:
    fields = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    line = replace(defaults, text=fields["claim"])
    metric, by, expected = (fields[name].lower() for name in ("metric", "by", "expected"))
    try:
        depth = read_depth(fields["depth"].lower()) if fields["depth"] else defaults.options.depth
        ending = read_ending(fields["ending"]) if fields["ending"] else defaults.ending
        published = read_day(fields["published"]) if fields["published"] else defaults.published
        if expected and expected not in VERDICTS:
            raise ConfigError(f"{expected!r} is not a verdict", remedy=f"expect {listed(VERDICTS)}")
    except ConfigError as error:
        return replace(line, wrong=error.fact)
    named_metric = CALLED.get(metric, metric) or defaults.options.metric
    options = Options(named_metric, by or defaults.options.by, depth)
    return replace(line, ending=ending, options=options, expected=expected, published=published)


def summary(verdicts: Sequence[str], agrees: Sequence[bool] = ()) -> str:
    """Return how many claims have which verdict, and how many the expected one."""
    counts = Counter(verdicts)
    parts = [f"{counts[verdict]} {spelt(verdict)}" for verdict in VERDICTS if counts[verdict]]
    text = ": ".join(filter(None, [counted(len(verdicts), "claim"), ", ".join(parts)]))
    if agrees:
        text += f"; {sum(agrees)} of {len(agrees)} as expected"
    return f"{text}."


def spelt(verdict: str) -> str:
    """Return a verdict as people read it: ``not measured``."""
    return verdict.replace("_", " ")


def until(line: Line) -> str:
    return f" (up to {label(line.ending)})" if line.ending else ""
