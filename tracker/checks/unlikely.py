"""Checks that put a board in doubt. Each returns an objection of a few words, or None.

The bands are wide on purpose. In 643 recorded days a day's total was 0.72 to 1.74 times the median
of the four weeks before, and of ten leaders at least eight were named the next day and seven a week
later; of the nine names of a week's chart at least five were in the next. A list of every model
lost one of its ten leaders in three of 16 recorded steps of up to a week, each time a free or
stealth model, which may be withdrawn overnight. A week had between 0.3 trillion tokens (November
2024) and 166 trillion (September 2026), and at most eight billion calls, so the two cannot be
confused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from statistics import median

from tracker.records import OTHER, Answer, Board
from tracker.weeks import WEEK

BAND = 3.0
LEADERS = 10
LEADERS_KEPT = 3
NAMELESS_MAKERS, FREE = frozenset({"stealth", "openrouter"}), "free"
FEWEST_TOKENS, MOST_CALLS = 10**10, 3 * 10**10
LEAST_SPEND, MOST_SPEND = 10**10, 10**15
"""Ten thousand and a billion dollars in a week, in millionths."""
PUBLISHED_WITHOUT_CONTRACT = frozenset(
    {"models-window", "model-chart", "author-chart", "context-length"}
)
SAME_SECTION_BAND = 10.0

Listed = Callable[[str, datetime], int]
"""Return the number of entries in the last list of a dataset before an instant."""


@dataclass(frozen=True)
class Known:
    """A summary of a board for comparison with later ones.

    ``leaders`` are its ten largest slugs, the largest first; ``names`` is the number of names and
    ``days`` the length of its period.
    """

    start: date
    total: int
    leaders: tuple[str, ...] = ()
    names: int = 0
    days: int = 7


def do_the_sections_agree(answer: Answer) -> tuple[set[tuple[str, str]], str] | None:
    """Return two sections of one page whose totals for a week are too far apart, and why."""
    weeks = sorted(
        (
            board
            for board in answer.boards
            if board.key.period.days == 7 and board.key.scope in ("models", "authors")
        ),
        key=lambda board: board.key.period,
    )
    newest = {(board.key.metric, board.key.dataset): board for board in weeks}
    for (metric, dataset), board in newest.items():
        for (other_metric, other_dataset), other in newest.items():
            if metric != other_metric or dataset >= other_dataset or not other.total:
                continue
            if not 1 / SAME_SECTION_BAND <= board.total / other.total <= SAME_SECTION_BAND:
                sections = {(metric, dataset), (metric, other_dataset)}
                return sections, (
                    f"{board.key} has {board.total:,} and {other.key} has {other.total:,}:"
                    " one of them is another section"
                )
    return None


def does_the_list_have_as_many(answer: Answer, dataset: str, listed: Listed) -> str | None:
    """Object to a list with less than half of the entries of the last one."""
    number = sum(entry.dataset == dataset for entry in answer.entries)
    previous = listed(dataset, answer.as_of)
    if 2 * number >= previous:
        return None
    return f"it lists {number:,} entries, but the last {dataset} had {previous:,}"


def is_it_the_right_section(board: Board, earlier: Sequence[Known]) -> str | None:
    """Object to a total of the order of the other metric."""
    key = board.key
    if key.period.days != 7:
        return None
    undocumented = key.dataset in PUBLISHED_WITHOUT_CONTRACT
    if key.metric == "tokens" and undocumented and board.total < FEWEST_TOKENS:
        return f"{board.total:,} tokens in a week is the order of a count of calls"
    if key.metric == "spend":
        if LEAST_SPEND <= board.total <= MOST_SPEND:
            return None
        return f"${board.total / 10**6:,.0f} in a week is not the order of a sum of dollars"
    if key.metric != "tokens" and board.total > MOST_CALLS:
        metric = key.metric.replace("_", " ")
        return f"{board.total:,} {metric} in a week is the order of a count of tokens"
    return None


def is_a_day_less_than_a_week(board: Board, earlier: Sequence[Known]) -> str | None:
    """Object to a day with over half of a usual week: most likely a sum of seven days."""
    weeks = [each.total for each in earlier if each.days == 7]
    if board.key.period.days != 1 or not weeks or 2 * board.total <= median(weeks):
        return None
    return f"it has {board.total:,} in a day, but the weeks before had {median(weeks):,.0f}"


def is_the_total_believable(board: Board, earlier: Sequence[Known]) -> str | None:
    """Object to a total under 1/3 or over 3 times the median of the four weeks before."""
    alike = [each.total for each in earlier if each.days == board.key.period.days]
    if len(alike) < (7 if board.key.period.days == 1 else 4):
        return None
    usual = median(alike)
    ratio = board.total / usual if usual else 1.0
    if 1 / BAND <= ratio <= BAND:
        return None
    return f"its total is {ratio:.2f} times the median of the four weeks before"


def is_the_correction_believable(board: Board, newest: Known) -> str | None:
    """Object to a total under 1/3 or over 3 times the recorded vintage of the period."""
    ratio = board.total / newest.total if newest.total else 1.0
    if 1 / BAND <= ratio <= BAND:
        return None
    return f"its total is {ratio:.2f} times the recorded one"


def are_the_leaders_still_there(board: Board, earlier: Sequence[Known]) -> str | None:
    """Object if fewer than three of the last ten leaders are named: most likely another section.

    A board that names every model must also have the first lasting leader.
    """
    last = earlier[-1] if earlier else None
    if last is None or board.key.period.start - last.start > WEEK:
        return None
    names = set(board.names)
    shared = len(names.intersection(last.leaders))
    if len(last.leaders) >= LEADERS - 1 and shared < LEADERS_KEPT:
        return f"it names {shared} of the {len(last.leaders)} leaders just before"
    first = lasting(last.leaders)
    if _names_everything(board) and first is not None and first not in names:
        return f"{first}, a leader just before, is not named"
    return None


def does_it_name_as_many(board: Board, earlier: Sequence[Known]) -> str | None:
    """Object to a full list with less than half of the models of the week before."""
    last = earlier[-1] if earlier else None
    if last is None or not _names_everything(board) or 2 * len(board.names) >= last.names:
        return None
    return f"it names {len(board.names):,} models, but just before there were {last.names:,}"


def lasting(leaders: Sequence[str]) -> str | None:
    """Return the first leader that cannot be withdrawn overnight."""
    return next((slug for slug in leaders if not _ends_overnight(slug)), None)


def _ends_overnight(slug: str) -> bool:
    """Return whether a model is free or stealth and may be withdrawn overnight."""
    name, _, variant = slug.partition(":")
    return variant == FREE or name.partition("/")[0] in NAMELESS_MAKERS


def _names_everything(board: Board) -> bool:
    return board.key.dataset == "models-window" and board.depth is None


def summarize(board: Board) -> Known:
    """Return the summary of a board."""
    period = board.key.period
    led = leaders(board.readings)
    return Known(period.start, board.total, led, len(board.names), period.days)


def leaders(rows: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Return the ten largest slugs of ``rows``, the largest first, without `other`."""
    named = sorted((row for row in rows if row[0] != OTHER), key=itemgetter(1), reverse=True)
    return tuple(slug for slug, _ in named[:LEADERS])


DOUBTS: tuple[Callable[[Board, Sequence[Known]], str | None], ...] = (
    is_it_the_right_section,
    is_a_day_less_than_a_week,
    is_the_total_believable,
    are_the_leaders_still_there,
    does_it_name_as_many,
)
