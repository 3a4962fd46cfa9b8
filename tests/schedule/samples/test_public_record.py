"""A public record rehearsed: thirty days of the workflow's own steps, with two failures."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from support.fake_server import Reply, Server
from support.github import GitHub, few_weeks, github
from support.sample_boards import EXPORTS, export_csv, export_manifest, published
from support.warm_python import warm_python

from tracker.records import OTHER
from tracker.weeks import DAY, WEEK, days, label, monday, stamp

FIRST = date(2026, 11, 16)
"""A Monday."""
DAYS = 30
SPAN = 30
"""So many days a snapshot holds."""
DOWN = {FIRST + 8 * DAY, FIRST + 9 * DAY}
REFUSED = {FIRST + 20 * DAY}


def said(day: date) -> dict[str, int]:
    """The figures of a day, led by one of three models that take turns each week."""
    values = {f"b/model-{n}": 900_000 - 1_000 * n + 17 * (day.day + n) for n in range(14)}
    values[f"b/model-{monday(day).toordinal() // 7 % 3}"] += 500_000
    return {**dict(sorted(values.items(), key=lambda item: -item[1])), OTHER: 70_000}


def total(first: date, last: date) -> dict[str, int]:
    return dict(sum((Counter(said(day)) for day in days(first, last)), Counter()))


def publish(server: Server, snapshot: date) -> None:
    """Answer as the publisher does on the day of a snapshot; on some days it cannot, or is wrong."""
    body = export_csv({day: said(day) for day in days(snapshot - SPAN * DAY, snapshot - DAY)})
    manifest = export_manifest(body, snapshot)
    if snapshot in REFUSED:
        body = body.replace(b"b/model-1,", b"b/model-x,")
    replies = {f"{EXPORTS}/latest.manifest.json": manifest, f"{EXPORTS}/{snapshot}.csv": body}
    for path, reply in replies.items():
        server.says(path, Reply(503) if snapshot in DOWN else reply)


def test_thirty_days_of_a_public_record(server: Server, tmp_path: Path) -> None:
    with warm_python(tmp_path / "socket") as python:
        repository = github(tmp_path, server.url, python, few_weeks)
        recorded, commits = FIRST, 0
        for snapshot in days(FIRST, FIRST + (DAYS - 1) * DAY):
            publish(server, snapshot)
            run = repository.run(datetime(*snapshot.timetuple()[:3], 2, 47, tzinfo=UTC))
            well = snapshot not in DOWN | REFUSED
            assert (run.results.pop("collect") == "success") == well, run.output
            assert {*run.results.values()} == {"success"}, run.output
            recorded = snapshot if well else recorded
            shows(repository, recorded)
            assert any(issue["open"] for issue in repository.issues) != well, snapshot
            assert int(repository.git("rev-list", "--count", "state")) == 1
            commits += snapshot not in DOWN
            assert int(repository.git("rev-list", "--count", "record")) == commits
        # By hand, when nothing is due.
        again = repository.run(
            datetime(*snapshot.timetuple()[:3], 12, tzinfo=UTC), event="workflow_dispatch"
        )
        assert again.results.pop("enable") == "skipped"
        assert {*again.results.values()} == {"success"}, again.output
    shows(repository, snapshot)
    opened_and_closed(repository)
    once(repository)
    assert len(repository.calls("api", "--method", "PUT")) == DAYS


def shows(repository: GitHub, snapshot: date) -> None:
    """The site has the newest complete week and all newer days of a snapshot."""
    newest = json.loads((repository.pages / "latest.json").read_text())
    week = monday(snapshot) - WEEK
    figures = {model["slug"]: model["value"]["tokens"] for model in newest["models"]}
    published_week = total(week, week + 6 * DAY)
    assert newest["monday"] == str(week)
    assert newest["leaders"]["tokens"]["entity"] == max(
        published_week, key=published_week.__getitem__
    )
    assert figures == {slug: value for slug, value in published_week.items() if slug != OTHER}
    feed = json.loads((repository.pages / "feed.json").read_text())
    assert f"as of {stamp(published(snapshot))}" in feed["description"]
    if begun := (snapshot - monday(snapshot)).days:
        page = repository.pages / f"weeks/{label(monday(snapshot))}.html"
        assert f"{begun} of 7 days" in page.read_text(encoding="utf-8")


def opened_and_closed(repository: GitHub) -> None:
    """One issue was opened at the beginning of each failure, and closed after it."""

    def made(*command: str) -> list[date]:
        return [datetime.fromisoformat(at).date() for at, *_ in repository.calls(*command)]

    assert made("issue", "create") == [min(DOWN), *REFUSED]
    assert made("issue", "close") == [max(DOWN) + DAY, max(REFUSED) + DAY]
    assert [issue["open"] for issue in repository.issues] == [False, False]


def once(repository: GitHub) -> None:
    """No commit of the record is empty, and none changes a file or brings a body again."""
    log = repository.git("log", "--format=", "--name-status", "--no-renames", "record").decode()
    changes = Counter(log.split("\n")) - Counter([""])
    assert {change[0] for change in changes} == {"A"}
    assert {*changes.values()} == {1}
    by_commit = repository.git("log", "--format=%x00", "--name-only", "record").decode()
    assert all(names.strip() for names in by_commit.split("\0")[1:])
    bodies = [
        line.split()[2]
        for line in repository.git("ls-tree", "-r", "record").decode().splitlines()
        if not line.endswith(".json")
    ]
    assert len(bodies) == len({*bodies})
