"""A shallow board, a lost day or a file never contradict the answer from the whole."""

from __future__ import annotations

from io import StringIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.claim_evidence import ground, judged, summed
from support.weekly_frames import weekly

from tracker.analysis.free import given_away, without_free
from tracker.analysis.growth import growth, lost_share
from tracker.analysis.market import market
from tracker.analysis.movers import movers
from tracker.analysis.ranks import leads, rank, standing
from tracker.analysis.shares import share
from tracker.analysis.streaks import aligned, endurance, streaks
from tracker.analysis.unmapped import unmapped
from tracker.analysis.versus import figures, versus, versus_streaks
from tracker.errors import FrameError, GapError
from tracker.identity import LEVELS

SLUGS = (
    "qwen/qwen3-max", "qwen/qwen3-max:free", "deepseek/deepseek-chat-v3-0324",
    "deepseek/deepseek-chat-v3-0324:free", "openai/gpt-4o-mini", "openai/gpt-4o",
    "anthropic/claude-4-sonnet", "anthropic/claude-4-sonnet:beta", "mistralai/mistral-nemo",
    "google/gemini-2.0-flash-001",
)  # fmt: skip
OF_MODELS = [level for level in LEVELS if level != "app"]
MONDAYS = ("2026-03-02", "2026-03-09", "2026-03-16")
VALUES = st.integers(1, 40) | st.integers(1, 10**13)
WEEK = st.lists(VALUES, min_size=len(SLUGS), max_size=len(SLUGS))
WEEKS = st.lists(WEEK, min_size=len(MONDAYS), max_size=len(MONDAYS))


def board(weeks: list[list[int]], mondays: tuple[str, ...] = MONDAYS) -> pd.DataFrame:
    """Weeks that name everybody."""
    lines = [
        f"{monday} {' '.join(map(str, values))}"
        for monday, values in zip(mondays, weeks, strict=True)
    ]
    return weekly(f"week {' '.join(SLUGS)}\n" + "\n".join(lines), depth=None)


def cut(weeks: list[list[int]], largest: int) -> pd.DataFrame:
    """Return the weeks as a board that names the ``largest`` and sums the rest as `other`."""
    lines = []
    for monday, values in zip(MONDAYS, weeks, strict=True):
        order = sorted(range(len(SLUGS)), key=lambda place, of=values: (-of[place], SLUGS[place]))
        kept = {*order[:largest]}
        shown = [str(value) if place in kept else "." for place, value in enumerate(values)]
        rest = sum(value for place, value in enumerate(values) if place not in kept)
        lines.append(f"{monday} {' '.join(shown)} {rest}")
    return weekly(f"week {' '.join(SLUGS)} other\n" + "\n".join(lines), depth=largest)


@settings(max_examples=60, deadline=None)
@given(WEEKS, st.integers(1, len(SLUGS)), st.sampled_from(OF_MODELS))
def test_a_shallow_board_never_contradicts_the_whole_one(
    weeks: list[list[int]], largest: int, by: str
) -> None:
    part, whole = (share(rank(summed(frame, by))) for frame in (cut(weeks, largest), board(weeks)))
    key = ["week", "entity"]
    both = part.merge(whole, on=key, suffixes=("", "_whole"))
    assert (both["value"] <= both["value_whole"]).all()
    exact = ~both["at_least"]
    assert (both["value"] == both["value_whole"])[exact].all()
    for column in ("rank", "last_rank"):
        known = both[both[column].notna()]
        assert (known[column] == known[f"{column}_whole"]).all(), column
    assert (both["share"] <= both["share_whole"] + 1e-12).all()
    for column in ("change_pct", "change_points"):
        known = both[both[column].notna()]
        assert known[column].tolist() == pytest.approx(known[f"{column}_whole"].tolist())


def test_several_models_may_hide_before_one_that_a_shallow_board_names() -> None:
    week = [1, 33, 16, 8, 4320, 974714, 14, 8, 21, 17]
    part, whole = (
        share(rank(summed(frame, "model"))) for frame in (cut([week] * 3, 5), board([week] * 3))
    )
    model = "google/gemini-2.0-flash-001"  # 17: ahead of it are three sums of variants, 34, 24, 22
    assert standing(whole, model)["best_rank"].tolist() == [7, 7, 7]
    assert standing(part, model)["worst_rank"].tolist() == [7, 7, 7]


@settings(max_examples=40, deadline=None)
@given(WEEKS, st.integers(1, len(SLUGS)), st.sampled_from(OF_MODELS), st.data())
def test_what_is_made_of_a_shallow_board_does_not_either(
    weeks: list[list[int]], largest: int, by: str, data: st.DataObject
) -> None:
    part, whole = (share(rank(summed(frame, by))) for frame in (cut(weeks, largest), board(weeks)))
    for entity in whole["entity"].unique():
        places, place = standing(part, entity), standing(whole, entity)["best_rank"]
        assert (places["best_rank"] <= place).all()
        assert (place <= places["worst_rank"]).all()
    first, last = leads(part).set_index("week"), leads(whole).set_index("week")
    for week, lead in first.iterrows():
        assert lead["value"] <= last.loc[week, "value"]
        if pd.notna(lead["lead"]):
            assert lead["lead"] == pytest.approx(last.loc[week, "lead"])
    there, true = market(part).set_index("week"), market(whole).set_index("week")
    little = 1 + 1e-9
    for week, row in there.iterrows():
        assert row["hhi_low"] <= true.loc[week, "hhi_low"] * little
        for column in ("cr1", "cr3", "cr5"):
            if pd.notna(row[column]):
                assert row[column] == pytest.approx(true.loc[week, column])
        if pd.notna(row["hhi_high"]):
            assert true.loc[week, "hhi_low"] <= row["hhi_high"] * little
    a, b = data.draw(st.lists(st.sampled_from([*whole["entity"].unique()]), min_size=2, max_size=2))
    since = part["week"].min().date()
    named = {*part["entity"]}
    if {a, b} <= named:
        compared = versus(figures(part, a, since), figures(part, b, since)).set_index("week")
        truth = versus(figures(whole, a, since), figures(whole, b, since)).set_index("week")
        for week, leader in compared["leader"].dropna().items():
            assert leader == truth.loc[week, "leader"]


CLAIMS = (
    "country:CN rank 1 in 2026-W12", "country:US rank 2 in 2026-W11",
    "author:openai over author:google for 2 weeks", "Qwen3 Max over author:openai for 1 week",
    "qwen/qwen3-max #1 for 2 weeks", "author:deepseek top 2 for 3 weeks",
    "weights:closed 30% share in 2026-W12", "country:CN 50 in 2026-W12",
    "openai/gpt-4o-mini over qwen/qwen3-max for 2 weeks", "country:CN +10% in 2026-W11",
    "country:CN over country:US for 3 weeks", "total up for 2 weeks",
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(WEEKS, st.integers(1, len(SLUGS)), st.sampled_from(CLAIMS))
def test_no_verdict_on_a_shallow_board_contradicts_that_on_the_whole_one(
    weeks: list[list[int]], largest: int, claim: str
) -> None:
    part, whole = (
        judged(claim, ground(frame, ending="2026-03-16", slugs=SLUGS), depth=0)
        for frame in (cut(weeks, largest), board(weeks))
    )
    assert part.verdict in (whole.verdict, "not_measured"), part.because


@settings(max_examples=40, deadline=None)
@given(WEEK, st.integers(0, len(SLUGS) - 1), st.sampled_from(OF_MODELS), st.data())
def test_a_lost_day_that_is_like_the_others_turns_no_leader_that_is_stated(
    six_days: list[int], who: int, by: str, data: st.DataObject
) -> None:
    """On the lost day everybody has an average day of theirs, and one up to half as much again."""
    mondays = ("2025-06-09",)
    more = data.draw(st.floats(1, 1.49))
    lost = [value / 6 for value in six_days]
    lost[who] *= more
    seven = [value + int(day) for value, day in zip(six_days, lost, strict=True)]
    part = rank(summed(board([six_days], mondays), by))
    whole = board([seven], mondays).assign(days=7, at_least=False)
    truth = rank(summed(whole, by))
    assert part["at_least"].all()
    led = part.loc[part["rank"] == 1, "entity"]
    if len(led):
        first = truth.loc[truth["rank"] == 1, "entity"]
        # In whole tokens a day of the smallest counts is cut by up to one.
        close = truth["value"].max() - truth.set_index("entity").loc[led.iloc[0], "value"]
        assert led.iloc[0] in {*first} or close <= len(SLUGS)


def read_back(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as it comes back from a CSV file."""
    return pd.read_csv(StringIO(frame.to_csv(index=False)))


MEASURES = {
    "rank": rank,
    "share": lambda frame: share(rank(frame)),
    "named": lambda frame: share(frame, of="named"),
    "streaks": lambda frame: streaks(rank(frame)),
    "top3": lambda frame: streaks(rank(frame), 3),
    "leads": lambda frame: leads(share(rank(frame))),
    "movers": lambda frame: movers(rank(frame)),
    "market": market,
    "growth": lambda frame: growth(share(frame)),
    "aligned": lambda frame: aligned(share(frame), [*frame["entity"]]),
    "versus": lambda frame: versus(*(figures(frame, name) for name in [*frame["entity"]][:2])),
    "versus_streaks": lambda frame: versus_streaks(
        versus(*(figures(frame, name) for name in [*frame["entity"]][:2]))
    ),
}
OF_SLUGS = {"given_away": given_away, "without_free": without_free, "unmapped": unmapped}


@settings(max_examples=25, deadline=None)
@given(WEEKS, st.integers(1, len(SLUGS)), st.sampled_from(OF_MODELS))
def test_a_frame_that_was_written_and_read_back_gives_the_same_answers(
    weeks: list[list[int]], largest: int, by: str
) -> None:
    frame = summed(cut(weeks, largest), by)
    measures = MEASURES | (OF_SLUGS if by == "slug" else {})
    for name, measure in measures.items():
        try:
            answer = measure(frame)
        except (GapError, FrameError) as error:
            with pytest.raises(type(error)):
                measure(read_back(frame))
            continue
        again = measure(read_back(frame))
        expected, actual = (
            rows.drop(columns=["as_of"], errors="ignore") for rows in (answer, again)
        )
        assert [*actual.columns] == [*expected.columns], name
        pd.testing.assert_frame_equal(actual, expected, check_dtype=False, obj=name)


@settings(max_examples=15, deadline=None)
@given(WEEKS)
def test_measured_frames_survive_a_file_too(weeks: list[list[int]]) -> None:
    measured = share(rank(cut(weeks, 8)))
    entity = measured["entity"].iloc[0]
    again = read_back(measured)
    assert endurance(again, entity) == endurance(measured, entity)
    pd.testing.assert_frame_equal(
        lost_share(again, *(pd.Timestamp(day).date() for day in MONDAYS[:2])),
        lost_share(measured, *(pd.Timestamp(day).date() for day in MONDAYS[:2])),
        check_dtype=False,
    )
    pd.testing.assert_frame_equal(streaks(again), streaks(measured), check_dtype=False)
