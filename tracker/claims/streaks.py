"""Find in which weeks the statement of a claim was true, and for how many weeks in a row.

not_there
    A slug of a model is not there in a week that names another slug of the model among the fifty
    largest by tokens, and not this one: it is not taken to have led by calls.
truth
    True, false or unknown for each week. Unknown are weeks without figures, weeks that cannot be
    ranked unless known figures already refute it, and weeks that lack a day of the publisher's
    if that day could have changed it (see `undecided`).
for_weeks
    "For N weeks" means N or more weeks without a break up to the ending week; later weeks do not
    lengthen it. Without an ending week any such stretch counts. Before the first week that can
    count, of the period that a text names or of a model, nothing does. An unknown week within the
    stretch that would be needed leaves it unknown, and so does a stretch that was there when the
    record began.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.limits import DEEP
from tracker.analysis.ranks import standing
from tracker.analysis.rows import lacks_day
from tracker.analysis.versus import TOTAL, side
from tracker.weeks import WEEK, walk


def at_top(
    measured: pd.DataFrame,
    entity: str,
    top: int,
    bounds: pd.DataFrame,
    unnamed: pd.DataFrame | None = None,
) -> pd.Series:
    """Return in which weeks ``entity`` had rank ``top`` or better: a boolean series by week.

    ``bounds`` (`bounds.intervals`, may be empty) refute ranks in weeks that have none. A week that
    unknown figures could decide is missing. ``unnamed`` is as for `ranks.standing`.
    """
    at_best = best_by_calls(bounds, entity)
    calendar = _calendar(at_best.index.union(pd.Index(measured["week"])))
    places = standing(measured, entity, unnamed).reindex(calendar)
    proven = measured.loc[measured["proven"], ["week", "entity"]]
    is_proven = calendar.isin(proven.loc[proven["entity"] == entity, "week"])
    holds = (places["worst_rank"] <= top).to_numpy() | is_proven
    refuted = (places["best_rank"] > top).to_numpy() & ~is_proven
    if top == 1:
        refuted |= calendar.isin(proven.loc[proven["entity"] != entity, "week"])
    beaten = (at_best.reindex(calendar) > top).to_numpy("bool", na_value=False)
    refuted |= beaten & ~holds
    return pd.Series(pd.arrays.BooleanArray(holds & ~refuted, ~holds & ~refuted), calendar)


def best_by_calls(bounds: pd.DataFrame, entity: str) -> pd.Series:
    """Return the best rank that bounds of calls leave to ``entity``, by week."""
    if bounds.empty:
        return pd.Series(index=_calendar(pd.Index([])), dtype="Int64")
    return bounds[bounds["entity"] == entity].set_index("week")["best_rank"].dropna()


def not_there(tokens: pd.DataFrame, slug: str, slugs: Collection[str]) -> set[pd.Timestamp]:
    """Return the weeks whose deep board names others of ``slugs`` by tokens, and not ``slug``."""
    deep = tokens["complete"] & ~(tokens["depth"] < DEEP).fillna(value=False)
    named_in = tokens[deep & tokens["entity"].isin(slugs)]
    return set(named_in["week"]) - set(named_in.loc[named_in["entity"] == slug, "week"])


def trend(measured: pd.DataFrame, direction: str) -> pd.Series:
    """Return in which weeks the total was more (`up`) or less (`down`) than the week before.

    A week that lacks a day counts only where the whole day would not change the answer.
    """
    whole = totals(measured)
    lacks = pd.Series(whole.index.isin([*short(measured)]), whole.index)
    days = pd.DataFrame({"total": whole, "short": lacks}).reindex(_calendar(whole.index))
    before = days.shift()
    change = days["total"] - before["total"]
    more = change > 0 if direction == "up" else change < 0
    truths = more.astype("boolean").mask(change.isna())
    less_now, less_then = days["short"].eq(True), before["short"].eq(True)
    doubtful = (less_now & (change <= 0)) | (less_then & (change >= 0)) | (less_now & less_then)
    return truths.mask(doubtful)


def totals(measured: pd.DataFrame) -> pd.Series:
    """Return the total of each complete week whose board includes everything (Int64)."""
    return side(measured, [TOTAL])["value"]


def short(measured: pd.DataFrame) -> set[pd.Timestamp]:
    """Return the complete weeks that lack a day for ever."""
    return set(measured.loc[lacks_day(measured), "week"])


def _calendar(weeks: pd.Index) -> pd.DatetimeIndex:
    if not len(weeks):
        return pd.DatetimeIndex([]).as_unit("s")
    return pd.date_range(weeks.min(), weeks.max(), freq=WEEK).as_unit("s")


@dataclass(frozen=True)
class Stretch:
    """The stretch of weeks up to the ending week, or the longest anywhere.

    ``holds`` is None if it is unknown whether it is long enough; ``unknown`` are the weeks that
    leave it so; ``longest`` are the weeks of the longest up to the ending week. ``latest`` is the
    last week of the last one that is long enough.
    """

    holds: bool | None
    weeks: int
    first: date | None = None
    last: date | None = None
    unknown: tuple[date, ...] = ()
    longest: tuple[date, ...] = ()
    latest: date | None = None


def stretch(
    truths: pd.Series, needed: int, ending: date | None = None, since: date | None = None
) -> Stretch:
    """Return the stretch that decides "for ``needed`` weeks".

    ``truths`` is a boolean series by week; a missing value is unknown, and so is a week without
    one. It does not begin before ``since``.
    """
    by_week = {
        pd.Timestamp(week).date(): None if pd.isna(truth) else bool(truth)  # type: ignore[arg-type]
        for week, truth in truths.items()
    }
    if since is not None and by_week:
        by_week = {week: truth for week, truth in by_week.items() if week >= since}
        by_week[since - WEEK] = False
    if ending is not None:
        return _up_to(by_week, needed, ending)
    if not by_week:
        return Stretch(None, 0)
    streaks = [*_streaks(by_week)]
    longest = max(streaks, key=lambda streak: (len(streak), streak[0]), default=[])
    latest = max((streak[-1] for streak in streaks if len(streak) >= needed), default=None)
    first, last = (longest[0], longest[-1]) if longest else (None, None)
    held = len(longest) >= needed
    unknown = () if held else _possible(by_week, needed)
    return Stretch(
        True if held else None if unknown else False,
        len(longest),
        first,
        last,
        unknown,
        tuple(longest),
        latest,
    )


def _up_to(by_week: dict[date, bool | None], needed: int, ending: date) -> Stretch:
    up_to_ending = {week: truth for week, truth in by_week.items() if week <= ending}
    longest = max(_streaks(up_to_ending), key=len, default=[])
    week, weeks = ending, 0
    while by_week.get(week):
        weeks, week = weeks + 1, week - WEEK
    first, last = (week + WEEK, ending) if weeks else (None, None)
    if weeks >= needed:
        return Stretch(True, weeks, first, last, (), tuple(longest))
    # All weeks before the record are unknown, so one represents them.
    earliest = min([*by_week, ending]) - WEEK
    weeks_needed = [*walk(max(earliest, _weeks_before(ending, needed - 1)), ending)]
    refuted = any(by_week.get(week) is False for week in weeks_needed)
    unknown = () if refuted else tuple(week for week in weeks_needed if by_week.get(week) is None)
    return Stretch(False if refuted else None, weeks, first, last, unknown, tuple(longest))


def _possible(by_week: dict[date, bool | None], needed: int) -> tuple[date, ...]:
    """Return the unknown weeks of a stretch that may be long enough.

    One that begins with the record may have begun long before.
    """
    earliest = min(by_week)
    for streak in _streaks(
        {week: truth is not False for week, truth in by_week.items()}, absent=True
    ):
        begins = streak[0] == earliest and any(by_week.get(week) for week in streak)
        if len(streak) >= needed or begins:
            unknown = tuple(week for week in streak if by_week.get(week) is None)
            return (earliest - WEEK, *unknown) if len(streak) < needed else unknown
    return ()


def _streaks(by_week: Mapping[date, bool | None], *, absent: bool = False) -> list[list[date]]:
    """Return the stretches of weeks that are true; a week without a value counts as ``absent``."""
    streaks: list[list[date]] = [[]]
    for week in walk(min(by_week), max(by_week)) if by_week else ():
        if by_week.get(week, absent):
            streaks[-1].append(week)
        elif streaks[-1]:
            streaks.append([])
    return [streak for streak in streaks if streak]


def _weeks_before(week: date, number: int) -> date:
    """Return the week ``number`` weeks earlier, or the first possible one."""
    return week - WEEK * min(number, (week - date.min).days // WEEK.days)
