"""Notes to a verdict: one generator for each way in which claims go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pandas as pd

from tracker.analysis.ranks import leads
from tracker.analysis.rows import each, named
from tracker.analysis.streaks import streaks
from tracker.analysis.versus import side, versus, versus_streaks
from tracker.claims import numbers
from tracker.claims.claim import Amount, Change, Claim, Led, Over, Ranked, Share, Trend
from tracker.claims.definitions import level_of
from tracker.claims.elsewhere import elsewhere
from tracker.claims.evidence import Finding, Result, period_name, weeks_of
from tracker.claims.judge import judge
from tracker.claims.streaks import short
from tracker.claims.values import values_of
from tracker.identity import AND, UNKNOWN, entity, is_stealth, spans
from tracker.identity.subjects import Subject
from tracker.records import OTHER, VISIBLE, Definition
from tracker.text import between, counted, from_to, in_words, listed, percent, times, weeks
from tracker.weeks import DAY, WEEK, Period, label


def notes(result: Result) -> list[str]:
    """Return the notes to a verdict, one sentence each.

    They are about calendar weeks, and models, makers or countries by themselves.
    """
    plain = all(not subject.members and AND not in subject.level for subject in result.subjects)
    if not plain or result.ground.period is not None or not isinstance(result.claim, _NOTED):
        return []
    return [note for generator in NOTES for note in generator(result)]


def windows(result: Result, published: date | None) -> Iterator[str]:
    """Yield a note on a figure that is wrong for its period and right for a window near it."""
    if (window := window_of(result, published)) is not None:
        claim, ground = result.claim, result.ground
        week = f"{ground.name(claim.week)} had {result.findings[0].found}"  # type: ignore[attr-defined]
        yield f"The figure is that of {period_name(window)}; {week}."


def window_of(result: Result, published: date | None) -> Period | None:
    """Return the seven days near publication that an amount is right for, if its period is not."""
    claim, ground = result.claim, result.ground
    if (
        published is None
        or ground.over is None
        or not isinstance(claim, Amount)
        or any(finding.holds is not False for finding in result.findings)
        or result.findings[0].cell.metric != "tokens"
    ):
        return None
    periods = [
        Period(published - DAY * back - WEEK, published - DAY * back)
        for back in range(NEAR_PUBLICATION)
    ]
    near = ground.over_all(reversed(periods))
    for finding in result.findings:
        values = values_of(result.subjects[0], finding.cell, near)
        for period in periods:
            value = values.get(period.start)
            if value and value.is_exact and numbers.amount(claim.figure, value.low):
                return period
    return None


NEAR_PUBLICATION = 10
"""Within how many days of publication a window ends that a figure may be of."""
_NOTED = (Led, Over, Trend, Amount, Change, Share, Ranked)


def level_ignored(result: Result) -> Iterator[str]:
    """Yield a note on a level that was asked for and that the subject cannot have."""
    by = result.options.by
    if by and all(finding.cell.by != by for finding in result.findings):
        level = result.findings[0].cell.by
        who = result.ground.called(result.subjects[0])
        yield f"{who[:1].upper()}{who[1:]} are counted by {level} alone; --by {by} is ignored."


def not_judged(result: Result) -> Iterator[str]:
    """Yield notes on definitions that could not be judged, if others could."""
    same: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.holds is None:
            same.setdefault(finding.why, []).append(str(finding.cell))
    if any(finding.holds is not None for finding in result.findings):
        yield from (f"Not judged, {listed(cells)}: {why}." for why, cells in same.items())


def slip(result: Result) -> Iterator[str]:
    """Yield a note on a unit that may have slipped."""
    for finding in result.findings:
        if (
            isinstance(result.claim, Amount)
            and finding.holds is False
            and finding.value is not None
        ):
            power = numbers.slip(result.claim.figure, int(finding.value))
            if power is not None:
                way = f"{power:,.0f} times" if power > 1 else f"one {1 / power:,.0f}th of"
                yield f"A unit may have slipped: the claim is {way} what was found."
                return


def near_ties(result: Result) -> Iterator[str]:
    """Yield a note on weeks of the evidence in which #1 was a near tie with the subject."""
    close: dict[str, None] = {}
    for finding in result.findings if isinstance(result.claim, Led) else ():
        first, naming = result.ground.once(leads, result.frame(finding)), result.naming(finding)
        for row in each(first[first["near_tie"].astype(bool)]):
            two = (row.entity, row.runner_up)
            if row.week.date() in weeks_of(finding) and finding.entity in two:
                leader, second = map(naming, two)
                tie = f"{leader} over {second} {times(row.lead)}"
                if row.lead == 1:
                    tie = f"{leader} and {second} are level"
                close[f"{label(row.week.date())}, {finding.cell.by}: {tie}"] = None
    if close:
        yield f"Near ties, which a restatement could reverse: {'; '.join(close)}."


def launch(result: Result) -> Iterator[str]:
    """Yield a note on a change from a week in which the subject was new."""
    claim: Claim = result.claim
    for finding in result.findings if isinstance(claim, Change) else ():
        before = claim.week - WEEK  # type: ignore[attr-defined]
        previous = _first_week(result, finding, before)
        if len(previous):
            days = int(previous["days"].iloc[0])
            on = f", on {days} of its days" if days < WEEK.days else ""
            who = result.naming(finding)(str(finding.entity))
            yield (
                f"{who} was first named in {label(before)}{on}: a change from the"
                " week of a launch says little."
            )
            return


def _first_week(result: Result, finding: Finding, week: date) -> pd.DataFrame:
    """Return the row of a week, if the subject was named in it and in none before on record."""
    frame = result.frame(finding)
    rows = frame[frame["entity"] == finding.entity]
    if pd.Timestamp(week - WEEK) in {*rows["week"]}:
        return rows.head(0)
    whole = replace(result, ground=result.ground.whole()).frame(finding)
    first = whole.loc[whole["entity"] == finding.entity, "week"].min()
    if not first == pd.Timestamp(week) > whole["week"].min():
        return rows.head(0)
    return rows[rows["week"] == pd.Timestamp(week)]


def short_week(result: Result) -> Iterator[str]:
    """Yield notes on a change or share of a week that lacks a day, or from one."""
    claim: Claim = result.claim
    if not isinstance(claim, Change | Share):
        return
    lacking = {week.date() for week in result.ground.once(short, result.frame(result.findings[0]))}
    weeks_used = (claim.week, claim.week - WEEK) if isinstance(claim, Change) else (claim.week,)
    for week in lacking & {*weeks_used}:
        yield f"A day of {label(week)} is lost at the publisher: its figures are of six days."


def both_denominators(result: Result) -> Iterator[str]:
    """Yield notes on the share of what is named, next to the share of everything."""
    by_share: dict[str, list[str]] = {}
    for finding in result.findings if isinstance(result.claim, Share) else ():
        frame = result.frame(finding)
        rows = frame[(frame["week"] == pd.Timestamp(result.claim.week)) & named(frame)]  # type: ignore[attr-defined]
        value = rows.loc[rows["entity"] == finding.entity, "value"]
        if len(value) and rows["value"].sum():
            share = float(value.iloc[0]) / float(rows["value"].sum())
            by_share.setdefault(percent(share), []).append(str(finding.cell))
    for share_of_named, cells in by_share.items():
        yield f"As a share of all named models it is {share_of_named} ({listed(cells)})."


def first_vintage(result: Result) -> Iterator[str]:
    """Yield notes on answers that differ in the first vintage on record.

    Sums over all that is published are left out: the datasets are not equally deep.
    """
    sums = any(subject.is_sum for subject in result.subjects)
    deep = {finding.cell for finding in result.findings if sums and finding.cell.depth is None}
    yield from _other_ways(result, "In the first vintage on record", deep, first_vintage=True)


def hindsight(result: Result) -> Iterator[str]:
    """Yield notes on answers that differ if stealth models count as what they were."""
    as_published = {
        finding.cell for finding in result.findings if finding.cell.by in ("slug", "model")
    }
    yield from _other_ways(
        result, "With stealth models counted for what they were", as_published, reveal=True
    )


def _other_ways(
    result: Result,
    how: str,
    skipped: set[Definition],
    *,
    reveal: bool = False,
    first_vintage: bool = False,
) -> Iterator[str]:
    """Yield notes on different findings, with equal ones together."""
    same: dict[str, list[str]] = {}
    for finding in result.findings:
        cell = replace(finding.cell, reveal=reveal, first_vintage=first_vintage)
        if finding.cell in skipped or not _can_differ(result, finding, cell):
            continue
        other = judge(result.claim, result.subjects, cell, result.ground)
        if other.holds is None or (other.holds, other.found) == (finding.holds, finding.found):
            continue
        turned = (
            ""
            if other.holds == finding.holds
            else ("; the claim would hold" if other.holds else "; the claim would not hold")
        )
        instead = f" instead of {finding.found}" if other.found != finding.found else ""
        same.setdefault(f"{other.found}{instead}{turned}", []).append(str(finding.cell))
    for text, cells in same.items():
        yield f"{how}, {listed(cells)}: {text}."


def _can_differ(result: Result, finding: Finding, cell: Definition) -> bool:
    """Return whether a finding can be another in the first vintage, or with models revealed."""
    record, level = result.ground.record, level_of(cell, result.subjects[0])
    first, last = _weeks_at_stake(result, finding)
    if cell.first_vintage:
        if record.corrected is None or cell.metric != "tokens":
            return True  # of calls the first vintage proves no leaders (see Figures)
        corrected = record.corrected(replace(cell, by=level, as_of=record.as_of))
        return any(first <= week <= last for week in corrected)
    hidden = [slug for slug in result.ground.slugs if is_stealth(slug)]
    return any(
        until > first and since <= last and name != entity(slug, level, since, reveal=True)
        for slug in hidden
        for since, until, name in spans(slug, level)
    )


def _weeks_at_stake(result: Result, finding: Finding) -> tuple[date, date]:
    """Return the first and the last week that a finding rests on.

    They are the week of a figure and the one before; a stretch that is long enough, and the weeks
    next to it; or else every week up to the end.
    """
    week: date | None = getattr(result.claim, "week", None)
    if week is not None:
        return week - WEEK, week
    stretch = finding.stretch
    if stretch and stretch.holds and stretch.first and stretch.last:
        return stretch.first - WEEK, stretch.last + WEEK
    return date.min, result.ground.ending or result.ground.until or date.max


def one_sided(result: Result) -> Iterator[str]:
    """Yield notes on a change that needs a stealth model to count in the second week alone."""
    claim, subject = result.claim, result.subjects[0]
    if not isinstance(claim, Change) or not subject.is_sum:
        return
    for finding in result.findings:
        hidden, revealed = (_values(result, finding, reveal=reveal) for reveal in (False, True))
        previous, now = pd.Timestamp(claim.week) - WEEK, pd.Timestamp(claim.week)
        if finding.holds or not hidden.get(previous) or now not in revealed:
            continue
        change = (revealed[now] / hidden[previous] - 1) * 100
        if numbers.percentage(claim.figure, change):
            yield (
                f"It comes out as {change:+.1f} % ({finding.cell}) if stealth models are counted"
                " for what they were in the second week and not in the first."
            )


def _values(result: Result, finding: Finding, *, reveal: bool) -> dict[pd.Timestamp, int]:
    """Return the counts of the subject by week."""
    frame = result.frame(finding, reveal=reveal)
    rows = frame[frame["entity"] == result.subjects[0].name]
    return dict(zip(rows["week"], rows["value"], strict=True))


def lasted(result: Result) -> Iterator[str]:
    """Yield notes on what did last as long as a claim that does not hold says."""
    claim, ground = result.claim, result.ground
    if (
        not isinstance(claim, Led)
        or claim.weeks < 2
        or any(finding.holds for finding in result.findings)
    ):
        return
    cell = result.findings[0].cell
    frame = result.frame(result.findings[0])
    if ground.ending:
        frame = frame[frame["week"] <= pd.Timestamp(ground.ending)]
    if not frame["rank"].notna().any():
        return
    names = ground.entities(result.subjects[0], cell)
    rows = streaks(frame, claim.top)
    rows = rows[(rows["weeks"] >= claim.weeks) & ~rows["entity"].isin(names)]
    for streak in each(rows.tail(1)):
        who = result.naming(result.findings[0])(streak.entity)
        yield (
            f"What did last: {who}, {counted(streak.weeks, 'week')} by {cell.metric} and"
            f" {cell.by}, {from_to(streak.first.date(), streak.last.date())}."
        )
    if result.subjects[0].is_model and claim.top == 1:
        slug = result.subjects[0].at("slug", ground.slugs_of(result.subjects[0]))[0]
        yield from _country(result, entity(slug, "country"), claim.weeks, ground.ending)


def _country(result: Result, home: str, needed: int, ending: date | None) -> Iterator[str]:
    """Yield a note on a lead of the subject's country over the largest other one.

    It is counted as the press does; claims about one model are often made from it.
    """
    cell = result.findings[0].cell
    frame = result.ground.figures(Definition(cell.metric, "country", VISIBLE))
    if ending:
        frame = frame[frame["week"] <= pd.Timestamp(ending)]
    others = frame[~frame["entity"].isin([home, UNKNOWN, OTHER]) & frame["can_rank"]]
    if home == UNKNOWN or others.empty:
        return
    rival = str(others.groupby("entity")["value"].sum().idxmax())
    led = versus_streaks(versus(side(frame, [home]), side(frame, [rival])))
    who, other = (result.ground.called(Subject("country", name)) for name in (home, rival))
    for streak in each(led[(led["leader"] == "a") & (led["weeks"] >= needed)].tail(1)):
        yield (
            f"What did last: {who} over {other} among the nine largest"
            f" slugs together, {counted(streak.weeks, 'week')},"
            f" {from_to(streak.first.date(), streak.last.date())}."
        )


MUCH = 0.05
"""The share of what is named in a week above which stealth models are worth a note."""
DAILY_DEPTH = 50
"""The number of names of an official day."""


def unseen(result: Result) -> Iterator[str]:
    """Yield notes on the share of a week that a sum lacks, and whether it could change a lead."""
    for finding in _each_depth(result):
        frame = result.sums(finding)
        within = frame["week"].isin(_timestamps(finding)) & frame["complete"]
        rest = frame[within & (frame["entity"] == OTHER)].set_index("week")
        if rest.empty:
            continue
        shares = between(rest["share"].min(), rest["share"].max())
        text = f"Unseen {_depth_text(finding)}: {shares} of a week"
        if isinstance(result.claim, Over):
            turns = [
                date.fromisoformat(row["week"])
                for row in finding.evidence
                if abs((row["a"] or 0) - (row["b"] or 0))
                < rest["value"].get(pd.Timestamp(row["week"]), 0)
            ]
            text += (
                f", more than the difference between the two in {weeks(turns)}"
                if turns
                else (", never more than the difference between the two")
            )
        yield f"{text}."


def shallow(result: Result) -> Iterator[str]:
    """Yield notes on weeks known only from a chart, where all published names are about nine."""
    for finding in _each_depth(result):
        few = {
            date.fromisoformat(row["week"]): row["depth"]
            for row in finding.evidence
            if finding.cell.depth is None and row["depth"] != "all" and row["depth"] < DAILY_DEPTH
        }
        if few:
            most = in_words(max(few.values()))
            yield f"No more than {most} names are published in {weeks(few)}."


def stealth(result: Result) -> Iterator[str]:
    """Yield a note on the share of a sum that is of models listed without their maker."""
    for finding in _each_depth(result):
        slugs = result.ground.figures(replace(finding.cell, by="slug"))
        rows = slugs[slugs["week"].isin(_timestamps(finding)) & named(slugs) & slugs["complete"]]
        is_unknown = [
            is_stealth(slug) and entity(slug, "country", week.date()) == UNKNOWN
            for slug, week in zip(rows["entity"], rows["week"], strict=True)
        ]
        hidden = rows[pd.Series(is_unknown, rows.index, dtype=bool)]
        shares = hidden.groupby("week")["value"].sum() / rows.groupby("week")["value"].sum()
        much = shares[shares >= MUCH]
        if len(much):
            entities = sorted(set(hidden.loc[hidden["week"].isin(much.index), "entity"]))
            names = ", ".join(result.ground.naming(entity, "slug") for entity in entities)
            yield (
                f"Stealth models count as unknown until they are revealed; {_depth_text(finding)}"
                f" they had {between(much.min(), much.max())} of what is named in"
                f" {weeks(week.date() for week in much.index)}: {names}."
            )
            return


def other_side(result: Result) -> Iterator[str]:
    """Yield a note on weeks that a sum led while the model at #1 was one of its rival."""
    if not isinstance(result.claim, Over) or not all(subject.is_sum for subject in result.subjects):
        return
    finding, rival = result.findings[0], result.subjects[1]
    led = [pd.Timestamp(row["week"]) for row in finding.evidence if row["leader"] == "a"]
    first = result.ground.once(leads, result.ground.figures(Definition(finding.cell.metric)))
    others = [
        f"{label(row.week.date())} ({result.ground.naming(row.entity, 'slug')})"
        for row in each(first[first["week"].isin(led)])
        if entity(row.entity, rival.level, row.week.date()) == rival.name
    ]
    if others:
        yield f"The model at #1 was among {result.ground.called(rival)} in {', '.join(others)}."


def churn(result: Result) -> Iterator[str]:
    """Yield notes on who entered or left the largest between the two weeks of a change."""
    claim, subject = result.claim, result.subjects[0]
    if not isinstance(claim, Change) or not subject.is_sum:
        return
    for finding in result.findings:
        if finding.cell.depth is None:
            continue
        slugs = result.ground.figures(replace(finding.cell, by="slug"))
        before = claim.week - WEEK
        previous, now = (
            slugs[(slugs["week"] == pd.Timestamp(week)) & named(slugs)].set_index("entity")["value"]
            for week in (before, claim.week)
        )
        had, has = {*subject.among(previous.index, before)}, {*subject.among(now.index, claim.week)}
        both = sorted(had & has)
        moves = [
            f"{' and '.join(sorted(result.ground.naming(slug, 'slug') for slug in who))} {did}"
            for who, did in ((has - had, "entered"), (had - has, "left"))
            if who
        ]
        if moves and previous[both].sum():
            change = (int(now[both].sum()) / int(previous[both].sum()) - 1) * 100
            those = result.ground.called(subject)
            yield (
                f"The {in_words(finding.cell.depth)} largest were not the same in both weeks:"
                f" {'; '.join(moves)}; {those} in both changed by {change:+.2f} %."
            )


def _each_depth(result: Result) -> Iterator[Finding]:
    """Yield one finding for each depth, if the claim is about a sum."""
    if any(subject.is_sum for subject in result.subjects):
        by_depth = {finding.cell.depth: finding for finding in reversed(result.findings)}
        yield from (finding for finding in reversed(by_depth.values()) if finding.holds is not None)


def _depth_text(finding: Finding) -> str:
    depth = finding.cell.depth
    return f"by the {in_words(depth)} largest slugs" if depth else "by all that are published"


def _timestamps(finding: Finding) -> list[pd.Timestamp]:
    return [pd.Timestamp(week) for week in weeks_of(finding)]


NOTES: tuple[Callable[[Result], Iterator[str]], ...] = (
    level_ignored,
    not_judged,
    slip,
    near_ties,
    launch,
    short_week,
    both_denominators,
    unseen,
    shallow,
    stealth,
    other_side,
    churn,
    first_vintage,
    hindsight,
    one_sided,
    lasted,
    elsewhere,
)
