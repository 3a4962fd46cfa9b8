"""task_shares: what models are used for, by task. Keyed, CC BY 4.0.

The publisher classifies a sample of requests and says which share of them, and of their tokens,
belongs to each task over the last seven days, and which models have most of a task. Only shares of
what was classified are published, of no known size, and without history; it is fetched once a week.

usage_share
    The share of classified requests that belong to a task, 0 to 1.
tag_usage_share
    A model's share of the classified requests of one task, 0 to 1. Only the largest models of a
    task are named, so these do not add up to 1.
tag_token_share
    A model's share of the tokens of one task, 0 to 1.
tag
    The publisher's key of a task, such as `code:debugging`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tracker.errors import TrackerError
from tracker.records import TASK_SHARES, Answer, Entry, Fact, Payload
from tracker.sources import Get, Wanted, fields
from tracker.sources.datasets import keyed
from tracker.weeks import DAY, midnight

NAME = "task_shares"
DATASETS = (TASK_SHARES,)

PATH = "/api/v1/classifications/task"
WINDOW = "7d"
OFTEN = timedelta(days=6, hours=12)
OF_TASK = ("usage_share", "token_share", "category_usage_share", "category_token_share")
OF_MODEL = ("tag_usage_share", "tag_token_share")
OF_CATEGORY = ("usage_share", "token_share")


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Fetch the newest seven days, unless a snapshot was recorded less than a week ago."""
    if not wanted.last_recorded or wanted.now - wanted.last_recorded >= OFTEN:
        yield get(PATH, {"window": WINDOW}, keyed=True)


def shape(payload: Payload) -> str | None:
    body = (fields.peek_object(payload) or {}).get("data")
    is_one = isinstance(body, dict) and {"classifications", "macro_categories"} <= {*body}
    return "shares of tasks, keyed API" if is_one else None


def made(payload: Payload) -> datetime | None:
    """Return the end of the last day that the shares are of."""
    body = fields.field(fields.json_object(payload), "data", dict, payload.name)
    return midnight(fields.day(body.get("as_of"), payload.name) + DAY)


def newest(payload: Payload) -> date | None:
    return None  # it always says when it was made


def parse(payload: Payload) -> Answer:
    """Return an entry for each task, each model named in a task, and each group of tasks."""
    where, as_of = payload.name, payload.dated or made(payload) or payload.fetched_at
    keyed.parameters(payload, frozenset({"window"}))
    whole = fields.json_object(payload)
    body = fields.field(whole, "data", dict, where)
    days = fields.count(body.get("window_days"), where)
    tasks = fields.records(body.get("classifications"), where)
    groups = fields.records(body.get("macro_categories"), where)
    entries: list[Entry] = []
    for task in tasks:
        tag = fields.name(task.get("tag"), where)
        about: dict[str, Fact] = {
            "kind": "task",
            "tag": tag,
            "title": _title(task.get("display_name"), where),
            "group": _title(task.get("macro_category"), where),
            "days": days,
        }
        shares = _shares(task, OF_TASK, where)
        entries.append(Entry(TASK_SHARES, f"task {tag}", {**about, **shares}, as_of))
        for model in fields.records(task.get("models"), where):
            slug = fields.name(model.get("id"), where)
            facts = {**about, "kind": "model", "slug": slug, **_shares(model, OF_MODEL, where)}
            entries.append(Entry(TASK_SHARES, f"model {tag} {slug}", facts, as_of))
    for group in groups:
        key = fields.name(group.get("key"), where)
        facts = {
            "kind": "group",
            "tag": key,
            "title": _title(group.get("label"), where),
            "days": days,
            **_shares(group, OF_CATEGORY, where),
        }
        entries.append(Entry(TASK_SHARES, f"group {key}", facts, as_of))
    return Answer((), as_of, entries=tuple(entries), unknown=_unknown(whole, body, tasks, groups))


def _shares(row: dict[str, Any], names: tuple[str, ...], where: str) -> dict[str, Fact]:
    return {
        name: None if row.get(name) is None else fields.share(row[name], where) for name in names
    }


def _title(value: object, where: str) -> str | None:
    return None if value is None else fields.name(value, where)


def _unknown(
    whole: dict[str, Any],
    body: dict[str, Any],
    tasks: list[dict[str, Any]],
    groups: list[dict[str, Any]],
) -> frozenset[str]:
    models = [model for task in tasks for model in task["models"]]
    around = {"window_days", "as_of", "classifications", "macro_categories"}
    of_task = {"tag", "display_name", "macro_category", "models", *OF_TASK}
    return (
        fields.unknown([whole], frozenset({"data"}), "body")
        | fields.unknown([body], frozenset(around), "data")
        | fields.unknown(tasks, frozenset(of_task), "tasks")
        | fields.unknown(models, frozenset({"id", *OF_MODEL}), "models")
        | fields.unknown(groups, frozenset({"key", "label", *OF_CATEGORY}), "groups")
    )
