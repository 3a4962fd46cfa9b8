"""Chart `usage-vs-quality`: the largest of one week with a benchmark result and a price.

There is one row for each model variant, in the order of use; each measure has its own scale from 0.
A variant without a result or a price on record has words there and no dot.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker import text
from tracker.charts import RESULTS, Feed, Names, captions, dots, words
from tracker.charts.text import names, short
from tracker.charts.theme import THEMES
from tracker.errors import GapError
from tracker.identity import model
from tracker.weeks import DAY, WEEK, label

NAME = "usage-vs-quality"
FEED = Feed(kind=RESULTS)
SUMMARY = "Dots of the use, the accuracy in a benchmark and the price of the largest of one week."
LARGEST = 10
OF_RESULT = ("benchmark", "provider", "accuracy", "rank_by_accuracy", "cost_per_task")


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the ten largest of the newest week and those highlighted, the largest first.

    There is one row for each, with its result in the benchmark that is drawn, or without one.
    Raises GapError where none of them has a result in any.
    """
    ranked = _newest_week(frame)
    largest = list(dict.fromkeys(ranked["entity"]))[:LARGEST]
    shown = ranked.loc[ranked["entity"].isin([*largest, *highlight])]
    if shown["accuracy"].isna().all():
        week = label(shown["week"].iloc[0].date())
        raise GapError(
            f"no benchmark result is on record for any of the largest in {week}",
            datum=week,
            remedy="run `tracker collect benchmarks`, or ask for another week with `--week`",
        )
    drawn = shown["benchmark"].eq(_most_common(shown)) & shown["accuracy"].notna()
    shown = shown.assign(drawn=drawn).sort_values(
        ["value", "entity", "drawn"], ascending=[False, True, False], kind="stable"
    )
    shown = shown.drop_duplicates("entity")
    for column in OF_RESULT:
        shown[column] = shown[column].where(shown["drawn"])
    extra = ["drawn", "source", "datasets"]
    return shown.drop(columns=extra, errors="ignore").reset_index(drop=True)


def _newest_week(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the newest week that has ranks, the largest first."""
    ranked = frame.loc[frame["rank"].notna() & frame["can_rank"]]
    if ranked.empty:
        weeks = frame["week"].unique()
        when = label(weeks[0].date()) if len(weeks) == 1 else "these weeks"
        raise GapError(
            f"ranks by {captions.metric(frame)} are not known for {when}",
            datum=weeks,
            remedy="ask for another week",
        )
    newest = ranked.loc[ranked["week"] == ranked["week"].max()]
    in_order: pd.DataFrame = newest.sort_values(
        ["value", "entity"], ascending=[False, True], kind="stable"
    )
    return in_order


def _most_common(rows: pd.DataFrame) -> str:
    """Return the benchmark in which most models have a result, the first by name of several.

    It is never an average over benchmarks.
    """
    counts = _by_model(rows).groupby("benchmark").size()
    return str(counts.index[int(counts.argmax())])


def _by_model(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the results of the rows, one for each model: its variants have the same."""
    results = rows.loc[rows["accuracy"].notna()]
    results = results.assign(model=results["entity"].map(model))
    return results.drop_duplicates(["benchmark", "model"])


def _by_name(results: pd.DataFrame) -> pd.DataFrame:
    """Return the results with the models in the place of their variants."""
    return results.assign(entity=results["model"])


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    subject = drawn.loc[drawn["entity"].isin(highlight)] if highlight else drawn
    most = subject.loc[subject["value"] == subject["value"].max()]
    return words.say(
        "quality.finding",
        usage=_usage_text(frame, drawn, most, len(highlight)),
        quality=_quality_text(frame, drawn, most),
        week=captions.week(drawn["week"].iloc[0]),
    )


def _usage_text(
    frame: pd.DataFrame, drawn: pd.DataFrame, most: pd.DataFrame, highlighted: int
) -> str:
    """Return how much the largest carry, of all or of those highlighted."""
    labels = names(list(drawn["entity"]), drawn)
    who = words.listed([short(labels[name]) for name in most["entity"]])
    if len(most) > 3:
        who = words.say(
            "quality.many",
            number=words.in_words(len(most)).capitalize(),
            kinds=captions.kinds(frame),
            counted=captions.counted(frame, len(most)),
        )
    fields = {
        "who": who,
        "amount": _usage(most.iloc[0]),
        "metric": captions.measure(frame),
    }
    if highlighted == 1:
        of_all = "" if pd.isna(most["share"].iloc[0]) else words.say("quality.of.all")
        return words.say("quality.one", of_all=of_all, **fields)
    return words.say(
        "quality.most.several" if len(most) > 1 else "quality.most",
        among=words.say("quality.among") if highlighted else "",
        each=words.say("quality.each") if len(most) > 1 else "",
        **fields,
    )


def _quality_text(frame: pd.DataFrame, drawn: pd.DataFrame, most: pd.DataFrame) -> str:
    """Return the rank by accuracy of the largest, or who is first where it has no result."""
    benchmark = _most_common(drawn)
    results = _by_model(_newest_week(frame))
    results = results.loc[results["benchmark"] == benchmark]
    fields = {"benchmark": short(benchmark), "number": words.in_words(len(results))}
    rank = most["rank_by_accuracy"].iloc[0]
    if len(results) == 1:
        (only,) = names(list(results["model"]), _by_name(results)).values()
        is_largest = len(most) == 1 and not pd.isna(rank)
        return words.say("quality.only.it" if is_largest else "quality.only", who=only, **fields)
    if len(most) > 1:
        return words.say("quality.first", best=_best_text(results), **fields)
    if pd.isna(rank):
        return words.say("quality.none", best=_best_text(results), **fields)
    is_shared = (results["rank_by_accuracy"] == rank).sum() > 1
    key = "quality.rank.equal" if is_shared else "quality.rank"
    return words.say(key, place=words.ordinal(int(rank)), **fields)


def _best_text(results: pd.DataFrame) -> str:
    """Return the first by accuracy: ``x is first``, ``x and y are first``."""
    first = list(results.loc[results["rank_by_accuracy"] == 1, "model"])
    who = words.listed([short(name) for name in names(first, _by_name(results)).values()])
    if len(first) > 3:
        who = words.say("quality.models", number=words.in_words(len(first)))
    return words.say("quality.best" if len(first) == 1 else "quality.best.several", who=who)


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    return captions.one_line(
        words.say("quality.subtitle", benchmark=short(_most_common(drawn))),
        captions.days(drawn["week"].iloc[0]),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    benchmark, largest = _most_common(drawn), _newest_week(frame)["entity"].nunique()
    count = min(largest, LARGEST)
    others = " and those highlighted" if len(drawn) > count else ""
    measure = captions.MEASURES[captions.metric(frame)]
    first, last = drawn["week"].iloc[0], drawn["week"].iloc[0] + WEEK - DAY
    of_all = "Their share of the week" if _has_shares(drawn) else "Their figures"
    accuracy = f"accuracy in {short(benchmark)}"
    sentences = [
        f"The {text.in_words(count)} largest {captions.kinds(frame)} by {measure}{others}.",
        f"{of_all}, {accuracy} and price of a million prompt tokens, each on its own scale.",
        (
            f"No other benchmark has results of more of them than {short(benchmark)};"
            " a result is of the model, not of a variant, and as last published."
        ),
    ]
    if _late_prices(drawn):
        sentences.append("Ring and *: a price from after the week, as none is on record before.")
    sentences.append(
        f"Week {label(first.date())}, {first.day} {first:%B} to {last.day} {last:%B %Y}."
    )
    return captions.join(*sentences, captions.depth(drawn))


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    drawn = rows(frame, highlight)
    entities = [str(name) for name in drawn["entity"]]
    columns = [_usage_column(frame, drawn), _accuracy_column(frame, drawn), _price_column(drawn)]
    dots.draw(ax, names(entities, drawn), columns, highlight, THEMES[theme])


def _usage_column(frame: pd.DataFrame, drawn: pd.DataFrame) -> dots.Column:
    metric = captions.measure(frame)
    texts = {str(row["entity"]): _usage(row) for _, row in drawn.iterrows()}
    if not _has_shares(drawn):
        values = _by_entity(drawn, "value")
        head, under = words.capital(metric), words.say("quality.under.week")
        return dots.Column(head, values, texts, _count, under=under)
    shares = _by_entity(drawn, "share")
    head, under = words.say("quality.head.share"), words.say("quality.under.share", metric=metric)
    return dots.Column(head, shares, texts, _percents, 0.001, under, widest="10 %")


def _accuracy_column(frame: pd.DataFrame, drawn: pd.DataFrame) -> dots.Column:
    benchmark = _most_common(drawn)
    elsewhere = set(frame.loc[frame["accuracy"].notna(), "entity"])
    values = _by_entity(drawn, "accuracy")
    texts = {
        name: text.percent(values[name])
        if name in values
        else words.say("quality.no.result.in")
        if name in elsewhere
        else words.say("quality.no.result")
        for name in map(str, drawn["entity"])
    }
    under = words.say("quality.under.accuracy", benchmark=short(benchmark))
    head = words.say("quality.head.accuracy")
    return dots.Column(head, values, texts, _percents, 0.001, under, widest="50 %")


def _price_column(drawn: pd.DataFrame) -> dots.Column:
    values, late_names = _by_entity(drawn, "price_prompt"), _late_prices(drawn)
    texts = {
        name: _dollars(values[name]) + " *" * (name in late_names)
        if name in values
        else words.say("quality.no.price")
        for name in map(str, drawn["entity"])
    }
    head, under = words.say("quality.head.price"), words.say("quality.under.price")
    return dots.Column(head, values, texts, "{:g}".format, 0.001, under, late_names)


def _late_prices(drawn: pd.DataFrame) -> Names:
    """Return the names whose price is from after the week."""
    late = drawn["priced_late"].fillna(value=False).astype(bool) & drawn["price_prompt"].notna()
    return tuple(str(name) for name in drawn.loc[late, "entity"])


def _has_shares(drawn: pd.DataFrame) -> bool:
    return bool(drawn["share"].notna().all())


def _by_entity(drawn: pd.DataFrame, column: str) -> dict[str, float]:
    """Return the values of a column that are known."""
    rows = drawn.loc[drawn[column].notna()]
    return dict(zip(map(str, rows["entity"]), rows[column].tolist(), strict=True))


def _usage(row: pd.Series) -> str:
    """Return a share of the week, or the amount where the total is unknown."""
    if pd.isna(row["share"]):
        return words.amount(int(row["value"]))
    return text.percent(float(row["share"]))


def _dollars(price: float) -> str:
    """Return a price to the cent, or to two digits if less: ``free``, ``0.30``, ``0.045``."""
    if price == 0:
        return words.say("quality.free")
    return f"{price:.2f}" if price >= 0.1 else f"{price:.2g}"


def _count(value: float) -> str:
    return words.amount(int(value), exact=True)


def _percents(share: float) -> str:
    return f"{share * 100:g} %"
