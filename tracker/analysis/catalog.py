"""The catalogue of models, benchmark results, and the days on which slugs were named.

listed
    The model is on the newest list known. A model that is not keeps its last entry. As an event:
    the day on which the publisher says that it was added to the catalogue.
price
    US dollars for a million tokens as the catalogue has them, known from the first list that has
    them. Missing where none is given or it varies. Where several ids share a slug, the price is
    that of an id of the slug's own author, of these the one seen last, then the first by name.
session-costs-app
    The publisher's key of an app.
task-shares-kind
    What a row is about: a `task`, a `model` in a task, or a `group` of tasks.
task-shares-days
    The number of days that were classified.
named_on
    The first and the last day on which a slug was on a board: to the day where a board of that day
    has it and the board of the day next to it is on record, otherwise to the week.
accuracy
    The share of a benchmark's tasks that a model solved, 0 to 1, as the publisher measured it.
    Volume is not quality; this is the second axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import pandas as pd

from tracker.errors import GapError
from tracker.identity import author
from tracker.identity.listed import Listed
from tracker.identity.names import Names
from tracker.records import BENCHMARKS, CATALOG, DAYS, SESSION_COST, TASK_SHARES
from tracker.store import Store, listings
from tracker.store.listings import HISTORY, Listing
from tracker.weeks import DAY, WEEK

MILLION = 1_000_000
PRICES = {"prompt": "prompt", "completion": "completion", "cache_read": "input_cache_read"}
"""The columns of prices, and their names at the publisher."""
RESULTS = {
    **dict.fromkeys(("benchmark", "slug", "name", "provider"), "str"),
    "accuracy": "float64",
    **dict.fromkeys(("run_count", "total_questions"), "Int64"),
    **dict.fromkeys(
        (
            "avg_cost_per_task_usd",
            "avg_duration_per_task_ms",
            "avg_output_tokens_per_task",
        ),
        "float64",
    ),
    "listed": "bool",
    **dict.fromkeys(("known_from", "seen_at"), "datetime64[us, UTC]"),
}
"""The columns of the results, and their types."""
_SEEN = ("listed", "known_from", "seen_at")
SESSIONS = (
    "app",
    "app_name",
    "turn_range",
    "slug",
    "median_session_cost_usd",
    "window_days",
    "window_end",
    *_SEEN,
)
TASKS = (
    "kind",
    "tag",
    "title",
    "group",
    "slug",
    "usage_share",
    "task_token_share",
    "group_usage_share",
    "group_token_share",
    "tag_usage_share",
    "tag_token_share",
    "days",
    *_SEEN,
)
_RAW = {
    "task_token_share": "token_share",
    "group_usage_share": "category_usage_share",
    "group_token_share": "category_token_share",
}
"""The columns of tasks that are called otherwise by the publisher."""


def catalog(store: Store, as_of: datetime | None = None) -> pd.DataFrame:
    """Return the catalogue of models.

    Columns id, slug, name, created, context_length, prices, listed, known_from, seen_at. Raises
    GapError when no list is recorded.
    """
    rows = _entries(store, CATALOG, as_of).rename(columns={"entry": "id"})
    rows = rows.reindex(columns=[*dict.fromkeys([*rows.columns, "context_length"])])
    prices = [name for name in rows.columns if name.startswith("price_")]
    for name in prices:
        rows[name] = _per_million(rows[name])
    rows["created"] = pd.to_datetime(rows["created"])
    rows["context_length"] = rows["context_length"].astype("Int64")
    columns = ["id", "slug", "name", "created", "context_length"]
    return rows[[*columns, *prices, "listed", "known_from", "seen_at"]]


def benchmarks(
    store: Store, as_of: datetime | None = None, *, required: bool = True
) -> pd.DataFrame:
    """Return the results of benchmarks, with the columns of `RESULTS`.

    When none are recorded it has no rows, or raises GapError if they are ``required``.
    """
    if not required and not store.entries(BENCHMARKS, as_of):
        return pd.DataFrame(columns=[*RESULTS]).astype(RESULTS)
    rows = _entries(store, BENCHMARKS, as_of).rename(
        columns={
            "model_permaslug": "slug",
            "model_name": "name",
            "provider_name": "provider",
        }
    )
    return rows[[*RESULTS]].astype(RESULTS)


def sessions(store: Store, as_of: datetime | None = None) -> pd.DataFrame:
    """Return what sessions cost, by app, length and model; no rows if nothing is recorded.

    Columns app, app_name, turn_range, slug, median_session_cost_usd, window_days, window_end,
    listed, known_from, seen_at.
    """
    rows = _snapshot(store, SESSION_COST, as_of, SESSIONS)
    return rows.assign(window_end=pd.to_datetime(rows["window_end"]).astype("datetime64[s]"))


def tasks(store: Store, as_of: datetime | None = None) -> pd.DataFrame:
    """Return the shares of tasks, and of the models in each; no rows if nothing is recorded.

    Columns kind (task, model or group), tag, title, group, slug (of a model), usage_share,
    task_token_share, group_usage_share, group_token_share, tag_usage_share, tag_token_share, days,
    listed, known_from, seen_at.
    """
    rows = _snapshot(store, TASK_SHARES, as_of, tuple(_RAW.get(name, name) for name in TASKS))
    return rows.rename(columns={raw: name for name, raw in _RAW.items()})


def _snapshot(
    store: Store, dataset: str, as_of: datetime | None, columns: tuple[str, ...]
) -> pd.DataFrame:
    if not store.entries(dataset, as_of):
        return pd.DataFrame(columns=[*columns])
    return _entries(store, dataset, as_of).reindex(columns=[*columns])


def prices(store: Store, as_of: datetime | None = None) -> pd.DataFrame:
    """Return every vintage of the prices, the oldest first; no rows if no list is recorded.

    Columns id, slug, created (the day added), known_from and seen_at (of the first and the last
    list with these prices), prompt, completion, cache_read.
    """
    vintages = [
        entry
        for dataset in (HISTORY, CATALOG)
        for row in store.entry_vintages(dataset)
        if (as_of is None or row.known_from <= as_of) and (entry := Listing.of(row))
    ]
    vintages.sort(key=lambda entry: (entry.known_from, entry.name))
    facts = pd.DataFrame.from_records(
        [entry.facts for entry in vintages],
        columns=["slug", "created", *(f"price_{kind}" for kind in PRICES.values())],
    )
    rows = pd.DataFrame(
        {
            "id": pd.Series([entry.name for entry in vintages], dtype="str"),
            "slug": facts["slug"].astype("str"),
            "created": pd.to_datetime(facts["created"]).astype("datetime64[s]"),
            **{
                name: pd.to_datetime(
                    pd.Series([getattr(entry, name) for entry in vintages]), utc=True
                )
                for name in ("known_from", "seen_at")
            },
            **{name: _per_million(facts[f"price_{kind}"]) for name, kind in PRICES.items()},
        }
    )
    if as_of is not None:  # later lists were not known yet
        rows["seen_at"] = rows["seen_at"].mask(rows["seen_at"] > as_of, pd.Timestamp(as_of))
    return rows.merge(_price_ids(rows), on=["id", "slug"])


def listed(store: Store, as_of: datetime | None = None) -> dict[str, date]:
    """Return the first day on which each slug was added to the catalogue, as known at ``as_of``."""
    days: dict[str, str] = {}
    for dataset in (HISTORY, CATALOG):
        for facts in store.facts(dataset, as_of):
            slug, created = facts.get("slug"), facts.get("created")
            if slug and created:
                days[slug] = min(created, days.get(slug, created))
    return {slug: date.fromisoformat(day) for slug, day in days.items()}


def seen(store: Store, slugs: Iterable[str], as_of: datetime | None = None) -> pd.DataFrame:
    """Return when each slug was first and last on a board of models by any metric.

    Columns slug, first, first_exact, last (inclusive), last_exact (see `named_on`); no row for a
    slug that never was. A date that is not exact is that of its week.
    """
    rows = pd.DataFrame.from_records(
        [tuple(row) for row in store.seen([*slugs], as_of)],
        columns=["slug", "days", "first", "end"],
    )
    for name in ("first", "end"):
        rows[name] = pd.to_datetime(rows[name]).astype("datetime64[s]")
    rows["last"] = (rows.pop("end") - DAY).astype("datetime64[s]")
    names = pd.Index(rows["slug"].unique(), name="slug", dtype="str")
    day, week = (
        rows[rows["days"] == days].set_index("slug")[["first", "last"]].reindex(names)
        for days in (1, 7)
    )
    held = store.held(as_of)
    official = sorted({day for dataset in DAYS for day in held.get(dataset, ())})
    days_on_record = pd.to_datetime(pd.Series(official)).astype("datetime64[s]")

    first_on_day = day["first"].notna() & ~(day["first"] >= week["first"] + WEEK)
    last_on_day = day["last"].notna() & ~(day["last"] <= week["last"] - WEEK)
    return pd.DataFrame(
        {
            "first": day["first"].where(first_on_day, week["first"]),
            "first_exact": first_on_day & (day["first"] - DAY).isin(days_on_record),
            "last": day["last"].where(last_on_day, week["last"]),
            "last_exact": last_on_day & (day["last"] + DAY).isin(days_on_record),
        }
    ).reset_index()


def _price_ids(prices: pd.DataFrame) -> pd.DataFrame:
    """Return the id whose price is that of each slug."""
    is_foreign = prices["id"].map(author) != prices["slug"].map(author)
    order = prices.assign(is_foreign=is_foreign).sort_values(
        ["is_foreign", "seen_at", "id"], ascending=[True, False, True]
    )
    return order.drop_duplicates("slug")[["id", "slug"]]


def _per_million(texts: pd.Series) -> pd.Series:
    price = pd.to_numeric(texts).astype("float64")
    return price.where(price >= 0) * MILLION


def _entries(store: Store, dataset: str, as_of: datetime | None) -> pd.DataFrame:
    entries = listings.listings(_entries_at(store, as_of), dataset)
    if not entries:
        raise GapError(f"no {dataset} is recorded in {store.shown}")
    rows = pd.DataFrame([entry.facts for entry in entries])
    rows.insert(0, "entry", [entry.name for entry in entries])
    for name in ("known_from", "seen_at"):
        rows[name] = pd.to_datetime([getattr(entry, name) for entry in entries], utc=True)
    rows["listed"] = rows["seen_at"] == rows["seen_at"].max()
    return rows


def vintage(store: Store, as_of: datetime | None = None) -> list[Listing]:
    """Return the models of the catalogue as listed last, or as it had them at ``as_of``."""
    return listings.models(_entries_at(store, as_of))


def models(store: Store) -> list[Listed]:
    """Return the slugs of the catalogue as listed last, from which the map is completed."""
    return listings.slugs(vintage(store))


def names(
    store: Store,
    as_of: datetime | None = None,
    language: str = "en",
    listing: Sequence[Listing] | None = None,
) -> Names:
    """Return the display names of everything on record, as the catalogue had them at ``as_of``.

    ``listing`` is the catalogue then (`vintage`), if it is at hand.
    """
    models_then = vintage(store, as_of) if listing is None else listing
    return Names(listings.names(models_then), store.slugs(), language)


def _entries_at(store: Store, as_of: datetime | None) -> listings.Entries:
    return lambda dataset: store.entries(dataset, as_of)
