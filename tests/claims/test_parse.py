from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.claims.claim import Amount, Change, Claim, Led, Over, Ranked, Share, Trend
from tracker.claims.numbers import Figure
from tracker.claims.parse import FORMS, read
from tracker.errors import ConfigError
from tracker.weeks import label, monday

W08, W11, W14 = date(2026, 2, 16), date(2026, 3, 9), date(2026, 3, 30)


def parts(text: str) -> tuple[object, ...]:
    """Return the class and the parts of a claim without its line, with the metric if named."""
    claim = read(text)
    assert claim.text == text
    said = dict(vars(claim))
    del said["text"]
    for name in ("metric", "among"):
        if not said.get(name, True):
            del said[name]
    return type(claim), *(value for value in said.values() if value is not False)


def fig(value: str, step: str) -> Figure:
    return Figure(Decimal(value), Decimal(step))


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Qwen 3.6 #1 for 5 weeks", Led("Qwen 3.6", 1, 5)),
        ("qwen/qwen3.6-plus-04-02:free #1 for 2 weeks",
            Led("qwen/qwen3.6-plus-04-02:free", 1, 2)),
        ("author:qwen top 3 for 12 weeks", Led("author:qwen", 3, 12)),
        ("country:CN over country:US for 5 weeks", Over("country:CN", "country:US", 5)),
        ("Qwen3.6 Plus (free) 4.6T in 2026-W14",
            Amount("Qwen3.6 Plus (free)", fig("4.6E12", "1E11"), W14)),
        ("country:US -9.33% in 2026-W11", Change("country:US", fig("-9.33", "0.01"), W11)),
        ("weights:open 61% share in 2026-W08", Share("weights:open", fig("61", "1"), W08)),
        ("MiMo-V2-Pro rank 7 in 2026-W14", Ranked("MiMo-V2-Pro", 7, W14)),
        ("total up for 10 weeks", Trend("up", 10)),
        ("total down for 1 week", Trend("down", 1)),
    ],
)  # fmt: skip
def test_every_form(text: str, claim: Claim) -> None:
    said = [value for value in list(vars(claim).values())[2:] if value not in (False, "")]
    assert parts(text) == (type(claim), *said)


@pytest.mark.parametrize(
    "text",
    [
        "Qwen 3.6 #1 for five weeks",
        "Qwen 3.6 # 1 for 5 weeks",
        "Qwen 3.6 No. 1 for 5 weeks",
        "Qwen 3.6 no 1 for 5 weeks",
        "Qwen 3.6 number one for 5 weeks",
        "Qwen 3.6 NUMBER ONE FOR FIVE WEEKS",
        "Qwen 3.6 rank 1 for 5 weeks",
        "Qwen 3.6 ranked first for 5 weeks",
        "Qwen 3.6 top 1 for 5 weeks",
        "Qwen 3.6 #1 for 5 consecutive weeks",
        "Qwen 3.6 #1 for 5 straight weeks",
        "Qwen 3.6 #1 for 5 weeks in a row",
        "Qwen 3.6 #1 for 5 weeks running",
        "Qwen 3.6 #1 for the fifth consecutive week",
        "Qwen 3.6 #1 for a 5th straight week",
        "Qwen 3.6 #1 for at least 5 weeks",
        "Qwen 3.6 has been #1 for 5 weeks.",
        "Qwen 3.6 was at No. 1 for 5 weeks!",
        "Qwen 3.6, #1 for 5 weeks",
        "\u201cQwen 3.6\u201d #1 for 5 weeks",
        "  Qwen \t 3.6  #1\nfor 5\u00a0weeks ",
    ],
)
def test_a_streak_at_the_top_as_people_write_it(text: str) -> None:
    assert parts(text) == (Led, "Qwen 3.6", 1, 5)


@pytest.mark.parametrize(
    ("text", "top", "weeks"),
    [
        ("X top-9 for 22 weeks", 9, 22),
        ("X in the top ten for twenty-two weeks", 10, 22),
        ("X ranked in the top 3 for twenty two straight weeks", 3, 22),
        ("X stayed in the Top 20 for ninety-nine weeks", 20, 99),
    ],
)
def test_a_streak_in_the_top_k_as_people_write_it(text: str, top: int, weeks: int) -> None:
    assert parts(text) == (Led, "X", top, weeks)


@pytest.mark.parametrize(
    ("text", "subject", "rival"),
    [
        ("A over B for 5 weeks", "A", "B"),
        ("A over B over C for 5 weeks", "A over B", "C"),
        ("A > B for 5 weeks", "A", "B"),
        ("A led over B for 5 weeks", "A", "B"),
        ("A OVER B for five consecutive weeks", "A", "B"),
        ("country:CN (top 9) over country:US (top 9) for 5 weeks",
            "country:CN (top 9)", "country:US (top 9)"),
        ("CN (visible) over US (visible) for 5 weeks", "CN (visible)", "US (visible)"),
        ("通义千问 over GPT 5 for 5 weeks", "通义千问", "GPT 5"),
    ],
)  # fmt: skip
def test_one_over_the_other(text: str, subject: str, rival: str) -> None:
    assert parts(text) == (Over, subject, rival, 5)


def test_over_in_a_name_does_not_part_it_where_the_line_has_another_form() -> None:
    assert parts("Over Easy #1 for 5 weeks") == (Led, "Over Easy", 1, 5)
    assert parts("Game Over 2 #1 for 5 weeks") == (Led, "Game Over 2", 1, 5)


@pytest.mark.parametrize(
    "amount",
    ["4.6T", "4.6 T", "4.6t", "4.6tn", "4.6 trillion", "4.6 Trillion", "4.6万亿", "4.6 万亿"],
)
def test_an_amount_as_people_write_it(amount: str) -> None:
    expected = (Amount, "Qwen 3.6", fig("4.6E12", "1E11"), W14)
    assert parts(f"Qwen 3.6 {amount} in 2026-W14") == expected
    assert parts(f"Qwen 3.6 was at {amount} in the week of 2026-04-02") == expected
    assert read(f"Qwen 3.6 {amount} in 2026-W14").figure.written == amount


@pytest.mark.parametrize(
    ("amount", "value", "step"),
    [
        ("868B", "868E9", "1E9"),
        ("868 billion", "868E9", "1E9"),
        ("56.2M", "562E5", "1E5"),
        ("56.2 million", "562E5", "1E5"),
        ("12K", "12E3", "1E3"),
        ("1,234,567", "1234567", "1"),
        ("1234567", "1234567", "1"),
        ("0", "0", "1"),
    ],
)
def test_amounts_of_every_size(amount: str, value: str, step: str) -> None:
    assert parts(f"GPT-5 {amount} in 2026-W14") == (Amount, "GPT-5", fig(value, step), W14)


@pytest.mark.parametrize(
    "percent",
    ["-9.33%", "−9.33%", "–9.33 %", "- 9.33%", "-9.33 percent", "fell 9.33%", "down by 9.33%"],
)
def test_a_fall_as_people_write_it(percent: str) -> None:
    expected = (Change, "country:US", fig("-9.33", "0.01"), W11)
    assert parts(f"country:US {percent} in 2026-W11") == expected
    assert parts(f"country:US usage {percent} week over week in 2026-03-15") == expected


@pytest.mark.parametrize("percent", ["+1,056%", "+1056 %", "up 1056%", "rose by 1056 per cent"])
def test_a_rise_as_people_write_it(percent: str) -> None:
    assert parts(f"X {percent} in 2026-W11") == (Change, "X", fig("1056", "1"), W11)


@pytest.mark.parametrize(
    "share", ["61% share", "61 % share", "61% market share", "61 percent Share"]
)
def test_a_share_as_people_write_it(share: str) -> None:
    assert parts(f"CN (top 9) had {share} in 2026-W08") == (
        Share, "CN (top 9)", fig("61", "1"), W08,
    )  # fmt: skip


@pytest.mark.parametrize("rank", ["rank 7", "rank #7", "#7", "No. 7", "ranked 7th", "rank seven"])
def test_a_rank_as_people_write_it(rank: str) -> None:
    assert parts(f"Step 3.5 Flash {rank} in 2026-W14") == (Ranked, "Step 3.5 Flash", 7, W14)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Total usage grew for three consecutive weeks", "up"),
        ("TOTAL has been up for 3 weeks", "up"),
        ("total fell for 3 weeks in a row", "down"),
    ],
)
def test_a_trend_as_people_write_it(text: str, direction: str) -> None:
    assert parts(text) == (Trend, direction, 3)


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("X 56.2M in 2026-W14", None),
        ("X 56.2M calls in 2026-W14", "calls"),
        ("X 56.2M API calls in 2026-W14", "calls"),
        ("X 56.2M Requests in 2026-W14", "calls"),
        ("X 56.2M tokens in 2026-W14", "tokens"),
        ("X #1 by calls for 5 weeks", "calls"),
        ("X #1 for 5 weeks by calls", "calls"),
        ("X top 3 in calls for 5 weeks", "calls"),
        ("X by calls over Y by calls for 5 weeks", "calls"),
        ("X over Y by tokens for 5 weeks", "tokens"),
        ("X ranked 3rd by requests in 2026-W14", "calls"),
        ("X 61% share of all calls in 2026-W14", "calls"),
        ("X 61% token share in 2026-W14", "tokens"),
        ("X calls +5% in 2026-W14", "calls"),
        ("total calls up for 3 weeks", "calls"),
        ("Recalls 56.2M in 2026-W14", None),
    ],
)
def test_what_is_counted(text: str, metric: str | None) -> None:
    assert read(text).metric == metric


def test_what_is_counted_is_no_part_of_the_subject() -> None:
    assert parts("X over Y by calls for 5 weeks") == (Over, "calls", "X", "Y", 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Qwen leads",
        "#1 for 5 weeks",
        "over Y for 5 weeks",
        "X #2 for 5 weeks",
        "X #1 for 5 months",
        "X #1 for more than 5 weeks",
        "X #1 for 0 weeks",
        "X top 0 for 5 weeks",
        "X rank 0 in 2026-W14",
        "X over Y for 0 weeks",
        "total up for 0 weeks",
        "country:CN up for 5 weeks",
        "Llama 3.3 in 2026-W14",
        "X over 4.6T in 2026-W14",
        "X more than 4.6T in 2026-W14",
        "X up 4.6T in 2026-W14",
        "X +4.6T in 2026-W14",
        "X 4,6T in 2026-W14",
        "X top 3 in 2026-W14",
        "X 56M tool calls in 2026-W14",
        "X 4.6T token calls in 2026-W14",
        "X 4.6T in April",
        "X 4.6T in 2026-W54",
        "X 4.6T in 2026-02-30",
        "X 4.6T",
        "X #1 for ſix weeks",
    ],
)
def test_what_is_no_claim_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(text)
    assert repr(text) in refused.value.fact
    assert refused.value.datum == text
    assert all(form in str(refused.value) for form in FORMS)


@pytest.mark.parametrize(
    "text", ["X 61% in 2026-W08", "X 61 % of in 2026-W08", "X +61% share in 2026-W08", "X at 61%"]
)
def test_a_percentage_that_may_be_either_is_refused_with_both(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(text)
    assert repr(text) in refused.value.fact
    assert "+61% in WEEK" in refused.value.remedy
    assert "61% share in WEEK" in refused.value.remedy


def test_a_claim_of_zero_says_why_it_is_none() -> None:
    with pytest.raises(ConfigError, match="counted from 1"):
        read("X #1 for 0 weeks")


def test_of_a_text_without_end_there_is_an_answer() -> None:
    for text in (" over" * 20_000, "# " * 20_000 + "x", "is " * 20_000, "all api " * 20_000):
        with pytest.raises(ConfigError):
            read(f"x{text} for 5 weeks in 2026-W14 x")


# The laws.

Write = Callable[[date], str]

WORDS = st.text("abMQ019.-/()中文", min_size=1, max_size=6)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
SUBJECTS = st.one_of(
    NAMES,
    st.sampled_from(["qwen/qwen3.6-plus-04-02:free", "country:CN (top 9)", "total", "A over B"]),
    st.builds("{} over {}".format, NAMES, NAMES),
)
COUNTS = st.integers(1, 400)
WEEKS = st.dates(date(2024, 1, 1), date(2030, 1, 1)).map(monday)
IN = st.sampled_from([label, str, lambda week: str(week + timedelta(days=6))])
DIGITS = st.decimals(0, 10_000, places=2).map(str) | st.integers(0, 10**15).map("{:,}".format)
UNITS = st.sampled_from([("T", 12), (" trillion", 12), ("B", 9), (" M", 6), ("k", 3), ("亿", 8)])


def of(digits: str, zeros: int = 0) -> Figure:
    plain = Decimal(digits.replace(",", ""))
    step = Decimal("0.01") if "." in digits else Decimal(1)
    return Figure(plain * 10**zeros, step * 10**zeros)


@given(SUBJECTS, COUNTS, COUNTS)
def test_a_streak_is_read_as_it_is_written(subject: str, top: int, weeks: int) -> None:
    assert parts(f"{subject} #1 for {weeks} weeks") == (Led, subject, 1, weeks)
    assert parts(f"{subject} top {top} for {weeks} weeks") == (Led, subject, top, weeks)


@given(SUBJECTS, NAMES, COUNTS)
def test_a_lead_is_read_as_it_is_written(subject: str, rival: str, weeks: int) -> None:
    assert parts(f"{subject} over {rival} for {weeks} weeks") == (Over, subject, rival, weeks)


@given(SUBJECTS, DIGITS, UNITS, WEEKS, IN)
def test_an_amount_is_read_as_it_is_written(
    subject: str, digits: str, unit: tuple[str, int], week: date, written: Write
) -> None:
    name, zeros = unit
    text = f"{subject} {digits}{name} calls in {written(week)}"
    assert parts(text) == (Amount, "calls", subject, of(digits, zeros), week)


@given(SUBJECTS, st.sampled_from("+-"), DIGITS, WEEKS, IN)
def test_a_percentage_is_read_as_it_is_written(
    subject: str, sign: str, digits: str, week: date, written: Write
) -> None:
    change = f"{subject} {sign}{digits}% in {written(week)}"
    share = f"{subject} {digits}% share in {written(week)}"
    assert parts(change) == (Change, subject, of(sign + digits), week)
    assert parts(share) == (Share, subject, of(digits), week)


@given(SUBJECTS, COUNTS, WEEKS, IN)
def test_a_rank_is_read_as_it_is_written(
    subject: str, rank: int, week: date, written: Write
) -> None:
    assert parts(f"{subject} rank {rank} in {written(week)}") == (Ranked, subject, rank, week)


PIECES = """
    X over #1 # top top-9 rank no. for 5 0 five ſix weeks week in the of 2026-W14 2026-W60 0001-W01
    9999-12-31 4.6T 万亿 K 1,234 +5% -5% 61% % share total up calls tokens by is a ( ) İ , . - − ٤
"""


@given(st.text() | st.lists(st.sampled_from(PIECES.split()), max_size=12).map(" ".join))
@example("9" * 5000 + " #" + "9" * 5000 + " for " + "9" * 5000 + " weeks")
@example("X " + "9" * 5000 + "T in 2026-W14")
@example("X rank 1 in 2026-W" + "9" * 5000)
def test_any_text_is_a_claim_or_is_refused(text: str) -> None:
    try:
        claim = read(text)
    except ConfigError:
        return
    assert claim.text == text
    assert all(part != "" for name, part in vars(claim).items() if name != "text")


def test_a_text_that_goes_on_and_on_is_no_claim() -> None:
    with pytest.raises(ConfigError, match="it has more than 1,000 characters") as caught:
        read("qwen " + "over " * 100_000 + "CN for 5 weeks")
    assert len(str(caught.value)) < 600
