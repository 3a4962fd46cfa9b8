"""What must be so at the end of a simulation; each law yields what breaks it."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from soak.soak import KEY, Life
from soak.world import BEGIN, GIFT, STEALTH
from sqlalchemy import inspect, text
from support.databases import Databases
from support.postgres import PASSWORD
from support.sample_boards import collected

from tracker.archive import Archive, Capture
from tracker.ingest import import_files
from tracker.ingest.reparse import reparse
from tracker.records import DAILY, Key
from tracker.sources import source
from tracker.store import Store
from tracker.store.models import Run
from tracker.weeks import WEEK, Period, stamp, walk

Newest = dict[Key, dict[str, int]]


def broken(life: Life, databases: Databases) -> list[str]:
    """Every law that is broken, a line each."""
    found = [
        f"{law.__name__}: {line}"
        for law in (ended, figures, verified, alarms, events, patience, secrets)
        for line in law(life)
    ]
    for compared in (rebuilt, hindsight, newcomer):
        found += [f"{compared.__name__}: {line}" for line in compared(life, databases)]
    return found


def ended(life: Life) -> Iterator[str]:
    """No command ended in a way that nobody foresaw."""
    yield from life.strange


def figures(life: Life) -> Iterator[str]:
    """Each day on record is as it is said in the end, and was never said to be anything that the
    publisher did not mean."""
    world = life.publisher.world
    with Store(life.database) as store:
        on_record = newest(store)
        for key in on_record:
            if key.dataset == DAILY:
                for known_from, readings in store.vintages(key):
                    if not world.was_said(key.period.start, readings):
                        yield f"{key.period} as of {stamp(known_from)} was never said"
    truth = world.truth(life.end, keyed=life.keyed)
    for day, readings in truth.items():
        told = on_record.get(Key(DAILY, "tokens", "models", Period.of_day(day)))
        if told is None:
            yield f"{day} is missing"
        elif told != readings:
            yield f"{day} is {sum(told.values()):,}, and {sum(readings.values()):,} in truth"
    for key in on_record:
        if key.dataset == DAILY and key.period.start not in truth:
            yield f"{key.period} is on record and was never published"


def patience(life: Life) -> Iterator[str]:
    """Nobody accepted anything, nothing that is true waits for it, and all is well."""
    world = life.publisher.world
    with Store(life.database) as store:
        for one in store.doubts.waiting():
            yield f"{one.doubt.key} of {one.path} still waits: {one.doubt.why}"
        with store.transaction() as connection:
            accepted = connection.execute(
                text("SELECT count(*) FROM runs WHERE outcome = 'accepted'")
            ).scalar()
            if accepted:
                yield f"{accepted} acceptances"
        entries = store.entries("catalog")
    gift = next((json.loads(row.facts) for row in entries if row.name == GIFT), None)
    price = {row["id"]: row for row in json.loads(world.models(life.end))["data"]}[GIFT]["pricing"]
    if gift is None or float(gift["price_prompt"]) != float(price["prompt"]):
        yield f"the price of {GIFT} is {gift and gift['price_prompt']}, and {price['prompt']} truly"
    status = life.run(life.end, "status")
    if status.code:
        yield f"status ends with {status.code}: {status.said[-400:]}"


def verified(life: Life) -> Iterator[str]:
    """`tracker verify` finds nothing amiss."""
    said = life.run(life.end, "verify")
    if said.code:
        yield said.said[-600:]


def alarms(life: Life) -> Iterator[str]:
    """Each trouble is told once for as long as it lasts, and none in silence."""
    told = _told(life, "alarms")
    yield from _twice(life, told)
    sorts = {one["id"]: _sort(one) for one in told}
    for sort, count in Counter(sorts.values()).items():
        if count > 1:
            yield f"{count} alarms for {sort}"
    heard = {(one["facts"].get("source"), one["facts"].get("last_fine")) for one in told}
    fine: dict[str, str | None] = {}
    for name, began, outcome in _runs(life):
        killed = any(abs(began - kill) <= timedelta(hours=1) for kill in life.kills)
        if outcome == "fine":
            fine[name] = stamp(began)
        elif outcome == "failed" and (name, fine.get(name)) not in heard and not killed:
            yield f"nobody heard that {name} failed at {stamp(began)}"


def events(life: Life) -> Iterator[str]:
    """What is new is told, once, and nothing else."""
    told, world = _told(life, "events"), life.publisher.world
    yield from _twice(life, told)
    found = Counter(
        (one["what"], one["facts"].get("week"), one["facts"]["entity"])
        for one in {one["id"]: one for one in told}.values()
    )
    made = world.newest(life.end)
    weeks = [week for week in walk(BEGIN - WEEK, made) if week + WEEK <= made]
    led = {week: world.leader(week, made) for week in (BEGIN - 2 * WEEK, *weeks)}
    expected = {("new leader", str(week), led[week]) for week in weeks[1:]
                if led[week] != led[week - WEEK]}  # fmt: skip
    again = date.fromordinal(world.plan.restated[0])
    expected |= {("restated leader", str(again), world.leader(again, made))}
    expected |= {("free model turned paid", None, f"{GIFT}-20260601")}
    watched = {what for what, *_ in expected}
    for one in expected - found.keys():
        yield f"nobody heard of {one}"
    for one, count in found.items():
        if count > 1:
            yield f"{one} was told {count} times"
        if one[0] in watched and one not in expected:
            yield f"{one} was told and is not so"
    hidden = [one for one in found if one[0] == "stealth model in the top ten"]
    if [entity for _, _, entity in hidden] != [STEALTH]:
        yield f"of stealth models was told {hidden}"


def secrets(life: Life) -> Iterator[str]:
    """No key and no password is in any file or row."""
    for file in sorted(path for path in life.folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if file.suffix == ".gz":
            content = gzip.decompress(content)
        if found := _secret(content):
            yield f"{file.relative_to(life.folder)} holds {found}"
    with Store(life.database) as store, store.transaction() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f"SELECT * FROM {table}")):
                if found := _secret(repr(tuple(row)).encode()):
                    yield f"a row of {table} holds {found}"


def rebuilt(life: Life, databases: Databases) -> Iterator[str]:
    """The store is what its archive gives."""
    with Store(life.database) as store, databases.fresh() as again:
        yield from map(str, reparse(Archive(life.data / "archive"), again, lambda _: None).troubles)
        yield from _differ(everything(store), everything(again))


def hindsight(life: Life, databases: Databases) -> Iterator[str]:
    """The store is what it would be if only what was true had come, one source after the other."""
    come = [
        capture.payload
        for capture in Archive(life.data / "archive").captures()
        if isinstance(capture, Capture) and _is_whole(life, capture)
    ]
    archive = Archive(life.folder.parent / "hindsight")
    with Store(life.database) as store, databases.fresh() as again:
        for payload in come:
            body = import_files.Body(payload, source(payload.source))
            taken = import_files.import_body(body, archive, again, life.end)
            if taken.trouble and not getattr(taken.trouble, "doubtful", False):
                yield str(taken.trouble)
        yield from _differ(everything(store), everything(again))


def newcomer(life: Life, databases: Databases) -> Iterator[str]:
    """Whoever begins in the end has the same figures for every day that can still be had. Without a
    key a day is had by one snapshot, which is a settled one, and need not be the last that held
    it: what was restated weeks later may have been told by the last alone."""
    folder = life.folder.parent / "newcomer"
    other = Life(folder, databases.of(folder), life.publisher, life.url, life.keyed, life.say)
    begun = other.run(life.end, "collect")
    if begun.code:
        yield f"its run ends with {begun.code}: {begun.said[-400:]}"
    with Store(life.database) as store, Store(other.database) as fresh:
        mine, its = newest(store), newest(fresh)
    for key in its.keys() | mine.keys():
        if key not in mine:
            yield f"{key} is had by a newcomer alone"
        elif key not in its and key.dataset == DAILY:
            yield f"{key} is not had by a newcomer"
        elif not life.keyed and key.period.start.toordinal() in life.publisher.world.plan.restated:
            continue
        elif mine[key] != its.get(key, mine[key]):
            yield f"{key} is otherwise for a newcomer"


def newest(store: Store) -> Newest:
    """The newest vintage of each board."""
    keys = {
        Key(dataset, metric, scope, Period(first, last))
        for dataset, metric, scope, first, last, *_ in collected(store)
    }
    return {key: store.vintages(key)[-1][1] for key in sorted(keys, key=str)}


def everything(store: Store) -> dict[str, Any]:
    """All vintages of all that is on record."""
    found = {" ".join(map(str, row[:6])): row[6:] for row in collected(store)}
    for dataset in ("catalog", "benchmark-leaderboard"):
        for row in store.entry_vintages(dataset):
            found[f"{dataset} {row.name} {stamp(row.known_from)}"] = (row.facts,)
    return found


def _differ(here: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(here.keys() ^ there.keys()):
        yield f"{name} is {'here' if name in here else 'there'} alone"
    for name in sorted(here.keys() & there.keys()):
        if here[name] != there[name]:
            yield f"{name} is {here[name]} here and {there[name]} there"


def _is_whole(life: Life, capture: Capture) -> bool:
    """Whether each page of a capture was sent as it was meant."""
    body, sent = capture.payload.body, life.publisher.meant
    pages = body.split(b"\n") if body.startswith(b"{") else [body]
    return all(sha256(page).hexdigest() in sent for page in pages)


def _told(life: Life, hook: str) -> list[dict[str, Any]]:
    file = life.folder / hook
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def _twice(life: Life, told: list[dict[str, Any]]) -> Iterator[str]:
    """What was told more than once; a run that is killed while it tells may leave that in doubt."""
    for number, count in Counter(one["id"] for one in told).items():
        if count > 1 + len(life.kills):
            yield f"notice {number} was told {count} times"


def _sort(one: Mapping[str, Any]) -> tuple[Any, ...]:
    facts = one["facts"]
    if one["what"] != "source failed":
        return one["what"], json.dumps(facts, sort_keys=True)
    return one["what"], facts["source"], re.sub(r"\d+", "#", one["said"]), facts["last_fine"]


def _runs(life: Life) -> list[tuple[str, Any, str]]:
    with Store(life.database) as store, store.transaction() as connection:
        rows = connection.execute(
            Run.__table__.select().order_by(Run.started_at, Run.id)  # type: ignore[attr-defined]
        )
        return [(row.source, row.started_at, row.outcome) for row in rows]


def _secret(content: bytes) -> str | None:
    return next((said for said in (KEY, PASSWORD) if said.encode() in content), None)
