"""Notes to a verdict on a sum over models: what it does not see, and what moves within it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pandas as pd

from tracker.analysis.ranks import leads
from tracker.analysis.rows import each, named
from tracker.claims.claim import Change, Over
from tracker.claims.evidence import Finding, Result, weeks_of
from tracker.identity import UNKNOWN, entity, is_stealth
from tracker.records import OTHER, Definition
from tracker.text import between, in_words, weeks
from tracker.weeks import WEEK, label

MUCH = 0.05
"""The share of what is named in a week above which stealth models are worth a note."""
DAILY_DEPTH = 50
"""The number of names of an official day."""


def unseen(result: Result) -> Iterator[str]:
    """Yield notes on the share of a week that a sum lacks, and whether it could change a lead."""
    for finding in _each_depth(result):
        frame = result.sums(finding)
        within = frame["week"].isin(_timestamps(finding)) & frame["complete"]
        frame = frame[within]
        rest = frame[frame["entity"] == OTHER].set_index("week")["value"]
        if rest.empty:
            continue
        shares = (rest / frame.groupby("week")["value"].sum()).dropna()
        span = between(shares.min(), shares.max())
        text = f"Unseen {_depth_text(finding)}: {span} of a week"
        if isinstance(result.claim, Over):
            turns = [
                date.fromisoformat(row["week"])
                for row in finding.evidence
                if abs((row["a"] or 0) - (row["b"] or 0)) < rest.get(pd.Timestamp(row["week"]), 0)
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
        by_slug = replace(finding.cell, by="slug")
        slugs = result.ground.record.counts(by_slug, weeks_of(finding))
        rows = slugs[named(slugs) & slugs["complete"]]
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
