"""The data classes and terms shared by all modules.

payload
    Bytes as received, with their URL and time.
board
    One metric over one period of one dataset. It is the unit of versioning, identified by dataset,
    metric, scope and period.
reading
    One value on a board: a slug and a 64-bit count.
other
    The sum of everything on a board that is not named. It is part of every total and never ranked.
tokens
    Prompt plus completion tokens, which include cached and reasoning tokens. Each provider counts
    with its own tokenizer.
calls
    Requests answered by a model; not tool calls and not users.
spend
    What was billed, as a whole number of millionths of a dollar, from the field `total_usage` of
    the front end. The publisher names no unit. It is read as US dollars: of 259 models with a
    listed price that were billed in 2026-W40, 174 were billed no less than their tokens cost with
    every prompt token read from cache and no more than with none, and the rest mostly have fees
    for images or searches, or promotional prices. What users paid with their own keys is not in it.
total
    Everything counted on a board or in a week, `other` included.
depth
    How many names a board shows before `other`: 9, 20, 50, or all, for which it is empty in a file.
    A value outside the depth is unknown, not zero.
scope
    What a board counts: all `models`, `apps` or `authors`, or a part of the models, such as
    `models/10K` (one prompt-length bucket) or `models/author/name` (one model).
prompt-length
    A class of requests by prompt length, from `1K` to `10M` tokens. Calls are also published for
    each class, with its largest models.
entry
    Published facts other than counts about one thing, such as a model's price. Entries have
    vintages like boards.
selection
    The metric by which the names on a board were chosen. Only a board chosen by its own metric has
    ranks; any other has values only, which can refute a lead but not establish one.
vintage
    A board as published from one instant (`known_from`) until its next correction.
depth_looked_at
    How many slugs of a week, the largest first, are used before anything is summed; `all` means
    every slug that the week's board names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property
from itertools import compress
from typing import Literal, get_args
from urllib.parse import parse_qsl

from tracker.errors import ConfigError
from tracker.weeks import WEEK, Period

DAILY, WEEKLY = "rankings-daily", "rankings-weekly"
MODELS_WINDOW, MODEL_CHART, AUTHOR_CHART, TOOL_CHART = (
    "models-window",
    "model-chart",
    "author-chart",
    "tool-chart",
)
PROMPT_LENGTHS, MODEL_ACTIVITY = "context-length", "model-activity"
APPS_WINDOW, APP_RANKINGS = "apps-window", "app-rankings"
CATALOG, BENCHMARKS = "catalog", "benchmark-leaderboard"
SESSION_COST, TASK_SHARES = "session-cost", "task-shares"
EXPORT_INDEX = "export-index"
ELSEWHERE = ("vercel-labs", "vercel-models")
THERE = "vercel:"
"""Dataset names. Names on boards of ELSEWHERE begin with THERE, so that nobody takes them for slugs
of OpenRouter. Bundled figures have the prefix ``history-``, and windows other than a week have a
suffix: ``models-window-day``."""
DAYS = (DAILY, f"history-{DAILY}")
"""The datasets of the official days, best first: those collected, and those bundled."""
WINDOWS_OF_APPS = (APP_RANKINGS, APPS_WINDOW, f"{APPS_WINDOW}-day", f"{APPS_WINDOW}-month")
"""The datasets of apps, of any number of days, best first: the official one, and the page's."""
Metric = Literal["tokens", "calls", "spend"]
METRICS: tuple[str, ...] = get_args(Metric)
MATTERING = 30
BUCKETS = ("1K", "10K", "100K", "1M", "10M")
"""The prompt-length classes."""
OTHER = "other"
LARGEST = 2**63 - 1
LARGEST_BODY = 256 * 2**20
"""Maximum size in bytes of a decompressed body."""


@dataclass(frozen=True)
class Promise:
    """What a publisher's manifest states about a file: size, hash and number of rows."""

    bytes: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True)
class Payload:
    """One body as received: ``boards``, or a ``manifest`` that describes such a body.

    ``dated`` is the time of its figures if it is given outside the body (by a manifest, or by the
    person who imports it); ``etag`` is the server's identifier of this version, if any.
    """

    source: str
    url: str
    fetched_at: datetime
    body: bytes = field(repr=False)
    status: int = 200
    content_type: str = ""
    carries: str = "boards"
    dated: datetime | None = None
    promise: Promise | None = None
    etag: str = ""

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @property
    def name(self) -> str:
        """Return a short name: the last part of the URL, and the query parameters."""
        path, _, query = self.url.partition("?")
        last = path.rstrip("/").rsplit("/", 1)[-1]
        last = last.removeprefix("file:").removeprefix("bundled:") or self.url
        values = ", ".join(value[:60] for _, value in parse_qsl(query))
        return f"{last} ({values})" if values else last


@dataclass(frozen=True)
class Key:
    """The identity of a board."""

    dataset: str
    metric: str
    scope: str
    period: Period

    def __str__(self) -> str:
        part = self.scope.partition("/")[2]
        return " ".join(filter(None, (self.dataset, part, self.metric, str(self.period))))


@dataclass(frozen=True)
class Board:
    """One metric over one period: slug → count, in the publisher's order.

    ``depth`` None means all; ``shares`` are the publisher's own shares, if the body has them.
    """

    key: Key
    readings: tuple[tuple[str, int], ...] = field(repr=False)
    known_from: datetime
    depth: int | None = None
    selection: str = ""
    shares: tuple[float, ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def total(self) -> int:
        """Return the sum of the board, `other` included."""
        return sum(value for _, value in self.readings)

    @cached_property
    def names(self) -> list[str]:
        return [slug for slug, _ in self.readings if slug != OTHER]

    @cached_property
    def digest(self) -> str:
        """Return a hash of the content, independent of the order of rows."""
        rows = "\n".join([f"{slug}\t{value}" for slug, value in sorted(self.readings)])
        head = f"{self.depth}\t{self.selection or self.key.metric}\n"
        return hashlib.sha256((head + rows).encode()).hexdigest()


Fact = str | int | float | bool | None


@dataclass(frozen=True)
class Entry:
    """Published facts about one thing: a model in the catalogue, or a benchmark result."""

    dataset: str
    name: str
    facts: Mapping[str, Fact]
    known_from: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.dataset, self.name

    @cached_property
    def written(self) -> str:
        """Return the facts as canonical JSON."""
        return json.dumps(self.facts, ensure_ascii=False, sort_keys=True)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.written.encode()).hexdigest()


@dataclass(frozen=True)
class Answer:
    """The result of parsing a payload.

    ``window`` is the span that the body states, if any; a board missing inside it was withdrawn.
    ``notes`` are for people (a skipped row, a body without a manifest); ``doubts`` are what the
    parser finds implausible; ``unknown`` are unknown fields, each as `row: field`.
    """

    boards: tuple[Board, ...]
    as_of: datetime
    window: Period | None = None
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()
    entries: tuple[Entry, ...] = ()

    @property
    def size(self) -> int:
        """Return the number of rows."""
        return sum(len(board.readings) for board in self.boards) + len(self.entries)

    def noting(self, *notes: str) -> Answer:
        return replace(self, notes=(*self.notes, *notes))


@dataclass(frozen=True)
class Notice:
    """A failure or event to be reported once per ``key``; ``what`` is its kind in a few words."""

    what: str
    key: str
    said: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Definition:
    """How figures are counted.

    ``metric`` is summed at level ``by``, over the ``depth`` largest slugs of a week (None: all), as
    known at ``as_of`` (None: now). With ``reveal`` stealth models count towards what they were;
    ``first_vintage`` uses figures as first published.
    """

    metric: str = "tokens"
    by: str = "slug"
    depth: int | None = None
    as_of: datetime | None = None
    reveal: bool = False
    first_vintage: bool = False

    def __str__(self) -> str:
        depth = f", depth {self.depth}" if self.depth else ""
        return f"{self.metric} by {self.by}{depth}"


@dataclass(frozen=True)
class Question(Definition):
    """A definition and the requested weeks: one ``week``, or those from ``first`` to ``last``."""

    week: date | None = None
    first: date | None = None
    last: date | None = None

    @property
    def definition(self) -> Definition:
        """Return the definition without the weeks."""
        return Definition(*(getattr(self, each.name) for each in fields(Definition)))

    @property
    def names_weeks(self) -> bool:
        """Return whether weeks are given."""
        return any((self.week, self.first, self.last))


ALL = 0
VISIBLE = 9
"""The number of names in the publisher's own chart."""
DEEPEST = 5_000
"""More than any board names."""


def read_depth(text: str) -> int:
    """Return a depth: a number of slugs, or `all`. Raises ConfigError for any other text."""
    if text == "all":
        return ALL
    if text.isascii() and text.isdigit() and len(text) < 9 and 0 < int(text) <= DEEPEST:
        return int(text)
    raise ConfigError(
        f"{text[:20]!r} is not a depth", remedy=f"write a number up to {DEEPEST:,}, or all"
    )


EVERY_DAY = 2**WEEK.days - 1
"""A bit for each day of a week."""


@dataclass(eq=False)
class Counts:
    """Columns of equal length: the period, slug, count, and the days on which it was named.

    The period is a Monday, or the first day. Of weeks the days are bits, of other periods the id of
    the board of each day. A slug may have several rows in a period, which add up.
    """

    period: list[date] = field(default_factory=list)
    slug: list[str] = field(default_factory=list)
    value: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)

    def add(self, more: Counts) -> Counts:
        """Append the rows of ``more``, and return them all."""
        self.period += more.period
        self.slug += more.slug
        self.value += more.value
        self.days += more.days
        return self

    def of(self, periods: Collection[date]) -> Counts:
        """Return the rows of some periods."""
        is_of = [period in periods for period in self.period]
        return Counts(
            [*compress(self.period, is_of)],
            [*compress(self.slug, is_of)],
            [*compress(self.value, is_of)],
            [*compress(self.days, is_of)],
        )
