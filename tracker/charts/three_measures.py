"""Chart `three-measures`: the rankings of one week by tokens, by calls and by spend, side by side.

Each panel has its own order and its own scale from 0: the measures rank differently, and none
replaces another. The week is the newest one that all three rank; a week that one of them does not
rank has two panels, and the subtitle says so. A name that a board does not have has no bar: outside
the depth is unknown, not zero.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker import text
from tracker.charts import Feed, Names, captions, layout, lines, words
from tracker.charts.text import base, fit_text, names, short, subjects, width, write
from tracker.charts.theme import THEMES, Theme
from tracker.errors import GapError
from tracker.weeks import DAY, WEEK, label

NAME = "three-measures"
METRICS = ("tokens", "calls", "spend")
FEED = Feed(metrics=METRICS)
SUMMARY = "Bars of the largest of one week by tokens, by calls and by spend, each in its own order."
RANKS, MOST_ROWS = 10, 14
MOST = 3
"""The largest number of highlighted names in the title."""
BROAD, COMPACT = 24.0, 9.0
"""The least breadths of a panel for a row in one line, and in two, in sizes of its letters."""
SMALLEST = 0.85
"""The least size of letters, in sizes of ordinary ones; there are fewer rows instead."""
TALLEST = 5.0  # height of a row, in sizes of its letters
LINE, BAR = 1.35, 0.42  # heights of the words of a row and of its bar


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the ten largest of the week by each measure, and those highlighted.

    Of more names with equal values than fit on a page, the first by name are kept.
    """
    ranked = _one_week(frame)
    largest = ranked["rank"].le(RANKS) & (ranked.groupby("metric").cumcount() < MOST_ROWS)
    return ranked[largest | ranked["entity"].isin(highlight)]


def _one_week(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the ranks of the newest week with the most measures, the best of each first."""
    # A lead that is only proven is no ranking: the others have no ranks.
    ranked = frame.loc[frame["rank"].notna() & frame["can_rank"]]
    measures = ranked.groupby("week")["metric"].nunique()
    if measures.empty or measures.max() < 2:
        weeks = frame["week"].unique()
        when = label(weeks[0].date()) if len(weeks) == 1 else "any of these weeks"
        raise GapError(
            f"no two of {text.listed(METRICS)} are ranked in {when}",
            datum=weeks,
            remedy="ask for another week; no measure replaces another",
        )
    newest = ranked.loc[ranked["week"] == measures.index[measures == measures.max()].max()]
    order = newest["metric"].map(METRICS.index)
    best_first: pd.DataFrame = newest.assign(order=order).sort_values(
        ["order", "rank", "entity"], kind="stable"
    )
    return best_first.drop(columns="order")


def _boards(ranked: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of each measure that ranks the week."""
    return {str(metric): board for metric, board in ranked.groupby("metric", sort=False)}


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    ranked = _one_week(frame)
    week = captions.week(ranked["week"].iloc[0])
    if highlight:
        ranks = _ranks_texts(ranked, highlight)
        key = "three-measures.one" if len(ranks) == 1 else "three-measures.finding"
        return words.say(key, parts=words.say("semicolon").join(ranks), week=week)
    first = ranked.loc[ranked["rank"] == 1]
    labels = subjects(list(dict.fromkeys(first["entity"])), frame)
    led: dict[tuple[str, ...], list[str]] = {}
    for metric, board in _boards(first).items():
        led.setdefault(tuple(board["entity"]), []).append(metric)
    parts: list[str] = []
    before = ""
    for leaders, metrics in led.items():
        who = words.listed([short(labels[name]) for name in leaders])
        if len(leaders) > 3:
            who = words.say(
                "three-measures.several",
                number=words.in_words(len(leaders)),
                kinds=captions.kinds(frame),
                counted=captions.counted(frame, len(leaders)),
            )
            who = who if parts else words.capital(who)
        verb = "lead" if len(leaders) > 1 else "leads"
        key = "same" if verb == before else verb
        measures = words.listed([words.measure(metric) for metric in metrics])
        parts.append(words.say(f"three-measures.{key}", who=who, measures=measures))
        before = verb
    if len(parts) == 1:
        return words.say("three-measures.one", parts=parts[0], week=week)
    joined = words.say("comma.clause").join(parts)
    return words.say("three-measures.finding", parts=joined, week=week)


def _ranks_texts(ranked: pd.DataFrame, highlight: Names) -> list[str]:
    """Return the ranks of each of those highlighted.

    For example ``x is #1 by tokens, #5 by calls and #2 by spend`` and ``y is #2, #9 and #3``.
    """
    labels = subjects(list(highlight), ranked)
    parts = []
    for number, name in enumerate(highlight[:MOST]):
        ranks = []
        for metric, board in _boards(ranked).items():
            rank_rows = board.loc[board["entity"] == name, "rank"]
            rank = (
                words.say("not.named")
                if rank_rows.empty
                else words.say("rank", number=int(rank_rows.iloc[0]))
            )
            named_metric = words.measure(metric)
            ranks.append(
                rank if number else words.say("three-measures.rank", rank=rank, metric=named_metric)
            )
        key = "three-measures.is.next" if number else "three-measures.is"
        parts.append(words.say(key, who=short(labels[name]), ranks=words.clauses(ranks, "、")))
    return parts


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    ranked = _one_week(frame)
    return captions.one_line(
        words.say(
            "three-measures.subtitle",
            kinds=captions.kinds(frame),
            each=captions.each(frame),
            measures=words.listed([words.measure(metric) for metric in _boards(ranked)]),
        ),
        captions.days(ranked["week"].iloc[0]),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    ranked = _one_week(frame)
    boards = _boards(ranked)
    first, last = ranked["week"].iloc[0], ranked["week"].iloc[0] + WEEK - DAY
    measures = ", by ".join(captions.MEASURES[metric] for metric in boards)
    unknown = [metric for metric in METRICS if metric not in boards]
    return captions.join(
        f"The ten largest {captions.kinds(frame)} by {measures}, each on its own scale.",
        f"Week {label(first.date())}, {first.day} {first:%B} to {last.day} {last:%B %Y}.",
        f"No ranking by {unknown[0]} is on record for this week." if unknown else "",
        _depths(boards),
    )


def _depths(boards: dict[str, pd.DataFrame]) -> str:
    """Return how many names the boards show, once for those that are alike."""
    alike: dict[str, list[str]] = {}
    for metric, board in boards.items():
        alike.setdefault(captions.depth(board).rstrip("."), []).append(metric)
    if len(alike) == 1:
        return f"{next(iter(alike))}."
    depths = [f"{depth} by {text.listed(metrics)}" for depth, metrics in alike.items()]
    return f"{'; '.join([depths[0], *(each.removeprefix('Boards ') for each in depths[1:])])}."


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    boards = _boards(rows(frame, highlight))
    layout.extend_to_foot(ax)
    breadth, height = layout.room(ax)
    is_stacked = breadth < height or breadth < COMPACT * base() * len(boards)
    across = 1 if is_stacked else len(boards)
    is_compact = not is_stacked and breadth < BROAD * base() * len(boards)
    gaps, head = (base() * 2, base() * 1.2), base() * 1.9
    places = max(len({*board["entity"], *highlight}) for board in boards.values())
    panels = [*layout.panels(ax, len(boards), across, gaps, head)]
    fit = int(
        layout.room(panels[0])[1] / (base() * SMALLEST * (LINE + (1.5 if is_compact else 2 * BAR)))
    )
    places = max(min(places, fit), len(highlight), 1)
    for panel, (metric, board) in zip(panels, boards.items(), strict=True):
        shown = _first(board, places, highlight)
        absent = [name for name in highlight if name not in {*board["entity"]}]
        words = dict.fromkeys(absent, _unknown(board, frame))
        look = THEMES[theme]
        _draw_board(panel, metric, shown, words, frame, places, highlight, look, is_compact)


def _first(board: pd.DataFrame, places: int, highlight: Names) -> pd.DataFrame:
    """Return the first rows of a board, as many as there are places, with those highlighted."""
    is_highlighted = board["entity"].isin(highlight)
    others = places - int(is_highlighted.sum())
    return board[is_highlighted | ((~is_highlighted).cumsum() <= others)]


def _unknown(board: pd.DataFrame, frame: pd.DataFrame) -> str:
    """Return the words for an entity that the board does not name.

    A depth counts slugs: it has no meaning for sums over them.
    """
    depth = board["depth"].iloc[0]
    has_depth = not pd.isna(depth) and captions.level(frame) == "slug"
    if not has_depth:
        return words.say("not.named")
    return words.say("three-measures.outside", depth=depth)


def _draw_board(
    ax: Axes,
    metric: str,
    board: pd.DataFrame,
    unknown: dict[str, str],
    frame: pd.DataFrame,
    places: int,
    highlight: Names,
    look: Theme,
    is_compact: bool,
) -> None:
    """Draw a ranking from the top down, in rows of which ``places`` fill the axes.

    In a compact one the values stand at the bars, and the names have the line above them.
    """
    breadth, height = layout.room(ax)
    layout.hide_frame(ax)
    ax.set_xticks([])
    size = min(base(), height / places / (LINE + (1.5 if is_compact else 2 * BAR)))
    tall = min(height / places, size * TALLEST)
    # One unit is one point of the page, down from the top.
    ax.set_xlim(0, breadth)
    ax.set_ylim(height, 0)
    head = words.capital(words.measure(metric))
    write(ax, 0, -base() * 0.8, head, fontsize=base(), fontweight="bold")
    labels = names([*board["entity"], *unknown], frame)
    values = {str(name): int(value) for name, value in board.set_index("entity")["value"].items()}
    ranks = {str(name): f"{rank}" for name, rank in board.set_index("entity")["rank"].items()}
    longest = max(*values.values(), 1)
    indent = 0.0 if is_compact else width("00", size) + size * 0.6
    amounts = {name: words.amount(value, metric) for name, value in values.items()} | unknown
    beside = max(width(amount, size) for amount in amounts.values()) + size * 0.5
    for row, name in enumerate([*values, *unknown]):
        top = row * tall
        quiet = name in unknown or (highlight and name not in highlight)
        tone = look.pale if quiet else look.ink
        amount_text = amounts[name]
        room = breadth if is_compact else breadth - indent - width(amount_text, size) - size * 1.7
        length = (breadth - beside * is_compact) * values.get(name, 0) / longest
        amount_place = (length + size * 0.5 * (length > 0), top + size * (LINE + 0.75), "left")
        for x, y, written, side, shade in (
            (0, top + size, "" if is_compact else ranks.get(name, ""), "left", look.pale),
            (indent, top + size, fit_text(labels[name], size, room), "left", tone),
            (*amount_place[:2], amount_text, amount_place[2], tone)
            if is_compact
            else (breadth, top + size, amount_text, "right", tone),
        ):
            write(ax, x, y, written, va="baseline", ha=side, fontsize=size, color=shade)
        if name in values:
            ax.barh(
                top + size * LINE,
                length,
                height=size * (0.8 if is_compact else BAR),
                align="edge",
                color=lines.tones(name, highlight, look)[0],
            )
        tooltip = (
            words.say(
                "three-measures.tooltip",
                who=labels[name],
                rank=ranks[name],
                metric=words.measure(metric),
                amount=amount_text,
            )
            if name in ranks
            else words.labelled(labels[name], amount_text)
        )
        layout.tooltip(ax, (0, breadth), (top, top + tall), tooltip)
