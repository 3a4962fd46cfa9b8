"""Events around a streak, from the record alone.

event
    Something that the record dates: when a slug was named for the first or the last time, when it
    was listed, when its price changed, when it became known what a stealth model was. Press
    reports are not events.
exact
    The event is dated to the day. Otherwise only its week is known, and its day is that Monday.
first-named, free-variant-first-named
    The first day on which a slug was on a board, or the week in which it is a new entry (see
    `move`); for a variant that costs nothing, `free variant first named`. It is unknown for a
    slug that was there when the record begins, or deeper than the board before it reached.
last-named, free-variant-last-named
    The last day on which a slug was on a board, or the week before it dropped out. It may live on
    below the depth of the boards, so nothing is said to have closed. There is no such event for a
    slug that is named in the newest week on record, or where the record does not go on as deep.
no-longer-listed
    The last list of models that had a slug, where later lists do not.
price-changed
    The first list of models with another price. It is exact if the last list with the old price is
    of that day or the day before; otherwise it says when the old one was last seen.
stealth-name-revealed
    The day since which it is known what a stealth model was, as the hand-kept map has it.
day
    The day of the event; the Monday of its week where only the week is known.
what
    The kind of event.
detail
    The figures or names that belong to it.
source
    The dataset, or the file of the map, that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pandas as pd

from tracker import identity
from tracker.analysis.movers import movers
from tracker.analysis.ranks import rank
from tracker.identity import curated
from tracker.records import DAILY
from tracker.weeks import DAY, WEEK

COLUMNS = ("day", "exact", "what", "entity", "detail", "source")
FIRST, LAST = "first named", "last named"
FREE_FIRST, FREE_LAST = "free variant first named", "free variant last named"
LISTED, PRICE, REVEALED = "listed", "price changed", "stealth name revealed"
UNLISTED = "no longer listed"
CATALOG, MAP = "catalog", "aliases.csv"
TOKENS = {
    "prompt": "prompt tokens",
    "completion": "completion tokens",
    "cache_read": "prompt tokens read from cache",
}

SEEN = ("slug", "first", "first_exact", "last", "last_exact")

Event = tuple[Any, bool, str, str, str, str]


def events(
    slugs: Iterable[str],
    seen: pd.DataFrame,
    prices: pd.DataFrame,
    frame: pd.DataFrame,
    moves: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what happened to ``slugs``, oldest first.

    Columns day (datetime64), exact, what, entity (a slug), detail, source (a dataset, or the file
    of the map). ``seen`` and ``prices`` are those of `catalog`; ``frame`` is the weekly frame by
    slug, of tokens, which shows where the record begins, how deep it is, and where it ends;
    ``moves`` are its `movers`, where they are at hand.
    """
    names = {*slugs}
    rows = [
        *_naming_events(seen[seen["slug"].isin(names)], frame, moves),
        *_listing_events(prices[prices["slug"].isin(names)]),
        *_unlisting_events(prices, names),
        *_price_events(prices[prices["slug"].isin(names)]),
        *_stealth_events(names),
    ]
    result = pd.DataFrame(rows, columns=[*COLUMNS])
    result["day"] = pd.to_datetime(result["day"]).astype("datetime64[s]")
    result["exact"] = result["exact"].astype(bool)
    result[[*COLUMNS[2:]]] = result[[*COLUMNS[2:]]].astype("str")
    return result.sort_values(["day", "entity", "what", "detail"], ignore_index=True)


def _naming_events(
    seen: pd.DataFrame, frame: pd.DataFrame, moves: pd.DataFrame | None
) -> Iterator[Event]:
    """Yield when slugs were first and last named.

    It is to the day where a day is exact; else by the week, where the ranking shows the move.
    """
    moves = movers(rank(frame)) if moves is None else moves
    moves = moves[moves["entity"].isin(seen["slug"])]
    entered, dropped = (
        {*zip(rows["entity"], rows["week"], strict=True)}
        for rows in (moves[moves["move"] == move] for move in ("new entry", "drop-out"))
    )
    dataset = frame.groupby("week")["dataset"].first()
    newest = frame["week"].max()
    for slug, first, first_exact, last, last_exact in _rows(seen, SEEN):
        free = identity.variant(slug) == identity.FREE
        first_kind, last_kind = (FREE_FIRST, FREE_LAST) if free else (FIRST, LAST)
        week = _monday(first)
        if first_exact:
            yield first, True, first_kind, slug, "", DAILY
        elif (slug, week) in entered:
            yield week, False, first_kind, slug, "", dataset[week]
        week = _monday(last)
        if week >= newest:
            continue
        if last_exact:
            yield last, True, last_kind, slug, "", DAILY
        elif (slug, week + WEEK) in dropped:
            yield week, False, last_kind, slug, "", dataset[week]


def _listing_events(prices: pd.DataFrame) -> Iterator[Event]:
    newest = prices.drop_duplicates("slug", keep="last")
    for name, slug, day in _rows(newest, ("id", "slug", "created")):
        yield day, True, LISTED, slug, f"in the catalogue as {name}", CATALOG


def _unlisting_events(prices: pd.DataFrame, names: set[str]) -> Iterator[Event]:
    """Yield when slugs were last listed; the day is exact if a list of the next day lacks them."""
    lists = pd.concat([prices["known_from"], prices["seen_at"]]).sort_values().drop_duplicates()
    newest = (
        prices[prices["slug"].isin(names)]
        .sort_values("seen_at")
        .drop_duplicates("slug", keep="last")
    )
    for name, slug, seen_at in _rows(newest, ("id", "slug", "seen_at")):
        later = lists[lists > seen_at]
        if len(later):
            last, following = (
                instant.tz_localize(None).normalize() for instant in (seen_at, later.iloc[0])
            )
            exact = following - last <= DAY
            day = last if exact else _monday(last)
            yield day, exact, UNLISTED, slug, f"in the catalogue as {name}", CATALOG


def _price_events(prices: pd.DataFrame) -> Iterator[Event]:
    lists = prices.sort_values(["slug", "known_from"], kind="stable")
    before = lists.groupby("slug", sort=False)[["seen_at", *TOKENS]].shift()
    for kind, tokens in TOKENS.items():
        steps = lists.assign(old=before[kind], new=lists[kind], until=before["seen_at"])
        differ = (steps["old"] != steps["new"]) & steps[["old", "new"]].notna().any(axis=1)
        changed = steps[lists["slug"].duplicated() & differ]
        for slug, since, until, old, new in _rows(
            changed, ("slug", "known_from", "until", "old", "new")
        ):
            day, last = (instant.tz_localize(None).normalize() for instant in (since, until))
            detail = f"{_usd(old)} → {_usd(new)} USD per million {tokens}"
            if day - last <= DAY:
                yield day, True, PRICE, slug, detail, CATALOG
            else:
                detail += f"; the old price was last seen on {last:%Y-%m-%d}"
                yield _monday(day), False, PRICE, slug, detail, CATALOG


def _stealth_events(slugs: set[str]) -> Iterator[Event]:
    """Yield when stealth models of one family with ``slugs`` were revealed."""
    families = {identity.entity(slug, "family") for slug in slugs}
    for name, stealth in curated.stealth().items():
        if stealth.family in families and stealth.revealed < date.max:
            yield stealth.revealed, True, REVEALED, name, f"{name} was {stealth.family}", MAP


def _rows(frame: pd.DataFrame, columns: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[name] for name in columns), strict=True)


def _monday(day: pd.Timestamp) -> pd.Timestamp:
    return day - pd.Timedelta(days=day.weekday())


def _usd(price: float) -> str:
    """Return a price to the cent, or with as many more digits as it has."""
    if pd.isna(price):
        return "no fixed price"
    digits = f"{price:.6f}".rstrip("0")
    return f"{price:.2f}" if len(digits.partition(".")[2]) < 2 else digits
