"""The sentences that charts have in common.

A chart says what it counts, of which weeks, how deep the boards were, and what it leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from tracker import text
from tracker.analysis.limits import SINGLE
from tracker.breaks import lost_days as days_lost
from tracker.breaks import notes
from tracker.charts import words
from tracker.charts.text import short, subjects
from tracker.errors import GapError
from tracker.identity.subjects import SUMS
from tracker.languages import chinese_day, chinese_months, chinese_span
from tracker.weeks import DAY, WEEK, gaps, label, monday

MEASURES = {
    "tokens": "tokens (prompt + completion)",
    "calls": "calls (requests answered by a model)",
    "spend": "spend (what was billed, in US dollars)",
}
KINDS = {
    "slug": "model",
    "model": "model",
    "family": "model",
    "author": "maker",
    "app": "app",
    "country": "country",
    "weights": "weights",
}
"""What an entity is at a level, as the keys of its names in `words` end."""


def metric(frame: pd.DataFrame) -> str:
    """Return what the frame counts: ``tokens``, ``calls``, or ``tokens and calls``."""
    return _stated(frame, "metric")


def measure(frame: pd.DataFrame) -> str:
    """Return what the frame counts, in the language of the page."""
    return words.say("and").join(map(words.measure, _values(frame, "metric")))


def level(frame: pd.DataFrame) -> str:
    """Return the level at which the frame counts: ``slug``, ``author``, ``country`` or another."""
    return _stated(frame, "by")


def is_sum(frame: pd.DataFrame) -> bool:
    """Return whether entities of the frame are sums over models."""
    return bool(frame["by"].isin(SUMS).any())


def _stated(frame: pd.DataFrame, name: str) -> str:
    """Return what a column of the frame says of all rows, as words.

    Raises ValueError if the frame lacks it: a guess would put the wrong word into a title.
    """
    return " and ".join(_values(frame, name))


def _values(frame: pd.DataFrame, name: str) -> list[str]:
    values = [str(value) for value in frame[name].dropna().unique()] if name in frame else []
    if not values:
        raise ValueError(f"the frame has no {name}, which the title needs")
    return values


def kinds(frame: pd.DataFrame, number: int = 2) -> str:
    """Return what an entity is at the level of the frame: ``model``, or ``models`` for several."""
    return words.say(f"{'kind' if number == 1 else 'kinds'}.{_kind(frame)}")


def each(frame: pd.DataFrame) -> str:
    """Return all entities one by one: ``each model``, ``各模型``."""
    return words.say(f"each.{_kind(frame)}")


def counted(frame: pd.DataFrame, number: object) -> str:
    """Return a number of entities: ``12 models``, ``12个模型``."""
    return words.say(f"number.{_kind(frame)}", number=number)


def _kind(frame: pd.DataFrame) -> str:
    return KINDS.get(level(frame), "entity")


def least(rows: pd.DataFrame) -> str:
    """Return ``at least `` if any of the values is a lower bound, else an empty text."""
    return words.say("at.least") if "at_least" in rows and rows["at_least"].any() else ""


def past_peak(rows: pd.DataFrame, newest: pd.Timestamp) -> str:
    """Return when the shares of names without a value in the newest week were highest."""
    highest = rows.sort_values(["share", "entity"], ascending=[False, True]).head(1)
    peak = highest.iloc[0]
    name = short(subjects([peak["entity"]], rows)[peak["entity"]])
    share = f"{least(highest)}{text.percent(peak['share'])}"
    return words.say(
        "past.peak",
        who=name,
        share=share,
        metric=measure(rows),
        peak=past(peak["week"], newest),
        week=week(newest),
    )


def same_depth(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that compare with the newest week.

    Of sums over models these are the weeks whose boards are as deep; of single slugs all.
    """
    if {*rows["by"]} <= {*SINGLE} or rows.empty:
        return rows
    newest = rows.loc[rows["week"] == rows["week"].max(), "depth"].head(1)
    depth = rows["depth"].astype("float64").fillna(float("inf"))
    comparable: pd.DataFrame = rows[depth == newest.astype("float64").fillna(float("inf")).iloc[0]]
    return comparable


def known_weeks(rows: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the weeks of the rows, oldest first. Raises GapError when there are none."""
    weeks = [pd.Timestamp(week) for week in sorted(rows["week"].unique())]
    if not weeks:
        raise GapError("none of these weeks is complete, so there is nothing to draw")
    return weeks


def missing_weeks(weeks: Sequence[pd.Timestamp]) -> list[pd.Timestamp]:
    """Return the calendar weeks between the known ones."""
    return [pd.Timestamp(week) for week in gaps(week.date() for week in weeks)]


def since(weeks: Sequence[pd.Timestamp], *, until_now: bool = True) -> str:
    """Return ``since November 2024``, and the number of weeks known if some are missing.

    It is ``from November 2024 to March 2025`` if the record goes on after these weeks.
    """
    start = words.say("since", month=_month(weeks[0]))
    if not until_now:
        first, last = _month(weeks[0]), _month(weeks[-1])
        start = (
            words.say("since.month", month=first)
            if first == last
            else words.say("since.within", first=first, last=last)
        )
    if missing_weeks(weeks):
        return words.say("since.known", number=words.in_words(len(weeks)), since=start)
    return start


def _month(day: pd.Timestamp) -> str:
    return chinese_months(day, day) if words.is_chinese() else f"{day:%B %Y}"


def period(weeks: Sequence[pd.Timestamp]) -> str:
    """Return the weeks shown as a sentence, with the number of those unknown."""
    first, last = label(weeks[0].date()), label(weeks[-1].date())
    if first == last:
        return f"Week {first}."
    missing = len(missing_weeks(weeks))
    return f"Weeks {first} to {last}" + (f", {missing} of them unknown." if missing else ".")


def week(monday: pd.Timestamp, *, year: bool = False) -> str:
    """Return a week as people write it, by its last day: ``the week to 4 October``."""
    sunday = monday + WEEK - DAY
    if words.is_chinese():
        day = chinese_day(sunday) if year else short_date(sunday)
    else:
        day = f"{sunday.day} {sunday:%B}" + (f" {sunday.year}" if year else "")
    return words.say("week", day=day)


def past(monday: pd.Timestamp, newest: pd.Timestamp) -> str:
    """Return a week as `week` does, with its year if that is not the year of the ``newest``."""
    ends = monday + WEEK - DAY, newest + WEEK - DAY
    return week(monday, year=ends[0].year != ends[1].year)


def days(monday: pd.Timestamp) -> str:
    """Return the days of a week: ``28 September to 4 October 2026``."""
    return stretch(monday, monday)


def last_day(monday: pd.Timestamp) -> str:
    """Return the last day of a week: ``4 October 2026``."""
    sunday = monday + WEEK - DAY
    return chinese_day(sunday) if words.is_chinese() else text.plain_date(sunday)


def short_date(day: pd.Timestamp) -> str:
    """Return a day as axes have it: ``4 Oct``, ``10月4日``."""
    return f"{day.month}月{day.day}日" if words.is_chinese() else f"{day.day} {day:%b}"


def short_month(day: pd.Timestamp) -> str:
    """Return a month as axes have it: ``Oct``, ``10月``."""
    return f"{day.month}月" if words.is_chinese() else f"{day:%b}"


def year(day: pd.Timestamp) -> str:
    """Return a year as axes have it: ``2026``, ``2026年``."""
    return f"{day.year}年" if words.is_chinese() else f"{day.year}"


def stretch(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return the days from the first of one week to the last of another."""
    sunday = last + WEEK - DAY
    if words.is_chinese():
        return chinese_span(first, sunday)
    if first.year != sunday.year:
        return f"{first.day} {first:%B %Y} to {sunday.day} {sunday:%B %Y}"
    return f"{first.day} {first:%B} to {sunday.day} {sunday:%B %Y}"


def stretches(weeks: Sequence[date]) -> str:
    """Return weeks as stretches of days, with neighbours as one."""
    ends: list[tuple[date, date]] = []
    for monday_ in weeks:
        start = ends.pop()[0] if ends and ends[-1][1] + WEEK == monday_ else monday_
        ends.append((start, monday_))
    return words.listed([stretch(pd.Timestamp(first), pd.Timestamp(last)) for first, last in ends])


def months(weeks: Sequence[pd.Timestamp]) -> str:
    """Return the months from the first to the last week: ``January 2025 to October 2026``."""
    first, last = weeks[0], weeks[-1] + WEEK - DAY
    if words.is_chinese():
        return chinese_months(first, last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{last:%B %Y}"
    start = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
    return f"{start} to {last:%B %Y}"


def one_line(*parts: str) -> str:
    """Return the parts of a subtitle, with commas between them."""
    return words.say("comma.clause").join(filter(None, parts))


def depth(rows: pd.DataFrame) -> str:
    """Return how many names a week's board shows, and which weeks lack a day.

    For example ``Boards of the top 9 to 50 slugs. Of 2025-W24 a day is lost.``
    """
    if rows["depth"].isna().all():
        return join("Boards of all models.", lost_days(rows))
    low, high = int(rows["depth"].min()), int(rows["depth"].max())
    boards = f"the top {low} slugs" if low == high else f"the top {low} to {high} slugs"
    if rows["depth"].isna().any():
        boards = f"the top {low} to all models"
    return join(f"Boards of {boards}.", lost_days(rows))


def lost_days(rows: pd.DataFrame) -> str:
    """Return which of the weeks lack a day, for example ``Of 2025-W24 a day is lost``."""
    lost = [pd.Timestamp(monday(day)) for day in days_lost()]
    if "days" not in rows:
        return ""
    lacking = rows.loc[rows["week"].isin(lost) & (rows["days"] < WEEK.days), "week"]
    if lacking.empty:
        return ""
    return f"Of {text.weeks(sorted({week.date() for week in lacking}))} a day is lost."


def join(*sentences: str) -> str:
    """Return the sentences that are not empty, one after the other."""
    return " ".join(filter(None, sentences))


class Rule(NamedTuple):
    """A week from which on the figures mean something else than before.

    The ``note`` says how they differ, the ``sign`` is what stands at the rule.
    """

    week: pd.Timestamp
    note: str
    sign: str = ""


def rules(rows: pd.DataFrame) -> list[Rule]:
    """Return where the rows cross a break: boards of another depth, or a noted break of tokens.

    A rule is before its week, so the first week of the rows has none.
    """
    weeks = rows.drop_duplicates("week").sort_values("week")
    depths = weeks["depth"].astype("object").where(weeks["depth"].notna(), "all")
    boards = [("all models" if depth == "all" else f"the top {depth}") for depth in depths]
    signs = [
        words.say("board.all") if depth == "all" else words.say("board.top", depth=depth)
        for depth in depths
    ]
    result = [
        Rule(pd.Timestamp(week), f"boards of {now} instead of {before}", sign)
        for week, before, now, sign in zip(
            weeks["week"].iloc[1:], boards, boards[1:], signs[1:], strict=False
        )
        if now != before
    ]
    if metric(rows) == "tokens":
        result += [
            Rule(pd.Timestamp(week), note, words.say(f"sign.{week}"))
            for week, (note, _) in notes().items()
            if weeks["week"].min() < pd.Timestamp(week) <= weeks["week"].max()
        ]
    return sorted(result)


def rules_text(rows: pd.DataFrame) -> str:
    """Return the rules in words: ``Dotted: from 2026-W34 on, boards of …``."""
    text = "; ".join(f"from {label(rule.week.date())} on, {rule.note}" for rule in rules(rows))
    return f"Dotted: {text}." if text else ""


def proven(frame: pd.DataFrame) -> str:
    """Return in how many weeks only the leader has a rank, because bounds prove the lead."""
    weeks = frame.loc[frame["proven"], "week"].nunique()
    return (
        f"In {text.counted(weeks, 'week')} only the lead is known, proven by bounds."
        if weeks
        else ""
    )


def left_out(frame: pd.DataFrame, weeks: Sequence[pd.Timestamp]) -> str:
    """Return which weeks of the frame are not drawn: an unfinished week, weeks without ranks."""
    others = frame.loc[~frame["week"].isin(weeks)]
    sentences = []
    running = others.loc[(others["week"] > weeks[-1]) & ~others["complete"], "week"]
    if not running.empty:
        sentences.append(f"{label(running.max().date())} is not complete and left out.")
    unranked = others.loc[others["complete"] & ~others["can_rank"], "week"].nunique()
    if unranked:
        number = text.counted(unranked, "week")
        sentences.append(f"{number} left out: only the largest by another measure are known.")
    lower = others.loc[others["complete"] & others["at_least"] & others["can_rank"], "week"]
    if lower.nunique():
        number = text.counted(lower.nunique(), "week")
        sentences.append(f"{number} left out: of sums over so few names only the least is known.")
    return " ".join(sentences)
