"""Where the figures broke: each with its source, none hidden behind another, as measured."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from support import identity_maps

from tracker.breaks import LOST, RESTATED, breaks, lost_days, notes
from tracker.sources import history
from tracker.weeks import monday, walk

KINDS = {LOST, RESTATED, "changed definition", "changed tokenizer"}
ROWS = identity_maps.kept("breaks.csv")
CHANGE = re.compile(r"the week's total is ([0-9.]+) % (lower|higher) today than on (\S+)")


def test_every_break_has_a_kind_a_source_and_the_day_it_was_checked() -> None:
    assert list(ROWS[0]) == ["day", "kind", "what", "note", "sign", "source", "checked"]
    assert {row["kind"] for row in ROWS} == KINDS
    for row in ROWS:
        assert row["what"], row
        assert row["source"], row
        assert date.fromisoformat(row["day"]) < date.fromisoformat(row["checked"]), row


def test_a_rule_of_a_chart_has_two_or_three_words_and_a_sentence() -> None:
    assert [row for row in ROWS if bool(row["note"]) != bool(row["sign"])] == []
    assert notes()[date(2026, 5, 25)] == (
        "tokens by each provider’s own tokenizer from here on at the latest",
        "providers’ tokenizers",
    )
    assert all(2 <= len(sign.split()) <= 4 for _, sign in notes().values())


def test_no_break_hides_another() -> None:
    assert len(breaks()) == len(ROWS), "two breaks on one day"
    weeks = [monday(day) for day in breaks(LOST, RESTATED)]
    assert len(weeks) == len(set(weeks)), "two breaks in one week"


def test_breaks_of_some_kinds() -> None:
    day = date(2026, 5, 26)
    assert breaks()[day][0] == "changed tokenizer"
    assert set(breaks("changed tokenizer")) == {day}
    assert breaks(LOST, RESTATED) == breaks(LOST) | breaks(RESTATED)
    assert day not in breaks(LOST, RESTATED)
    assert breaks("no such kind") == {}


def test_two_days_are_lost_for_ever() -> None:
    assert lost_days() == {date(2025, 6, 15), date(2025, 7, 15)} == set(breaks(LOST))


def test_a_restated_week_is_named_by_its_monday() -> None:
    assert all(day == monday(day) for day in breaks(RESTATED))


def test_what_was_lowered_in_2026_is_told_of_every_week_that_could_be_compared() -> None:
    first, last = date(2026, 3, 2), date(2026, 6, 15)
    unseen = {date(2026, 4, 27), date(2026, 5, 4), date(2026, 5, 11)}
    assert set(walk(first, last)) - set(breaks(RESTATED)) == unseen


MEASURED = [
    (row["day"], *said.groups())
    for row in ROWS
    if "AIFactor" in row["source"] and (said := CHANGE.fullmatch(row["what"]))
]


@pytest.mark.parametrize(("week", "percent", "way", "captured"), MEASURED)
def test_restated_totals_are_as_measured(
    week: str, percent: str, way: str, captured: str, shared: Path
) -> None:
    """Totals read off archived charts, beside what the bundled official days say today."""
    assert len(MEASURED) == 8
    change = today()[week] / archived(shared, captured)[week] - 1
    assert f"{abs(change) * 100:.2f}" == percent
    assert way == ("lower" if change < 0 else "higher")


def test_charts_of_before_march_2025_had_less_of_every_week(shared: Path) -> None:
    assert "4 to 12 % less on 2025-03-03" in breaks()[date(2025, 3, 4)][1]
    then, later = archived(shared, "2025-03-03"), today("history-model-chart") | today()
    less = [1 - then[week] / later[week] for week in then if week in later and week != "2024-12-30"]
    assert len(less) == 15
    assert 0.035 <= min(less) < max(less) <= 0.12


def archived(shared: Path, captured: str) -> dict[str, int]:
    """Monday → total, by the chart as it was archived on a day."""
    with (shared / "data/history/platform_weekly_totals.csv").open(encoding="utf-8") as file:
        return {
            row["week_monday"]: int(row["total_tokens"])
            for row in csv.DictReader(file)
            if row["snapshot_src"] == captured.replace("-", "")
        }


def today(dataset: str = "history-rankings-daily") -> dict[str, int]:
    """Monday → total, by the bundled history; of days the sums of weeks that have all."""
    totals: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for body in history.bundled():
        for board in history.parse(body).boards:
            if (board.key.dataset, board.key.metric) == (dataset, "tokens"):
                totals[str(board.key.period.week)] += board.total
                days[str(board.key.period.week)] += board.key.period.days
    lost = Counter(str(monday(day)) for day in lost_days())
    return {week: total for week, total in totals.items() if days[week] >= 7 - lost[week]}
