"""The definitions under which a claim is judged.

definition, grid
    A metric (that of the claim; tokens if it names none), a level of identity (slug, model and
    family, for subjects that are models) and a depth (the nine largest slugs, as the press counts,
    and all that are published, for sums over models). Options narrow them. All definitions of a
    claim are its grid.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.errors import ConfigError
from tracker.identity.subjects import OF_MODELS, TOTAL, Subject
from tracker.records import ALL, VISIBLE, Definition

DEPTHS = (VISIBLE, ALL)


@dataclass(frozen=True)
class Options:
    """Limits of the grid; None is not given, and a depth of ALL means all slugs."""

    metric: str | None = None
    by: str | None = None
    depth: int | None = None


def level_of(definition: Definition, subject: Subject) -> str:
    """Return the level at which figures of the subject are looked up."""
    if subject.members:
        return level_of(definition, subject.members[0])
    if subject.is_model:
        return definition.by
    return "slug" if subject.level == TOTAL else subject.level


def cells(metric: str | None, subjects: tuple[Subject, ...], options: Options) -> list[Definition]:
    """Return the definitions of a claim about ``subjects`` in ``metric`` (None: not named).

    Raises ConfigError for options that contradict it.
    """
    if metric and options.metric and metric != options.metric:
        raise ConfigError(
            f"the claim is about {metric}, and the metric asked for is {options.metric}",
            datum=metric,
            remedy="leave one of them out",
        )
    chosen = options.metric or metric or "tokens"
    return [
        Definition(chosen, by, depth or None)
        for by in _levels(subjects, options.by)
        for depth in _depths(subjects, options.depth)
    ]


def _levels(subjects: tuple[Subject, ...], by: str | None) -> tuple[str, ...]:
    if not any(subject.is_model for subject in subjects):
        return (subjects[0].level,)  # a sum has no other
    if by is None:
        return OF_MODELS
    if by in OF_MODELS:
        return (by,)
    raise ConfigError(
        f"{' and '.join(map(str, subjects))} cannot be counted by {by}",
        datum=by,
        remedy="leave --by out, or choose the level of the subject",
    )


def _depths(subjects: tuple[Subject, ...], depth: int | None) -> tuple[int, ...]:
    if not any(subject.is_sum for subject in subjects):
        return (ALL,)
    claimed = {subject.depth for subject in subjects if subject.depth}
    if depth is None:
        return tuple(sorted(claimed)) or DEPTHS
    if claimed - {depth}:
        raise ConfigError(
            f"the claim has a depth of {min(claimed - {depth})}, and --depth another",
            datum=depth,
            remedy="leave one of them out",
        )
    return (depth,)
