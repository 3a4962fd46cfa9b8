"""What the publisher has, invented, and what of it is said when.

It is early in 2025, so that all that was ever published is a few weeks. A day is published in the
night after it, and revised in the two nights that follow. Some things are true and hard to believe:
all of it grows to three and a half times what it was and stays there, a stealth model leads and
vanishes, a past week has another leader on second thoughts, all of it falls to less than a third.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

from support import frontend_bodies
from support.sample_boards import api_body, export_csv, export_manifest, published

from tracker.records import OTHER
from tracker.weeks import DAY, WEEK, days, midnight, monday, walk

FIRST = date(2025, 1, 1)
"""The first day that was ever published."""
BEGIN = date(2025, 2, 3)
"""The day on which collecting begins, a Monday."""
LONGEST = (date(2025, 6, 14) - BEGIN).days
"""So many days can be lived through: the one after them is lost for ever in what is published."""
CALM = 3
"""The last days, on which nothing goes wrong any more."""
SPAN = timedelta(days=30)
"""The days before it that a snapshot holds."""
NAMES = 14
UNSETTLED = {1: 0.93, 2: 0.996}
"""What is said of a day one and two nights after it, as a part of what is said in the end."""
JUMP, FALL, RESTATING = 3.5, 0.3, 3.0
STEALTH = "stealth/night-owl"
GIFT = "author0/gift"


@dataclass(frozen=True)
class Plan:
    """The days on which something true and hard to believe begins, of ``length`` days in all."""

    length: int

    def at(self, part: float) -> date:
        return BEGIN + timedelta(days=round(part * self.length))

    @property
    def end(self) -> date:
        return self.at(1)

    @property
    def jump(self) -> date:
        return self.at(0.25)

    @property
    def stealth(self) -> range:
        """As ordinals: a whole week, and three days of the next, after which it vanishes."""
        first = monday(self.at(0.45)).toordinal()
        return range(first, first + 10)

    @property
    def restating(self) -> date:
        return self.at(0.6)

    @property
    def restated(self) -> range:
        """As ordinals: a week that was over before collecting began."""
        first = (BEGIN - 2 * WEEK).toordinal()
        return range(first, first + 7)

    @property
    def fall(self) -> date:
        return self.at(0.8)


@dataclass(frozen=True)
class World:
    """Everything that is published, by a seed."""

    seed: int
    plan: Plan
    late: Mapping[date, timedelta] = field(default_factory=dict)
    """So much later than usual the snapshots of some days appear."""
    skipped: frozenset[date] = frozenset()
    """Days without a snapshot."""

    def newest(self, now: datetime) -> date:
        """The newest snapshot of the export at an instant."""
        snapshot = now.date()
        while snapshot in self.skipped or now < published(snapshot) + self._delay(snapshot):
            snapshot -= DAY
        return snapshot

    def is_there(self, snapshot: date, now: datetime) -> bool:
        held = FIRST < snapshot <= self.newest(now)
        return held and snapshot not in self.skipped

    def _delay(self, snapshot: date) -> timedelta:
        return self.late.get(snapshot, timedelta())

    def said(self, day: date, snapshot: date) -> dict[str, int]:
        """What is said of a day by the night of a snapshot, the largest first."""
        return dict(_said(self.seed, self.plan, day, snapshot))

    def snapshot(self, snapshot: date) -> tuple[bytes, bytes]:
        """The CSV of a snapshot and its manifest."""
        csv = export_csv(self.window(snapshot))
        return csv, export_manifest(csv, snapshot)

    def window(self, snapshot: date) -> dict[date, dict[str, int]]:
        first = max(FIRST, snapshot - SPAN)
        return {day: self.said(day, snapshot) for day in days(first, snapshot - DAY)}

    def by_day(self, first: date, last: date, now: datetime) -> bytes:
        """The answer of the keyed source for some days."""
        made = _night(now)
        told = {day: self.said(day, made) for day in days(max(first, FIRST), min(last, made - DAY))}
        return api_body(told, published(made), max(first, FIRST), min(last, now.date() - DAY))

    def by_week(self, first: date, last: date, now: datetime) -> bytes:
        """The answer of the keyed source for some weeks."""
        made = _night(now)
        told = {
            week: self.of_week(week, made)
            for week in walk(max(first, FIRST), last)
            if week >= first and week + 6 * DAY < made
        }
        return api_body(told, published(made), max(first, FIRST), min(last, now.date() - DAY))

    def of_week(self, week: date, made: date) -> dict[str, int]:
        found: dict[str, int] = {}
        for day in days(week, week + 6 * DAY):
            for slug, value in self.said(day, made).items():
                found[slug] = found.get(slug, 0) + value
        return _largest_first(found)

    def leader(self, week: date, made: date) -> str:
        return next(iter(self.of_week(week, made)))

    def models(self, now: datetime) -> bytes:
        """The list of models; one is paid for in the second week, and free before and after it."""
        paid = monday(now.date()) == BEGIN + WEEK
        price = "0.0000004" if paid else "0"
        gift = frontend_bodies.a_model(GIFT, pricing={"prompt": price, "completion": price})
        rest = [frontend_bodies.a_model(f"author{n % 7}/model-{n}") for n in range(20)]
        return frontend_bodies.catalogue_body([gift, *rest])

    def results(self, snapshot: date) -> tuple[bytes, bytes]:
        """The benchmarks of a snapshot, its CSV and its manifest."""
        rows = frontend_bodies.results(8)
        rows[0]["accuracy"] = round(0.5 + snapshot.toordinal() % 7 / 100, 4)
        csv = frontend_bodies.benchmark_csv(rows)
        return csv, frontend_bodies.benchmark_manifest(snapshot, csv=csv)

    def apps(self, first: date, last: date, offset: int, now: datetime) -> bytes:
        """The apps of a week; the second page has fewer than the first."""
        names = 20 if offset else 100
        rows = frontend_bodies.app_ranking_rows(names, offset + 1)
        for row in rows:
            row["total_requests"] += first.toordinal() % 11
        made = max(published(_night(now)), midnight(now.date()))
        return frontend_bodies.app_rankings_body(first, last, made, rows)

    def truth(self, now: datetime, *, keyed: bool) -> dict[date, dict[str, int]]:
        """What is said of each day in the end: by the keyed source of every day, by the export of
        the days that a snapshot holds."""
        made = self.newest(now)
        return {
            day: self.said(day, made if keyed else min(made, day + SPAN))
            for day in days(FIRST, made - DAY)
        }

    def was_said(self, day: date, readings: Mapping[str, int]) -> bool:
        """Whether the publisher ever said this of a day, and meant it."""
        nights = [day + n * DAY for n in (1, 2, 3)] + [self.plan.restating, self.plan.end]
        return any(self.said(day, night) == readings for night in nights if night > day)


def _night(now: datetime) -> date:
    """The last night in which figures were made."""
    return now.date() if now >= published(now.date()) else now.date() - DAY


@cache
def _said(seed: int, plan: Plan, day: date, snapshot: date) -> tuple[tuple[str, int], ...]:
    draw = random.Random(f"{seed} {day}")
    level = JUMP if day >= plan.jump else 1.0
    level *= FALL if day >= plan.fall else 1.0
    level *= (0.9 if day.weekday() > 4 else 1.0) * UNSETTLED.get((snapshot - day).days, 1.0)
    ordinal = day.toordinal()
    found = {}
    for n in range(NAMES):
        # Two lead in turn, three weeks each; the others are far behind.
        leads = n == (ordinal - FIRST.toordinal() + 2) // 21 % 2
        size = 4.0 if leads else 2.4 / (1 + n)
        found[f"author{n % 7}/model-{n:02d}-20241101"] = size * draw.uniform(0.97, 1.03)
    if ordinal in plan.stealth:
        found[STEALTH] = 9.0 * draw.uniform(0.97, 1.03)
    if ordinal in plan.restated and snapshot >= plan.restating:
        found["author2/model-02-20241101"] = RESTATING * 4.0
    found[OTHER] = 0.5
    return tuple(_largest_first({s: int(level * v * 1e9) for s, v in found.items()}).items())


def _largest_first(found: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(found.items(), key=lambda named: (named[0] == OTHER, -named[1])))


def world_of(seed: int, length: int) -> World:
    """A world in which some snapshots are late by hours, and some days have none."""
    draw, plan = random.Random(f"world {seed}"), Plan(length)
    free = [*days(BEGIN + 2 * DAY, plan.end - (CALM + 2) * DAY)]
    odd = draw.sample(free, max(2, len(free) // 4))
    hours = {day: timedelta(hours=draw.choice((2, 4, 9, 20))) for day in odd[1::2]}
    return World(seed, plan, hours, frozenset(odd[::2]))


def instant(day: date, hour: float = 0) -> datetime:
    return midnight(day).astimezone(UTC) + timedelta(hours=hour)
