"""Decisions: what was decided about a capture when it was looked at, written once beside its body.

Whether a board is believed depends on what was known when it came. So it is decided once, and the
decision is kept in the archive: whatever reads a body again repeats it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tracker.errors import ParseError
from tracker.records import Key
from tracker.weeks import Period


@dataclass(frozen=True)
class Doubted:
    """That a board of the capture was doubted, why, and by what ``sort`` of question."""

    key: Key
    sort: str
    why: str


@dataclass(frozen=True)
class Ended:
    """That a doubt ended: about which board of the capture at which ``path``, whether it is
    ``believed`` now, and why."""

    path: str
    key: Key
    believed: bool
    why: str


@dataclass(frozen=True)
class Decision:
    """Which boards of a capture were doubted, and which doubts ended with it. A person who
    ``accepted`` the capture ended all of its doubts."""

    doubted: tuple[Doubted, ...] = ()
    ended: tuple[Ended, ...] = ()
    accepted: str | None = None


@dataclass(frozen=True)
class Decisions:
    """Those of an archive, by the path of their capture: ``taken`` when it came, and ``ended`` all
    doubts that have ended, by the capture and the board they were about."""

    taken: Mapping[str, Decision] = field(default_factory=dict)
    ended: Mapping[tuple[str, Key], Ended] = field(default_factory=dict)


def written(decision: Decision) -> bytes:
    """A decision as the JSON that is kept."""
    facts: dict[str, Any] = {} if decision.accepted is None else {"accepted": decision.accepted}
    if decision.accepted is None:
        facts["doubted"] = [
            {**_told(one.key), "sort": one.sort, "why": one.why} for one in decision.doubted
        ]
    facts["ended"] = [
        {"path": one.path, **_told(one.key), "believed": one.believed, "why": one.why}
        for one in decision.ended
    ]
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


def read(file: Path) -> Decision:
    """A decision that was kept. Raises ParseError when it cannot be read."""
    try:
        facts = json.loads(file.read_bytes())
        accepted = facts.get("accepted")
        return Decision(
            tuple(
                Doubted(_key(one), str(one["sort"]), str(one["why"]))
                for one in facts.get("doubted", ())
            ),
            tuple(
                Ended(str(one["path"]), _key(one), bool(one["believed"]), str(one["why"]))
                for one in facts.get("ended", ())
            ),
            None if accepted is None else str(accepted),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ParseError(f"{file.name} cannot be read ({error})", datum=file) from None


def _told(key: Key) -> dict[str, str]:
    return {
        "dataset": key.dataset,
        "metric": key.metric,
        "scope": key.scope,
        "start": key.period.start.isoformat(),
        "end": key.period.end.isoformat(),
    }


def _key(told: dict[str, Any]) -> Key:
    start, end = (date.fromisoformat(told[edge]) for edge in ("start", "end"))
    return Key(str(told["dataset"]), str(told["metric"]), str(told["scope"]), Period(start, end))
