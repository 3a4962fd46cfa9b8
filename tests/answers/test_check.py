from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from support.databases import Databases
from support.sample_boards import payload, put_week
from support.whole_publisher import vercel_body

from tracker.analysis import catalog
from tracker.answers import formats
from tracker.answers.check import (
    COLUMNS,
    Checker,
    Line,
    is_list,
    read,
    summary,
    table_of,
    tables_of,
    until,
)
from tracker.archive import Capture
from tracker.claims.definitions import Options
from tracker.claims.verdicts import Verdict
from tracker.errors import ConfigError, GapError
from tracker.identity.names import Names
from tracker.records import ALL
from tracker.sources.elsewhere import vercel
from tracker.store import Store

M25 = "MiniMax M2.5 #1 for 5 weeks"
TOLD = Line(M25, date(2026, 3, 9))


@pytest.fixture
def checker(databases: Databases, recorded: Path) -> Iterator[Checker]:
    with Store(databases.of(recorded)) as store:
        yield Checker(store)


def test_a_verdict_says_names_and_keeps_keys_for_programs(
    databases: Databases, recorded: Path
) -> None:
    with Store(databases.of(recorded)) as store:
        names = catalog.names(store)
        found = Checker(store, naming=names).check(TOLD)
    assert found.because.startswith("It holds that MiniMax M2.5 was at #1 by tokens for five weeks")
    rows = found.as_json(names)["evidence"]
    assert {(row["entity"], row["name"]) for row in rows if row["by"] == "family"} == {
        ("minimax/minimax-m2.5", "MiniMax M2.5")
    }


# A file of claims.


def test_a_file_is_read_with_what_each_line_says() -> None:
    text = (
        "claim,ending,metric,by,depth,expected\n"
        f"{M25},2026-03-15,,slug,,supported\n"
        "country:CN over country:US for 5 weeks,2026-W14,tokens,,9,\n"
        "a/b 5 calls in 2026-W14,,calls,,all,\n"
    )
    assert read(text, Line("")) == [
        Line(M25, date(2026, 3, 9), Options(by="slug"), "supported"),
        Line(
            "country:CN over country:US for 5 weeks", date(2026, 3, 30), Options("tokens", None, 9)
        ),
        Line("a/b 5 calls in 2026-W14", None, Options("calls", None, ALL)),
    ]


def test_what_a_line_leaves_empty_is_as_given() -> None:
    given = Line("", date(2026, 3, 9), Options("calls", "model", 9))
    assert read("claim,by\nx,\ny,slug\n", given) == [
        Line("x", date(2026, 3, 9), Options("calls", "model", 9)),
        Line("y", date(2026, 3, 9), Options("calls", "slug", 9)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "claim\nx\n",
        "note, claim\n5, x\n",
        'note,claim\n"a\nb",x\n',
        "\ufeffclaim\nx\n",
        "claim\r\nx\r\n",
        "note,claim\n5,x\n",
        "claim\n\nx\n ,\n",
    ],
)
def test_only_a_claim_must_be_there(text: str) -> None:
    assert read(text, Line("")) == [Line("x")]


def test_a_space_behind_a_comma_hides_no_column() -> None:
    text = 'claim, ending, expected\n"a/b 1,234 in 2026-W14", 2026-W14, refuted\n'
    assert read(text, Line("")) == [
        Line("a/b 1,234 in 2026-W14", date(2026, 3, 30), expected="refuted")
    ]


def test_a_claim_in_quotes_keeps_its_commas() -> None:
    assert read('claim\n"a/b 1,234,567 in 2026-W14"\n', Line("")) == [
        Line("a/b 1,234,567 in 2026-W14")
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "no column named claim"),
        ("text\nx\n", "no column named claim"),
        ("claim,ending\n", "has no claims"),
        ("claim\n \n", "has no claims"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(ConfigError, match=wrong):
        read(text, Line(""))


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("expected", "true", "'true' is not a verdict"),
        ("depth", "top9", "'top9' is not a depth"),
        ("depth", "9" * 30, "is not a depth"),
        ("ending", "yesterday", "'yesterday' is not a week"),
    ],
)
def test_a_field_that_cannot_be_read_costs_its_own_line_only(
    field: str, value: str, wrong: str, checker: Checker
) -> None:
    lines = read(f"claim,{field}\n{TOLD.text},{value}\n{TOLD.text},\n", TOLD)
    broken, whole = checker.check_all(lines)
    assert broken["verdict"] == "not_measured"
    assert wrong in broken["because"]
    assert whole["verdict"] == checker.check(TOLD).verdict
    with pytest.raises(ConfigError, match=re.escape(wrong)):
        checker.check(lines[0])


def test_capitals_do_not_matter_in_a_field() -> None:
    (line,) = read("claim,metric,by,depth,expected\nx,Requests,SLUG,All,Refuted\n", Line(""))
    assert line == Line("x", None, Options("calls", "slug", ALL), "refuted")


# Judging.


def test_a_claim_is_judged_up_to_its_week(checker: Checker) -> None:
    assert checker.check(TOLD).verdict == "supported"
    assert checker.check(Line(M25, date(2026, 3, 16))).verdict == "refuted"


def test_options_narrow_the_definitions(checker: Checker) -> None:
    found = checker.check(Line(M25, date(2026, 3, 9), Options(by="slug")))
    assert [one["by"] for one in found.definitions] == ["slug"]


def test_a_line_that_makes_no_claim_is_refused_alone_and_told_among_many(checker: Checker) -> None:
    nonsense = Line("better than ever", expected="supported")
    assert checker.check(nonsense).verdict == "no_claim"
    one, other = checker.check_all([nonsense, TOLD])
    assert [*one] == ["claim", "verdict", "because", "nearest", "expected", "agrees"]
    assert one["because"] == (
        "Nothing in it can be judged: it says nothing of usage that can be measured."
    )
    assert (one["expected"], one["agrees"]) == ("supported", False)
    assert other["verdict"] == "supported"
    assert "expected" not in other


def test_what_is_expected_is_compared(checker: Checker) -> None:
    lines = [
        Line(M25, date(2026, 3, 9), expected="supported"),
        Line(M25, date(2026, 3, 16), expected="supported"),
    ]
    judged = list(checker.check_all(lines))
    assert [one["agrees"] for one in judged] == [True, False]
    assert json.loads(json.dumps(judged, allow_nan=False)) == judged


def test_the_source_line_is_of_the_weeks_that_were_used(checker: Checker) -> None:
    tokens = checker.source(checker.check(TOLD))
    assert "openrouter.ai/rankings" in tokens
    assert "as of 20" in tokens
    calls = checker.check(Line("Qwen3.6 Plus (free) 56.2M calls in 2026-W14"))
    assert {row["metric"] for row in calls.evidence} == {"calls"}
    assert "2026-W14" in checker.source(calls), "the calls are from pages without a licence"


def test_several_verdicts_have_one_source_line(checker: Checker) -> None:
    tokens = checker.check(TOLD)
    calls = checker.check(Line("Qwen3.6 Plus (free) 56.2M calls in 2026-W14"))
    both = checker.source(tokens, calls)
    assert both == checker.source(calls, tokens, tokens)
    assert both.count("Source: ") == 1
    assert "the calls of 2026-W14" in both
    assert checker.source() == ""


def test_a_verdict_that_rests_on_nothing_has_no_source(checker: Checker) -> None:
    found = checker.check(Line("nobody/nothing #1 for 2 weeks"))
    assert (found.verdict, found.evidence) == ("not_measured", [])
    assert checker.source(found) == ""
    unrecorded = checker.check(Line("MiniMax M2.5 1T in 2030-W01"))
    assert "openrouter.ai/rankings" in checker.source(unrecorded)


def test_a_store_without_figures_can_judge_nothing(store: Store) -> None:
    with pytest.raises(GapError, match="nothing is recorded"):
        Checker(store)


def test_before_anything_was_known_there_is_nothing_to_judge_by(
    databases: Databases, recorded: Path
) -> None:
    with Store(databases.of(recorded)) as store:
        then = Checker(store, datetime(2020, 1, 1, tzinfo=UTC))
        with pytest.raises(GapError, match="no weeks of tokens are recorded"):
            then.check(TOLD)


def test_a_claim_is_judged_by_what_was_known_at_an_instant(
    databases: Databases, checker: Checker, recorded: Path
) -> None:
    with Store(databases.of(recorded)) as store:
        now = Checker(store, datetime(2026, 12, 31, tzinfo=UTC))
        assert now.check(TOLD) == checker.check(TOLD)


# As tables.


def test_a_verdict_is_a_table_of_definitions_and_one_of_each_evidence(checker: Checker) -> None:
    found = checker.check(TOLD)
    definitions, *evidence = tables_of(found, "Source: here.")
    assert definitions.heading == "Under each definition"
    assert [*definitions.rows.columns] == ["metric", "by", "depth", "period", "verdict", "found"]
    assert len(definitions.rows) == 3
    assert [table.heading for table in evidence] == [
        "Evidence: tokens by slug and model",  # which are called alike, and have the same figures
        "Evidence: tokens by family",
    ]
    for table in evidence:
        assert table.source == "Source: here."
        assert len(table.rows) == 5
        assert pd.api.types.is_datetime64_any_dtype(table.rows["week"])
        assert pd.api.types.is_integer_dtype(table.rows["value"])
        assert formats.to_json(formats.records(table.rows))


def test_the_evidence_of_a_place_says_among_whom_it_is(checker: Checker) -> None:
    text = "MiniMax M2.5 was the most used Chinese model in the week of March 9, 2026."
    (verdict,) = checker.verdicts(Line(text, published=date(2026, 3, 20)))
    _, evidence, *_ = tables_of(verdict, "Source: here.")
    assert evidence.heading.endswith(", places among models from CN")


def test_the_evidence_of_two_levels_at_once_has_their_names(checker: Checker) -> None:
    text = (
        "Closed American models made up less than half of all tokens in the week of March 9, 2026."
    )
    (verdict,) = checker.verdicts(Line(text, published=date(2026, 3, 20)))
    assert "leader" not in verdict.evidence[0]  # a figure has no leader, and so no name of one
    _, evidence, *_ = tables_of(verdict, "Source: here.", Names({}))
    assert evidence.heading == "Evidence: tokens by country and weights"


def test_a_verdict_without_definitions_has_no_table() -> None:
    assert tables_of(Verdict("x", "not_measured", "Because.", [], [], []), "") == []


def test_many_verdicts_are_a_table(checker: Checker) -> None:
    judged = list(checker.check_all([TOLD, Line("Nobody #1 for 2 weeks")]))
    assert [*table_of(judged).rows.columns] == ["verdict", "claim", "because"]
    judged = list(checker.check_all([Line(M25, expected="depends"), TOLD]))
    shown = table_of(judged).rows
    assert [*shown.columns] == ["verdict", "expected", "claim", "because"]
    assert shown["expected"].isna().tolist() == [False, True]
    assert table_of([]).rows.empty


@pytest.mark.parametrize(
    ("verdicts", "agrees", "said"),
    [
        (["supported"], [], "1 claim: 1 supported."),
        ([], [], "0 claims."),
        (
            ["refuted", "supported", "not_measured", "refuted"],
            [],
            "4 claims: 1 supported, 2 refuted, 1 not measured.",
        ),
        (
            ["depends", "refuted", "no_claim"],
            [True, False],
            "3 claims: 1 refuted, 1 depends, 1 no claim; 1 of 2 as expected.",
        ),
    ],
)
def test_a_summary(verdicts: list[str], agrees: list[bool], said: str) -> None:
    assert summary(verdicts, agrees) == said


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("claim\nx\n", True),
        ('\ufeff\nnote, "Claim"\n5, x\n', True),
        ("The claim is old.\nIt led.\n", False),
        ("", False),
    ],
)
def test_a_list_has_a_column_of_claims(text: str, is_one: bool) -> None:
    assert is_list(text) is is_one


def test_the_week_up_to_which() -> None:
    assert until(TOLD) == " (up to 2026-W11)"
    assert until(Line("x")) == ""


def test_the_columns_are_those_of_the_contract() -> None:
    assert COLUMNS == ("claim", "published", "ending", "metric", "by", "depth", "expected")


def test_a_field_that_is_too_long_is_refused() -> None:
    with pytest.raises(ConfigError, match="is not CSV"):
        read("claim\n" + "x" * 200_000 + "\n", Line(""))


# What another router has of the same subject.


def elsewhere_notes(store: Store, claim: str) -> list[str]:
    verdict = Checker(store).check(Line(claim))
    return [note for note in verdict.notes if note.startswith("Elsewhere")]


def test_the_other_router_is_a_line_and_changes_no_verdict(store: Store) -> None:
    week, made = date(2026, 8, 10), datetime(2026, 8, 21, 5, tzinfo=UTC)
    put_week(store, "rankings-weekly", week, **{"anthropic/claude-opus-5": 50, "b/old": 40})
    claim = "author:anthropic rank 1 in 2026-W33"
    before = Checker(store).check(Line(claim))
    assert before.verdict == "supported"
    assert elsewhere_notes(store, claim) == []
    body = payload(
        vercel_body("labs", week, date(2026, 8, 16)), "vercel", "file:labs", fetched_at=made
    )
    store.record(Capture(body, "labs.gz"), vercel.parse(body))
    mean = sum(30.5 + (week + timedelta(n)).toordinal() % 9 for n in range(7)) / 7
    after = Checker(store).check(Line(claim))
    (note,) = elsewhere_notes(store, claim)
    assert note == (
        f"Elsewhere: on Vercel's AI Gateway Anthropic had {mean / 2:.1f} % of tokens in 2026-W33,"
        " first of the 3 listed (the mean of its days, as of 2026-08-21, CC BY 4.0)."
    )
    assert (after.verdict, after.because) == (before.verdict, before.because)
    assert elsewhere_notes(store, "author:b rank 2 in 2026-W33") == []


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("MiniMax M2.5 led for 5 weeks", "refuted"),
        ("MiniMax M2.5 #1 for 5 weeks", "refuted"),
        ("Claude Sonnet 4.6 led", "supported"),
        ("Claude Sonnet 4.6 is #1", "supported"),
        ("Chinese models overtook American models for six weeks in a row", "refuted"),
        ("Chinese models over American models for 6 weeks", "refuted"),
        ("MiniMax M2.5 led for five weeks up to 15 March 2026", "supported"),
    ],
)
def test_an_ending_week_is_that_of_a_sentence_as_of_a_form(
    checker: Checker, sentence: str, verdict: str
) -> None:
    ending = date(2026, 4, 13)
    assert checker.check(Line(sentence, ending)).verdict == verdict


def test_spend_is_money_in_a_sentence(checker: Checker) -> None:
    verdict = checker.check(Line("Anthropic took 30% of spend", date(2026, 9, 28)))
    assert {row["metric"] for row in verdict.definitions} == {"spend"}
