"""The data of each chart: the frame that its FEED asks for, for a question."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import product

import pandas as pd

from tracker.analysis.frame import of_labs
from tracker.analysis.price_cuts import price_cuts, priced_use
from tracker.analysis.quality import with_benchmarks
from tracker.analysis.rows import lacks_day, named, newest_complete
from tracker.analysis.streaks import aligned, streaks, touching
from tracker.analysis.two_routers import two_routers
from tracker.answers import profile
from tracker.answers.top import no_figures, within
from tracker.charts import (
    DEBUTS,
    ELSEWHERE,
    PRICES,
    RESULTS,
    WEEKS,
    Feed,
    Names,
    chart,
)
from tracker.citation import cite, cite_entries
from tracker.errors import ConfigError, GapError
from tracker.identity import model, subjects
from tracker.identity.names import Naming, keys
from tracker.profiles.case import Known
from tracker.records import BENCHMARKS, CATALOG, Question
from tracker.records import ELSEWHERE as OTHER_ROUTER
from tracker.store import Store
from tracker.weeks import WEEK

SIDES = "versus"
"""The chart that compares two sides, of any two levels."""


def chart_frame(
    store: Store,
    name: str,
    question: Question,
    highlight: Names = (),
    known: Known | None = None,
    naming: Naming = keys,
) -> tuple[pd.DataFrame, Names]:
    """Return the frame for the chart called ``name``, and the entities that ``highlight`` means.

    With ``naming`` the frame has a column name. ``known`` is the result of `profile.known` for the
    store, for callers that draw several charts.
    Raises ConfigError for an unknown chart, UnknownName for an unknown name, GapError when no week
    in question is complete.
    """
    feed = chart(name).FEED
    known = known or profile.known(store, question.as_of)
    if feed.kind != WEEKS:
        question = replace(question, depth=question.depth or None)
    makers = {WEEKS: _weeks, DEBUTS: _debuts, RESULTS: _results}
    if feed.kind in OF_ONE:
        return _with_names(OF_ONE[feed.kind](store, known, question, highlight), naming), ()
    if feed.kind == ELSEWHERE:
        frame = _two_routers(store, known, question, feed)
    else:
        levels = _levels(known, question, highlight) if name == SIDES else [question.by]
        frames = [makers[feed.kind](known, replace(question, by=by), feed) for by in levels]
        frame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    frame = _with_names(frame, naming)
    if not highlight:
        return frame, ()
    matches = [resolve(known, frame, highlighted) for highlighted in highlight]
    entities = tuple(dict.fromkeys(entity for match in matches for entity in match))
    drawn = set(chart(name).rows(frame, entities)["entity"])
    for highlighted, match in zip(highlight, matches, strict=True):
        if not drawn & {*match}:
            raise ConfigError(
                f"{highlighted!r} is not drawn in this chart and cannot be highlighted",
                datum=highlighted,
                remedy="ask for weeks in which it is there, at its own level (`--by`)",
            )
    return frame, tuple(entity for entity in entities if entity in drawn)


def _with_names(frame: pd.DataFrame, naming: Naming) -> pd.DataFrame:
    """Return the frame with the display names of its entities, unless people read keys."""
    if naming is keys:
        return frame
    pairs = frame[["entity", "by"]].drop_duplicates()
    display = {pair: naming(*pair) for pair in pairs.itertuples(index=False, name=None)}
    names = [display[pair] for pair in zip(frame["entity"], frame["by"], strict=True)]
    return frame.assign(name=pd.Series(names, frame.index, dtype="str"))


def level(store: Store, highlight: Names) -> str | None:
    """Return the level of ``highlight`` if it is a sum over models (``country:CN``), else None.

    All of ``highlight`` have to be of that level; no other level can show it.
    """
    if not highlight:
        return None
    slugs = store.slugs()
    levels = {subjects.find(name, slugs).level for name in highlight}
    return next(iter(levels)) if len(levels) == 1 and levels <= {*subjects.SUMS} else None


def resolve(known: Known, frame: pd.DataFrame, name: str) -> Names:
    """Return the entities of a frame that ``name`` means at one of its levels.

    A name of the frame means itself, any other what `subjects.find` reads it as. Raises
    UnknownName.
    """
    entities = set(frame["entity"])
    if name in entities:
        return (name,)
    subject = subjects.find(name, known.slugs)
    levels = [*frame["by"].unique()]
    by = subject.level if subject.level in levels else levels[0]
    return tuple(entity for entity in subject.at(by, known.slugs) if entity in entities)


def _levels(known: Known, question: Question, highlight: Names) -> list[str]:
    """Return the levels at which two sides are counted.

    It is the level in question or, where that cannot show both, the level of each.
    """
    side_levels = [subjects.find(name, known.slugs).level for name in highlight]
    if len({*side_levels}) < 2 or not {*side_levels} & {*subjects.SUMS}:
        return [question.by]
    return [*dict.fromkeys("slug" if level == subjects.TOTAL else level for level in side_levels)]


def _weeks(known: Known, question: Question, feed: Feed) -> pd.DataFrame:
    """Return the measured frame of the weeks in question, by default the newest complete ones.

    There is one for each metric, or for each depth, that is needed side by side; a metric without
    figures is left out. Raises GapError when none has any.
    """
    metrics = feed.metrics or (question.metric,)
    depths = (feed.depths or (None,)) if question.depth is None else (question.depth or None,)
    frames, gaps = [], []
    for metric, depth in product(metrics, depths):
        try:
            frame = _frame_of_metric(known, replace(question, metric=metric, depth=depth), feed)
        except GapError as gap:
            gaps.append(gap)
        else:
            frames.append(frame.assign(looked_at=depth or 0) if feed.depths else frame)
    if not frames:
        raise gaps[0]
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _known_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without the shares of sums of which only the least is known.

    A line through them would fall where a board gets shallower, although nothing else fell.
    """
    lower = frame["at_least"] & frame["complete"] & ~lacks_day(frame)
    return frame.assign(share=frame["share"].mask(frame["week"].isin(frame.loc[lower, "week"])))


def _frame_of_metric(known: Known, question: Question, feed: Feed) -> pd.DataFrame:
    frame = _whole(known, question)
    shown = _in_question(_known_shares(frame), question, feed.newest)
    if not feed.whole_streaks:
        return shown
    weeks = shown["week"]
    touched = touching(known.figures.of(streaks, question.definition), weeks)
    first = min(weeks.min(), touched["first"].min())
    last = max(weeks.max(), touched["last"].max())
    around = frame[frame["week"].between(first - WEEK, last + WEEK)]
    return around.assign(context=~around["week"].between(first, last))


def _whole(known: Known, question: Question) -> pd.DataFrame:
    """Return the measured frame over the whole history."""
    return known.figures(question.definition)


def _in_question(frame: pd.DataFrame, question: Question, newest: int) -> pd.DataFrame:
    """Return the weeks in question, or the ``newest`` complete ones (0: all).

    Raises GapError when none of them is complete.
    """
    shown = within(frame, question)
    if not shown["complete"].any():
        raise no_figures(question, shown)
    if newest and not (question.week or question.first or question.last):
        with_shares = frame[frame["share"].notna()]
        last = newest_complete(with_shares if len(with_shares) else frame)
        shown = shown[shown["week"] > pd.Timestamp(last) - newest * WEEK]
    return shown


def _debuts(known: Known, question: Question, feed: Feed) -> pd.DataFrame:
    """Return the frame of weeks with the weeks since the debut of each entity (Int64).

    The debut is that of the whole history.
    """
    frame = _whole(known, question)
    since = aligned(frame, frame.loc[named(frame), "entity"].unique())
    result = _in_question(_known_shares(frame), question, feed.newest).merge(
        since[["entity", "week", "weeks_since_debut"]], on=["entity", "week"], how="left"
    )
    result["weeks_since_debut"] = result["weeks_since_debut"].astype("Int64")
    return result


def _results(known: Known, question: Question, feed: Feed) -> pd.DataFrame:
    """Return the newest complete week in question, with benchmark results and prices.

    There is one row for each slug and benchmark. Raises ConfigError unless by slug.
    """
    if question.by != "slug":
        raise ConfigError(
            f"results and prices are of single models, not by {question.by}",
            datum=question.by,
            remedy="leave out `--by`",
        )
    shown = _in_question(_whole(known, question), question, feed.newest)
    week = newest_complete(shown)
    week_rows = shown[shown["week"] == pd.Timestamp(week)]
    results = with_benchmarks(week_rows, known.benchmarks, known.prices, week).drop(
        columns=["value", "share"]
    )
    merged = week_rows[named(week_rows)].merge(results, on="entity")
    entries = {CATALOG: known.prices, BENCHMARKS: known.benchmarks}
    used = {name: rows for name, rows in entries.items() if len(rows)}
    sources = [cite(week_rows), *(cite_entries(rows, name) for name, rows in used.items())]
    return merged.assign(
        source=_join(sources), datasets=" ".join([*week_rows["dataset"].unique(), *used])
    )


def _two_routers(store: Store, known: Known, question: Question, feed: Feed) -> pd.DataFrame:
    """Return the shares of authors on both routers, in the weeks in question.

    Raises GapError when nothing of the other router is recorded, or no week is known of both.
    """
    frames, cited = [], []
    labs_of = {metric: of_labs(store, metric, question.as_of) for metric in feed.metrics}
    if all(labs.empty for labs in labs_of.values()):
        raise GapError(
            "no figures of Vercel AI Gateway are recorded", remedy="run `tracker collect vercel`"
        )
    for metric, labs in labs_of.items():
        with suppress(GapError):
            ours = _whole(known, replace(question, metric=metric, by="author"))
            rows = within(two_routers(ours, labs), question)
            frames.append(rows)
            cited += [each[each["week"].isin(rows["week"])] for each in (ours, labs)]
    if not any(map(len, frames)):
        raise GapError(
            "no week in question is known of both OpenRouter and Vercel AI Gateway",
            remedy="ask for another week, or run `tracker collect vercel`",
        )
    frame = pd.concat(frames, ignore_index=True)
    shown = pd.concat(cited, ignore_index=True)
    shown = shown[shown["week"].isin(frame["week"])]
    is_other = shown["dataset"].isin(OTHER_ROUTER)
    return frame.assign(
        source=_join([cite(shown[~is_other]), cite(shown[is_other])]),
        datasets=" ".join(shown["dataset"].unique()),
    )


def _single(highlight: Names) -> str | None:
    """Return the name highlighted. Raises ConfigError for several."""
    if len(highlight) > 1:
        raise ConfigError(
            "this chart is of one entity",
            datum=highlight,
            remedy="highlight one (`--highlight`) and draw the others by themselves",
        )
    return highlight[0] if highlight else None


def _prices(store: Store, known: Known, question: Question, highlight: Names) -> pd.DataFrame:
    """Return the use and the prices of one model, week by week, by tokens and by calls.

    It is the highlighted one, of several models of one family that with the most tokens; by default
    the largest of those with a price cut whose effect is known. Raises GapError where no price is
    on record.
    """
    frames = _by_metric(known, replace(question, by="slug"))
    first = frames[0]
    name = _single(highlight) or _largest_cut(first, known.prices)
    subject = subjects.find(name, known.slugs)
    slugs = subject.among(known.slugs) if subject.is_model else []
    priced = {*known.prices.loc[known.prices["prompt"].notna(), "slug"]}
    models = {model(slug) for slug in priced.intersection(slugs)}
    if not models:
        raise GapError(
            f"no price of {name} is on record",
            datum=name,
            remedy="name a single model, or run `tracker collect catalog`",
        )
    used = first[first["entity"].isin(slugs)].assign(model=lambda rows: rows["entity"].map(model))
    totals = used.groupby("model")["value"].sum().reindex(sorted(models), fill_value=0)
    largest = totals.idxmax()
    drawn = [slug for slug in known.slugs if model(slug) == largest]
    uses = [priced_use(frame, known.prices, drawn) for frame in frames]
    rows = within(pd.concat(uses, ignore_index=True), question)
    rows = rows[rows["week"] <= max(map(newest_complete, frames))]  # a week of some days is no week
    counted = rows[rows["value"].notna()]
    if counted.empty:
        raise GapError(
            f"{name} is not among those published in these weeks",
            datum=name,
            remedy="ask for other weeks",
        )
    prices = known.prices[known.prices["slug"].isin(drawn)]
    return rows.assign(
        models=len(totals),
        source=_join([cite(counted), cite_entries(prices, CATALOG)]),
        datasets=" ".join([*counted["dataset"].unique(), CATALOG]),
    )


def _by_metric(known: Known, question: Question) -> list[pd.DataFrame]:
    """Return the measured frames of tokens and of calls, or of the one that is on record."""
    frames, gaps = [], []
    for metric in ("tokens", "calls"):
        try:
            frames.append(_whole(known, replace(question, metric=metric)))
        except GapError as gap:
            gaps.append(gap)
    if not frames:
        raise gaps[0]
    return frames


def _largest_cut(frame: pd.DataFrame, prices: pd.DataFrame) -> str:
    """Return the slug with most use in the newest week of those with a price cut that is known."""
    cuts = price_cuts(frame, prices).dropna(subset=["use_change_pct"])
    newest = frame[frame["week"] == newest_complete(frame)]
    largest = newest[newest["entity"].isin(cuts["entity"])].nlargest(1, "value")
    if largest.empty:
        raise GapError(
            "no price cut of a model of the newest week is on record",
            remedy="name a model (`--highlight`), or run `tracker collect catalog`",
        )
    return str(largest["entity"].iloc[0])


def _leader(known: Known, question: Question) -> str:
    shown = _in_question(_whole(known, question), question, 0)
    first = shown[(shown["rank"] == 1).fillna(False)]
    if first.empty:
        raise no_figures(question, first)
    return str(first.sort_values("week", kind="stable")["entity"].iloc[-1])


OF_ONE = {PRICES: _prices}
"""The kinds of frames that are of one entity."""


def _join(lines: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(lines))
