"""Notes on sums over models: what they do not see, and who was among what they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from tracker.analysis.leads import leads
from tracker.analysis.rows import each, named
from tracker.claims.grammar import Change, Over
from tracker.claims.ground import Asked, Finding, weeks_of
from tracker.identity import UNKNOWN, entity, is_stealth
from tracker.phrasing import between, in_words, weeks
from tracker.records import OTHER
from tracker.weeks import WEEK, label

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
            ]  # fmt: skip
            text += f", more than lies between the two in {weeks(turns)}" if turns else (
                ", never more than lies between the two")  # fmt: skip
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
        slugs = asked.ground.figures(finding.cell.metric, "slug", depth=finding.cell.depth)
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
    first = leads(asked.ground.figures(finding.cell.metric, "slug"))
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
        slugs = asked.ground.figures(finding.cell.metric, "slug", depth=finding.cell.depth)
        before = claim.week - WEEK
        then, now = (
            slugs[(slugs["week"] == pd.Timestamp(week)) & named(slugs)].set_index("entity")["value"]
            for week in (before, claim.week)
        )
        had, has = {*subject.among(then.index, before)}, {*subject.among(now.index, claim.week)}
        both = sorted(had & has)
        moves = [f"{' and '.join(sorted(who))} {did}"
                 for who, did in ((has - had, "entered"), (had - has, "left")) if who]  # fmt: skip
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
