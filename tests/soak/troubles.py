"""What goes wrong between the publisher and whoever asks: for hours or days, of one source or
another, several at a time; and now and then with a single request.

Nothing that goes wrong here is true: none of it may ever be on record.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qsl, unquote

from soak.world import BEGIN, CALM, World, instant
from support.fake_server import Asked, Reply
from support.frontend_bodies import LEADERBOARD
from support.sample_boards import API, EXPORTS, export_csv, export_manifest

from tracker.weeks import DAY, days, monday

APPS, MODELS = "/api/v1/datasets/app-rankings", "/api/v1/models"
SOURCES = {
    "export": EXPORTS, "data_api": API, "app_rankings": APPS, "catalog": MODELS,
    "benchmarks": LEADERBOARD,
}  # fmt: skip
HANGS, DRIPS = 1.2, 0.02
"""Seconds before an answer, and between two bytes: both more than anybody waits for here."""
NOW_AND_THEN = 0.06

Spoil = Callable[[Reply, Asked], Reply]


def _status(status: int, **headers: str) -> Spoil:
    def spoil(_: Reply, asked: Asked) -> Reply:
        # Some servers say back what they were told.
        told = json.dumps({"error": {"code": status, "headers": asked.headers}}).encode()
        return Reply(
            status, told, {name.replace("_", "-"): value for name, value in headers.items()}
        )

    return spoil


def _body(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda reply, _: Reply(reply.status, change(reply.body))


def _without_rows(body: bytes) -> bytes:
    if not body.startswith(b"{"):
        return body.partition(b"\n")[0] + b"\n"
    return json.dumps({**json.loads(body), "data": []}).encode()


def _otherwise(body: bytes) -> bytes:
    """Fields of other names."""
    for name, other in ((b"model_permaslug", b"model"), (b"total_tokens", b"tokens"),
                        (b"canonical_slug", b"slug"), (b"app_id", b"id")):  # fmt: skip
        body = body.replace(name, other)
    return body.replace(b"snapshot_date", b"date").replace(b"accuracy", b"score")


def _of_another_type(body: bytes) -> bytes:
    """Counts that are no counts."""
    for name in (b'"total_tokens": "', b'"bytes": ', b'"total_requests": ', b'"prompt": "'):
        body = body.replace(name, name + b"-")
    return body


def _cut(body: bytes) -> bytes:
    return body[: 2 * len(body) // 3]


SPOILT: dict[str, Spoil] = {
    "500": _status(500),
    "503": _status(503, Retry_After="1"),
    "429": _status(429, Retry_After="3600"),
    "403": _status(403),
    "520": _status(520),
    "elsewhere": _status(302, Location="http://127.0.0.1:9/"),
    "timeout": lambda reply, _: Reply(reply.status, reply.body, delay=HANGS),
    "drip": lambda reply, _: Reply(reply.status, reply.body, drip=DRIPS),
    "cut off": lambda reply, _: Reply(reply.status, reply.body, cut_after=len(reply.body) // 2),
    "cut": _body(_cut),
    "empty": _body(lambda _: b""),
    "no rows": _body(_without_rows),
    "a page": _body(lambda _: b"<!doctype html><title>Back soon</title>"),
    "other fields": _body(_otherwise),
    "no counts": _body(_of_another_type),
}
VOUCHED = "other columns"
"""Of the export alone: its manifest promises the very file that is spoilt."""
PASSING = ("500", "503", "cut off", "cut", "empty")
"""What befalls a single request."""


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong with a source for a time."""

    source: str
    sort: str
    begins: datetime
    ends: datetime


@dataclass
class Publisher:
    """The server of a world at the instant it is ``now``, with its troubles."""

    world: World
    troubles: list[Trouble]
    slips: dict[date, float]
    """Snapshots of the export whose newest day is by a mistake so many times what it should be."""
    now: datetime = field(default_factory=lambda: instant(BEGIN))
    calm: bool = False
    meant: set[str] = field(default_factory=set)
    """The digests of all that was answered rightly."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _asked: int = 0

    def answer(self, asked: Asked) -> Reply:
        """What a request is answered with. `/clock` tells what time it is."""
        if asked.path == "/clock":
            self.now = datetime.fromisoformat(unquote(asked.query))
            return Reply()
        reply = self._rightly(asked)
        if reply.status != 200:
            return reply
        self.meant.add(sha256(reply.body).hexdigest())
        tag = f'"{len(reply.body)}-{hash(reply.body)}"'
        if asked.path == MODELS:
            if asked.headers.get("If-None-Match") == tag and not self._spoils(asked):
                return Reply(304)
            reply = Reply(200, reply.body, {"ETag": tag})
        spoil = self._spoils(asked)
        if spoil == VOUCHED:
            return Reply(200, self._vouched(asked.path))
        return SPOILT[spoil](reply, asked) if spoil else reply

    def _spoils(self, asked: Asked) -> str | None:
        source = next(name for name, path in SOURCES.items() if asked.path.startswith(path))
        if self.calm:
            return None
        for one in self.troubles:
            if one.source == source and one.begins <= self.now < one.ends:
                return one.sort
        with self._lock:
            self._asked += 1
            draw = random.Random(f"{self.world.seed} {self._asked}")
        last = instant(self.world.plan.end - CALM * DAY)
        passes = draw.random() < NOW_AND_THEN and self.now < last
        return draw.choice(PASSING) if passes and self.now >= instant(BEGIN + DAY) else None

    def _rightly(self, asked: Asked) -> Reply:
        path = asked.path
        if path == MODELS:
            return Reply(200, self.world.models(self.now))
        if path.startswith(LEADERBOARD):
            return self._leaderboard(path.removeprefix(f"{LEADERBOARD}/"))
        if path.startswith(EXPORTS):
            return self._export(path.removeprefix(f"{EXPORTS}/"))
        return self._keyed(asked) if path in (API, APPS) else Reply(404)

    def _keyed(self, asked: Asked) -> Reply:
        if not asked.headers.get("Authorization"):
            return Reply(401)
        query, now = dict(parse_qsl(asked.query)), self.now
        first, last = (date.fromisoformat(query[name]) for name in ("start_date", "end_date"))
        if asked.path == APPS:
            return Reply(200, self.world.apps(first, last, int(query.get("offset", 0)), now))
        by = self.world.by_week if query["period"] == "week" else self.world.by_day
        return Reply(200, by(first, last, now))

    def _leaderboard(self, name: str) -> Reply:
        newest = monday(self.now.date())
        csv, manifest = self.world.results(newest)
        known = {"latest.manifest.json": manifest, f"{newest}.csv": csv}
        return Reply(200, known[name]) if name in known else Reply(404)

    def _export(self, name: str) -> Reply:
        dated, _, form = name.partition(".")
        newest = self.world.newest(self.now)
        snapshot = newest if dated == "latest" else date.fromisoformat(dated)
        if not self.world.is_there(snapshot, self.now):
            return Reply(404)
        csv, manifest = self.of(snapshot)
        return Reply(200, csv if form == "csv" else manifest)

    def _vouched(self, path: str) -> bytes:
        """A snapshot with other columns, or what its manifest promises of it."""
        newest = self.world.newest(self.now)
        csv = _otherwise(self.of(newest)[0])
        return csv if path.endswith("csv") else export_manifest(csv, newest)

    def of(self, snapshot: date) -> tuple[bytes, bytes]:
        """A snapshot as it is served, its slip in it, and its manifest."""
        if snapshot not in self.slips:
            return self.world.snapshot(snapshot)
        told = self.world.window(snapshot)
        day = snapshot - DAY
        told[day] = {slug: int(self.slips[snapshot] * n) for slug, n in told[day].items()}
        csv = export_csv(told)
        return csv, export_manifest(csv, snapshot)


def publisher_of(world: World) -> Publisher:
    """The server of a world, with troubles by its seed: none on the first day and the last ones."""
    draw = random.Random(f"troubles {world.seed}")
    last = instant(world.plan.end - CALM * DAY)
    troubles = [
        Trouble(one.source, one.sort, one.begins, min(one.ends, last))
        for day in days(BEGIN + DAY, world.plan.end - CALM * DAY)
        for one in _on(day, draw)
        if one.begins < last
    ]
    quiet = [
        day
        for day in days(BEGIN + 9 * DAY, world.plan.end - (CALM + 1) * DAY)
        if day not in world.skipped
        and all(abs((day - far).days) > 4 for far in (world.plan.jump, world.plan.fall))
    ]
    slips = {day: draw.choice((0.01, 30.0)) for day in draw.sample(quiet, len(quiet) // 6)}
    return Publisher(world, troubles, slips)


def _on(day: date, draw: random.Random) -> Iterator[Trouble]:
    for source in SOURCES:
        often = 0.3 if source in ("export", "data_api") else 0.5 if day.weekday() == 0 else 0.0
        if draw.random() < often:
            begins = instant(day, draw.choice((0, 0, 0, 2.4)))
            hours = draw.choice((2.5, 4, 7, 12, 24, 60))
            sort = draw.choice([*SPOILT, *[VOUCHED] * (source == "export")])
            yield Trouble(source, sort, begins, begins + timedelta(hours=hours))
