"""The two pictures that show a verdict best: which charts, of what, over which weeks.

Each class of claim has a row of charts, the best first; the first two that can show the subject are
drawn. A chart of weeks ends with the last week that the verdict rests on, so that its headline is
about that week, and begins early enough to show what was usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from tracker.charts import fonts
from tracker.charts.words import ENGLISH
from tracker.claims import claim as claims
from tracker.claims.claim import Claim
from tracker.claims.evidence import Finding, Result
from tracker.claims.verdicts import DEPENDS, Verdict
from tracker.errors import ConfigError, GapError
from tracker.identity.subjects import TOTAL
from tracker.profiles.case import Known
from tracker.publish.figures import figure as figures
from tracker.publish.figures.figure import Figure, Print
from tracker.publish.story.claimed import STREAKS
from tracker.records import Question
from tracker.store import Store
from tracker.weeks import WEEK, Period, monday

PICTURES = 2
LED = ("reigns", "share-lines", "bump", "amounts")
AMOUNTS = ("amounts", "share-lines", "three-measures", "bump")
CHARTS: dict[type[Claim], tuple[str, ...]] = {
    claims.Led: LED,
    claims.Over: ("versus", "share-lines", "amounts"),
    claims.Trend: ("amounts", "stack"),
    claims.Amount: AMOUNTS,
    claims.Change: AMOUNTS,
    claims.Share: ("share-lines", "stack", "amounts"),
    claims.Ranked: ("bump", "share-lines", "three-measures", "amounts"),
    claims.More: ("versus", "share-lines", "bump"),
    claims.Ratio: ("versus", "share-lines", "three-measures", "amounts"),
    claims.Growth: AMOUNTS,
    claims.Direction: AMOUNTS,
    claims.OfTop: ("bump", "three-measures", "share-lines"),
    claims.Number: ("three-measures", "bump", "share-lines"),
    claims.First: AMOUNTS,
    claims.FromTo: AMOUNTS,
}
"""The charts that show a claim, the best first."""
OF_TOTAL = ("amounts", "stack", "three-measures", "share-lines")
OF_CALLS = ("three-measures", "bump", "amounts", "share-lines")
"""The charts of everything together, and of ranks and amounts by calls or spend."""
MODEL_OVER_SUM = ("versus", "reigns", "share-lines")
OF_GROUP = ("share-lines", "amounts")
"""The charts of one model against all of a country, and of a place within a group."""
CONTEXT = {"reigns": 20, "bump": 15, "stack": 25, "versus": 40}
"""How many weeks up to the last one a chart shows at least."""
USUAL = 26
AFTER = WEEK * 3
"""How long a chart goes on after a streak that is over, or the first week of a model."""
LONGEST = WEEK * 78
"""How far back from the last week a chart begins at most."""
OF_SHARES_OR_AMOUNTS = ("amounts", "share-lines")
ONE_WEEK = "three-measures"
SIDES = "versus"


@dataclass(frozen=True)
class Picture:
    """A drawn chart, with the figure that it was drawn of."""

    figure: Figure
    print: Print

    @property
    def chart(self) -> str:
        return self.figure.chart


def pictures(
    store: Store,
    verdict: Verdict,
    as_of: datetime | None,
    known: Known | None = None,
    language: str = ENGLISH,
) -> list[Picture]:
    """Return the two pictures that show a verdict best, or as many as can be drawn.

    They are in English where no typeface of the machine has the letters of the ``language``.
    """
    drawn: dict[str, Picture] = {}
    language = language if fonts.has_chinese() else ENGLISH
    for wanted in candidates(verdict, as_of):
        figure = replace(wanted, language=language)
        if len(drawn) == PICTURES:
            break
        if figure.chart in drawn:
            continue
        with suppress(ConfigError, GapError):  # it does not show the subject in these weeks
            drawn[figure.chart] = Picture(figure, figures.draw(store, figure, known))
    return [*drawn.values()]


def candidates(verdict: Verdict, as_of: datetime | None) -> Iterator[Figure]:
    """Yield the figures that may show a verdict, the best first.

    Each chart is tried at the level of the finding that decides, then with the variants of a model
    together, then with its dated versions.
    """
    result = verdict.results[0]
    finding = deciding(verdict)
    first, last = weeks_shown(verdict, finding)
    after = AFTER if is_new(result, finding, last) else timedelta(0)
    for chart in charts_of(result, finding):
        for by in levels(result, finding, chart):
            names = sides(result) if chart == SIDES else highlighted(result, finding, by, chart)
            if chart == SIDES and len(names) != 2:
                continue
            question = Question(finding.cell.metric, by, as_of=as_of)
            end = last + after if chart in OF_SHARES_OR_AMOUNTS else last
            yield Figure(chart, _over_weeks(question, chart, first, end), names)


def _over_weeks(question: Question, chart: str, first: date, last: date) -> Question:
    """Return a question about the weeks of a chart that is to show those from one to another."""
    if chart == ONE_WEEK:
        return replace(question, week=last)
    start = min(first, last - WEEK * CONTEXT.get(chart, USUAL))
    return replace(question, first=max(start, last - LONGEST), last=last)


def deciding(verdict: Verdict) -> Finding:
    """Return the finding that a verdict is told by: one that holds where it depends."""
    findings = [finding for finding in verdict.results[0].findings if finding.holds is not None]
    if verdict.verdict == DEPENDS:
        every = [finding for result in verdict.results for finding in result.findings]
        findings = [finding for finding in every if finding.holds] or findings
    return (findings or verdict.results[0].findings)[0]


def weeks_shown(verdict: Verdict, finding: Finding) -> tuple[date, date]:
    """Return the first and the last week that a verdict rests on."""
    result = verdict.results[0]
    if not isinstance(result.claim, STREAKS):
        lasts = [week_of(period_of(each)) for each in verdict.results]
        earlier = [week_of(base_of(result)), *([finding.first] if finding.first else [])]
        return min([*map(monday, earlier), *lasts]), max(lasts)
    weeks = [date.fromisoformat(row["week"]) for row in finding.evidence]
    if finding.stretch and not finding.holds:
        weeks += finding.stretch.longest  # what did last
    ending = result.ground.ending
    if not weeks:
        frame = result.frame(finding)
        newest = ending or frame.loc[frame["complete"], "week"].max().date()
        return newest, newest
    # How it ended belongs to the picture, if no ending week was claimed.
    return min(weeks), ending or max(weeks) + AFTER


def is_new(result: Result, finding: Finding, week: date) -> bool:
    """Return whether a model was first named about a week: a line of one point shows nothing."""
    subject = result.subjects[0]
    if not subject.is_model or subject.members:
        return False
    ground = result.ground.whole()
    frame = ground.frame(finding.cell, subject)
    names = [finding.entity] if finding.entity else ground.entities(subject, finding.cell)
    weeks = frame.loc[frame["entity"].isin(names), "week"]
    return bool(len(weeks)) and weeks.min().date() >= week - WEEK


def week_of(period: Period) -> date:
    """Return the week that shows a period: most of its days, or the last whole one of many."""
    if period.days <= WEEK.days:
        return monday(period.start + (period.end - period.start) // 2)
    return monday(period.end) - WEEK


def period_of(result: Result) -> Period:
    """Return the period of a claim that has one."""
    return result.ground.period or Period.of_week(result.claim.week)  # type: ignore[attr-defined]


def base_of(result: Result) -> Period:
    """Return the earlier period that a claim compares with."""
    ground = result.ground
    return ground.base or Period.of_week(ground.before(result.claim.week))  # type: ignore[attr-defined]


def charts_of(result: Result, finding: Finding) -> tuple[str, ...]:
    """Return the charts of a claim, the best first."""
    claim = result.claim
    if isinstance(claim, claims.Number | claims.OfTop):
        return CHARTS[type(claim)]
    if result.subjects[0].level == TOTAL:
        return OF_TOTAL
    if isinstance(claim, claims.Over) and _are_unlike(result):
        return MODEL_OVER_SUM
    if result.ground.group is not None:
        return OF_GROUP
    if finding.cell.metric != "tokens" and isinstance(claim, claims.Ranked | claims.Amount):
        return OF_CALLS
    return CHARTS[_kind(claim)]


def _kind(claim: Claim) -> type[Claim]:  # noqa: PLR0911 - one for each form
    """Return the class of claims whose charts show a claim: of a first lead those of leads."""
    match claim:
        case claims.Ranked(rank=1):
            return claims.Led
        case claims.Led(top=top) if top > 1:
            return claims.Ranked
        case claims.First(group=str()) | claims.First(rank=1):
            return claims.Led
        case claims.First(rank=int()):
            return claims.Ranked
        case claims.First(is_share=True):
            return claims.Share
        case claims.First(rival=str()):
            return claims.More
        case claims.Growth(of_share=True):
            return claims.Share
    return type(claim)


def _are_unlike(result: Result) -> bool:
    """Return whether one side is a model and the other a sum over models."""
    return len({subject.is_model for subject in result.subjects}) > 1


def levels(result: Result, finding: Finding, chart: str) -> tuple[str, ...]:
    """Return the levels at which a chart may show a claim."""
    subject = result.subjects[0]
    of_models = tuple(dict.fromkeys((finding.cell.by, "model", "family")))
    if isinstance(result.claim, claims.OfTop | claims.Number):
        return of_models if chart != "share-lines" else (subject.level,)
    if subject.level == TOTAL:
        return ("author",) if chart == "stack" else ("slug",)
    if subject.members:
        subject = subject.members[0]
    return of_models if subject.is_model else (subject.level,)


def highlighted(result: Result, finding: Finding, by: str, chart: str) -> tuple[str, ...]:
    """Return the names that a chart at a level highlights: the subject, and a rival of its kind."""
    claim, ground = result.claim, result.ground
    if isinstance(claim, claims.OfTop | claims.Number):
        counted = [row for row in finding.evidence if row.get("of_subject", True)]
        is_of_subject = by == result.subjects[0].level
        return (result.subjects[0].name,) if is_of_subject else _entities(counted)
    if result.subjects[0].level == TOTAL:
        return ()
    at_level = next((each for each in result.findings if each.cell.by == by), finding)
    rows = [row for row in at_level.evidence if row.get("entity")]
    names: list[str] = [at_level.entity] if at_level.entity and at_level.cell.by == by else []
    first, *others = result.subjects
    is_alone = chart == "reigns" or getattr(claim, "group", None) is not None
    rivals = [] if is_alone else [each for each in others if each.is_model == first.is_model]
    for subject in (first, *rivals):
        parts = subject.members or (subject,)
        for part in parts:
            entities = ground.entities(part, replace(finding.cell, by=by))
            if not {*entities} & {*names}:
                of_rows = [row["entity"] for row in rows if row["entity"] in entities]
                names += of_rows[:1] or entities
    return tuple(dict.fromkeys(names))


def _entities(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(row["entity"]) for row in rows if row.get("entity")))


def sides(result: Result) -> tuple[str, ...]:
    """Return the two sides of a comparison as `versus` takes them."""
    if any(subject.members for subject in result.subjects):
        return ()
    return tuple(map(str, result.subjects))
