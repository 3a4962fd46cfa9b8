"""The words that travel between the modules.

payload
    Bytes as received, with where and when they came from.
board
    One metric over one period of one dataset: the unit of versioning, known by its key (dataset,
    metric, scope, period).
reading
    One value on a board: a slug and a 64-bit count.
other
    Everything on a board that it does not name. It is counted in every total and never ranked.
tokens
    Prompt plus completion tokens. Cached and reasoning tokens are inside these and never added.
    Each provider counts with its own tokenizer.
calls
    Requests answered by a model. Never tool calls, and never users.
total
    Everything counted on a board or in a week, `other` included.
depth
    How many names a board shows before `other`: 9, 20, 50, or all. Outside the depth a value is
    unknown, not zero.
scope
    What a board counts: `models`, `apps` or `authors`, of everything; or a part of the models, as
    `models/10K` (the requests of one prompt-length bucket) or `models/author/name` (one model).
prompt-length
    A class of requests by the length of their prompts, from `1K` to `10M` tokens: calls are
    published for each class too, with its largest models.
entry
    What is published about one thing beside its counts: its name and facts, such as a model's
    price. Entries have vintages as boards do.
selection
    The metric by which the names on a board were chosen. A board chosen by its own metric can
    rank. One chosen by another has values and no ranks: it can refute a lead, never establish one.
vintage
    A board as the publisher had it from one instant (`known_from`) until its next correction.

How many of a week are looked at.

depth_looked_at
    How many slugs of a week, the largest first, are looked at before anything is summed; `all` is
    as many as the week's board names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property
from urllib.parse import parse_qsl

from tracker.errors import ConfigError
from tracker.weeks import Period

DAILY, WEEKLY = "rankings-daily", "rankings-weekly"
MODELS_WINDOW, MODEL_CHART, AUTHOR_CHART, TOOL_CHART = (
    "models-window", "model-chart", "author-chart", "tool-chart",
)  # fmt: skip
PROMPT_LENGTHS, MODEL_ACTIVITY = "context-length", "model-activity"
APPS_WINDOW, APP_RANKINGS = "apps-window", "app-rankings"
CATALOG, BENCHMARKS = "catalog", "benchmark-leaderboard"
"""What is published, by the names under which it is kept. Bundled figures have the same names after
``history-``, and a window that is not a week has its length behind: ``models-window-day``."""
MATTERING = 30
BUCKETS = ("1K", "10K", "100K", "1M", "10M")
"""The classes of prompt length."""
OTHER = "other"
LARGEST = 2**63 - 1
LARGEST_BODY = 256 * 2**20
"""Bytes of a body once it is unpacked, wherever it comes from: a server, a file, the archive."""


@dataclass(frozen=True)
class Promise:
    """What a publisher's manifest says of a file: its length, its hash, how many rows it holds."""

    bytes: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True)
class Payload:
    """One body as received. Carries ``boards``, or a ``manifest`` that promises such a body.

    ``dated`` is the instant that dates its figures where that stands outside the body (in a
    manifest, or in the hands of the person who imports it); ``etag`` is the server's name for this
    version of the body, where it gives one.
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
        """What a person would call it: the last part of its address, and what was asked of it."""
        path, _, query = self.url.partition("?")
        last = path.rstrip("/").rsplit("/", 1)[-1]
        last = last.removeprefix("file:").removeprefix("bundled:") or self.url
        asked = ", ".join(value[:60] for _, value in parse_qsl(query))
        return f"{last} ({asked})" if asked else last


@dataclass(frozen=True)
class Key:
    """What a board is known by."""

    dataset: str
    metric: str
    scope: str
    period: Period

    def __str__(self) -> str:
        part = self.scope.partition("/")[2]
        return " ".join(filter(None, (self.dataset, part, self.metric, str(self.period))))


@dataclass(frozen=True)
class Board:
    """One metric over one period: slug → count, in the publisher's order. ``depth`` None is all.

    ``shares`` holds the publisher's own share of each slug where the body states it.
    """

    key: Key
    readings: tuple[tuple[str, int], ...] = field(repr=False)
    known_from: datetime
    depth: int | None = None
    selection: str = ""
    shares: tuple[float, ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def total(self) -> int:
        """Everything on the board, `other` included."""
        return sum(value for _, value in self.readings)

    @cached_property
    def names(self) -> list[str]:
        return [slug for slug, _ in self.readings if slug != OTHER]

    @cached_property
    def digest(self) -> str:
        """A hash of the content: same content, same digest, whatever the order of the rows."""
        rows = "\n".join([f"{slug}\t{value}" for slug, value in sorted(self.readings)])
        head = f"{self.depth}\t{self.selection or self.key.metric}\n"
        return hashlib.sha256((head + rows).encode()).hexdigest()


Fact = str | int | float | bool | None


@dataclass(frozen=True)
class Entry:
    """Facts published about one thing (a model in the catalogue, a model's result in a benchmark),
    known by its dataset and name."""

    dataset: str
    name: str
    facts: Mapping[str, Fact]
    known_from: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.dataset, self.name

    @cached_property
    def written(self) -> str:
        """The facts as JSON, the same for the same facts."""
        return json.dumps(self.facts, ensure_ascii=False, sort_keys=True)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.written.encode()).hexdigest()


@dataclass(frozen=True)
class Answer:
    """What a parser made of a payload.

    ``window`` is the span the publisher says it answered for, when it says so; a board missing
    from inside it has been withdrawn. ``notes`` are things a person should know (a row left out,
    a body that no manifest vouches for). ``doubts`` are what the parser itself finds hard to
    believe. ``unknown`` are fields that the tracker does not know, each as `row: field`.
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
        """How many rows it was read from."""
        return sum(len(board.readings) for board in self.boards) + len(self.entries)

    def noting(self, *notes: str) -> Answer:
        return replace(self, notes=(*self.notes, *notes))


@dataclass(frozen=True)
class Notice:
    """Something to be told once to whoever keeps the tracker: a failure, or what is new in the
    record. Two with the same ``key`` are the same; ``what`` names its kind in a word or two."""

    what: str
    key: str
    said: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Definition:
    """How figures are counted: what is asked for travels as this one value.

    ``metric`` is counted at the level ``by``. ``depth``: only so many slugs of a week, the largest,
    are looked at before anything is summed; None looks at all. ``as_of``: as known at an instant;
    None is now. ``reveal``: stealth models count towards what they were, with hindsight.
    ``first_vintage``: as first published.
    """

    metric: str = "tokens"
    by: str = "slug"
    depth: int | None = None
    as_of: datetime | None = None
    reveal: bool = False
    first_vintage: bool = False

    def __str__(self) -> str:
        looked_at = f", depth {self.depth}" if self.depth else ""
        return f"{self.metric} by {self.by}{looked_at}"


@dataclass(frozen=True)
class Question(Definition):
    """A definition, and the weeks that are asked for: one ``week``, or those from ``first`` to
    ``last``; None is not given."""

    week: date | None = None
    first: date | None = None
    last: date | None = None

    @property
    def definition(self) -> Definition:
        """How the figures are counted, of whichever weeks."""
        return Definition(*(getattr(self, one.name) for one in fields(Definition)))

    @property
    def names_weeks(self) -> bool:
        """Whether any weeks are asked for."""
        return any((self.week, self.first, self.last))


ALL = 0
VISIBLE = 9
"""How many the publisher's own chart names."""
DEEPEST = 5_000
"""More than any board names."""


def read_depth(text: str) -> int:
    """A depth: a number of slugs, or `all`. Raises ConfigError for anything else."""
    if text == "all":
        return ALL
    if text.isascii() and text.isdigit() and len(text) < 9 and 0 < int(text) <= DEEPEST:
        return int(text)
    raise ConfigError(
        f"{text[:20]!r} is no depth", remedy=f"write 9, 10, 20, 50 (at most {DEEPEST:,}), or all"
    )
