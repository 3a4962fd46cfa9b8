"""Two routers side by side: from bodies in the shape of the other one, with invented figures."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from support.sample_boards import MADE, board, payload, put, put_week
from typer.testing import CliRunner

from tracker.archive import Capture
from tracker.charts import elsewhere
from tracker.cli import app
from tracker.errors import GapError
from tracker.publish.figures import figure as figures
from tracker.publish.figures.figure import Figure
from tracker.records import Question
from tracker.sources.elsewhere import vercel
from tracker.store import Store

MONDAY = date(2026, 9, 28)
FETCHED = datetime(2026, 10, 6, 6, tzinfo=UTC)


def put_shares(store: Store, first: date, **metrics: dict[str, list[float]]) -> None:
    """Record the shares of labs in percent on the days from ``first`` on, by metric."""
    count = len(next(iter(next(iter(metrics.values())).values())))
    rows = [
        {
            "date": str(first + timedelta(days=number)),
            "group": "lab",
            "name": lab,
            "metric": metric,
            "modality": "all",
            "share_percent": percent,
        }
        for metric, labs in metrics.items()
        for lab, percents in labs.items()
        for number, percent in enumerate(percents)
    ]
    body = {
        "dataset": "labs",
        "modality": "all",
        "from": str(first),
        "to": str(first + timedelta(days=count - 1)),
        "earliest_available_date": "2025-10-01",
        "license": "CC BY 4.0",
        "rows": rows,
    }
    found = payload(json.dumps(body).encode(), "vercel", fetched_at=FETCHED)
    store.record(Capture(found, "x.gz"), vercel.parse(found))


@pytest.fixture
def both(store: Store) -> Store:
    """Return a store with two weeks of tokens and one of spend, on both routers."""
    for week in (MONDAY - timedelta(days=7), MONDAY):
        put_week(store, "rankings-weekly", week, **{"anthropic/a": 20, "x-ai/b": 30, "other": 50})
    spend = {"anthropic/a": 900, "x-ai/b": 100}
    put(
        store,
        board(MONDAY, spend, MADE, dataset="models-window", metric="spend", depth=None, days=7),
    )
    tokens = {"Anthropic": [50.0, 60, 70, 60, 60, 60, 60], "xAI": [5.0] * 7}
    put_shares(store, MONDAY - timedelta(days=7), tokens=tokens)
    put_shares(store, MONDAY, tokens=tokens, spend={"Anthropic": [80.0] * 7})
    return store


def test_the_newest_week_has_the_mean_of_its_days_beside_openrouter(both: Store) -> None:
    print_ = figures.draw(both, Figure("elsewhere"))
    rows = print_.picture.rows
    found = {
        (row.metric, row.entity): (row.share, row.share_elsewhere) for row in rows.itertuples()
    }
    assert {*rows["week"].dt.date} == {MONDAY}
    assert found[("tokens", "anthropic")] == pytest.approx((0.2, 0.6))
    assert found[("tokens", "x-ai")] == pytest.approx((0.3, 0.05))
    assert found[("spend", "anthropic")] == pytest.approx((0.9, 0.8))
    assert pd.isna(found[("spend", "x-ai")][1])
    assert "20.0% of tokens on OpenRouter and 60.0% on Vercel; of spend 90.0% and 80.0%" in (
        print_.picture.title
    )
    assert "Source: Vercel AI Gateway (vercel.com), as of 2026-10-06" in print_.picture.source
    assert "Source: OpenRouter (openrouter.ai/rankings), as of" in print_.picture.source
    assert print_.card["licences"]["vercel-labs"] == "CC BY 4.0"


def test_a_week_that_one_router_lacks_by_a_measure_says_so(both: Store) -> None:
    week = Question(week=MONDAY - timedelta(days=7))
    picture = figures.draw(both, Figure("elsewhere", week)).picture
    assert {*picture.rows["metric"]} == {"tokens"}
    assert "By spend the week is not known of both." in picture.method
    with pytest.raises(GapError, match="no week in question is known of both"):
        figures.draw(both, Figure("elsewhere", Question(week=date(2026, 7, 20))))


def test_who_is_highlighted_is_the_subject(both: Store) -> None:
    title = figures.draw(both, Figure("elsewhere", highlight=("author:x-ai",))).picture.title
    assert title.endswith(
        "had 30.0% of tokens on OpenRouter and 5.0% on Vercel; of spend 10.0% and an unknown"
        " share, in the week to 4 October"
    )


def test_nothing_of_the_other_router_is_in_another_chart(both: Store) -> None:
    rows = figures.draw(both, Figure("stack", Question(by="author"))).picture.rows
    assert {*rows["dataset"]} == {"rankings-weekly"}
    assert "Anthropic" not in {*rows["entity"]}


def test_a_week_of_six_days_there_is_not_compared(store: Store) -> None:
    put_week(store, "rankings-weekly", MONDAY, **{"anthropic/a": 20, "other": 80})
    put_shares(store, MONDAY, tokens={"Anthropic": [60.0] * 6})
    with pytest.raises(GapError, match="no week in question is known of both"):
        figures.draw(store, Figure("elsewhere"))


def test_without_figures_the_command_says_what_to_run(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.png"
    done = CliRunner().invoke(app, ["chart", "elsewhere", "--out", str(path)])
    assert done.exit_code == 1
    error = str(done.exception or done.output)
    assert "no figures of Vercel AI Gateway are recorded" in error
    assert "tracker collect vercel" in error
    assert not path.exists()


def test_twelve_authors_are_drawn_and_those_highlighted(both: Store) -> None:
    many = pd.DataFrame(
        {
            "week": pd.Timestamp(MONDAY),
            "entity": [f"author{n}" for n in range(20)],
            "metric": "tokens",
            "by": "author",
            "share": [(20 - n) / 210 for n in range(20)],
            "share_elsewhere": float("nan"),
        }
    )
    assert [*elsewhere.rows(many)["entity"]] == [f"author{n}" for n in range(12)]
    assert "author19" in {*elsewhere.rows(many, ("author19",))["entity"]}
    assert elsewhere.finding(many) == "No author is named on both routers in the week to 4 October"
