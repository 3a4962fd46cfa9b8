"""Written weeks of slugs as the ground that claims are judged on: every level and depth of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from tracker.analysis import bounds
from tracker.analysis.cache import Figures
from tracker.analysis.rows import in_order
from tracker.claims.definitions import Options
from tracker.claims.ground import Ground
from tracker.claims.mentions import Gazetteer
from tracker.claims.reading import Reader
from tracker.claims.verdicts import Verdict, check
from tracker.errors import GapError
from tracker.identity import entity
from tracker.records import OTHER, Definition

NEWEST = date(2026, 3, 23)
MIMO, STEP = "xiaomi/mimo-v2-pro", "stepfun/step-3.5-flash:free"
RACE = f"""
    week        {MIMO}  {STEP}  openai/gpt-4o-mini  other
    2026-03-09   900     950     700                 50
    2026-03-16  1000     995     980                 50
    2026-03-23  1000     800     700                 50
"""
SUMS = """
    week        deepseek/a z-ai/b openai/c google/d other
    2026-03-09  50         20     40       10       5
    2026-03-16  50         20     40       10       25
"""
HIDDEN = """
    week        minimax/minimax-m2.5 xiaomi/mimo-v2-pro openrouter/hunter-alpha openai/c other
    2026-03-02  400                  .                  .                       300      50
    2026-03-09  400                  .                  {}                      300      50
    2026-03-16  400                  100                {}                      300      50
"""
NO_BOUNDS = pd.DataFrame(columns=[*bounds.COLUMNS])


def ground(
    tokens: pd.DataFrame | None,
    calls: pd.DataFrame | None = None,
    *,
    ending: str | None = None,
    first: pd.DataFrame | None = None,
    slugs: Sequence[str] = (),
    bounded: pd.DataFrame = NO_BOUNDS,
) -> Ground:
    """The ground made of weekly frames of slugs; ``first`` is the first vintage of the tokens."""

    def weekly(asked: Definition, only: Sequence[date] | None = None) -> pd.DataFrame:
        latest = tokens if asked.metric == "tokens" else calls
        found = first if asked.first_vintage and first is not None else latest
        if found is None:
            raise GapError("nothing of that metric is recorded")
        if only is not None:
            found = found[found["week"].isin(pd.to_datetime([*only]))]
            if found.empty:
                raise GapError("nothing of these weeks is recorded")
        return summed(found, asked.by, asked.depth, asked.reveal)

    frames = [frame for frame in (tokens, calls, first) if frame is not None]
    known = {name for frame in frames for name in frame["entity"]} - {OTHER} | {*slugs}
    until = date.fromisoformat(ending) if ending else None
    return Ground(Figures(weekly), sorted(known), lambda: bounded, until)


def judged(text: str, on: Ground, published: date | None = None, **options: object) -> Verdict:
    """The verdict on a text that makes one claim."""
    (verdict,) = all_judged(text, on, published, **options)
    return verdict


def all_judged(
    text: str, on: Ground, published: date | None = None, **options: object
) -> list[Verdict]:
    reader = Reader(lambda: Gazetteer(on.slugs), published, lambda: NEWEST)
    return check(text, reader, on, Options(**options))  # type: ignore[arg-type]


def summed(
    frame: pd.DataFrame, by: str, depth: object = None, reveal: bool = False
) -> pd.DataFrame:
    """The frame at another level, of so many slugs of each week, as a store makes it."""
    found = frame.copy()
    place = found["value"].where(found["entity"] != OTHER).groupby(found["week"])
    if isinstance(depth, int):
        behind = place.rank(method="first", ascending=False) > depth
        found["entity"] = found["entity"].mask(behind, OTHER)
        found["depth"] = found["depth"].fillna(depth).clip(upper=depth)
    found["entity"] = [
        entity(name, by, week.date(), reveal=reveal)
        for name, week in zip(found["entity"], found["week"], strict=True)
    ]
    rest = {name: "first" for name in found.columns if name not in ("week", "entity", "value")}
    sums = found.groupby(["week", "entity"], as_index=False).agg(
        {"value": "sum", **rest, "days": "max"}
    )
    sums["entity"] = sums["entity"].astype("str")
    needed = depth if isinstance(depth, int) else 50
    shallow = (sums["depth"] < needed).fillna(value=False).astype(bool) | ~sums["can_rank"]
    named = sums["entity"] != OTHER
    sums["at_least"] = sums["at_least"] | (shallow & named & (by != "slug"))
    sums = sums.assign(by=by)[[*frame.columns]]
    return in_order(sums)


def beginning(notes: list[str], start: str) -> list[str]:
    """The notes that begin with some words."""
    return [note for note in notes if note.startswith(start)]
