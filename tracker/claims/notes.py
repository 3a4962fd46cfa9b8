"""What else a reader of a verdict should know: a note for each way in which claims go wrong."""

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
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Asked, Finding, weeks_of
from tracker.claims.judge import judge
from tracker.claims.parse import Amount, Change, Claim, Led, Over, Share
from tracker.claims.streaks import short
from tracker.identity import UNKNOWN, entity, is_stealth
from tracker.records import OTHER, VISIBLE, Definition
from tracker.text import between, counted, from_to, in_words, listed, percent, times, weeks
from tracker.weeks import WEEK, label


def notes(asked: Asked) -> list[str]:
    """The notes to a verdict, each a sentence."""
    return [note for question in QUESTIONS for note in question(asked)]


def level_ignored(asked: Asked) -> Iterator[str]:
    """A level that was asked for and that the subject cannot have."""
    by = asked.options.by
    if by and all(finding.cell.by != by for finding in asked.findings):
        level = asked.findings[0].cell.by
        yield f"{asked.subjects[0]} is counted by {level} alone; --by {by} is ignored."


def not_judged(asked: Asked) -> Iterator[str]:
    """Definitions that could not be judged, beside others that could."""
    same: dict[str, list[str]] = {}
    for finding in asked.findings:
        if finding.holds is None:
            same.setdefault(finding.why, []).append(str(finding.cell))
    if any(finding.holds is not None for finding in asked.findings):
        yield from (f"Not judged, {listed(cells)}: {why}." for why, cells in same.items())


def slip(asked: Asked) -> Iterator[str]:
    """A unit that slipped."""
    for finding in asked.findings:
        if isinstance(asked.claim, Amount) and finding.holds is False and finding.value is not None:
            power = numbers.slip(asked.claim.figure, int(finding.value))
            if power is not None:
                way = f"{power:,.0f} times" if power > 1 else f"one {1 / power:,.0f}th of"
                yield f"A unit may have slipped: the claim is {way} what was found."
                return


def near_ties(asked: Asked) -> Iterator[str]:
    """Weeks of the evidence in which the subject was within a tie of #1, or #1 within a tie."""
    close: dict[str, None] = {}
    for finding in asked.findings if isinstance(asked.claim, Led) else ():
        first = leads(asked.frame(finding))
        for row in each(first[first["near_tie"].astype(bool)]):
            two = (row.entity, row.runner_up)
            if row.week.date() in weeks_of(finding) and finding.entity in two:
                tie = f"{row.entity} over {row.runner_up} {times(row.lead)}"
                if row.lead == 1:
                    tie = f"{row.entity} and {row.runner_up} are level"
                close[f"{label(row.week.date())}, {finding.cell.by}: {tie}"] = None
    if close:
        yield f"Nearly a tie, which a restatement may turn: {'; '.join(close)}."


def launch(asked: Asked) -> Iterator[str]:
    """A change from a week in which the subject was new."""
    claim: Claim = asked.claim
    for finding in asked.findings if isinstance(claim, Change) else ():
        frame = asked.frame(finding)
        own = frame[frame["entity"] == finding.entity]
        before = pd.Timestamp(claim.week) - WEEK  # type: ignore[attr-defined]
        then = own[own["week"] == before]
        if len(then) and own["week"].min() == before > frame["week"].min():
            days = int(then["days"].iloc[0])
            on = f", on {days} of its days" if days < WEEK.days else ""
            yield (
                f"{finding.entity} was first named in {label(before.date())}{on}: a change from the"
                " week of a launch says little."
            )
            return


def short_week(asked: Asked) -> Iterator[str]:
    """A change or a share of a week that lacks a day, or over one."""
    claim: Claim = asked.claim
    if not isinstance(claim, Change | Share):
        return
    lacking = {week.date() for week in short(asked.frame(asked.findings[0]))}
    asked_of = (claim.week, claim.week - WEEK) if isinstance(claim, Change) else (claim.week,)
    for week in lacking & {*asked_of}:
        yield f"Of {label(week)} a day is lost at the publisher: its figures are of six days."


def both_denominators(asked: Asked) -> Iterator[str]:
    """The share of what is named, beside the share of everything."""
    told: dict[str, list[str]] = {}
    for finding in asked.findings if isinstance(asked.claim, Share) else ():
        frame = asked.frame(finding)
        here = frame[(frame["week"] == pd.Timestamp(asked.claim.week)) & named(frame)]  # type: ignore[attr-defined]
        own = here.loc[here["entity"] == finding.entity, "value"]
        if len(own) and here["value"].sum():
            share = float(own.iloc[0]) / float(here["value"].sum())
            told.setdefault(percent(share), []).append(str(finding.cell))
    for share_of_named, cells in told.items():
        yield f"Of what is named alone it is {share_of_named} ({listed(cells)})."


def first_vintage(asked: Asked) -> Iterator[str]:
    """Where the first vintage on record would answer differently. Sums over all that are published
    are left out: the datasets are not equally deep."""
    sums = any(subject.is_sum for subject in asked.subjects)
    deep = {finding.cell for finding in asked.findings if sums and finding.cell.depth is None}
    yield from _other_ways(asked, "In the first vintage on record", deep, first_vintage=True)


def hindsight(asked: Asked) -> Iterator[str]:
    """Where stealth models counted for what they were would answer differently."""
    as_published = {
        finding.cell for finding in asked.findings if finding.cell.by in ("slug", "model")
    }
    yield from _other_ways(
        asked, "With stealth models counted for what they were", as_published, reveal=True
    )


def _other_ways(
    asked: Asked,
    how: str,
    skipped: set[Definition],
    *,
    reveal: bool = False,
    first_vintage: bool = False,
) -> Iterator[str]:
    """What is found otherwise, the definitions that find the same together."""
    same: dict[str, list[str]] = {}
    for finding in asked.findings:
        if finding.cell in skipped:
            continue
        cell = replace(finding.cell, reveal=reveal, first_vintage=first_vintage)
        found = judge(asked.claim, asked.subjects, cell, asked.ground)
        if found.holds is None or (found.holds, found.found) == (finding.holds, finding.found):
            continue
        turned = (
            ""
            if found.holds == finding.holds
            else ("; the claim would hold" if found.holds else "; the claim would not hold")
        )
        instead = f" instead of {finding.found}" if found.found != finding.found else ""
        same.setdefault(f"{found.found}{instead}{turned}", []).append(str(finding.cell))
    for told, cells in same.items():
        yield f"{how}, {listed(cells)}: {told}."


def one_sided(asked: Asked) -> Iterator[str]:
    """A change that comes out only if a stealth model is counted in the second week alone."""
    claim, subject = asked.claim, asked.subjects[0]
    if not isinstance(claim, Change) or not subject.is_sum:
        return
    for finding in asked.findings:
        hidden, revealed = (_values(asked, finding, reveal=reveal) for reveal in (False, True))
        then, now = pd.Timestamp(claim.week) - WEEK, pd.Timestamp(claim.week)
        if finding.holds or not hidden.get(then) or now not in revealed:
            continue
        change = (revealed[now] / hidden[then] - 1) * 100
        if numbers.percentage(claim.figure, change):
            yield (
                f"It comes out as {change:+.1f} % ({finding.cell}) if stealth models are counted"
                " for what they were in the second week and not in the first."
            )


def _values(asked: Asked, finding: Finding, *, reveal: bool) -> dict[pd.Timestamp, int]:
    """The counts of the subject by week."""
    frame = asked.frame(finding, reveal=reveal)
    own = frame[frame["entity"] == asked.subjects[0].name]
    return dict(zip(own["week"], own["value"], strict=True))


def lasted(asked: Asked) -> Iterator[str]:
    """What did last as long as a claim says that does not hold."""
    claim, ground = asked.claim, asked.ground
    if not isinstance(claim, Led) or claim.weeks < 2 or any(one.holds for one in asked.findings):
        return
    cell = asked.findings[0].cell
    frame = asked.frame(asked.findings[0])
    if ground.ending:
        frame = frame[frame["week"] <= pd.Timestamp(ground.ending)]
    if not frame["rank"].notna().any():
        return
    own = asked.subjects[0].at(level_of(cell, asked.subjects[0]), ground.slugs)
    found = streaks(frame, claim.top)
    found = found[(found["weeks"] >= claim.weeks) & ~found["entity"].isin(own)]
    for streak in each(found.tail(1)):
        yield (
            f"What did last: {streak.entity}, {counted(streak.weeks, 'week')} by {cell.metric} and"
            f" {cell.by}, {from_to(streak.first.date(), streak.last.date())}."
        )
    if asked.subjects[0].is_model and claim.top == 1:
        slug = asked.subjects[0].at("slug", ground.slugs)[0]
        yield from _country(asked, entity(slug, "country"), claim.weeks, ground.ending)


def _country(asked: Asked, home: str, needed: int, ending: date | None) -> Iterator[str]:
    """A lead of the subject's country over the largest other one, as the press counts it: what a
    claim about one model is often made from."""
    cell = asked.findings[0].cell
    frame = asked.ground.figures(Definition(cell.metric, "country", VISIBLE))
    if ending:
        frame = frame[frame["week"] <= pd.Timestamp(ending)]
    others = frame[~frame["entity"].isin([home, UNKNOWN, OTHER]) & frame["can_rank"]]
    if home == UNKNOWN or others.empty:
        return
    rival = str(others.groupby("entity")["value"].sum().idxmax())
    led = versus_streaks(versus(side(frame, [home]), side(frame, [rival])))
    for streak in each(led[(led["leader"] == "a") & (led["weeks"] >= needed)].tail(1)):
        yield (
            f"What did last: models from {home} over models from {rival} among the nine largest"
            f" slugs together, {counted(streak.weeks, 'week')},"
            f" {from_to(streak.first.date(), streak.last.date())}."
        )


MUCH = 0.05
"""Of what is named in a week: from here on the stealth models in it are worth a note."""
DAILY_DEPTH = 50
"""How many the official days name."""


def unseen(asked: Asked) -> Iterator[str]:
    """How much of a week a sum does not see, and whether that could turn a lead."""
    for finding in _each_depth(asked):
        frame = asked.sums(finding)
        within = frame["week"].isin(_timestamps(finding)) & frame["complete"]
        rest = frame[within & (frame["entity"] == OTHER)].set_index("week")
        if rest.empty:
            continue
        shares = between(rest["share"].min(), rest["share"].max())
        text = f"Unseen {_looked_at(finding)}: {shares} of a week"
        if isinstance(asked.claim, Over):
            turns = [
                date.fromisoformat(row["week"])
                for row in finding.evidence
                if abs((row["a"] or 0) - (row["b"] or 0))
                < rest["value"].get(pd.Timestamp(row["week"]), 0)
            ]
            text += (
                f", more than lies between the two in {weeks(turns)}"
                if turns
                else (", never more than lies between the two")
            )
        yield f"{text}."


def shallow(asked: Asked) -> Iterator[str]:
    """Weeks known only from a chart, where all that are published are nine or so."""
    for finding in _each_depth(asked):
        few = {
            date.fromisoformat(row["week"]): row["depth"]
            for row in finding.evidence
            if finding.cell.depth is None and row["depth"] != "all" and row["depth"] < DAILY_DEPTH
        }
        if few:
            most = in_words(max(few.values()))
            yield f"All that are published are no more than {most} names in {weeks(few)}."


def stealth(asked: Asked) -> Iterator[str]:
    """How much of what a sum sees is of models listed without their maker."""
    for finding in _each_depth(asked):
        slugs = asked.ground.figures(replace(finding.cell, by="slug"))
        seen = slugs[slugs["week"].isin(_timestamps(finding)) & named(slugs) & slugs["complete"]]
        nobodys = [
            is_stealth(slug) and entity(slug, "country", week.date()) == UNKNOWN
            for slug, week in zip(seen["entity"], seen["week"], strict=True)
        ]
        hidden = seen[pd.Series(nobodys, seen.index, dtype=bool)]
        shares = hidden.groupby("week")["value"].sum() / seen.groupby("week")["value"].sum()
        much = shares[shares >= MUCH]
        if len(much):
            names = ", ".join(sorted(set(hidden.loc[hidden["week"].isin(much.index), "entity"])))
            yield (
                f"Stealth models count for nobody until they are revealed; {_looked_at(finding)}"
                f" they had {between(much.min(), much.max())} of what is named in"
                f" {weeks(week.date() for week in much.index)}: {names}."
            )
            return


def other_side(asked: Asked) -> Iterator[str]:
    """Weeks that a sum led while the model at #1 was one of its rival's."""
    if not isinstance(asked.claim, Over) or not all(one.is_sum for one in asked.subjects):
        return
    finding, rival = asked.findings[0], asked.subjects[1]
    led = [pd.Timestamp(row["week"]) for row in finding.evidence if row["leader"] == "a"]
    first = leads(asked.ground.figures(Definition(finding.cell.metric)))
    others = [
        f"{label(row.week.date())} ({row.entity})"
        for row in each(first[first["week"].isin(led)])
        if entity(row.entity, rival.level, row.week.date()) == rival.name
    ]
    if others:
        yield f"The model at #1 was one of {rival}'s in {', '.join(others)}."


def churn(asked: Asked) -> Iterator[str]:
    """Who entered or left what was looked at between the two weeks of a change."""
    claim, subject = asked.claim, asked.subjects[0]
    if not isinstance(claim, Change) or not subject.is_sum:
        return
    for finding in asked.findings:
        if finding.cell.depth is None:
            continue
        slugs = asked.ground.figures(replace(finding.cell, by="slug"))
        before = claim.week - WEEK
        then, now = (
            slugs[(slugs["week"] == pd.Timestamp(week)) & named(slugs)].set_index("entity")["value"]
            for week in (before, claim.week)
        )
        had, has = {*subject.among(then.index, before)}, {*subject.among(now.index, claim.week)}
        both = sorted(had & has)
        moves = [
            f"{' and '.join(sorted(who))} {did}"
            for who, did in ((has - had, "entered"), (had - has, "left"))
            if who
        ]
        if moves and then[both].sum():
            change = (int(now[both].sum()) / int(then[both].sum()) - 1) * 100
            yield (
                f"The {in_words(finding.cell.depth)} largest were not the same in both weeks:"
                f" {'; '.join(moves)}; those of {subject} in both changed by {change:+.2f} %."
            )


def _each_depth(asked: Asked) -> Iterator[Finding]:
    """One finding for each depth, where the claim is about a sum."""
    if any(subject.is_sum for subject in asked.subjects):
        found = {finding.cell.depth: finding for finding in reversed(asked.findings)}
        yield from (finding for finding in reversed(found.values()) if finding.holds is not None)


def _looked_at(finding: Finding) -> str:
    depth = finding.cell.depth
    return f"by the {in_words(depth)} largest slugs" if depth else "by all that are published"


def _timestamps(finding: Finding) -> list[pd.Timestamp]:
    return [pd.Timestamp(week) for week in weeks_of(finding)]


QUESTIONS: tuple[Callable[[Asked], Iterator[str]], ...] = (
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
)
