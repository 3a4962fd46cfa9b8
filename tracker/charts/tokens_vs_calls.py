"""Chart `tokens-vs-calls`: the two rankings of one week, side by side.

There is one row for each entity, in the order of tokens; each measure has its own scale from 0. A
name that a board does not have gets words there and no dot: outside the depth is unknown, not zero.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker import text
from tracker.charts import Feed, Names, captions, dots
from tracker.charts.text import names, short
from tracker.charts.theme import THEMES
from tracker.errors import GapError
from tracker.weeks import DAY, WEEK, label

NAME = "tokens-vs-calls"
METRICS = ("tokens", "calls")
FEED = Feed(metrics=METRICS)
SUMMARY = "Dots of the tokens and of the calls of one week, with the rank by each."
RANKS, MOST_ROWS = 10, 14
MOST = 3
"""The largest number of highlighted names in the title."""


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the newest week with ranks by both measures: its two top tens and those highlighted.

    If there are more than fit on a page, the best ranks are kept.
    """
    ranked = _one_week(frame)
    highlighted = ranked.loc[ranked["entity"].isin(highlight), "entity"]
    entities = list(dict.fromkeys([*highlighted, *_leading(ranked)]))[
        : max(MOST_ROWS, len(highlight))
    ]
    return ranked[ranked["entity"].isin(entities)]


def _one_week(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the ranks of the newest week that has them by both measures, best first."""
    # A lead that is only proven is no ranking: the others have no ranks.
    ranked = frame.loc[frame["rank"].notna() & frame["can_rank"]]
    tokens, calls = (set(_by(ranked, metric)["week"]) for metric in METRICS)
    if not tokens & calls:
        weeks = frame["week"].unique()
        when = label(weeks[0].date()) if len(weeks) == 1 else "any of these weeks"
        raise GapError(
            f"ranks by tokens and ranks by calls are not both known for {when}",
            datum=weeks,
            remedy="ask for another week; neither measure replaces the other",
        )
    newest = ranked.loc[ranked["week"] == max(tokens & calls)]
    best_first: pd.DataFrame = newest.sort_values(["rank", "entity"], kind="stable")
    return best_first


def _by(rows: pd.DataFrame, metric: str) -> pd.DataFrame:
    return rows[rows["metric"] == metric]


def _leading(ranked: pd.DataFrame) -> list[str]:
    """Return the names in the top ten by either measure, the best ranks first."""
    return list(dict.fromkeys(ranked.loc[ranked["rank"] <= RANKS, "entity"]))


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    ranked = _one_week(frame)
    first = ranked.loc[ranked["rank"] == 1]
    labels = names(list(dict.fromkeys(first["entity"])))
    tokens, calls = (list(_by(first, metric)["entity"]) for metric in METRICS)

    def lead(leaders: list[str]) -> tuple[str, str]:
        if len(leaders) > 3:
            return f"{text.in_words(len(leaders))} {captions.kinds(frame)}", "lead"
        who = text.listed([short(labels[name]) for name in leaders])
        return who, "leads" if len(leaders) == 1 else "lead"

    (who, verb), (others, other_verb) = lead(tokens), lead(calls)
    who = who.capitalize() if len(tokens) > 3 else who
    week = label(ranked["week"].iloc[0].date())
    if highlight:
        return f"{_ranks_text(ranked, highlight)} in {week}"
    if tokens == calls:
        return f"{who} {verb} by tokens and by calls in {week}"
    others = others if other_verb == verb else f"{others} {other_verb}"
    return f"{who} {verb} by tokens, {others} by calls, in {week}"


def _ranks_text(ranked: pd.DataFrame, highlight: Names) -> str:
    """Return the ranks of those highlighted.

    For example ``x is #1 by tokens and #5 by calls, y #2 and #9,``
    """
    labels = names(list(highlight))
    parts = []
    for number, name in enumerate(highlight[:MOST]):
        ranks = []
        for metric in METRICS:
            rank_rows = _by(ranked[ranked["entity"] == name], metric)["rank"]
            rank = "not named" if rank_rows.empty else f"#{int(rank_rows.iloc[0])}"
            ranks.append(f"{rank} by {metric}" if not number else rank)
        parts.append(f"{short(labels[name])} {'' if number else 'is '}{' and '.join(ranks)}")
    return ", ".join(parts) + ("," if len(parts) > 1 else "")


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    ranked = _one_week(frame)
    first, last = ranked["week"].iloc[0], ranked["week"].iloc[0] + WEEK - DAY
    tokens, calls = (captions.depth(_by(ranked, metric)).rstrip(".") for metric in METRICS)
    others = calls.removeprefix("Boards ")
    measures = " and by ".join(captions.MEASURES[metric] for metric in METRICS)
    sentences = [
        f"The ten largest {captions.kinds(frame)} by {measures}, each on its own scale.",
        f"Week {label(first.date())}, {first.day} {first:%B} to {last.day} {last:%B %Y}.",
        f"{tokens}." if tokens == calls else f"{tokens} by tokens, {others} by calls.",
    ]
    if len(_leading(ranked)) > MOST_ROWS:
        sentences.append(f"The best ranked of these {len(_leading(ranked))} are shown.")
    return captions.join(*sentences)


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    drawn = rows(frame, highlight)
    boards = [_by(drawn, metric) for metric in METRICS]
    entities = list(dict.fromkeys(name for board in boards for name in board["entity"]))
    columns = []
    for metric, board in zip(METRICS, boards, strict=True):
        values = {str(name): int(n) for name, n in board.set_index("entity")["value"].items()}
        ranked = zip(values, board["rank"], strict=True)
        texts = {name: f"#{rank} · {text.amount(values[name])}" for name, rank in ranked}
        texts = {**dict.fromkeys(entities, _unknown(board, frame)), **texts}
        columns.append(dots.Column(metric.capitalize(), values, texts, _count))
    dots.draw(ax, entities, columns, highlight, THEMES[theme])


def _unknown(board: pd.DataFrame, frame: pd.DataFrame) -> str:
    """Return the words for an entity that the board does not name.

    A depth counts slugs: it has no meaning for sums over them.
    """
    depth = board["depth"].iloc[0]
    has_depth = not pd.isna(depth) and captions.level(frame) == "slug"
    return f"not in the top {depth}" if has_depth else "not named"


def _count(value: float) -> str:
    return text.amount(int(value), exact=True)
