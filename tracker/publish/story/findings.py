"""What the record has of a claim, as a clause of a story: one function for each class of claim.

A clause has the figure that decides. It is made of the finding's own values, never of its text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tracker.claims import claim as claims
from tracker.claims.claim import Claim
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Evidence, Finding
from tracker.claims.streaks import Stretch
from tracker.claims.values import Value, value_of
from tracker.publish.story.claimed import Statement, comparison, direction
from tracker.publish.story.writer import DIGITS, MOST_DIGITS, digits_of
from tracker.weeks import Period, walk

NOTHING = Stretch(None, 0)
TWICE = 2
"""The multiple from which on a growth is one, and below which it is a percentage."""


def found(statement: Statement, finding: Finding) -> str:
    """Return what was found under one definition, as a clause without a full stop."""
    return FOUND[type(statement.claim)](statement, finding)


def _streak(statement: Statement, finding: Finding, key: str, **fields: object) -> str:
    """Return how long something lasted: up to the ending week, or at most."""
    stretch, write = finding.stretch or NOTHING, statement.write
    needed, longest = statement.claim.weeks, stretch.longest
    if stretch.weeks >= needed and stretch.first and stretch.last:
        longest = tuple(walk(stretch.first, stretch.last))
    if not longest:
        return statement.phrase(f"{key}.none", **fields)
    length = {
        "streak": write.in_a_row(len(longest)),
        "span": write.weeks(longest[0], longest[-1]),
    }
    if len(longest) < needed:
        text = statement.phrase(f"{key}.most", **length, **fields)
    else:
        text = statement.phrase(key, **length, **fields)
    if stretch.weeks >= min(needed, len(longest)):
        return text
    if not stretch.weeks or stretch.first is None or stretch.last is None:
        return write("streak.over", found=text) if len(longest) >= needed else text
    span = write.weeks(stretch.first, stretch.last)
    return write("streak.again", found=text, streak=write.in_a_row(stretch.weeks), span=span)


def _led(statement: Statement, finding: Finding) -> str:
    top = statement.claim.top
    key = "found.led" if top == 1 else "found.led.top"
    return _streak(statement, finding, key, top=statement.write.number(top))


def _over(statement: Statement, finding: Finding) -> str:
    return _streak(statement, finding, "found.over")


def _trend(statement: Statement, finding: Finding) -> str:
    went = statement.write(f"went.{statement.claim.direction}")
    return _streak(statement, finding, "found.trend", went=went)


def _amount(statement: Statement, finding: Finding) -> str:
    if finding.value is None and finding.bound is not None:
        least = statement.write("at_least", text=statement.amount(finding.bound))
        return statement.phrase("found.amount", had=statement.had(least))
    if finding.value is None:
        return statement.phrase("found.unnamed")
    claimed = float(statement.claim.figure.value)
    # A figure that refutes a claim is told from it; one that bears it out may look alike.
    amount = apart(statement, finding.value, finding.value if finding.holds else claimed)
    if any(row.get("at_least") for row in finding.evidence):
        amount = statement.write("at_least", text=amount)
    return statement.phrase("found.amount", had=statement.had(amount))


def _change(statement: Statement, finding: Finding) -> str:
    return _moved(statement, finding)


def _share(statement: Statement, finding: Finding) -> str:
    if finding.value is None:
        return statement.phrase("found.unnamed")
    key = "found.share.named" if statement.claim.of_named else "found.share"
    return statement.phrase(key, pct=statement.write.percent(finding.value * 100))


def _ranked(statement: Statement, finding: Finding) -> str:
    row = _row(finding.evidence, finding.entity)
    amount = statement.amount(row["value"]) if row and row["value"] is not None else ""
    if finding.value is not None:
        rank = int(finding.value)
        ordinal = statement.write.ordinal(rank)
        return statement.phrase("found.ranked", ordinal=ordinal, amount=amount)
    if finding.bound is not None:
        best = statement.write.ordinal(int(finding.bound))
        return statement.phrase("found.ranked.best", ordinal=best)
    return statement.phrase("found.ranked.below" if amount else "found.unnamed", amount=amount)


def _more(statement: Statement, finding: Finding) -> str:
    text = pair(statement, *values(statement, finding, statement.period))
    if not statement.claim.passed:
        return text
    a, b = values(statement, finding, statement.base)
    if a is None or b is None:
        return text
    earlier = statement.phrase(
        "found.pair.earlier", amount=amount_of(statement, a), other=amount_of(statement, b)
    )
    return statement.phrase("found.pair.before", pair=text, earlier=earlier)


def _ratio(statement: Statement, finding: Finding) -> str:
    a, b = values(statement, finding, statement.period)
    rival = ""
    if len(statement.result.subjects) == 1 and len(finding.evidence) > 1:
        second = finding.evidence[1]
        b = Value(second["value"], second["value"], second["entity"])
        level = level_of(finding.cell, statement.result.subjects[0])
        rival = statement.write.entity(second["entity"], level)
    text = pair(statement, a, b, **({"rival": rival} if rival else {}))
    if a is None or b is None or not b.low:
        return text
    multiple = a.low / b.low
    if not statement.is_percentage:
        times = statement.write.multiple(multiple)
        return statement.phrase("found.pair.times", pair=text, multiple=times)
    change = (multiple - 1) * 100
    pct = statement.write.percent(abs(change))
    words = comparison(statement, change)
    return statement.phrase("found.pair.percent", pair=text, pct=pct, **words)


def _growth(statement: Statement, finding: Finding) -> str:
    if not statement.claim.of_share:
        return _moved(statement, finding)
    now, before = now_and_before(statement, finding)
    if now is None or before is None or now.share is None or before.share is None:
        return statement.phrase("found.unnamed")
    earlier, later = (statement.write.percent(value.share * 100) for value in (before, now))  # type: ignore[operator]
    return statement.phrase("found.moved.share", was=earlier, now=later)


def _of_top(statement: Statement, finding: Finding) -> str:
    claim, write, value = statement.claim, statement.write, float(finding.value or 0)
    top = write.number(claim.top)
    if claim.is_share:
        return statement.phrase("found.of_top.share", pct=write.percent(value), top=top)
    return statement.phrase("found.of_top", count=write.number(int(value)), top=top)


def _number(statement: Statement, finding: Finding) -> str:
    claim, write, count = statement.claim, statement.write, int(finding.value or 0)
    models = write("models.one" if count == 1 else "models.several")
    amount = write.claimed_amount(claim.figure, statement.metric)
    return statement.phrase("found.number", count=write.number(count), models=models, amount=amount)


def _first(statement: Statement, finding: Finding) -> str:
    claim, write = statement.claim, statement.write
    if claim.record:
        return _record(statement, finding)
    if finding.first is None:
        return statement.phrase("found.first.none" if claim.group else "found.first.not")
    length = statement.period.end - statement.period.start
    when = write.when(Period(finding.first, finding.first + length))
    if claim.group is None:
        return statement.phrase("found.first", when=when)
    leader = write.entity(str(finding.entity), finding.cell.by)
    return statement.phrase("found.first.group", leader=leader, when=when)


def _record(statement: Statement, finding: Finding) -> str:
    had = statement.had(statement.amount(finding.value or 0))
    earlier = finding.earlier or 0
    if (finding.value or 0) > earlier:
        return statement.phrase("found.record", had=had)
    return statement.phrase("found.record.not", had=had, earlier=statement.amount(earlier))


def _moved(statement: Statement, finding: Finding) -> str:
    """Return from which amount to which a subject went, and by how much."""
    now, before = now_and_before(statement, finding)
    if now is None or before is None or not before.low:
        return statement.phrase("found.unnamed")
    return statement.phrase(
        "found.moved",
        was=amount_of(statement, before),
        now=amount_of(statement, now),
        change=moved(statement, now.low / before.low),
    )


def moved(statement: Statement, multiple: float) -> str:
    """Return a change as a percentage, or as a multiple where it is large."""
    write = statement.write
    if multiple >= TWICE and not _as_percentage(statement):
        return statement.phrase("moved.times", multiple=write.multiple(multiple))
    change = (multiple - 1) * 100
    return write(f"moved.{direction(change)}", pct=write.percent(abs(change)))


def _as_percentage(statement: Statement) -> bool:
    claim = statement.claim
    return isinstance(claim, claims.Change) or (
        isinstance(claim, claims.Growth) and statement.is_percentage
    )


FOUND: dict[type[Claim], Callable[[Statement, Finding], str]] = {
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
    claims.Direction: _moved,
    claims.OfTop: _of_top,
    claims.Number: _number,
    claims.First: _first,
    claims.FromTo: _moved,
}


def apart(statement: Statement, value: float, other: float) -> str:
    """Return an amount with as many digits as tell it from another one that differs."""
    figure = getattr(statement.claim, "figure", None)
    least = max(DIGITS, digits_of(figure)) if figure else DIGITS
    texts = {
        digits: (statement.amount(value, digits), statement.amount(other, digits))
        for digits in range(least, MOST_DIGITS + 1)
    }
    return next(
        (mine for mine, its in texts.values() if mine != its or value == other), texts[least][0]
    )


def values(
    statement: Statement, finding: Finding, period: Period
) -> tuple[Value | None, Value | None]:
    """Return what the two sides of a comparison had in a period."""
    ground, cell = statement.result.ground, finding.cell
    both = [value_of(subject, cell, ground, period.start) for subject in statement.result.subjects]
    return both[0], both[1] if len(both) > 1 else None


def now_and_before(statement: Statement, finding: Finding) -> tuple[Value | None, Value | None]:
    subject, ground = statement.result.subjects[0], statement.result.ground
    now, before = (
        value_of(subject, finding.cell, ground, period.start)
        for period in (statement.period, statement.base)
    )
    return now, before


def pair(statement: Statement, a: Value | None, b: Value | None, **fields: object) -> str:
    """Return what a side had, against what the other had."""
    if a is None or not a.low:
        return statement.phrase("found.unnamed")
    had = statement.had(amount_of(statement, a, b))
    if b is None or not b.low:
        return statement.phrase("found.pair.unnamed", had=had, **fields)
    return statement.phrase("found.pair", had=had, other=amount_of(statement, b, a), **fields)


def amount_of(statement: Statement, value: Value, other: Value | None = None) -> str:
    text = apart(statement, value.low, other.low if other else 0)
    return text if value.is_exact else statement.write("at_least", text=text)


def _row(evidence: Evidence, entity: str | None) -> dict[str, Any] | None:
    """Return the row of an entity in the evidence, or the first."""
    rows = [row for row in evidence if row.get("entity") == entity]
    return next(iter(rows or evidence), None)


def last_week(finding: Finding) -> date | None:
    """Return the last week of the evidence of a finding."""
    weeks = [date.fromisoformat(row["week"]) for row in finding.evidence]
    return max(weeks, default=None)
