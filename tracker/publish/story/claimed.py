"""What a sentence claims, as a clause of a story: one function for each class of claim.

`statement` is what the functions share: the claim with the words of its subjects and periods.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tracker.claims import claim as claims
from tracker.claims.claim import Claim
from tracker.claims.evidence import Result
from tracker.claims.numbers import Figure
from tracker.publish.story.writer import Writer
from tracker.weeks import DAY, WEEK, Period

PERCENTAGE = ("%", "cent", "成")
"""What shows that a multiple was written as a percentage."""
STREAKS = (claims.Led, claims.Over, claims.Trend)


@dataclass(frozen=True, eq=False)
class Statement:
    """A judged claim in a language: its subjects and periods as words."""

    write: Writer
    result: Result

    @property
    def claim(self) -> Any:
        return self.result.claim

    @property
    def metric(self) -> str:
        return self.result.findings[0].cell.metric

    @property
    def period(self) -> Period:
        """Return the period of the claim; of a streak there is none."""
        return self.result.ground.period or Period.of_week(self.claim.week)

    @property
    def base(self) -> Period:
        """Return the earlier period that the claim compares with."""
        ground = self.result.ground
        return ground.base or Period.of_week(ground.before(self.claim.week))

    @property
    def is_percentage(self) -> bool:
        """Return whether a multiple was claimed as a percentage of change."""
        written = self.claim.figure.written.lower()
        return any(sign in written for sign in PERCENTAGE)

    @cached_property
    def fields(self) -> dict[str, str]:
        """Return the words that any phrase about the claim may need."""
        write, subjects = self.write, self.result.subjects
        rival = write.subject(subjects[1]) if len(subjects) > 1 else write("subject.runner_up")
        return {
            **self.measure,
            "among": self._among(),
            "who": write.subject(subjects[0]),
            "subject": write.subject(subjects[0]),
            "rival": rival,
            "until": self._until(),
            **(self._periods() if hasattr(self.claim, "week") else {}),
        }

    @property
    def measure(self) -> dict[str, str]:
        names = ("metric", "use", "by", "many", "fewer")
        measure = {name: self.write(f"{name}.{self.metric}") for name in names}
        return {**measure, "by": f"{measure['by']}{self._among()}"}

    def _among(self) -> str:
        """Return the group whose models are ranked, as it follows a verb or a measure."""
        group = self.result.ground.group
        return "" if group is None else self.write("among", group=self.write.subject(group))

    def _until(self) -> str:
        ending = self.result.ground.ending
        return self.write("until", day=self.write.day(ending + WEEK - DAY)) if ending else ""

    def _periods(self) -> dict[str, str]:
        write, period = self.write, self.period
        return {
            "when": write.when(period),
            "period": write.period(period),
            "base": write.period(self.base),
            "base_when": write.when(self.base),
            "before": write.before(period),
        }

    def phrase(self, key: str, **fields: object) -> str:
        """Return a phrase with the words of the claim and some more."""
        return self.write(key, **{**self.fields, **fields})

    def had(self, amount: str, **fields: object) -> str:
        being = self.write.being(amount)
        return self.phrase(f"had.{self.metric}", amount=amount, being=being, **fields)

    def more(self, **fields: object) -> str:
        return self.phrase(f"more.{self.metric}", **fields)

    def amount(self, value: float, digits: int = 3, hedge: str = "") -> str:
        return self.write.amount(value, self.metric, digits, hedge)


def claimed(statement: Statement) -> str:
    """Return what a sentence claims, as a clause without a full stop."""
    return CLAIMED[type(statement.claim)](statement)


def _led(statement: Statement) -> str:
    claim, write = statement.claim, statement.write
    streak = write.in_a_row(claim.weeks)
    if claim.top == 1:
        return statement.phrase("claimed.led", streak=streak)
    return statement.phrase("claimed.led.top", streak=streak, top=write.number(claim.top))


def _over(statement: Statement) -> str:
    streak = statement.write.in_a_row(statement.claim.weeks)
    return statement.phrase("claimed.over", streak=streak, more=statement.more())


def _trend(statement: Statement) -> str:
    claim, write = statement.claim, statement.write
    streak, went = write.in_a_row(claim.weeks), write(f"went.{claim.direction}")
    return statement.phrase("claimed.trend", streak=streak, went=went)


def _amount(statement: Statement) -> str:
    amount = statement.write.claimed_amount(statement.claim.figure, statement.metric)
    return statement.phrase("claimed.amount", had=statement.had(amount))


def _change(statement: Statement) -> str:
    figure = statement.claim.figure
    return statement.phrase(
        "claimed.change",
        grew=statement.write(f"grew.{direction(float(figure.value))}"),
        pct=statement.write.claimed_percent(figure),
    )


def _share(statement: Statement) -> str:
    key = "claimed.share.named" if statement.claim.of_named else "claimed.share"
    pct = statement.write.claimed_percent(statement.claim.figure)
    return statement.phrase(key, pct=pct, being=statement.write.being(pct))


def _ranked(statement: Statement) -> str:
    claim, write = statement.claim, statement.write
    if claim.within or claim.outside:
        key = f"claimed.ranked.{'outside' if claim.outside else 'within'}"
        return statement.phrase(key, rank=write.number(claim.rank))
    return statement.phrase("claimed.ranked", rank=claim.rank, ordinal=write.ordinal(claim.rank))


def _more(statement: Statement) -> str:
    if statement.claim.passed:
        return statement.phrase("claimed.more.passed")
    return statement.phrase("claimed.more", more=statement.more())


def _ratio(statement: Statement) -> str:
    figure, write = statement.claim.figure, statement.write
    if not statement.is_percentage:
        multiple = write.multiple(float(figure.value), figure.hedge)
        return statement.phrase("claimed.ratio", multiple=multiple)
    percentage = as_percentage(figure)
    return statement.phrase(
        "claimed.ratio.percent",
        pct=write.claimed_percent(percentage),
        **comparison(statement, float(percentage.value)),
    )


def _growth(statement: Statement) -> str:
    claim, write = statement.claim, statement.write
    multiple = write.multiple(float(claim.figure.value), claim.figure.hedge)
    if claim.of_share:
        return statement.phrase("claimed.growth.share", multiple=multiple)
    if not statement.is_percentage:
        return statement.phrase("claimed.growth", multiple=multiple)
    percentage = as_percentage(claim.figure)
    return statement.phrase(
        "claimed.growth.percent",
        grew=write(f"grew.{direction(float(percentage.value))}"),
        pct=write.claimed_percent(percentage),
    )


def _direction(statement: Statement) -> str:
    return statement.phrase(f"claimed.direction.{statement.claim.direction}")


def _of_top(statement: Statement) -> str:
    claim, write = statement.claim, statement.write
    top = write.number(claim.top)
    if claim.is_share:
        pct = write.claimed_percent(claim.figure)
        return statement.phrase("claimed.of_top.share", pct=pct, top=top)
    count = write.number(int(claim.figure.value))
    return statement.phrase("claimed.of_top", count=count, top=top)


def _number(statement: Statement) -> str:
    claim, write = statement.claim, statement.write
    amount = write.claimed_amount(claim.figure, statement.metric)
    return statement.phrase("claimed.number", count=write.number(claim.number), amount=amount)


def _first(statement: Statement) -> str:
    claim, write = statement.claim, statement.write
    if claim.group is not None:
        return _first_leader(statement)
    if claim.rival is not None:
        return statement.phrase("claimed.first.rival", more=statement.more())
    if claim.rank is not None:
        key = "claimed.first.within" if claim.within else "claimed.first.ranked"
        ordinal, rank = write.ordinal(claim.rank), write.number(claim.rank)
        return statement.phrase(key, ordinal=ordinal, rank=rank)
    if claim.is_share:
        pct = write.claimed_percent(claim.figure)
        return statement.phrase("claimed.first.share", pct=pct, being=write.being(pct))
    amount = write.claimed_amount(claim.figure, statement.metric) if claim.figure else ""
    if claim.record:
        key = "claimed.first.record.amount" if amount else "claimed.first.record"
        return statement.phrase(key, amount=amount)
    return statement.phrase("claimed.first", had=statement.had(amount), amount=amount)


def _first_leader(statement: Statement) -> str:
    subject, group = statement.result.subjects
    if subject == group:
        return statement.phrase("claimed.first.leader")
    since, write = statement.result.ground.since, statement.write
    return statement.phrase(
        "claimed.first.group",
        group=write.subject(group),
        since=write("since", day=write.day(since)) if since else "",
    )


def _from_to(statement: Statement) -> str:
    claim, write = statement.claim, statement.write
    earlier, amount = (
        write.claimed_amount(figure, statement.metric) for figure in (claim.earlier, claim.figure)
    )
    return statement.phrase("claimed.from_to", earlier=earlier, amount=amount)


CLAIMED: dict[type[Claim], Callable[[Statement], str]] = {
    claims.Led: _led,
    claims.Over: _over,
    claims.Trend: _trend,
    claims.Amount: _amount,
    claims.Change: _change,
    claims.Share: _share,
    claims.Ranked: _ranked,
    claims.More: _more,
    claims.Ratio: _ratio,
    claims.Growth: _growth,
    claims.Direction: _direction,
    claims.OfTop: _of_top,
    claims.Number: _number,
    claims.First: _first,
    claims.FromTo: _from_to,
}


def direction(change: float) -> str:
    return "up" if change >= 0 else "down"


def comparison(statement: Statement, change: float) -> dict[str, str]:
    """Return the words for a side that has more, or less, than the other."""
    way = direction(change)
    more = statement.write("more.word") if way == "up" else statement.fields["fewer"]
    return {"more_or_fewer": more, "higher": statement.write(f"higher.{way}")}


def as_percentage(figure: Figure) -> Figure:
    """Return a multiple as the percentage of change that it was written as."""
    return replace(figure, value=(figure.value - 1) * 100, step=figure.step * 100)
