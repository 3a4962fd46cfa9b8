"""Decisions about a capture, stored once with its body.

Whether a board is believed depends on what was recorded when it arrived. So the decision is kept in
the archive and repeated when the body is parsed again.
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
    """A board that was doubted, the ``sort`` of doubt, and the reason."""

    key: Key
    sort: str
    why: str


@dataclass(frozen=True)
class Ended:
    """The end of the doubt about a board of the capture at ``path``: the result and the reason."""

    path: str
    key: Key
    believed: bool
    why: str


@dataclass(frozen=True)
class Decision:
    """The doubts about a capture, and the doubts that it ended.

    ``accepted`` is the reason given when a person accepted the capture, which ends all its doubts.
    """

    doubted: tuple[Doubted, ...] = ()
    ended: tuple[Ended, ...] = ()
    accepted: str | None = None


@dataclass(frozen=True)
class Decisions:
    """All decisions of an archive.

    ``taken`` maps the path of a capture to the decision on its arrival; ``ended`` maps capture and
    board to the end of the doubt.
    """

    taken: Mapping[str, Decision] = field(default_factory=dict)
    ended: Mapping[tuple[str, Key], Ended] = field(default_factory=dict)


def written(decision: Decision) -> bytes:
    """Return a decision as JSON."""
    facts: dict[str, Any] = {} if decision.accepted is None else {"accepted": decision.accepted}
    if decision.accepted is None:
        facts["doubted"] = [
            {**_key_facts(doubt.key), "sort": doubt.sort, "why": doubt.why}
            for doubt in decision.doubted
        ]
    facts["ended"] = [
        {"path": end.path, **_key_facts(end.key), "believed": end.believed, "why": end.why}
        for end in decision.ended
    ]
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


def read(file: Path) -> Decision:
    """Return the decision in a file. Raises ParseError if it is unreadable."""
    try:
        facts = json.loads(file.read_bytes())
        accepted = facts.get("accepted")
        return Decision(
            tuple(
                Doubted(_key(row), str(row["sort"]), str(row["why"]))
                for row in facts.get("doubted", ())
            ),
            tuple(
                Ended(str(row["path"]), _key(row), bool(row["believed"]), str(row["why"]))
                for row in facts.get("ended", ())
            ),
            None if accepted is None else str(accepted),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ParseError(f"{file.name} cannot be read ({error})", datum=file) from None


def _key_facts(key: Key) -> dict[str, str]:
    return {
        "dataset": key.dataset,
        "metric": key.metric,
        "scope": key.scope,
        "start": key.period.start.isoformat(),
        "end": key.period.end.isoformat(),
    }


def _key(facts: dict[str, Any]) -> Key:
    start, end = (date.fromisoformat(facts[edge]) for edge in ("start", "end"))
    return Key(str(facts["dataset"]), str(facts["metric"]), str(facts["scope"]), Period(start, end))
