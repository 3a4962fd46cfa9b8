"""What each chart is given: the frame that its FEED asks for, for a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace

import pandas as pd

from tracker.analysis import catalog
from tracker.analysis.quality import with_benchmarks
from tracker.analysis.rows import lacks_day, named, newest_complete
from tracker.analysis.streaks import aligned, streaks, touching
from tracker.answers.profile import known, of
from tracker.answers.top import no_figures, within
from tracker.charts import DEBUTS, PROFILE, RESULTS, WEEKS, Feed, Names, chart
from tracker.citation import cite, cite_entries
from tracker.errors import ConfigError, GapError
from tracker.identity import subjects
from tracker.profiles.case import Known, Thresholds
from tracker.records import Definition, Question
from tracker.store import Store
from tracker.weeks import WEEK

SIDES = "versus"
"""The chart that sets two sides against each other, of any two levels."""


def plotted(
    store: Store,
    name: str,
    question: Question,
    highlight: Names = (),
    here: Known | None = None,
) -> tuple[pd.DataFrame, Names]:
    """The frame for the chart called ``name``, and the entities of it that ``highlight`` means.
    ``here`` is what `profiles.known` knows of the store, for who draws several.

    Raises ConfigError for a chart that there is not, UnknownName for a name that nobody knows,
    GapError when no week asked for is complete.
    """
    feed = chart(name).FEED
    here = here or known(store, question.as_of)
    if feed.kind != WEEKS:
        question = replace(question, depth=question.depth or None)
    makers = {WEEKS: _weeks, DEBUTS: _debuts, RESULTS: _results}
    if feed.kind == PROFILE:
        return _profile(store, here, question, highlight), ()
    levels = _levels(here, question, highlight) if name == SIDES else [question.by]
    frames = [makers[feed.kind](here, replace(question, by=by), feed) for by in levels]
    frame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    if not highlight:
        return frame, ()
    found = [meant(here, frame, one) for one in highlight]
    every = tuple(dict.fromkeys(entity for own in found for entity in own))
    drawn = set(chart(name).rows(frame, every)["entity"])
    for one, own in zip(highlight, found, strict=True):
        if not drawn & {*own}:
            raise ConfigError(
                f"{one!r} is not drawn in this chart and cannot be highlighted",
                datum=one,
                remedy="ask for weeks in which it is there, at its own level (`--by`)",
            )
    return frame, tuple(entity for entity in every if entity in drawn)


def level(store: Store, highlight: Names) -> str | None:
    """The level at which all of ``highlight`` are counted, where that is a sum over models
    (``country:CN``), which no other level can show; otherwise None."""
    if not highlight:
        return None
    slugs = store.slugs()
    found = {subjects.find(name, slugs).level for name in highlight}
    return next(iter(found)) if len(found) == 1 and found <= {*subjects.SUMS} else None


def meant(here: Known, frame: pd.DataFrame, name: str) -> Names:
    """Return the entities of a frame that ``name`` means at one of its levels.

    One that stands in the frame means itself, any other what `subjects.find` reads it as. Raises
    UnknownName.
    """
    entities = set(frame["entity"])
    if name in entities:
        return (name,)
    subject = subjects.find(name, here.slugs)
    levels = [*frame["by"].unique()]
    by = subject.level if subject.level in levels else levels[0]
    return tuple(one for one in subject.at(by, here.slugs) if one in entities)


def _levels(here: Known, question: Question, highlight: Names) -> list[str]:
    """Return the levels at which two sides are counted: the one asked for, and where it cannot show
    both, the own level of each."""
    own = [subjects.find(name, here.slugs).level for name in highlight]
    if len({*own}) < 2 or not {*own} & {*subjects.SUMS}:
        return [question.by]
    return [*dict.fromkeys("slug" if level == subjects.TOTAL else level for level in own)]


def _weeks(here: Known, question: Question, feed: Feed) -> pd.DataFrame:
    """The measured frame of the weeks asked for, and where none are, of the newest complete ones;
    once for each metric, or for each depth, that is needed side by side."""
    metrics = feed.metrics or (question.metric,)
    depths = (feed.depths or (None,)) if question.depth is None else (question.depth or None,)
    asked = [
        (metric, depth, replace(question, metric=metric, depth=depth))
        for metric in metrics
        for depth in depths
    ]
    frames = [
        _of_one(here, one, feed).assign(
            **({"looked_at": depth or 0} if feed.depths else {}),
        )
        for metric, depth, one in asked
    ]
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _known_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without the shares of sums of which only the least is known: a line through
    them would fall where a board gets shallower, and nothing else did."""
    lower = frame["at_least"] & frame["complete"] & ~lacks_day(frame)
    return frame.assign(share=frame["share"].mask(frame["week"].isin(frame.loc[lower, "week"])))


def _of_one(here: Known, question: Question, feed: Feed) -> pd.DataFrame:
    frame = _whole(here, question)
    shown = _asked(_known_shares(frame), question, feed.newest)
    if not feed.whole_streaks:
        return shown
    weeks = shown["week"]
    touched = touching(here.figures.of(streaks, question.definition), weeks)
    first = min(weeks.min(), touched["first"].min())
    last = max(weeks.max(), touched["last"].max())
    around = frame[frame["week"].between(first - WEEK, last + WEEK)]
    return around.assign(context=~around["week"].between(first, last))


def _whole(here: Known, question: Question) -> pd.DataFrame:
    """The measured frame over the whole history."""
    return here.figures(question.definition)


def _asked(frame: pd.DataFrame, question: Question, newest: int) -> pd.DataFrame:
    """The weeks asked for, or the ``newest`` complete ones (0: all). Raises GapError when none of
    them is complete."""
    shown = within(frame, question)
    if not shown["complete"].any():
        raise no_figures(question, shown)
    if newest and not (question.week or question.first or question.last):
        known = frame[frame["share"].notna()]
        last = newest_complete(known if len(known) else frame)
        shown = shown[shown["week"] > pd.Timestamp(last) - newest * WEEK]
    return shown


def _debuts(here: Known, question: Question, feed: Feed) -> pd.DataFrame:
    """The same with the weeks since the debut of each entity (Int64), over the whole history."""
    frame = _whole(here, question)
    since = aligned(frame, frame.loc[named(frame), "entity"].unique())
    found = _asked(_known_shares(frame), question, feed.newest).merge(
        since[["entity", "week", "weeks_since_debut"]], on=["entity", "week"], how="left"
    )
    found["weeks_since_debut"] = found["weeks_since_debut"].astype("Int64")
    return found


def _results(here: Known, question: Question, feed: Feed) -> pd.DataFrame:
    """The newest complete week asked for, beside benchmark results and prices: one row for each
    slug and benchmark. Raises ConfigError unless by slug."""
    if question.by != "slug":
        raise ConfigError(
            f"results and prices are of single models, not by {question.by}",
            datum=question.by,
            remedy="leave out `--by`",
        )
    shown = _asked(_whole(here, question), question, feed.newest)
    week = newest_complete(shown)
    own = shown[shown["week"] == pd.Timestamp(week)]
    told = with_benchmarks(own, here.benchmarks, here.prices, week).drop(columns=["value", "share"])
    found = own[named(own)].merge(told, on="entity")
    entries = {catalog.CATALOG: here.prices, catalog.BENCHMARKS: here.benchmarks}
    used = {name: rows for name, rows in entries.items() if len(rows)}
    sources = [cite(own), *(cite_entries(rows, name) for name, rows in used.items())]
    return found.assign(
        source=_joined(sources), datasets=" ".join([*own["dataset"].unique(), *used])
    )


def _profile(store: Store, here: Known, question: Question, highlight: Names) -> pd.DataFrame:
    """The measures of one entity, the one highlighted or else the leader of the newest week."""
    if len(highlight) > 1:
        raise ConfigError(
            "a profile is of one entity",
            datum=highlight,
            remedy="highlight one (`--highlight`) and draw the others by themselves",
        )
    name = highlight[0] if highlight else _leader(here, question)
    by = None if highlight else question.by
    subject = subjects.find(name, here.slugs, by)
    if subject.level == subjects.TOTAL:
        raise GapError("the total has no profile", remedy="name a model, an author or a country")
    found = of(store, question, here, subject, Thresholds())
    # Ranks and peaks are found among all the weeks on record.
    both = dict.fromkeys((question.metric, "calls"))
    weeks = {*pd.concat([here.figures(Definition(one, subject.level))["dataset"] for one in both])}
    entries = {catalog.CATALOG: here.prices, catalog.BENCHMARKS: here.benchmarks}
    limits = asdict(found.thresholds).items()
    datasets = [*sorted(weeks), *(name for name, rows in entries.items() if len(rows))]
    return found.measures.rows.assign(
        metric=question.metric,
        by=subject.level,
        subject=found.subject,
        heading=found.measures.heading,
        sentences="\n".join(found.sentences),
        thresholds=", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in limits),
        source=found.measures.source,
        datasets=" ".join(datasets),
    )


def _leader(here: Known, question: Question) -> str:
    shown = _asked(_whole(here, question), question, 0)
    first = shown[(shown["rank"] == 1).fillna(False)]
    if first.empty:
        raise no_figures(question, first)
    return str(first.sort_values("week", kind="stable")["entity"].iloc[-1])


def _joined(lines: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(lines))
