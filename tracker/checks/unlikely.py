"""What is hard to believe. A board that meets one of these objections is doubted until there is
evidence for it, or a person accepts it.

The bands are wide on purpose: in 643 recorded days a day's total was 0.72 to 1.74 times the median
of the four weeks before it, and of the ten leaders of one day at least eight were named on the
next and seven a week later; of the nine names of a week's chart at least five were in the next. A
list of every model lost one of its ten leaders in three of 16 recorded steps of up to a week, each
time a free or a stealth model: such a model is withdrawn overnight, even if it leads, and the list
no longer has it, whatever it did in that week. A week has had between 0.3 trillion tokens (November
2024) and 166 trillion (September 2026), and at most eight billion calls: neither count can pass for
the other.
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
PUBLISHED_WITHOUT_CONTRACT = frozenset(
    {"models-window", "model-chart", "author-chart", "context-length"}
)
SAME_SECTION_BAND = 10.0

Listed = Callable[[str, datetime], int]
"""How many entries the newest list of a dataset had, of those made before an instant."""


@dataclass(frozen=True)
class Known:
    """What the store knows of an earlier board: enough to find a later one hard to believe.

    ``days`` are those it covers, ``leaders`` the slugs of the ten largest, the largest first, and
    ``names`` is how many it named.
    """

    start: date
    total: int
    leaders: tuple[str, ...] = ()
    names: int = 0
    days: int = 7


def do_the_sections_agree(answer: Answer) -> tuple[set[tuple[str, str]], str] | None:
    """Boards of one page that count the same of nearly the same week cannot be far apart. Returns
    the (metric, dataset) of two that are, and the objection."""
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
                apart = {(metric, dataset), (metric, other_dataset)}
                return apart, (
                    f"{board.key} has {board.total:,} and {other.key} has {other.total:,}:"
                    " one of them is another section"
                )
    return None


def does_the_list_have_as_many(answer: Answer, dataset: str, listed: Listed) -> str | None:
    """A list of entries does not lose half of them from one time to the next."""
    number = sum(entry.dataset == dataset for entry in answer.entries)
    before = listed(dataset, answer.as_of)
    if 2 * number >= before:
        return None
    return f"it lists {number:,} entries, and the {dataset} before had {before:,}"


def is_it_the_right_section(board: Board, before: Sequence[Known]) -> str | None:
    """A count of calls under tokens, or of tokens under calls, is told by its size alone."""
    key = board.key
    if key.period.days != 7:
        return None
    undocumented = key.dataset in PUBLISHED_WITHOUT_CONTRACT
    if key.metric == "tokens" and undocumented and board.total < FEWEST_TOKENS:
        return f"{board.total:,} tokens in a week is the size of a count of calls"
    if key.metric != "tokens" and board.total > MOST_CALLS:
        counted = key.metric.replace("_", " ")
        return f"{board.total:,} {counted} in a week is the size of a count of tokens"
    return None


def is_a_day_less_than_a_week(board: Board, before: Sequence[Known]) -> str | None:
    """More than half of what the weeks before had, in a day: most likely a sum of seven days."""
    weeks = [known.total for known in before if known.days == 7]
    if board.key.period.days != 1 or not weeks or 2 * board.total <= median(weeks):
        return None
    return f"it has {board.total:,} in a day, and a week just before had {median(weeks):,.0f}"


def is_the_total_believable(board: Board, before: Sequence[Known]) -> str | None:
    """Below a third or above three times the median of the four weeks before is doubted."""
    alike = [known.total for known in before if known.days == board.key.period.days]
    if len(alike) < (7 if board.key.period.days == 1 else 4):
        return None
    usual = median(alike)
    ratio = board.total / usual if usual else 1.0
    if 1 / BAND <= ratio <= BAND:
        return None
    return f"its total is {ratio:.2f} times what was usual in the four weeks before"


def is_the_correction_believable(board: Board, newest: Known) -> str | None:
    """Below a third or above three times what was said of the same period before is doubted."""
    ratio = board.total / newest.total if newest.total else 1.0
    if 1 / BAND <= ratio <= BAND:
        return None
    return f"its total is {ratio:.2f} times what is on record for it"


def are_the_leaders_still_there(board: Board, before: Sequence[Known]) -> str | None:
    """Of the nine or ten leaders just before, fewer than three named: most likely another section.

    On a board that names every model the first of them that lasts cannot be missing.
    """
    last = before[-1] if before else None
    if last is None or board.key.period.start - last.start > WEEK:
        return None
    names = set(board.names)
    kept = len(names.intersection(last.leaders))
    if len(last.leaders) >= LEADERS - 1 and kept < LEADERS_KEPT:
        return f"of the {len(last.leaders)} leaders just before it names {kept}"
    first = lasting(last.leaders)
    if _names_everything(board) and first is not None and first not in names:
        return f"{first}, which was among the leaders just before, is not named"
    return None


def does_it_name_as_many(board: Board, before: Sequence[Known]) -> str | None:
    """A list of every model does not lose half of them in a week."""
    last = before[-1] if before else None
    if last is None or not _names_everything(board) or 2 * len(board.names) >= last.names:
        return None
    return f"it names {len(board.names):,} models, and just before there were {last.names:,}"


def lasting(led: Sequence[str]) -> str | None:
    """The first of some leaders that cannot be withdrawn overnight."""
    return next((slug for slug in led if not _ends_overnight(slug)), None)


def _ends_overnight(slug: str) -> bool:
    """Whether a model may be withdrawn from one day to the next: free ones, and those listed
    without their maker."""
    name, _, variant = slug.partition(":")
    return variant == FREE or name.partition("/")[0] in NAMELESS_MAKERS


def _names_everything(board: Board) -> bool:
    return board.key.dataset == "models-window" and board.depth is None


def known(board: Board) -> Known:
    period = board.key.period
    led = leaders(board.readings)
    return Known(period.start, board.total, led, len(board.names), period.days)


def leaders(rows: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """The slugs of the ten largest of ``rows``, the largest first, `other` left aside."""
    named = sorted((row for row in rows if row[0] != OTHER), key=itemgetter(1), reverse=True)
    return tuple(slug for slug, _ in named[:LEADERS])


DOUBTS: tuple[Callable[[Board, Sequence[Known]], str | None], ...] = (
    is_it_the_right_section,
    is_a_day_less_than_a_week,
    is_the_total_believable,
    are_the_leaders_still_there,
    does_it_name_as_many,
)
