from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.databases import Databases
from support.sample_boards import put_week

from tracker.errors import ConfigError, GapError
from tracker.publish.figures import figure as figures
from tracker.publish.figures.figure import Figure
from tracker.records import Question
from tracker.store import Store, schema

QWEN = Figure("reigns", Question(first=date(2026, 1, 5), last=date(2026, 8, 24)), ("Qwen3.6 Plus",))


@pytest.fixture
def bundled(databases: Databases, _history: Path) -> Iterator[Store]:
    with Store(databases.of(_history)) as store:
        yield store


def test_beside_a_picture_stand_its_rows_its_card_and_its_text(
    bundled: Store, tmp_path: Path
) -> None:
    result = figures.draw(bundled, QWEN)
    files = figures.save(result, tmp_path / "qwen.png")
    assert [file.name for file in files] == [
        "qwen.png",
        "qwen.csv",
        "qwen.wide.csv",
        "qwen.json",
        "qwen.alt.txt",
    ]
    rows = list(csv.DictReader((tmp_path / "qwen.csv").read_text().splitlines()))
    assert len(rows) == len(result.picture.rows)
    assert [row["week"] for row in rows if row["entity"] == "qwen/qwen3.6-plus-04-02:free"] == [
        "2026-03-30", "2026-04-06",
    ]  # fmt: skip
    card = json.loads((tmp_path / "qwen.json").read_text())
    assert card["query"]["highlight"] == ["Qwen3.6 Plus"]
    assert card["licences"]["history-rankings-daily"] == "CC BY 4.0"
    assert card["licence"] == "CC BY 4.0 (history-rankings-daily)"
    assert card["version"]
    text = (tmp_path / "qwen.alt.txt").read_text()
    assert "Qwen3.6 Plus (free) led OpenRouter by tokens for two weeks" in text
    assert result.picture.source in text


def test_the_digest_is_of_what_is_asked_and_of_the_figures(bundled: Store) -> None:
    plain = figures.draw(bundled, QWEN).digest
    assert figures.draw(bundled, replace(QWEN, size="column", theme="dark")).digest == plain
    assert figures.draw(bundled, replace(QWEN, highlight=())).digest != plain
    other = Question(first=date(2026, 1, 5), last=date(2026, 8, 17))
    assert figures.draw(bundled, replace(QWEN, question=other)).digest != plain


def test_a_figure_is_drawn_again_by_its_digest(bundled: Store, tmp_path: Path) -> None:
    result = figures.draw(bundled, QWEN)
    figures.remember(result, tmp_path)
    for name in (result.digest, result.digest[:8].upper(), f"sha256:{result.digest}"):
        card = figures.recall(name, tmp_path)
        redrawn = figures.redraw(bundled, figures.figure(card), card)
        assert redrawn.picture.data == result.picture.data


def test_a_card_beside_a_picture_will_do(bundled: Store, tmp_path: Path) -> None:
    result = figures.draw(bundled, QWEN)
    figures.save(result, tmp_path / "qwen.svg")
    card = figures.recall(str(tmp_path / "qwen.json"), tmp_path / "elsewhere")
    assert figures.redraw(bundled, figures.figure(card), card).digest == result.digest


def test_a_digest_that_nobody_knows_is_a_gap(tmp_path: Path) -> None:
    for unknown in ("0" * 64, "abc", "../../etc/passwd", "*"):
        with pytest.raises(GapError, match="no figure is known"):
            figures.recall(unknown, tmp_path)
    for name in ("a" * 64, "a" * 63 + "b"):
        (tmp_path / figures.CARDS).mkdir(exist_ok=True)
        (tmp_path / figures.CARDS / f"{name}.json").write_text('{"digest": "x"}')
    with pytest.raises(GapError, match="several"):
        figures.recall("a" * 12, tmp_path)


def test_what_is_no_card_says_so(tmp_path: Path) -> None:
    for text in ("no json", "[]", "{}"):
        (tmp_path / "card.json").write_text(text)
        with pytest.raises(ConfigError, match="card"):
            figures.recall(str(tmp_path / "card.json"), tmp_path)
    with pytest.raises(ConfigError, match="cannot be drawn again"):
        figures.figure({"digest": "x", "query": {}})


def test_a_corrected_figure_is_drawn_from_the_vintage_of_its_card(store: Store) -> None:
    week, then, later = (
        date(2026, 3, 30),
        datetime(2026, 4, 8, tzinfo=UTC),
        datetime(2026, 5, 1, tzinfo=UTC),
    )
    put_week(store, "rankings-weekly", week, made=then, **{"a/x": 50, "b/y": 40, "other": 10})
    figure = Figure("share-lines")
    result = figures.draw(store, figure)
    put_week(store, "rankings-weekly", week, made=later, **{"a/x": 30, "b/y": 40, "other": 10})
    assert figures.draw(store, figure).digest != result.digest
    redrawn = figures.redraw(store, figures.figure(result.card), result.card)
    assert redrawn.picture.data == result.picture.data


def test_another_record_is_not_taken_for_the_one_of_the_card(store: Store, bundled: Store) -> None:
    result = figures.draw(bundled, Figure("share-lines"))
    put_week(store, "rankings-weekly", date(2026, 3, 30))
    with pytest.raises(GapError, match="other figures"):
        figures.redraw(store, figures.figure(result.card), result.card)


def test_the_card_is_as_of_the_boards_shown_like_the_foot(store: Store, tmp_path: Path) -> None:
    """The record knows a later week, which the figure does not show."""
    early, late = datetime(2026, 4, 8, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    put_week(store, "rankings-weekly", date(2026, 3, 30), made=early)
    put_week(store, "rankings-weekly", date(2026, 4, 20), made=late)
    result = figures.draw(store, Figure("share-lines", Question(week=date(2026, 3, 30))))
    assert result.card["as_of"] == "2026-04-08T00:00:00Z"
    assert "as of 2026-04-08T00:00:00Z." in result.picture.source
    assert result.card["record_as_of"] == "2026-05-01T00:00:00Z"


@pytest.mark.parametrize(
    "name",
    [
        "leaderboard",
        "calendar",
        "volume",
        "concentration",
        "three-measures",
        "versus",
        "price-and-use",
    ],
)
def test_the_card_of_every_kind_of_chart_is_as_of_its_foot(bundled: Store, name: str) -> None:
    result = figures.draw(bundled, Figure(name))
    assert f"as of {result.card['as_of']}" in result.picture.source


def test_the_name_and_the_key_stand_side_by_side_and_the_digest_is_of_the_key(
    bundled: Store,
) -> None:
    display = figures.draw(bundled, Figure("three-measures"))
    keys = figures.draw(bundled, Figure("three-measures", names="slug"))
    assert display.picture.title.startswith("Space Bunny Alpha leads by tokens, Jev 1.13 by calls")
    assert keys.picture.title.startswith("space-bunny-alpha leads by tokens, jev-1.13-20260917 by")
    first = display.picture.rows.iloc[0]
    assert (first["entity"], first["name"]) == ("stealth/space-bunny-alpha", "Space Bunny Alpha")
    assert "name" not in keys.picture.rows
    assert keys.digest == display.digest
    assert figures.figure(keys.card).names == "slug"
    older = {**display.card, "look": {"size": "wide", "theme": "light", "form": ".png"}}
    assert figures.figure(older).names == "display"


def test_the_same_figures_of_another_dataset_have_the_same_digest(
    databases: Databases, tmp_path: Path
) -> None:
    """Both records have 50 and 40 of 100; one from official weeks, one from the weekly chart."""
    week, values = date(2026, 3, 30), {"a/x": 50, "b/y": 40, "other": 10}
    then, later = datetime(2026, 4, 8, tzinfo=UTC), datetime(2026, 4, 9, tzinfo=UTC)
    figure = Figure("share-lines", Question(week=week))
    with (
        Store(databases.of(tmp_path / "one")) as weekly,
        Store(databases.of(tmp_path / "other")) as chart,
    ):
        for store in (weekly, chart):
            schema.ready(store.engine)
        put_week(weekly, "rankings-weekly", week, made=then, **values)
        put_week(chart, "model-chart", week, made=later, **values)
        first, second = figures.draw(weekly, figure), figures.draw(chart, figure)
        assert first.digest == second.digest
        assert figures.other_origin(first, first.card) == ""
        assert figures.other_origin(second, first.card) == (
            "The same figures, from model-chart here and from rankings-weekly when first drawn."
        )
        put_week(chart, "model-chart", week, made=datetime(2026, 4, 10, tzinfo=UTC),
                 **{"a/x": 51, "b/y": 40, "other": 10})  # fmt: skip
        assert figures.draw(chart, figure).digest != first.digest


@pytest.mark.parametrize(
    ("figure", "name"),
    [
        (Figure("stack"), "stack-tokens"),
        (Figure("stack", names="slug"), "stack-tokens-names-slug"),
        (Figure("stack", Question(by="author")), "stack-tokens-by-author"),
        (Figure("stack", Question(by="country")), "stack-tokens-by-country"),
        (Figure("three-measures", Question(by="model")), "three-measures-by-model"),
        (Figure("bump", Question("calls", week=date(2026, 3, 30))), "bump-calls-2026-W14"),
        (
            Figure(
                "versus",
                Question(by="country", first=date(2026, 1, 5), last=date(2026, 4, 20), depth=9),
                ("country:CN", "country:US"),
            ),
            "versus-tokens-by-country-from-2026-W02-to-2026-W17-depth-9-cn-us",
        ),
        (Figure("versus", Question(depth=0)), "versus-tokens-depth-all"),
        (Figure("reigns", highlight=("Qwen3.6 Plus",)), "reigns-tokens-qwen3.6-plus"),
        (Figure("reigns", highlight=("千问", "../../etc")), "reigns-tokens-千问-etc"),
        (
            Figure("slope", Question(reveal=True), size="column", theme="dark"),
            "slope-tokens-reveal-column-dark",
        ),
        (
            Figure("slope", Question(as_of=datetime(2026, 8, 16, 12, tzinfo=UTC))),
            "slope-tokens-as-of-2026-08-16t12-00-00z",
        ),
    ],
)
def test_the_name_of_a_file_says_what_was_asked(figure: Figure, name: str) -> None:
    assert figures.file_name(figure) == name


def test_no_two_questions_share_a_file_however_long_they_are() -> None:
    long = tuple(f"a/a-model-with-a-long-name-{number}" for number in range(12))
    several = [
        Figure("reigns"),
        Figure("reigns", title="One"),
        Figure("reigns", title="one!"),
        Figure("reigns", highlight=long),
        Figure("reigns", highlight=long[:-1]),
    ]
    names = [figures.file_name(figure) for figure in several]
    assert len({*names}) == len(names)
    assert max(len(f"{name}.alt.txt".encode()) for name in names) < 255
