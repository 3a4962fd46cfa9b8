from __future__ import annotations

from itertools import product

import pytest

from tracker.claims.definitions import Options, cells, level_of
from tracker.errors import ConfigError
from tracker.identity.subjects import Subject
from tracker.records import ALL, Definition

SLUG, MODEL = Subject("slug", "qwen/qwen3.6-plus:free"), Subject("model", "qwen/qwen3.6-plus")
CN, US = Subject("country", "CN"), Subject("country", "US")
AUTHOR, OPEN, TOTAL = (
    Subject("author", "qwen"),
    Subject("weights", "open"),
    Subject("total", "total"),
)
NINE, TEN = Subject("country", "CN", 9), Subject("country", "US", 10)

Found = list[tuple[str, str, int | None]]


def grid(*subjects: Subject, **options: object) -> Found:
    found = cells(None, subjects, Options(**options))  # type: ignore[arg-type]
    return [(cell.metric, cell.by, cell.depth) for cell in found]


@pytest.mark.parametrize(
    ("subjects", "levels", "depths"),
    [
        ((SLUG,), ["slug", "model", "family"], [None]),
        ((MODEL,), ["slug", "model", "family"], [None]),
        ((MODEL, SLUG), ["slug", "model", "family"], [None]),
        ((CN,), ["country"], [9, None]),
        ((CN, US), ["country"], [9, None]),
        ((AUTHOR,), ["author"], [9, None]),
        ((OPEN,), ["weights"], [9, None]),
        ((TOTAL,), ["total"], [None]),
        ((TOTAL, CN), ["total"], [9, None]),
        ((MODEL, CN), ["slug", "model", "family"], [9, None]),
        ((CN, MODEL), ["slug", "model", "family"], [9, None]),
        ((NINE,), ["country"], [9]),
        ((NINE, US), ["country"], [9]),
        ((NINE, TEN), ["country"], [9, 10]),
    ],
)
def test_models_are_counted_at_each_level_and_sums_at_each_depth(
    subjects: tuple[Subject, ...], levels: list[str], depths: list[int | None]
) -> None:
    assert grid(*subjects) == [("tokens", *one) for one in product(levels, depths)]


@pytest.mark.parametrize(
    ("claimed", "asked", "counted"),
    [
        (None, None, "tokens"),
        ("calls", None, "calls"),
        (None, "calls", "calls"),
        ("calls", "calls", "calls"),
        ("tokens", "tokens", "tokens"),
    ],
)
def test_what_is_counted(claimed: str | None, asked: str | None, counted: str) -> None:
    assert cells(claimed, (TOTAL,), Options(metric=asked)) == [Definition(counted, "total")]


@pytest.mark.parametrize(
    ("subject", "options", "found"),
    [
        (MODEL, {"by": "model"}, [("tokens", "model", None)]),
        (SLUG, {"by": "family"}, [("tokens", "family", None)]),
        (MODEL, {"by": "slug", "depth": 9}, [("tokens", "slug", None)]),  # a model is no sum
        (CN, {"by": "country"}, [("tokens", "country", 9), ("tokens", "country", None)]),
        (CN, {"depth": 20}, [("tokens", "country", 20)]),
        (CN, {"depth": ALL}, [("tokens", "country", None)]),
        (NINE, {"depth": 9}, [("tokens", "country", 9)]),
    ],
)
def test_options_narrow_it(subject: Subject, options: dict[str, object], found: Found) -> None:
    assert grid(subject, **options) == found


@pytest.mark.parametrize(
    ("subjects", "metric", "options", "said"),
    [
        (
            (MODEL,),
            "calls",
            Options(metric="tokens"),
            "about calls, and the metric asked for is tokens",
        ),
        ((MODEL,), None, Options(by="country"), "qwen/qwen3.6-plus cannot be counted by country"),
        ((CN, MODEL), None, Options(by="country"), "cannot be counted by country"),
        ((NINE,), None, Options(depth=10), r"depth of 9, and --depth another"),
        ((NINE,), None, Options(depth=ALL), r"depth of 9, and --depth another"),
        ((NINE, TEN), None, Options(depth=9), r"depth of 10"),
    ],
)
def test_options_that_contradict_a_claim_are_refused(
    subjects: tuple[Subject, ...], metric: str | None, options: Options, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        cells(metric, subjects, options)


@pytest.mark.parametrize("subjects", [(CN,), (CN, US), (TOTAL,)])
def test_a_level_that_a_sum_cannot_have_is_ignored(subjects: tuple[Subject, ...]) -> None:
    assert cells(None, subjects, Options(by="slug")) == cells(None, subjects, Options())


@pytest.mark.parametrize(
    ("subject", "by", "level"),
    [
        (SLUG, "family", "family"),  # of a model the level asked for
        (MODEL, "slug", "slug"),
        (CN, "model", "country"),  # of a sum its own, whatever its rival is counted by
        (OPEN, "weights", "weights"),
        (TOTAL, "total", "slug"),
    ],
)
def test_at_which_level_a_subject_is_looked_up(subject: Subject, by: str, level: str) -> None:
    assert level_of(Definition("tokens", by), subject) == level


def test_a_definition_in_print() -> None:
    assert str(Definition("tokens", "country", 9)) == "tokens by country, depth 9"
    assert str(Definition("calls", "slug")) == "calls by slug"
