"""Every headline of the bundled history, computed again at every level and by both metrics.

A few lines of plain pandas compute it from the weekly frame of the store: the metric, the names in
it, and the figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure
from support.databases import Databases
from support.weekly_frames import on_two_routers

from tracker.analysis.frame import weekly
from tracker.answers.profile import known
from tracker.charts import CONTENTS, chart, page
from tracker.charts.text import names, short
from tracker.charts.theme import THEMES
from tracker.errors import GapError
from tracker.identity import entity as entity_of
from tracker.publish.figures.data import chart_frame
from tracker.records import Definition, Question
from tracker.store import Store
from tracker.text import in_words, listed

LEVELS = ("slug", "model", "family", "author", "country", "weights")
METRICS = {"tokens": "tokens (prompt + completion)", "calls": "calls (requests"}
OTHER = {"tokens": "calls", "calls": "tokens"}
OF_ALL = ("three-measures", "calendar")
"""Charts of all three metrics, whichever is asked for."""
OF_MORE = ("usage-vs-quality", "price-and-use", "elsewhere")
"""Charts of more than one metric, or of one that is not a metric."""
ASKED = [(metric, by) for metric in METRICS for by in LEVELS]
WITHOUT_DEBUTS = {("tokens", "weights"), ("calls", "country"), ("calls", "weights")}
"""All that there is was there in the first week known."""
WITHOUT_FIGURES = ("concentration", "elsewhere")
"""Charts whose rows are not the counts of names in a week."""
DAY, WEEK = pd.Timedelta(days=1), pd.Timedelta(days=7)
NUMBERS = {in_words(number): number for number in range(1, 100)}
PLACES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
SPAN = r"(\d{4}-W\d\d)(?: to (\d{4}-W\d\d))?"
DAYS = r"(\d+ \w+(?: \d{4})?) to (\d+ \w+ \d{4})"
"""A stretch of days: ``9 March to 12 April 2026``."""


@pytest.fixture(scope="module")
def record(databases: Databases, _history: Path) -> Iterator[SimpleNamespace]:
    """Yield the sentences of a chart on the newest weeks (`says`) and the weekly frame.

    The frame is that of the store (`frame`). Each is made once.
    """
    with Store(databases.of(_history)) as store:
        facts = known(store)

        @cache
        def fed(name: str, metric: str, by: str) -> pd.DataFrame:
            if name == "elsewhere":  # nothing of another router is recorded: this is made up
                question = Question(metric, by="author")
                return on_two_routers(chart_frame(store, "stack", question, known=facts)[0])
            frame = chart_frame(store, name, Question(metric, by=by), known=facts)[0]
            if "accuracy" not in frame:
                return frame
            places = range(1, len(frame) + 1)  # no results are recorded: these are made up
            return frame.assign(
                benchmark="gpqa", accuracy=0.5, rank_by_accuracy=pd.array(places, dtype="Int64")
            )

        @cache
        def says(name: str, metric: str, by: str) -> tuple[str, str, str]:
            frame, module = fed(name, metric, by), chart(name)
            return module.finding(frame), module.subtitle(frame), module.method(frame)

        @cache
        def frame(metric: str, by: str) -> pd.DataFrame:
            result = weekly(store, Definition(metric, by))
            return result[result["complete"] & result["can_rank"]]

        yield SimpleNamespace(fed=fed, says=says, frame=frame)


def of_week(frame: pd.DataFrame, week: object) -> pd.Series:
    """Return the share of each name of a week in everything counted, the largest first."""
    values = frame[frame["week"] == week].set_index("entity")["value"].astype(float)
    return (values / values.sum()).drop("other", errors="ignore").sort_values(ascending=False)


def lower_bounds(frame: pd.DataFrame, week: object) -> bool:
    """Whether the values of a week are lower bounds: sums of a board of fewer than fifty names."""
    rows = frame[(frame["week"] == week) & (frame["entity"] != "other")]
    return bool(rows["by"].iloc[0] != "slug" and (rows["depth"] < 50).fillna(value=False).any())


def newest(frame: pd.DataFrame) -> pd.Timestamp:
    """Return the newest week whose values are exact; where none is, the newest."""
    weeks = sorted(frame["week"].unique(), reverse=True)
    return pd.Timestamp(next((week for week in weeks if not lower_bounds(frame, week)), weeks[0]))


def monday(label: str) -> pd.Timestamp:
    return pd.Timestamp.fromisocalendar(int(label[:4]), int(label[6:]), 1)


def iso(week: pd.Timestamp) -> str:
    return "{}-W{:02}".format(*week.isocalendar()[:2])


def said(week: pd.Timestamp, newest: pd.Timestamp | None = None) -> str:
    """Return a week as headlines name it, with its year if it is not that of the newest week."""
    sunday = week + pd.Timedelta(days=6)
    year = "" if newest is None or sunday.year == (newest + 6 * DAY).year else f" {sunday.year}"
    return f"the week to {sunday.day} {sunday.month_name()}{year}"


def weeks_of(first: str, last: str) -> pd.DatetimeIndex:
    """Return the Mondays of a stretch of days, which begins on one and ends on a Sunday."""
    end = pd.Timestamp(last)
    start = pd.Timestamp(first if first[-4:].isdigit() else f"{first} {end.year}")
    assert (start.day_name(), end.day_name()) == ("Monday", "Sunday"), (first, last)
    return pd.date_range(start, end, freq="7D")


def months(first: pd.Timestamp, newest: pd.Timestamp) -> str:
    """Return the months from the first day of the first week to the last day of the newest."""
    last = newest + 6 * DAY
    start = first.month_name() if first.year == last.year else f"{first.month_name()} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{last.month_name()} {last.year}"
    return f"{start} to {last.month_name()} {last.year}"


def called(entity: object) -> str:
    return short(names([str(entity)], pd.DataFrame())[str(entity)])


def meant(text: str, entities: pd.Index | list[str]) -> str:
    """Return the entity that has this name; several may have it, as variants of one model do."""
    matches = [str(entity) for entity in entities if called(entity) == text]
    assert len(matches) == 1, (text, matches)
    return matches[0]


def percent(text: str) -> float:
    return float(text) / 100


def near(share: float) -> object:
    """Return a share that was printed with one digit of a percent."""
    return pytest.approx(share, abs=0.00051)


def leaders(frame: pd.DataFrame) -> dict[pd.Timestamp, set[str]]:
    """Return the certain leaders of each week.

    Where sums are of a board that does not name all, they had more than any other would with all of
    `other`; where a day is lost, they led by more than a twelfth.
    """
    led = {}
    for week, rows in frame.groupby("week"):
        values = rows.set_index("entity")["value"].sort_values(ascending=False)
        other, named = values.get("other", 0), values.drop("other", errors="ignore")
        first = named.iloc[0]
        behind = named[named < first].max() if (named < first).any() else 0
        open_ = rows["at_least"].any()
        if open_ and rows["days"].max() < 7:
            behind *= 13 / 12
        elif open_:
            behind += other
        if not open_ or first > behind:
            led[pd.Timestamp(week)] = {*named[named == first].index}
    return led


@pytest.mark.parametrize(("metric", "by"), ASKED)
@pytest.mark.parametrize("name", [name for name in CONTENTS if name not in OF_MORE])
def test_all_that_is_said_has_the_metric_drawn_and_no_other(
    name: str, metric: str, by: str, record: SimpleNamespace
) -> None:
    if name == "aligned" and (metric, by) in WITHOUT_DEBUTS:
        return
    title, subtitle, method = record.says(name, metric, by)
    if name in OF_ALL:
        assert all(measure in subtitle for measure in ("tokens", "calls", "spend"))
    else:
        assert OTHER[metric] not in subtitle
    if name not in ("concentration", *OF_ALL):  # an index has no unit
        assert re.search(rf"\b{metric}\b", subtitle, re.IGNORECASE)
    if name == "three-measures":
        assert all(measure in method for measure in (*METRICS.values(), "spend (what was"))
        assert all(measure in title for measure in ("tokens", "calls", "spend"))
        return
    if name == "calendar":
        assert title.endswith("by tokens")  # the first of its strips
        return
    assert METRICS[metric] in method
    assert OTHER[metric] not in method
    assert re.search(rf"\b{metric}\b", title, re.IGNORECASE)
    assert OTHER[metric] not in title.lower()


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", CONTENTS)
def test_the_alt_text_is_of_title_subtitle_and_method(
    name: str, metric: str, record: SimpleNamespace
) -> None:
    drawn = page.picture(name, record.fed(name, metric, "slug"), ".svg", size="column")
    title, subtitle, method = record.says(name, metric, "slug")
    assert (drawn.title, drawn.subtitle) == (as_printed(title), as_printed(subtitle))
    assert drawn.method == method
    start = f"{chart(name).SUMMARY.removesuffix('.')}: {drawn.title}. {drawn.subtitle}. "
    assert drawn.alt.startswith(start)
    assert drawn.alt.endswith(method)
    figures = drawn.alt.removeprefix(start).removesuffix(method).strip()
    if name in WITHOUT_FIGURES:
        assert figures == ""
        return
    shown = "tokens" if name in (*OF_ALL, "price-and-use") else metric
    frame = record.frame(shown, "slug")
    match = re.fullmatch(rf"By {shown} in {said(newest(frame))}: (.+)\.", figures)
    assert match, figures
    week = frame[frame["week"] == newest(frame)].set_index("entity")["value"]
    if name == "amounts":
        week = pd.Series({"total": week.sum()})
    told = re.findall(r"(\S+) ([\d.]+)([KMBT])(?: \(([\d.]+)%\))?(?:, |$)", match[1])
    assert 1 <= len(told) <= 5
    for who, number, unit, share in told:
        value = week[meant(who, week.index)]
        assert float(number) * 1000 ** ("KMBT".index(unit) + 1) == pytest.approx(value, rel=0.005)
        assert (name == "price-and-use" and not share) or percent(share) == near(value / week.sum())


def as_printed(sentence: str) -> str:
    """Return a sentence with the signs of print; a minus stands before a number alone."""
    return re.sub(r"(^| )-(?=[\d$])", r"\1−", sentence.replace("'", "’").replace(" %", "%"))


@pytest.mark.parametrize(("metric", "by"), ASKED)
@pytest.mark.parametrize("name", CONTENTS)
def test_headline_and_subtitle_are_as_people_write(
    name: str, metric: str, by: str, record: SimpleNamespace
) -> None:
    """Neither has a label of a week or a sentence of method; the second is one line."""
    if (name == "aligned" and (metric, by) in WITHOUT_DEBUTS) or (
        name == "usage-vs-quality" and by != "slug"
    ):
        return
    title, subtitle, method = record.says(name, metric, by)
    for sentence in (title, subtitle):
        assert not re.search(r"\d{4}-W\d\d|`|\(\d\)", sentence), sentence
        assert not sentence.endswith(".")
    assert ". " not in subtitle
    if name == "aligned":  # its weeks are those after a debut
        return
    if weeks := re.search(rf"Weeks {SPAN}", method):
        assert subtitle.endswith(f", {months(monday(weeks[1]), monday(weeks[2] or weeks[1]))}")


@pytest.mark.parametrize("size", page.SIZES)
@pytest.mark.parametrize("name", CONTENTS)
def test_no_size_cuts_a_head_short_of_its_sentence(
    name: str, size: str, record: SimpleNamespace
) -> None:
    title, subtitle, _ = map(as_printed, record.says(name, "tokens", "slug"))
    pixels, look = page.SIZES[size], THEMES["light"]
    with mpl.rc_context(page._settings(page.LETTERS[size], look)):
        figure = Figure(figsize=(pixels[0] / 100, pixels[1] / 100), dpi=100)
        page.page(figure, title, subtitle, "Source.", size=size, theme=look)
    bold = [text.get_fontweight() == "bold" for text in figure.texts]
    lines = [text.get_text() for text in figure.texts]
    head, below = " ".join(lines[: sum(bold)]), " ".join(lines[sum(bold) : -1])
    assert lines[-1] == "Source."
    assert title.replace("OpenRouter’s ", "").startswith(head.replace("OpenRouter’s ", ""))
    assert head.split()[-1] not in ("and", "to", "of", "the", "by", "in", "published")
    brief = re.sub(r"([A-Z][a-z]{2})[a-z]*(?= \d{4}| to )", r"\1", subtitle)
    assert below in (subtitle, brief, brief.replace(" on OpenRouter", ""))


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_share_lines(metric: str, by: str, record: SimpleNamespace) -> None:
    frame = record.frame(metric, by)
    shares = of_week(frame, newest(frame))
    title, *_ = record.says("share-lines", metric, by)
    match = re.fullmatch(
        rf"(.+) has (at least )?([\d.]+) % of OpenRouter's {metric} in {said(newest(frame))}"
        r"(?:, ([\d.]+) points more than (.+))?", title,
    )  # fmt: skip
    assert match, title
    assert match[1] == called(shares.index[0])
    assert percent(match[3]) == near(shares.iloc[0])
    assert bool(match[2]) == lower_bounds(frame, newest(frame))
    if match[2]:
        assert match[4] is None
        return
    assert match[5] == called(shares.index[1])
    assert percent(match[4]) == near(shares.iloc[0] - shares.iloc[1])


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_stack(metric: str, by: str, record: SimpleNamespace) -> None:
    """The two largest of the newest week, each with its share."""
    frame = record.frame(metric, by)
    shares = of_week(frame, newest(frame)).head(2)
    title, *_ = record.says("stack", metric, by)
    match = re.fullmatch(
        rf"(.+) has (at least )?([\d.]+) % of OpenRouter's {metric} in {said(newest(frame))}"
        r", (.+?) (at least )?([\d.]+) %", title,
    )  # fmt: skip
    assert match, title
    assert [match[1], match[4]] == [called(name) for name in shares.index]
    assert [percent(match[3]), percent(match[6])] == [near(share) for share in shares]
    assert bool(match[2]) == lower_bounds(frame, newest(frame))


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_slope(metric: str, by: str, record: SimpleNamespace) -> None:
    """Each movement that is told is so, and none of those drawn in both weeks is larger."""
    frame = record.frame(metric, by)
    title, _, method = record.says("slope", metric, by)
    span = pd.date_range(newest(frame) - 4 * WEEK, newest(frame), freq="7D")
    weeks = [week for week in span if (frame["week"] == week).any()]
    first, last = pd.Timestamp(weeks[0]), pd.Timestamp(weeks[-1])
    before, now = of_week(frame, first), of_week(frame, last)
    if "No lines" in method:
        verbs = "(?:is first|has most of what is named,)"
        pattern = rf"([^,]+?) {verbs} with (?:at least )?([\d.]+) % in (the week to \d+ \w+)"
        told = re.findall(pattern, title)
        assert [week for *_, week in told] == [said(first), said(last)]
        for who, share, week in told:
            shares = before if week == said(first) else now
            assert (who.strip(), percent(share)) == (
                called(shares.index[0]), near(shares.iloc[0])
            )  # fmt: skip
        return
    assert said(first) in title
    assert said(last) in title
    drawn = {*before.index[:8], *now.index[:8]}
    changes = (now - before).dropna()
    changes = changes[changes.index.isin(drawn)]
    movements = re.findall(r"([^,;]+?) (gained|lost) ([\d.]+) points", title)
    for who, way, points in movements:
        change = changes[meant(who.strip(), changes.index)]
        assert percent(points) == near(abs(change))
        assert change == (changes.max() if way == "gained" else changes.min())
    came = re.search(
        rf"^(?:.*; )?(.+) ha(?:s|ve) ([\d.]+) % .*in {said(last)}, not published in {said(first)}",
        title,
    )
    if came:
        news = now[[name for name in now.index if name not in before.index and name in drawn]]
        assert called(news.index[0]) in came[1]
        assert news.max() > changes.max()
        sums = news.cumsum()
        assert any(percent(came[2]) == near(total) for total in sums)
    elif "gained" not in title:
        assert changes.max() <= 0 or not len(changes)
    assert movements or came or f", not published in {said(last)}" in title


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_reigns(metric: str, by: str, record: SimpleNamespace) -> None:
    """Whoever led, and the longest run: of weeks that follow each other by the calendar."""
    frame = record.frame(metric, by)
    led = leaders(frame)
    lengths: dict[str, list[int]] = {}
    for week, who in sorted(led.items()):
        for name in who:
            streaks = lengths.setdefault(name, [0])
            if name in led.get(week - WEEK, ()):
                streaks[-1] += 1
            else:
                streaks.append(1)
    longest = max(max(streaks) for streaks in lengths.values())
    title, *_ = record.says("reigns", metric, by)
    holders = [name for name, streaks in lengths.items() if max(streaks) == longest]
    only = re.fullmatch(rf"(.+) has been #1 on OpenRouter by {metric} (.+)", title)
    if len(lengths) == 1:
        assert only, title
        assert only[1] == called(holders[0])
        return
    match = re.fullmatch(
        rf"(?:(.+) held #1 by {metric} longest, for|The longest streak at #1 by {metric} is)"
        r" (?:at least )?(\d+) weeks?(?: and counting)?; (\S+) .+ have led .+", title,
    )  # fmt: skip
    assert match, title
    assert NUMBERS[match[3]] == len(lengths)
    assert int(match[2]) == longest
    assert bool(match[1]) == (len(holders) <= 3)
    assert all(called(name) in (match[1] or called(name)) for name in holders)


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_bump(metric: str, by: str, record: SimpleNamespace) -> None:
    """The newest leader, and where it stood the week before, if that is known."""
    frame = record.frame(metric, by)
    led = leaders(frame)
    week = max(led)
    title, *_ = record.says("bump", metric, by)
    match = re.fullmatch(
        rf"(.+) is #1 by {metric} in {said(week)}"
        r"(?:, (?:(as)|up from #(\d+)) the week before)?", title,
    )  # fmt: skip
    assert match, title
    (leader,) = led[week]
    assert match[1] == called(leader)
    before = list(of_week(frame, week - WEEK).index)
    if leader not in before:
        assert match[2] is match[3] is None
    elif match[2] or match[3]:
        assert int(match[3] or 1) == before.index(leader) + 1


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_leaderboard(metric: str, by: str, record: SimpleNamespace) -> None:
    """The leader of the newest week, and the place that it came from."""
    frame = record.frame(metric, by)
    led = leaders(frame)
    week = max(led)
    title, subtitle, _ = record.says("leaderboard", metric, by)
    match = re.fullmatch(
        rf"(.+) (leads|stays first|rises from (\w+) to first) by {metric} in {said(week)}", title
    )
    assert match, title
    (leader,) = led[week]
    assert match[1] == called(leader)
    before = list(of_week(frame, week - WEEK).index)
    if leader not in before:
        assert match[2] == "leads"
    elif match[2] != "leads":
        assert PLACES.index(match[3] or "first") == before.index(leader)
    sunday = week + 6 * DAY
    assert subtitle.endswith(
        f", {week.day} {week.month_name()} to {sunday.day} {sunday.month_name()} {sunday.year}"
    )


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_calendar(metric: str, by: str, record: SimpleNamespace) -> None:
    """The two that led the most weeks by tokens, whatever is asked for: it has all measures."""
    led = leaders(record.frame("tokens", by))
    weeks = pd.Series([name for who in led.values() for name in who]).value_counts()
    title, *_ = record.says("calendar", metric, by)
    match = re.fullmatch(r"(.+?) led (\d+)(?: and (.+) led (\d+))? of (\d+) weeks by tokens", title)
    assert match, title
    told = [(match[1], match[2]), (match[3], match[4])][: len(weeks)]
    assert [int(number) for _, number in told] == [*weeks.head(2)]
    for name, number in told:
        assert weeks[meant(name, weeks.index)] == int(number)
    assert int(match[5]) == len(led)


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_volume(metric: str, by: str, record: SimpleNamespace) -> None:
    """All that was counted in the newest week, named or not, and a year before."""
    totals = record.frame(metric, by).groupby("week")["value"].sum()
    week = totals.index.max()
    title, *_ = record.says("volume", metric, by)
    match = re.fullmatch(
        rf"OpenRouter had ([\d.]+)([BT]) {metric} in {said(week)}"
        r"(?:, ([\d.]+) times as much as a year before|(, the most of these weeks))?", title,
    )  # fmt: skip
    assert match, title
    amount = float(match[1]) * {"B": 1e9, "T": 1e12}[match[2]]
    assert amount == pytest.approx(totals[week], rel=0.005)
    if week - 52 * WEEK in totals:
        assert float(match[3]) == pytest.approx(totals[week] / totals[week - 52 * WEEK], rel=0.05)
    else:
        assert match[3] is None
        newest = totals[totals.index > week - 78 * WEEK]
        assert bool(match[4]) == (totals[week] == newest.max())


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_versus(metric: str, by: str, record: SimpleNamespace) -> None:
    """The two largest of the newest week whose values are exact are compared.

    In every week of a streak the first had more, where both are named, also among the nine largest
    slugs where the title is about them.
    """
    frame = record.frame(metric, by)
    now = of_week(frame, newest(frame))
    title, _, method = record.says("versus", metric, by)
    a, b = (called(name) for name in now.index[:2])
    assert re.match(rf"{re.escape(a)} (has )?led {re.escape(b)} by {metric} ", title), title
    told = re.findall(r"for (?:at least )?([\w-]+)|in no week", title)
    assert told
    spans = re.search(rf"The longest streak of {re.escape(a)}: (.+?)\.", method)
    streaks = re.findall(rf"{DAYS}(?: (among the nine|over all))?", spans[1] if spans else "")
    numbers = [number for number in told if number]
    assert {len(weeks_of(first, last)) for first, last, _ in streaks} == {
        NUMBERS[number] for number in numbers
    }
    for first, last, depth in streaks:
        rows = summed(record.frame(metric, "slug"), by, 9) if depth == "among the nine" else frame
        for week in weeks_of(first, last):
            shares = of_week(rows, week)
            sides = shares.get(now.index[0], 0), shares.get(now.index[1], 0)
            assert sides[0] > sides[1], (week, sides)
    if " has led " in title:
        assert {weeks_of(first, last)[-1] for first, last, _ in streaks} == {newest(frame)}


def summed(slugs: pd.DataFrame, by: str, depth: int) -> pd.DataFrame:
    """Return the largest slugs of each week, summed by level; the rest is `other`."""
    named = slugs[slugs["entity"] != "other"].copy()
    place = named.groupby("week")["value"].rank(method="first", ascending=False)
    named = named[place <= depth]
    named["entity"] = [
        entity_of(slug, by, week.date())
        for slug, week in zip(named["entity"], named["week"], strict=True)
    ]
    return named.groupby(["week", "entity"])["value"].sum().reset_index()


@pytest.mark.parametrize("by", LEVELS)
def test_three_measures(by: str, record: SimpleNamespace) -> None:
    frames = {metric: record.frame(metric, by) for metric in ("tokens", "calls", "spend")}
    week = max(set.intersection(*({*frame["week"]} for frame in frames.values())))
    led: dict[str, list[str]] = {}
    for metric, frame in frames.items():
        led.setdefault(called(of_week(frame, week).index[0]), []).append(metric)
    title, _, method = record.says("three-measures", "tokens", by)
    parts = [f"{name} by {listed(metrics)}" for name, metrics in led.items()]
    text = ", ".join(parts).replace(" by ", " leads by ", 1)
    assert title == f"{text}{', in' if len(parts) > 1 else ' in'} {said(week)}"
    assert f"Week {iso(week)}," in method


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_concentration(metric: str, by: str, record: SimpleNamespace) -> None:
    frame = record.frame(metric, by)
    shares = of_week(frame, newest(frame))
    least = (shares**2).sum()
    most = least + (1 - shares.sum()) ** 2
    title, *_ = record.says("concentration", metric, by)
    match = re.fullmatch(
        rf"By {metric}, OpenRouter is as concentrated as (?:at most )?(\d+)"
        rf"(?: to (\d+))? equal .+, in {said(newest(frame))}", title,
    )  # fmt: skip
    assert match, title
    if lower_bounds(frame, newest(frame)):
        assert "at most" in title
    else:
        assert float(match[1]) == pytest.approx(1 / most, abs=0.51)
    assert float(match[2] or match[1]) == pytest.approx(1 / least, abs=0.51)


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_small_multiples(metric: str, by: str, record: SimpleNamespace) -> None:
    """The largest of the newest week, and whoever had the highest share of a year."""
    frame = record.frame(metric, by)
    year = frame[(frame["week"] > newest(frame) - 52 * WEEK) & (frame["entity"] != "other")]
    shares = {pd.Timestamp(week): of_week(frame, week) for week in year["week"].unique()}
    peak = max(shares, key=lambda week: shares[week].iloc[0])
    title, *_ = record.says("small-multiples", metric, by)

    def had(week: pd.Timestamp) -> tuple[str, str]:
        least = "at least " if lower_bounds(frame, week) else ""
        return called(shares[week].index[0]), f"{least}{shares[week].iloc[0] * 100:.1f} %"

    (first, now), (best, most) = had(newest(frame)), had(peak)
    start = f"{first} has {now} of OpenRouter's {metric} in {said(newest(frame))}"
    if peak == newest(frame):
        assert title == f"{start}, the highest of these weeks"
    else:
        when = said(peak, newest(frame))
        assert title == f"{start}; the highest is {best}'s {most} in {when}"


@pytest.mark.parametrize(("metric", "by"), ASKED)
def test_aligned(metric: str, by: str, record: SimpleNamespace) -> None:
    """So many weeks after the first week that names it, its share is the one that is told."""
    frame = record.frame(metric, by)
    if (metric, by) in WITHOUT_DEBUTS:
        with pytest.raises(GapError, match="no name with a known debut"):
            record.says("aligned", metric, by)
        return
    title, *_ = record.says("aligned", metric, by)
    match = re.fullmatch(
        rf"(.+) rose to (?:at least )?([\d.]+) % of OpenRouter's {metric}"
        r" (?:(\d+) weeks? after its debut|in its first week)", title,
    )  # fmt: skip
    assert match, title
    who = meant(match[1], frame["entity"].unique())
    weeks = frame.loc[frame["entity"] == who, "week"]
    week = weeks.min() + int(match[3] or 0) * WEEK
    assert percent(match[2]) == near(of_week(frame, week)[who])


@pytest.mark.parametrize("metric", METRICS)
def test_usage_vs_quality(metric: str, record: SimpleNamespace) -> None:
    frame = record.frame(metric, "slug")
    shares = of_week(frame, newest(frame))
    title, _, method = record.says("usage-vs-quality", metric, "slug")
    assert title.startswith(
        f"{called(shares.index[0])} leads by {metric} ({shares.iloc[0] * 100:.1f} %)"
    )
    assert title.endswith(f", in {said(newest(frame))}")
    assert METRICS[metric] in method
