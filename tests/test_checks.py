"""Every question is seen to bite, and the recorded figures pass them all."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from boards import a_day, board, payload, some_days

from tracker import checks
from tracker.checks import Known
from tracker.errors import CheckFailed
from tracker.records import LARGEST, OTHER, Answer, Board, Payload, Promise
from tracker.sources import recognise
from tracker.weeks import Period

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
DAY = date(2026, 8, 20)
MADE = datetime(2026, 8, 22, 7, tzinfo=UTC)
GOOD = board(DAY, a_day(), MADE)


def ask(
    *boards: Board,
    of: Payload | None = None,
    said: Answer | None = None,
    before: Sequence[Known] = (),
    now: datetime = NOW,
) -> CheckFailed | None:
    """The objection to some boards, or None."""
    found = said or Answer(boards, MADE)
    try:
        checks.examine(of or payload(b"{}"), found, now=now, recent=lambda _: list(before))
    except CheckFailed as objection:
        return objection
    return None


def refusal(*boards: Board, **more: object) -> str:
    objection = ask(*boards, **more)  # type: ignore[arg-type]
    assert objection is not None
    assert not objection.doubtful
    return str(objection)


def with_readings(**changed: int) -> Board:
    return board(DAY, {**a_day(), **changed}, MADE)


def test_a_good_body_meets_no_objection() -> None:
    assert ask(GOOD) is None


def test_every_question_is_asked() -> None:
    written = {
        name
        for name, found in vars(checks).items()
        if callable(found) and name.startswith(("is_", "are_", "does_", "do_", "has_"))
    }
    asked = {question.__name__ for question in (*checks.OF_BODY, *checks.OF_BOARD, *checks.DOUBTS)}
    asked.add(checks.do_the_sections_agree.__name__)
    assert len(asked) == 20
    assert asked == written


@pytest.mark.parametrize(
    ("promise", "says"),
    [
        (Promise(3, hashlib.sha256(b"{}").hexdigest()), "it has 2 bytes, its manifest promises 3"),
        (Promise(2, "00" * 32), "its sha256 is not the one its manifest promises"),
        (
            Promise(2, hashlib.sha256(b"{}").hexdigest(), 52),
            "it has 51 rows, its manifest promises 52",
        ),
    ],
)
def test_a_body_that_is_not_the_promised_one_is_refused(promise: Promise, says: str) -> None:
    assert says in refusal(GOOD, of=payload(b"{}", promise=promise))


def test_a_body_that_is_the_promised_one_passes() -> None:
    kept = Promise(2, hashlib.sha256(b"{}").hexdigest(), 51)
    assert ask(GOOD, of=payload(b"{}", promise=kept)) is None


def test_a_body_without_figures_is_refused() -> None:
    assert "body: it holds no figures; nothing was lost" in refusal()


def test_a_body_from_the_future_is_refused() -> None:
    tomorrow = replace(GOOD, known_from=NOW + timedelta(days=1, seconds=1))
    assert "which has not come yet" in refusal(said=Answer((tomorrow,), tomorrow.known_from))
    clock_skew = NOW + timedelta(hours=23)
    assert ask(said=Answer((replace(GOOD, known_from=clock_skew),), clock_skew)) is None


@pytest.mark.parametrize(
    "window", [Period(DAY - timedelta(9), DAY), Period(DAY + timedelta(1), DAY + timedelta(9))]
)
def test_a_board_outside_the_window_answered_is_refused(window: Period) -> None:
    assert "and holds 2026-08-20" in refusal(said=Answer((GOOD,), MADE, window))
    assert ask(said=Answer((GOOD,), MADE, Period.of_day(DAY))) is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (board(DAY, {OTHER: 5}, MADE), "no model is named"),
        (
            replace(GOOD, readings=(*GOOD.readings, ("author0/model-00", 3))),
            "'author0/model-00' stands there twice",
        ),
        (replace(GOOD, readings=(*GOOD.readings, (OTHER, 3))), "'other' stands there twice"),
        (with_readings(Others=5), "'Others' stands among the models"),
        (with_readings(OTHER=5), "'OTHER' stands among the models"),
        (with_readings(**{"a/b": -1}), "-1 is no count"),
        (with_readings(**{"a/b": LARGEST + 1}), "is no count (0 to 9223372036854775807)"),
        (with_readings(**{"a/b": 12345678901234567890}), "is no count (0 to 9223372036854775807)"),
        (with_readings(**{"a/b": LARGEST}), "is no count (0 to 9223372036854775807)"),
        (board(DAY, {"a/b": 0, OTHER: 0}, MADE), "every count is zero"),
        (
            replace(GOOD, known_from=datetime(2026, 8, 19, 23, tzinfo=UTC)),
            "it had not begun at 2026-08-19T23:00:00Z",
        ),
        (
            board(DAY, a_day(50, other=None), MADE, depth=None),
            "50 models are named and `other` is missing",
        ),
        (replace(GOOD, shares=(0.5,)), "and a share of 0.5"),
        (replace(GOOD, shares=(float("nan"),)), "and a share of nan"),
        (replace(GOOD, shares=(float("inf"),)), "and a share of inf"),
    ],
)
def test_a_board_that_cannot_be_true_is_refused(wrong: Board, says: str) -> None:
    sentence = refusal(wrong)
    assert says in sentence
    assert "body: rankings-daily tokens 2026-08-20: " in sentence


def test_too_many_names_are_refused_before_they_are_compared() -> None:
    most = {f"a/{n}": 1 for n in range(checks.MOST_NAMES)}
    assert ask(board(DAY, {**most, OTHER: 1}, MADE, depth=5000)) is None
    crowd = {f"a/{n}": 1 for n in range(200_000)}
    twice = (*crowd.items(), ("a/199999", 1))
    assert "more than 5,000" in refusal(replace(board(DAY, crowd, MADE), readings=twice))


def test_other_may_be_missing_where_fewer_than_fifty_are_named() -> None:
    assert ask(board(DAY, a_day(49, other=None), MADE, depth=None)) is None


def test_a_board_of_all_models_needs_no_other() -> None:
    wide = board(
        date(2026, 8, 10), a_day(60, leader=10**9, other=None), MADE, dataset="models-window", depth=None, days=7
    )
    assert ask(wide) is None


def test_a_zero_is_a_figure() -> None:
    assert ask(with_readings(**{"a/b": 0})) is None


def test_the_largest_count_passes() -> None:
    assert ask(board(DAY, {"a/b": LARGEST, OTHER: 0}, MADE)) is None


def test_shares_within_rounding_pass() -> None:
    shares = tuple(value / GOOD.total + 9e-10 for _, value in GOOD.readings)
    assert ask(replace(GOOD, shares=shares)) is None
    assert "and a share of" in refusal(
        replace(GOOD, shares=tuple(share + 2e-9 for share in shares))
    )


def before(count: int, total: int, leaders: tuple[str, ...] = ()) -> list[Known]:
    return [Known(DAY - timedelta(days=count - n), total, leaders) for n in range(count)]


@pytest.mark.parametrize(
    ("known", "times", "doubted"),
    [
        (7, 1.0, False),
        (7, 2.99, False),
        (7, 3.01, True),
        (7, 0.34, False),
        (7, 0.33, True),
        (6, 9.0, False),
        (28, 9.0, True),
    ],
)
def test_a_total_out_of_band_is_doubted(known: int, times: float, doubted: bool) -> None:
    objection = ask(GOOD, before=before(known, round(GOOD.total / times)))
    assert (objection is not None) == doubted
    if objection:
        assert objection.doubtful
        assert "what was usual in the four weeks before" in str(objection)


def test_what_is_older_than_four_weeks_is_no_measure() -> None:
    old = [Known(known.start - timedelta(days=28), known.total) for known in before(7, 1)]
    assert ask(GOOD, before=old) is None


def test_leaders_that_all_vanish_are_doubted() -> None:
    led = checks.leaders(GOOD.readings)
    strangers = board(
        DAY, {f"new/{n}": v for n, v in enumerate(a_day().values())} | {OTHER: 1}, MADE
    )
    known = [Known(DAY - timedelta(days=1), strangers.total, led)]
    objection = ask(strangers, before=known)
    assert objection is not None
    assert objection.doubtful
    assert "of the 10 leaders just before it names 0" in str(objection)
    assert ask(GOOD, before=known) is None
    assert ask(strangers, before=[replace(known[0], start=DAY - timedelta(days=8))]) is None


def test_the_ten_leaders_are_the_largest_and_never_other() -> None:
    led = checks.leaders(a_day(other=10**9).items())
    assert led == tuple(list(a_day())[:10])


def test_days_of_one_body_are_measured_against_each_other() -> None:
    days = some_days(date(2026, 8, 1), 12)
    days[date(2026, 8, 12)] = a_day(leader=90_000_000)
    objection = ask(*(board(day, readings, MADE) for day, readings in days.items()))
    assert objection is not None
    assert objection.doubtful
    assert "rankings-daily tokens 2026-08-12: its total is" in str(objection)


def test_boards_of_different_kinds_are_not_measured_against_each_other() -> None:
    days = [board(DAY - timedelta(days=9 - n), a_day(), MADE) for n in range(9)]
    weeks = [
        board(date(2026, 8, 3), a_day(leader=90_000_000), MADE, dataset="rankings-weekly", days=7),
        board(date(2026, 8, 10), a_day(leader=90_000_000), MADE, metric="calls", days=7),
    ]
    assert ask(*days, *weeks) is None


def test_the_recorded_figures_pass(shared: Path) -> None:
    bodies = sorted((shared / "data/rankings-daily").glob("*.json.gz"))
    exports = sorted((shared / "data/exports").glob("*.csv"))
    assert len(bodies) == 16
    assert len(exports) == 5
    seen = 0
    for file in [*bodies[:2], bodies[-1], *exports]:
        content = file.read_bytes()
        body = gzip.decompress(content) if file.suffix == ".gz" else content
        found = payload(body, url=f"file:{file.name}", fetched_at=datetime(2026, 8, 23, tzinfo=UTC))
        said = recognise(found)[0].parse(found)
        assert ask(of=found, said=said, now=datetime(2026, 8, 23, tzinfo=UTC)) is None, file.name
        seen += len(said.boards)
    assert seen == 363 * 2 + 233 + 5 * 30
