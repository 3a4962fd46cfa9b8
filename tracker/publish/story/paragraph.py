"""A paragraph that a newspaper can print: what is claimed, whether it holds, and what does hold.

It has two to four sentences: the claim with its verdict, the figure that decides, what more there
is to say of it (the leader, the deviation, the margin), and the source with its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from tracker.citation import CC_BY, licences
from tracker.claims.claim import Change, Direction, FromTo, Growth, Ranked
from tracker.claims.evidence import Finding
from tracker.claims.values import value_of
from tracker.claims.verdicts import DEPENDS, NOT_MEASURED, REFUTED, SUPPORTED, Verdict
from tracker.identity.subjects import OF_MODELS
from tracker.publish.story.claimed import STREAKS, Statement, claimed
from tracker.publish.story.findings import found
from tracker.publish.story.further import confirmed, corrected
from tracker.publish.story.words import phrases
from tracker.publish.story.writer import Writer, capital
from tracker.records import APP_RANKINGS
from tracker.weeks import Period

TWO_PERIODS = (Change, Direction, FromTo, Growth)
MOST = 2
"""The largest number of different findings that a paragraph has of one answer."""


@dataclass(frozen=True, eq=False)
class Case:
    """A claim with its verdict, as a paragraph tells it; ``published`` is the day of the text."""

    write: Writer
    verdict: Verdict
    published: date | None = None

    @cached_property
    def statements(self) -> list[Statement]:
        """Return the claim in each of its periods."""
        statements = [Statement(self.write, result) for result in self.verdict.results]
        return [Named(self.write, each.result, statements[0]) for each in statements]

    @property
    def claimed(self) -> str:
        """Return what is claimed, as a clause."""
        return _claimed(Statement(self.write, self.verdict.results[0]))

    @property
    def findings(self) -> list[tuple[Statement, Finding]]:
        return [
            (statement, finding)
            for statement in self.statements
            for finding in statement.result.findings
        ]


@dataclass(frozen=True, eq=False)
class Named(Statement):
    """A statement about what has just been named: its subject and, in one period, that too."""

    lead: Statement

    @cached_property
    def fields(self) -> dict[str, str]:
        fields = {**Statement(self.write, self.result).fields}
        subject = self.result.subjects[0]
        if not hasattr(self.claim, "top") or hasattr(self.claim, "weeks"):
            fields["who"] = self.write.pronoun(subject)
        if hasattr(self.claim, "week") and self.period == self.lead.period:
            fields["when"] = self.write.then(self.period)
            if self.write.language == "zh":
                fields["period"] = self.write.then(self.period)
        return fields


def paragraph(case: Case) -> str:
    """Return the paragraph on a claim, without its source."""
    write = case.write
    lead = write(f"lead.{case.verdict.verdict}", claimed=case.claimed)
    sentences = [lead, *_found(case)]
    return (" " if write.language == "en" else "").join(map(capital, sentences))


def _claimed(statement: Statement) -> str:
    """Return the claim, with the number of models that it is about if it says one."""
    depths = {finding.cell.depth for finding in statement.result.findings}
    (depth,) = depths if len(depths) == 1 else (None,)
    if depth is None:
        return claimed(statement)
    how = statement.write("how.nine", number=statement.write.number(depth))
    return statement.write("counted", how=how, found=claimed(statement))


def _found(case: Case) -> list[str]:
    """Return the sentences on what was found."""
    write, verdict = case.write, case.verdict.verdict
    if verdict == NOT_MEASURED:
        unknown = [pair for pair in case.findings if pair[1].holds is None]
        return [reason(*(unknown or case.findings)[0])]
    # What an unsettled way of counting has of a streak is known, and belongs to what was most.
    is_most = verdict == REFUTED and isinstance(case.statements[0].claim, STREAKS)
    settled = [
        (each, finding)
        for each, finding in case.findings
        if finding.holds is not None or (is_most and finding.stretch)
    ]
    if verdict == DEPENDS:
        parts = [
            write(f"depends.{answer}", found=_joined(case, _those(settled, holds=holds), settled))
            for answer, holds in (("yes", True), ("no", False))
        ]
        return [_sentence(write, part) for part in parts]
    groups = _groups(settled)
    if verdict == SUPPORTED and len(groups) == 1:
        return [_sentence(write, part) for part in confirmed(*settled[0])]
    more = [] if verdict == SUPPORTED else corrected(*settled[0], case.published)
    if len(groups) > 1 and settled[0][0].result.subjects[0].is_sum:
        more = []  # of which way of counting it would be is not said
    return [_sentence(write, part) for part in (_joined(case, settled, settled), *more)]


def _those(
    pairs: Iterable[tuple[Statement, Finding]], *, holds: bool
) -> list[tuple[Statement, Finding]]:
    return [(statement, finding) for statement, finding in pairs if finding.holds is holds]


def _joined(
    case: Case,
    pairs: Sequence[tuple[Statement, Finding]],
    among: Sequence[tuple[Statement, Finding]],
) -> str:
    """Return different findings as one clause, each with the way of counting that it comes from."""
    groups = _groups(pairs)
    # The first of each period, before others of the same.
    first = {id(group[0][0]): group for group in reversed(groups)}
    ordered = [
        *reversed(first.values()),
        *(group for group in groups if group not in first.values()),
    ]
    clauses = []
    for group in ordered[:MOST]:
        how, text = how_counted(case.write, group, among), found(*group[0])
        clauses.append(case.write("counted", how=how, found=text) if how else text)
    if len(clauses) == 1:
        return clauses[0]
    return case.write("semicolon", first=clauses[0], second=clauses[1])


def _groups(
    pairs: Sequence[tuple[Statement, Finding]],
) -> list[list[tuple[Statement, Finding]]]:
    """Return findings in groups that are told alike; of ranks those with the same rank.

    A rank that is not exact is left out where another way of counting gives one that is.
    """
    is_rank = isinstance(pairs[0][0].claim, Ranked)
    ranked = [pair for pair in pairs if pair[1].value is not None] if is_rank else []
    groups: dict[object, list[tuple[Statement, Finding]]] = {}
    for statement, finding in ranked or pairs:
        text = found(statement, finding)
        key = (id(statement), finding.value) if ranked else text
        groups.setdefault(key, []).append((statement, finding))
    return [*groups.values()]


def how_counted(
    write: Writer,
    group: Sequence[tuple[Statement, Finding]],
    among: Sequence[tuple[Statement, Finding]],
) -> str:
    """Return the way of counting that sets some findings apart from others of their period."""
    period = group[0][0].result
    mine = [finding.cell for _, finding in group]
    all_ = [finding.cell for statement, finding in among if statement.result is period]
    parts = []
    levels, all_levels = {cell.by for cell in mine}, {cell.by for cell in all_}
    if levels != all_levels:
        shown_levels = [level for level in OF_MODELS if level in levels]
        together = f"how.{'+'.join(shown_levels)}"
        parts += (
            [write(together)]
            if together in phrases()
            else [write(f"how.{each}") for each in shown_levels]
        )
    depths, all_depths = {cell.depth for cell in mine}, {cell.depth for cell in all_}
    if depths != all_depths:
        (depth,) = depths
        parts.append(write("how.nine", number=write.number(depth)) if depth else write("how.all"))
    return write("comma.clause").join(parts)


def reason(statement: Statement, finding: Finding) -> str:
    """Return why a claim cannot be settled under a definition, as a sentence."""
    write = statement.write
    if finding.lost:
        weeks = write.listed([write.period(Period.of_week(week)) for week in finding.lost])
        return write("reason.lost", weeks=weeks)
    if finding.open:
        return write("reason.open")
    if isinstance(statement.claim, STREAKS):
        return statement.phrase("reason.open.streak")
    subject, ground = statement.result.subjects[0], statement.result.ground
    compares = isinstance(statement.claim, TWO_PERIODS)
    for period in (statement.period, *([statement.base] if compares else [])):
        if value_of(subject, finding.cell, ground, period.start) is None:
            return statement.phrase("reason.missing", period=write.period(period))
    return _sentence(write, capital(statement.phrase("found.unnamed")))


def _sentence(write: Writer, text: str) -> str:
    return write("sentence", text=text)


def source(write: Writer, shown: pd.DataFrame) -> str:
    """Return the sentence on where the figures come from, as of which day."""
    datasets = {*shown["dataset"].unique()}
    terms = {*licences(datasets).values()}
    return write(
        "source" if terms <= {CC_BY} else "source.none",
        page="apps" if datasets <= {APP_RANKINGS} else "rankings",
        day=write.day(shown["as_of"].max().date()),
    )
