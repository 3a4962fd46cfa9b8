"""Post-run notifications.

A failure is reported once while it lasts: the same error of the same source is the same failure
until the source has had a good run. A stale record, missing days and a full disk are failures too
and are also checked when no source was due. Events are those of `events.py`. Failed deliveries are
retried on the next run.

The ping URL is requested after every run without errors while no source is overdue; the monitor
behind it raises the alarm when pings stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from tracker.alerts import alarms, events
from tracker.alerts.hooks import Hook
from tracker.answers import status
from tracker.config import Settings
from tracker.errors import FetchError, Refused, TrackerError
from tracker.fetch import agent, posting
from tracker.ingest.outcome import Outcome
from tracker.records import DAILY, Notice
from tracker.schedule.freshness import old
from tracker.schedule.timetable import Runs
from tracker.sources import source
from tracker.store import Store
from tracker.store.journal import FAILED, FINE
from tracker.store.notices import EVENT, FAILURE
from tracker.weeks import stamp

PATIENCE = timedelta(days=3)


def watch(
    store: Store, settings: Settings, outcomes: Sequence[Outcome], now: datetime, version: str
) -> list[TrackerError]:
    """Store and deliver the notifications of the runs that just ended; return delivery errors."""
    hooks = _hooks(settings, version)
    if FAILURE in hooks:
        failures = [
            *failed(outcomes, store.journal.runs(now)),
            *stale(status.newest_day(store), now, failing=_failing(store, settings.sources)),
            *missing(status.late_days(store, now)),
            *disk_full(status.free(settings.data_dir), now),
        ]
        store.notices.raise_all(FAILURE, failures, now)
    if EVENT in hooks and outcomes:
        _find_events(store, outcomes, now)
    troubles = [trouble for kind in hooks for trouble in _deliver(store, kind, hooks[kind], now)]
    if settings.ping_url and outcomes and _is_healthy(store, settings, outcomes, now):
        troubles += _ping(settings.ping_url, version)
    return troubles


def alarm(settings: Settings, trouble: TrackerError, now: datetime, version: str) -> None:
    """Report once that the database cannot be opened (see `alarms`).

    Raises TrackerError if the delivery fails.
    """
    hook, sort = _hooks(settings, version).get(FAILURE), _sort(trouble)
    if hook and sort not in alarms.load(settings.for_alarms):
        notice = Notice("nothing can be recorded", "", str(trouble))
        hook.deliver(None, FAILURE, now, notice)
        alarms.note(settings.for_alarms, sort)


def failed(outcomes: Sequence[Outcome], runs: Mapping[str, Runs]) -> Iterator[Notice]:
    """Yield the errors of some runs, each identified by the last good run before it."""
    for outcome in outcomes:
        fine = runs.get(outcome.source, Runs()).last_fine
        since = stamp(fine) if fine else None
        for trouble in outcome.troubles:
            yield Notice(
                "source failed",
                f"failed|{outcome.source}|{_sort(trouble)}|{since}",
                f"{outcome.source}: {trouble}",
                {"source": outcome.source, "last_fine": since},
            )


def stale(newest_day: date | None, now: datetime, *, failing: bool) -> Iterator[Notice]:
    """Yield a notice if the record is stale.

    If its sources are ``failing``, which is reported anyway, that takes three days. An empty record
    is not stale; its failing runs are reported.
    """
    wait = failing and newest_day and now.date() - newest_day <= PATIENCE
    why = None if wait else old(newest_day, now)
    if newest_day and why:
        text = f"the record is stale: {why}"
        yield Notice("record is stale", f"old|{newest_day}", text, {"newest_day": str(newest_day)})


def missing(days: Sequence[date]) -> Iterator[Notice]:
    """Yield a notice for each gap of days in the middle of the record."""
    for _, stretch in groupby(enumerate(days), lambda pair: pair[1].toordinal() - pair[0]):
        gap = [day for _, day in stretch]
        yield Notice(
            "days are missing",
            f"missing|{gap[0]}|{gap[-1]}",
            f"in the middle of the record: {status.missing(gap)}",
            {"first": str(gap[0]), "last": str(gap[-1])},
        )


def disk_full(free: int, now: datetime) -> Iterator[Notice]:
    """Yield a notice if the disk is nearly full, once a day."""
    if why := status.full(free):
        yield Notice("disk is nearly full", f"full|{now:%Y-%m-%d}", why, {"free": free})


def _sort(trouble: TrackerError) -> str:
    """Return what identifies a failure: its class and status, or its fact without numbers."""
    if isinstance(trouble, FetchError):
        code = trouble.status if isinstance(trouble, Refused) else ""
        return f"{type(trouble).__name__} {code}"
    return re.sub(r"\d+", "#", trouble.fact)


def _hooks(settings: Settings, version: str) -> dict[str, Hook]:
    """Return the configured hooks by kind of notice."""
    targets = {
        FAILURE: ("TRACKER_ON_FAILURE", settings.on_failure),
        EVENT: ("TRACKER_ON_EVENT", settings.on_event),
    }
    return {
        kind: Hook(setting, target, agent(version), settings.environment)
        for kind, (setting, target) in targets.items()
        if target
    }


def _find_events(store: Store, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Search for events, even if the runs recorded nothing: an import or acceptance may have."""
    looked, fine = store.notices.last_look(), store.journal.count_fine()
    # The journal already counts these runs.
    begins = any(fine.get(run.source, 0) <= (run.verdict == FINE) for run in outcomes)
    new_events, led = events.look(store, looked.led if looked else None)
    store.notices.look(new_events, led, now, begins=begins)


def _failing(store: Store, names: Sequence[str]) -> bool:
    """Return whether the last run of every configured source of daily data failed."""
    last = {run.source: run.outcome for run in store.journal.last_runs()}
    daily = [name for name in names if DAILY in source(name).DATASETS]
    return all(last.get(name) == FAILED for name in daily)


def _deliver(store: Store, kind: str, hook: Hook, now: datetime) -> list[TrackerError]:
    """Deliver pending notices, oldest first, until one fails."""
    for waiting in store.notices.waiting(kind):
        try:
            hook.deliver(waiting.id, kind, waiting.raised_at, waiting.notice)
        except TrackerError as trouble:
            return [trouble]
        store.notices.mark_sent(waiting.id, now)
    return []


def _is_healthy(
    store: Store, settings: Settings, outcomes: Sequence[Outcome], now: datetime
) -> bool:
    """Return whether no run failed, no source is overdue and the record is not stale."""
    overdue = any(source.overdue for source in status.sources(store, settings.sources, now))
    failed = any(outcome.failed for outcome in outcomes)
    return not (failed or overdue or old(status.newest_day(store), now))


def _ping(address: str, version: str) -> list[TrackerError]:
    try:
        posting.ping(address, agent(version))
    except TrackerError as trouble:
        return [trouble]
    return []
