"""tokens-vs-calls: the two rankings of one week, side by side. One row an entity, in the order of
tokens; each measure has its own scale from 0. Who is not named on a board has words there and no
dot: outside the depth is unknown, not zero."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from tracker import phrasing
from tracker.charts import lines, placing, wording
from tracker.charts.colours import THEMES
from tracker.charts.lettering import FONT, base, fitted, names, short, width, write, write_beside
from tracker.errors import GapError
from tracker.weeks import DAY, WEEK, label

NAME = "tokens-vs-calls"
WHOLE_RUNS = False
WEEKS = 0
METRICS = ("tokens", "calls")
SUMMARY = "Dots of the tokens and of the calls of one week, with the rank by each."
RANKS, MOST_ROWS = 10, 14
TALLEST = 5.0  # a row, in sizes of its letters


def rows(frame: pd.DataFrame, highlight: tuple[str, ...] = ()) -> pd.DataFrame:
    """The newest week with ranks by both measures: its two top tens, the best ranks first if they
    are more than fit on a page, and those highlighted."""
    ranked = _one_week(frame)
    kept = ranked.loc[ranked["entity"].isin(highlight), "entity"]
    chosen = list(dict.fromkeys([*kept, *_leading(ranked)]))[: max(MOST_ROWS, len(highlight))]
    return pd.DataFrame(ranked.loc[ranked["entity"].isin(chosen)])


def _one_week(frame: pd.DataFrame) -> pd.DataFrame:
    """The ranks of the newest week that has them by both measures, best first."""
    if "metric" not in frame:
        frame = frame.assign(metric=wording.metric(frame))
    # A lead that is only proven makes no ranking: the others have no ranks.
    ranked = frame.loc[frame["rank"].notna() & frame["can_rank"]]
    tokens, calls = (set(_by(ranked, metric)["week"]) for metric in METRICS)
    if not tokens & calls:
        weeks = frame["week"].unique()
        asked = label(weeks[0].date()) if len(weeks) == 1 else "any of the weeks asked for"
        raise GapError(
            f"ranks by tokens and ranks by calls are not both known for {asked}",
            datum=weeks,
            remedy="ask for another week; neither measure stands in for the other",
        )
    newest = ranked.loc[ranked["week"] == max(tokens & calls)]
    return pd.DataFrame(newest.sort_values(["rank", "entity"], kind="stable"))


def _by(rows: pd.DataFrame, metric: str) -> pd.DataFrame:
    return pd.DataFrame(rows.loc[rows["metric"] == metric])


def _leading(ranked: pd.DataFrame) -> list[str]:
    """Who is in the top ten by either measure, the best ranks first."""
    return list(dict.fromkeys(ranked.loc[ranked["rank"] <= RANKS, "entity"]))


def finding(frame: pd.DataFrame) -> str:
    ranked = _one_week(frame)
    first = ranked.loc[ranked["rank"] == 1]
    called = names(list(dict.fromkeys(first["entity"])))
    tokens, calls = (list(_by(first, metric)["entity"]) for metric in METRICS)

    def lead(leaders: list[str]) -> tuple[str, str]:
        if len(leaders) > 3:
            return f"{phrasing.in_words(len(leaders))} {wording.kinds(frame)}", "lead"
        who = phrasing.listed([short(called[name]) for name in leaders])
        return who, "leads" if len(leaders) == 1 else "lead"

    (who, verb), (others, again) = lead(tokens), lead(calls)
    who = who.capitalize() if len(tokens) > 3 else who
    week = label(ranked["week"].iloc[0].date())
    if tokens == calls:
        return f"{who} {verb} by tokens and by calls in {week}"
    others = others if again == verb else f"{others} {again}"
    return f"{who} {verb} by tokens, {others} by calls, in {week}"


def subtitle(frame: pd.DataFrame) -> str:
    ranked = _one_week(frame)
    first, last = ranked["week"].iloc[0], ranked["week"].iloc[0] + WEEK - DAY
    tokens, calls = (wording.depth(_by(ranked, metric)).rstrip(".") for metric in METRICS)
    others = calls.removeprefix("Boards ")
    measures = " and by ".join(wording.MEASURES[metric] for metric in METRICS)
    said = [
        f"The ten largest {wording.kinds(frame)} by {measures}, each on its own scale.",
        f"Week {label(first.date())}, {first.day} {first:%B} to {last.day} {last:%B %Y}.",
        f"{tokens}." if tokens == calls else f"{tokens} by tokens, {others} by calls.",
    ]
    if len(_leading(ranked)) > MOST_ROWS:
        said.append(f"The best ranked of these {len(_leading(ranked))} are shown.")
    return " ".join(said)


def draw(
    ax: Axes, frame: pd.DataFrame, *, highlight: tuple[str, ...] = (), theme: str = "light"
) -> None:
    look = THEMES[theme]
    drawn = rows(frame, highlight)
    boards = [_by(drawn, metric) for metric in METRICS]
    entities = list(dict.fromkeys(name for board in boards for name in board["entity"]))
    breadth, height = placing.room(ax)
    size = min(base(), height / (len(entities) + 2) * 0.68)
    head = size * 2
    tall = min((height - head) / len(entities), size * TALLEST)
    # The scales stand under the last row, not at the foot of an empty page.
    whole = ax.get_position()
    used = whole.height * (head + tall * len(entities)) / height
    ax.set_position((whole.x0, whole.y1 - used, whole.width, used))
    ax.set_ylim(len(entities) - 0.5, -0.5 - head / tall)
    # One across is one point of the page, so that two scales can share these axes.
    ax.set_xlim(0, breadth)
    placing.bare(ax)

    called = {name: fitted(text, size, breadth * 0.36) for name, text in names(entities).items()}
    left = max(width(text, size) for text in called.values()) + size * 1.5
    each = (breadth - left - size) / 2
    ticks: dict[float, str] = {}
    for metric, board, zero in zip(METRICS, boards, (left, left + each + size), strict=True):
        write(
            ax, zero, -0.5 - head / tall, metric.capitalize(),
            va="top", fontsize=size, color=look.pale, fontweight="bold",
        )  # fmt: skip
        values = {name: int(value) for name, value in board.set_index("entity")["value"].items()}
        ranked = zip(values, board["rank"], strict=True)
        texts = {name: f"#{rank} · {phrasing.amount(values[name])}" for name, rank in ranked}
        # The dot that comes nearest to the edge with its text decides the scale.
        room = {name: each - width(text, size) - size for name, text in texts.items()}
        scale = min(room[name] / max(value, 1) for name, value in values.items())
        for value in range(0, max(values.values()) + 1, _step(scale, size)):
            ticks[zero + value * scale] = phrasing.amount(value, exact=True)
        for row, name in enumerate(entities):
            quiet = name not in values or (highlight and name not in highlight)
            end = zero + values.get(name, 0) * scale
            if name in values:
                tone, _ = lines.tones(name, highlight, look)
                ax.plot(
                    [zero, end], [row, row],
                    color=tone, lw=size / 6, marker="o", ms=size * 0.7, markevery=[1],
                )  # fmt: skip
            write_beside(
                ax, (end, row), (size * 0.8, 0), texts.get(name, _unknown(board, frame)),
                va="center_baseline", fontsize=size, color=look.pale if quiet else look.ink,
            )  # fmt: skip
    for row, name in enumerate(entities):
        tone = look.pale if highlight and name not in highlight else look.ink
        write(ax, 0, row, called[name], va="center_baseline", fontsize=size, color=tone)
    for place in ticks:
        ax.plot([place] * 2, [-0.5, len(entities) - 0.5], color=look.faint, lw=0.8, zorder=0)
    size *= 0.9
    ax.set_xticks([*ticks], [*ticks.values()], fontfamily=FONT, fontsize=size, color=look.pale)


def _unknown(board: pd.DataFrame, frame: pd.DataFrame) -> str:
    """What is said of an entity that the board does not name. A depth counts slugs: it says
    nothing of what is summed from them."""
    depth = board["depth"].iloc[0]
    told = not pd.isna(depth) and frame.attrs.get("by", "slug") == "slug"
    return f"not in the top {depth}" if told else "not named"


def _step(scale: float, size: float) -> int:
    """The smallest of 1, 2, 5, 10, 20 … that leaves room between the ticks."""
    apart = width("500M", size) * 1.4
    steps = (int(digit + "0" * zeros) for zeros in range(40) for digit in "125")
    return next(step for step in steps if step * scale >= apart)
