"""What a person means by a name: exact, spoken, cast to a level, or nothing, but never a guess."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import identity_maps

from tracker.errors import UnknownName
from tracker.identity import LEVELS, curated
from tracker.identity.subjects import OF_MODELS, Subject, find
from tracker.weeks import DAY

SLUGS = [
    "anthropic/claude-4.5-sonnet-20250929",
    "deepseek/deepseek-v4-flash-20260423",
    "deepseek/deepseek-v4-flash-20260423:free",
    "deepseek/deepseek-v4-flash-20260731",
    "moonshotai/kimi-k3-20260801",
    "nobody/new-thing-0423",
    "openai/gpt-4o-mini",
    "openai/gpt-4o-mini-2024-07-18",
    "qwen/qwen3.6-plus-04-02",
    "qwen/qwen3.6-plus-04-02:free",
    "qwen/qwen3.6-plus-preview:free",
    "Qwen/Qwen3-Embedding-8B",
    "qwen/qwen3-embedding-8b",
    "stealth/ox-alpha",
    "stepfun/step-3.5-flash",
    "stepfun/step-3.5-flash:free",
]


def meant(text: str, by: str | None = None) -> str:
    """`level name`, and the depth where the text says one."""
    found = find(text, SLUGS, by)
    return " ".join(map(str, filter(None, (found.level, found.name, found.depth))))


def refused(text: str, by: str | None = None) -> UnknownName:
    with pytest.raises(UnknownName) as raised:
        find(text, SLUGS, by)
    return raised.value


# Exactly.


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("qwen/qwen3.6-plus-04-02:free", "slug qwen/qwen3.6-plus-04-02:free"),
        ("qwen/qwen3.6-plus-04-02", "slug qwen/qwen3.6-plus-04-02"),
        ("qwen/qwen3.6-plus-preview", "model qwen/qwen3.6-plus-preview"),
        ("qwen/qwen3.6-plus", "family qwen/qwen3.6-plus"),
        ("openai/gpt-4o-mini", "slug openai/gpt-4o-mini"),
        ("author:qwen", "author qwen"),
        ("country:CN", "country CN"),
        ("weights:open", "weights open"),
        ("weights:unknown", "weights unknown"),
        ("total", "total total"),
        ("slug:openai/gpt-4o-mini", "slug openai/gpt-4o-mini"),
        ("model:openai/gpt-4o-mini", "model openai/gpt-4o-mini"),
        ("family:openai/gpt-4o-mini", "family openai/gpt-4o-mini"),
        ("family:moonshotai/kimi-k3", "family moonshotai/kimi-k3"),
    ],
)
def test_a_slug_goes_before_a_model_before_a_family(text: str, subject: str) -> None:
    assert meant(text) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("  qwen/qwen3.6-plus-04-02:free ", "slug qwen/qwen3.6-plus-04-02:free"),
        ("QWEN/Qwen3.6-Plus-04-02:FREE", "slug qwen/qwen3.6-plus-04-02:free"),
        ("Country: cn", "country CN"),
        ("WEIGHTS:Open", "weights open"),
        ("Total", "total total"),
        ("qwen 3.6 plus", "family qwen/qwen3.6-plus"),
        ("Qwen3.6-Plus", "family qwen/qwen3.6-plus"),
        ("qwen3.6\u2011plus", "family qwen/qwen3.6-plus"),
        ("KIMI_K3", "family moonshotai/kimi-k3"),
        ("chinese  models", "country CN"),
    ],
)
def test_capitals_and_hyphens_do_not_matter(text: str, subject: str) -> None:
    assert meant(text) == subject


def test_where_only_capitals_differ_the_exact_one_is_meant_or_both() -> None:
    assert meant("Qwen/Qwen3-Embedding-8B") == "slug Qwen/Qwen3-Embedding-8B"
    assert meant("qwen/qwen3-embedding-8b") == "slug qwen/qwen3-embedding-8b"
    assert refused("QWEN/QWEN3-EMBEDDING-8B").candidates == (
        "Qwen/Qwen3-Embedding-8B",
        "qwen/qwen3-embedding-8b",
    )


# As the press says.


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Chinese models", "country CN"),
        ("中国大模型", "country CN"),
        ("American competitors", "country US"),
        ("open-weight models", "weights open"),
        ("all models", "total total"),
        ("OpenRouter", "total total"),
        ("Qwen3.6 Plus", "family qwen/qwen3.6-plus"),
        ("Qwen3.6 Plus (free)", "slug qwen/qwen3.6-plus-04-02:free"),
        ("Qwen3.6 Plus Preview (free)", "slug qwen/qwen3.6-plus-preview:free"),
        ("Claude Sonnet 4.5", "family anthropic/claude-4.5-sonnet"),
        ("DeepSeek V4 Flash", "family deepseek/deepseek-v4-flash"),
        ("DeepSeek V4 Flash 0731", "slug deepseek/deepseek-v4-flash-20260731"),
        ("Qwen", "author qwen"),
        ("BAAI", "author baai"),
        ("智谱", "author z-ai"),
    ],
)
def test_names_of_the_press(text: str, subject: str) -> None:
    assert meant(text) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("kimi-k3", "family moonshotai/kimi-k3"),
        ("new-thing-0423", "family nobody/new-thing-0423"),
        ("new thing", "model nobody/new-thing-0423"),
        ("gpt-4o-mini-2024-07-18", "model openai/gpt-4o-mini-2024-07-18"),
        ("nobody", "author nobody"),
        ("moonshotai", "author moonshotai"),
    ],
)
def test_what_stands_after_the_slash_is_a_name_and_the_author_too(text: str, subject: str) -> None:
    assert meant(text) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("AI21 Labs", "author ai21"),
        ("TNG Technology Consulting", "author tngtech"),
        ("IBM", "author ibm-granite"),
    ],
)
def test_a_company_is_its_author(text: str, subject: str) -> None:
    assert meant(text) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("CN models (top 9)", "country CN 9"),
        ("CN models (top-50)", "country CN 50"),
        ("CN models (Top 9)", "country CN 9"),
        ("US models (visible)", "country US 9"),
        ("country:CN (top 20)", "country CN 20"),
        ("total (visible)", "total total 9"),
        ("Qwen3.6 Plus (free) (top 9)", "slug qwen/qwen3.6-plus-04-02:free 9"),
        ("Step 3.5 Flash (free)", "slug stepfun/step-3.5-flash:free"),
        ("DeepSeek V4 Flash (free)", "slug deepseek/deepseek-v4-flash-20260423:free"),
        ("Ox Alpha (stealth)", "family stealth/ox-alpha"),
        ("Ox Alpha (stealth, free)", "family stealth/ox-alpha"),
        ("Anthropic (author)", "author anthropic"),
        ("Kimi K3 (model)", "family moonshotai/kimi-k3"),
    ],
)
def test_what_is_said_in_brackets(text: str, subject: str) -> None:
    assert meant(text) == subject


@pytest.mark.parametrize("text", ["CN models (top 0)", "CN models (top)", "CN models (9)"])
def test_a_depth_is_a_number_of_slugs(text: str) -> None:
    refused(text)


def test_a_variant_that_nobody_published_is_not_made_up() -> None:
    refused("Kimi K3 (free)")
    refused("Chinese models (free)")


def test_one_name_for_several_is_refused_with_all_of_them() -> None:
    error = refused("Qwen 3.6")
    assert set(error.candidates) == {
        "qwen/qwen3.6-plus", "qwen/qwen3.6-plus-preview", "qwen/qwen3.6-flash",
        "qwen/qwen3.6-35b-a3b", "qwen/qwen3.6-27b", "qwen/qwen3.6-max-preview",
    }  # fmt: skip
    assert error.several
    assert {level for level, *_ in error.meant} == {"family"}, (
        "each keeps the level it was found at"
    )
    assert {depth for *_, depth in refused("Qwen 3.6 (top 9)").meant} == {9}
    assert all(candidate in str(error) for candidate in error.candidates)
    assert refused("Alibaba").candidates == ("author:qwen", "author:alibaba")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("qwen3.6-plu", "Qwen3.6 Plus"),
        ("deepseek/deepseek-v4-flash-20260423:fre", "deepseek/deepseek-v4-flash-20260423:free"),
        ("Chinese modells", "Chinese models"),
        ("country:CHN", "country:CN"),
        ("weights:opened", "weights:open"),
        ("author:qwenn", "author:qwen"),
    ],
)
def test_likeness_is_never_enough_and_the_nearest_known_names_are_told(
    text: str, near: str
) -> None:
    error = refused(text)
    assert near in error.candidates
    assert not error.several
    assert 0 < len(error.candidates) == len(set(error.candidates)) <= 3
    assert near in str(error)


@pytest.mark.parametrize("text", ["", " ", "()", "(top 9)", ":", "author:", "zzz", "x" * 5_000])
def test_a_name_like_no_other_has_no_nearest(text: str) -> None:
    error = refused(text)
    assert error.candidates == ()
    assert error.hint.startswith("Write a slug as OpenRouter lists it")


# At a level.


@pytest.mark.parametrize(
    ("text", "by", "subject"),
    [
        ("Qwen3.6 Plus (free)", "model", "model qwen/qwen3.6-plus-04-02"),
        ("Qwen3.6 Plus (free)", "family", "family qwen/qwen3.6-plus"),
        ("qwen/qwen3.6-plus-04-02", "model", "model qwen/qwen3.6-plus-04-02"),
        ("openai/gpt-4o-mini", "family", "family openai/gpt-4o-mini"),
        ("Kimi K3", "slug", "slug moonshotai/kimi-k3-20260801"),
        ("qwen", "author", "author qwen"),
        ("cn", "country", "country CN"),
        ("open", "weights", "weights open"),
        ("Chinese models", "slug", "country CN"),
        ("Chinese models", "author", "country CN"),
    ],
)
def test_a_model_is_cast_to_the_level_asked_for_and_a_sum_stays_one(
    text: str, by: str, subject: str
) -> None:
    assert meant(text, by) == subject


def test_a_cast_to_several_is_refused_with_all_of_them() -> None:
    assert refused("DeepSeek V4 Flash", "slug").candidates == (
        "deepseek/deepseek-v4-flash-20260423",
        "deepseek/deepseek-v4-flash-20260423:free",
        "deepseek/deepseek-v4-flash-20260731",
    )
    assert len(refused("DeepSeek V4 Flash", "model").candidates) == 2


# What belongs to a subject.


def test_what_belongs_to_it_and_what_it_is_part_of() -> None:
    plus = find("Qwen3.6 Plus", SLUGS)
    assert plus.among(SLUGS) == ["qwen/qwen3.6-plus-04-02", "qwen/qwen3.6-plus-04-02:free"]
    assert plus.at("model", SLUGS) == ["qwen/qwen3.6-plus-04-02"]
    assert plus.at("author", SLUGS) == ["qwen"]
    assert find("total", SLUGS).among(SLUGS) == SLUGS
    assert find("total", SLUGS).at("country", SLUGS) == ["CN", "US", "unknown"]
    assert find("DeepSeek", SLUGS).at("family", SLUGS) == ["deepseek/deepseek-v4-flash"]


def test_a_family_of_which_nothing_is_on_record_is_still_itself() -> None:
    assert find("GLM 5.3 Flash", SLUGS).among(SLUGS) == []
    assert find("GLM 5.3 Flash", SLUGS).at("family", SLUGS) == ["z-ai/glm-5.3-flash"]


def test_a_stealth_model_belongs_to_what_it_was_since_its_reveal() -> None:
    zhipu, revealed = find("Zhipu", SLUGS), date(2026, 8, 26)
    assert zhipu.among(SLUGS, revealed - DAY) == []
    assert zhipu.among(SLUGS, revealed) == ["stealth/ox-alpha"]
    ox = find("Ox Alpha", SLUGS)
    assert ox.at("family", SLUGS, revealed - DAY) == ["stealth/ox-alpha"]


def test_whether_it_is_a_model_or_a_sum_of_models() -> None:
    assert find("Kimi K3", SLUGS).is_model
    assert not find("Kimi K3", SLUGS).is_sum
    assert find("country:CN", SLUGS).is_sum
    assert not find("total", SLUGS).is_sum
    assert not find("total", SLUGS).is_model


# Whatever is written.


def written() -> Iterator[str]:
    """Names as they might be written: on record, on the map, spoken, with a level before."""
    yield from SLUGS
    yield from curated.names()
    yield from curated.companies().values()
    yield from sorted(curated.families())
    yield from (f"{level}:{slug}" for level in LEVELS for slug in SLUGS)


NAMES = sorted({*written()})
ASIDES = ["", " (free)", " (top 9)", " (visible)", " (stealth)", " (model, free)", " (thinking)"]


@settings(max_examples=200)
@given(
    st.one_of(
        st.text(max_size=40),
        st.builds("{}{}".format, st.sampled_from(NAMES), st.sampled_from(ASIDES)),
        st.builds("{}:{}".format, st.sampled_from(LEVELS), st.text(max_size=9)),
        st.builds("{} (top {})".format, st.text(max_size=9), st.integers()),
    ),
    st.sampled_from([None, *LEVELS]),
)
def test_whatever_is_written_is_a_subject_or_an_unknown_name(text: str, by: str | None) -> None:
    with suppress(UnknownName):
        found = find(text, SLUGS, by)
        assert found.level in (*LEVELS, "total")
        assert found.depth is None or found.depth > 0


@settings(max_examples=200)
@given(
    st.builds("{}{}".format, st.sampled_from(NAMES), st.sampled_from(ASIDES)),
    st.sampled_from([None, *OF_MODELS]),
)
def test_a_subject_is_found_again_by_what_it_is_written_as(text: str, by: str | None) -> None:
    """A model and a family may be written as a slug is; then the level tells them apart."""
    with suppress(UnknownName):
        found = find(text, SLUGS, by)
        level = found.level if found.is_model else None
        assert find(str(found), SLUGS, level) == Subject(found.level, found.name)
        again = find(str(found), SLUGS)
        assert again.name.casefold() == found.name.casefold()
        assert again.level == found.level or (again.is_model and found.is_model)


@given(st.sampled_from(NAMES), st.data())
def test_a_name_with_a_letter_too_few_means_nothing_else_than_another_name(
    name: str, data: st.DataObject
) -> None:
    """Who leaves a letter out finds what is so named exactly, or nothing."""
    at = data.draw(st.integers(0, len(name) - 1))
    spoilt = name[:at] + name[at + 1 :]
    with suppress(UnknownName):
        found = find(spoilt, SLUGS)
        known = {*SLUGS, *curated.names(), *curated.companies(), *curated.companies().values()}
        known |= {found.name, str(found), found.name.partition("/")[2]}
        known |= set(curated.stems(found.name.partition("/")[2]))
        plain = {"".join(filter(str.isalnum, one.casefold())) for one in known}
        bare = spoilt.partition(":")[2] if spoilt.partition(":")[0].lower() in LEVELS else spoilt
        assert "".join(filter(str.isalnum, bare.casefold())) in plain


def test_the_kept_names_are_all_understood() -> None:
    spoken_of = {target for targets in curated.names().values() for target in targets}
    slugs = sorted(spoken_of & identity_maps.bundled())
    assert len(slugs) > 40
    for name, targets in curated.names().items():
        if len(targets) == 1:
            found = find(name, slugs)
            assert str(find(targets[0], slugs)) == str(found), name
        else:
            with pytest.raises(UnknownName) as raised:
                find(name, slugs)
            assert raised.value.several
            assert len(raised.value.candidates) == len(targets)


@pytest.mark.parametrize("aside", [" (family)", " (free)", "(", " ", " (", "(top 9) ", "-"])
def test_a_name_that_goes_on_and_on_is_answered(aside: str) -> None:
    """Every aside doubled the time once, and a run of spaces took its third power."""
    assert not refused("x" + aside * 40 + "!").several
    assert "the name 'x" in str(refused("x" + aside * 2_000))
