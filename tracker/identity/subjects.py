"""Resolution of names: to a slug, model, family, author, country, weights, or the total.

subject
    What a query or claim is about: a slug, a model, a family, `author:qwen`, `country:CN`,
    `weights:open`, `total`, or a name used in the press from `data/aliases.csv` (`Qwen3.6 Plus
    (free)`, `Chinese models`). `best of country:US` is the largest model of a group, whichever
    that is in a week. Case and hyphens are ignored; names are never fuzzy-matched. An
    ambiguous name is rejected with all candidates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from tracker.errors import UnknownName
from tracker.identity import AND, LEVELS, author, curated, entity, model, spans
from tracker.records import VISIBLE

TOTAL = "total"
OF_MODELS = ("slug", "model", "family")
SEVERAL = "several"
BEST = "best"
_BEST_OF = "best of "
SUMS = ("author", "country", "weights")
WEIGHTS = ("open", "closed", "unknown")
NEAREST = 3
LONGEST = 1_000
"""Maximum length in characters; no recorded slug is longer."""
_DEPTH = re.compile(r"\((?:top[ -](?P<depth>[1-9][0-9]{0,3})|visible)\)$", re.IGNORECASE)
_ASIDE = re.compile(r"\((?:stealth|author|family|model)(?:,\s*free)?\)$", re.IGNORECASE)
_VARIANT = re.compile(r"(?P<name>[^\n]+)\((?P<variant>[a-z]+)\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """A level of identity (or `total`) and the name at that level.

    ``depth`` is the number of slugs if the name contains one (`CN models (top 9)`).
    """

    level: str
    name: str
    depth: int | None = None
    members: tuple[Subject, ...] = ()

    @classmethod
    def together(cls, members: Iterable[Subject]) -> Subject:
        """Return several subjects as one: what they have together."""
        members = tuple(members)
        return cls(SEVERAL, " and ".join(map(str, members)), members=members)

    @property
    def is_model(self) -> bool:
        """Return whether it is a model, or several."""
        if self.members:
            return all(member.is_model for member in self.members)
        return self.level in (*OF_MODELS, BEST)

    @property
    def group(self) -> Subject:
        """Return the group of which it is the largest model, for `best of country:US`."""
        level, _, name = self.name.partition(":")
        return Subject(level, name)

    @property
    def is_sum(self) -> bool:
        """Return whether it is a sum over models, which depends on the depth."""
        if self.members:
            return any(member.is_sum for member in self.members)
        return {*self.level.split(AND)} <= {*SUMS, "access"}

    def __str__(self) -> str:
        if self.members:
            return self.name
        if self.level == BEST:
            return f"{_BEST_OF}{self.name}"
        return self.name if self.is_model or self.level == TOTAL else f"{self.level}:{self.name}"

    def among(self, slugs: Iterable[str], on: date = date.min) -> list[str]:
        """Return the slugs that belong to it (on a day; by default before any reveal)."""
        if self.level == TOTAL:
            return [*slugs]
        if self.level == BEST:
            return self.group.among(slugs, on)
        if self.members:
            return [slug for slug in slugs if any(each.among([slug], on) for each in self.members)]
        return [slug for slug in slugs if entity(slug, self.level, on) == self.name]

    def ever(self, slugs: Iterable[str]) -> list[str]:
        """Return the slugs that belong to it on some day."""
        if self.level == TOTAL:
            return [*slugs]
        if self.level == BEST:
            return self.group.ever(slugs)
        if self.members:
            return [slug for slug in slugs if any(each.ever([slug]) for each in self.members)]
        return [
            slug
            for slug in slugs
            if any(name == self.name for _, _, name in spans(slug, self.level))
        ]

    def at(self, by: str, slugs: Iterable[str], on: date = date.min) -> list[str]:
        """Return the entities at level ``by`` that it consists of or is part of."""
        members = self.among(slugs, on) or ([self.name] if self.is_model else [])
        return sorted({entity(slug, by, on) for slug in members})


def find(text: str, slugs: Iterable[str], by: str | None = None) -> Subject:
    """Return the subject that ``text`` means, given the recorded ``slugs``, at level ``by`` if set.

    Raises UnknownName with candidates for an unknown or ambiguous name.
    """
    recorded = [*slugs]
    if len(text) > LONGEST:
        raise _unknown(f"the name {text[:40]!r}… is too long", _nearest(text[:40], recorded))
    named, depth = _depth(text.strip())
    meanings = list(dict.fromkeys(_meanings(named, recorded, by)))
    if len(meanings) == 1:
        level, name = meanings[0]
        return Subject(level, name, depth)
    texts = [str(Subject(*meaning)) for meaning in meanings]
    if meanings:
        raise UnknownName(
            f"{text!r} is ambiguous: {' or '.join(texts)}",
            candidates=tuple(texts),
            remedy="name one of them",
            meant=tuple((level, name, depth) for level, name in meanings),
        )
    raise _unknown(f"unknown name {text!r}", _nearest(named, recorded))


def _unknown(fact: str, near: list[str]) -> UnknownName:
    remedy = "write a slug as OpenRouter lists it, or a subject such as author:qwen or country:CN"
    if near:
        remedy = f"the closest known names are {', '.join(near)}"
    return UnknownName(fact, candidates=tuple(near), remedy=remedy)


def _meanings(text: str, slugs: list[str], by: str | None) -> list[tuple[str, str]]:
    """Return the meanings of a text by the first rule that matches."""
    aside = _ASIDE.search(text)
    rules: list[Callable[[], Iterable[tuple[str, str]]]] = [
        lambda: _prefixed(text, slugs),
        lambda: _at(by, text, slugs) if by else (),
        lambda: _exact(text, slugs),
        lambda: _press_names(text, slugs),
        lambda: _with_variant(text, slugs) if not aside else (),
        lambda: _tails(text, slugs),
        lambda: _companies(text),
        lambda: _meanings(text[: aside.start()].rstrip(), slugs, by) if aside else (),
    ]
    for rule in rules:
        if meanings := [*rule()]:
            return _cast(meanings, by, slugs)
    return []


def _cast(
    meanings: list[tuple[str, str]], by: str | None, slugs: list[str]
) -> list[tuple[str, str]]:
    """Convert models to the requested level, if it is a level of models."""
    if by not in OF_MODELS:
        return meanings
    return [
        (by, name)
        for level, model_name in meanings
        for name in (Subject(level, model_name).at(by, slugs) if level in OF_MODELS else ())
    ] or meanings


def _prefixed(text: str, slugs: list[str]) -> list[tuple[str, str]]:
    if text.lower().startswith(_BEST_OF):
        groups = (Subject(*each) for each in _meanings(text[len(_BEST_OF) :].strip(), slugs, None))
        return [(BEST, str(group)) for group in groups if group.is_sum]
    level, _, name = text.partition(":")
    if _plain(text) == TOTAL:
        return [(TOTAL, TOTAL)]
    level = level.strip().lower()
    return _at(level, name.strip(), slugs) if level in LEVELS else []


def _at(level: str, name: str, slugs: list[str]) -> list[tuple[str, str]]:
    """Return the name at a level, if it exists."""
    names = _names(level, slugs)
    if name in names:
        return [(level, name)]
    folded = name.casefold()
    if level == "app":  # its number may be left out
        alike = [each for each in names if each.rpartition(" (")[0].casefold() == folded]
    else:
        alike = [each for each in names if each.casefold() == folded]
    return [(level, each) for each in sorted(alike)]


def _names(level: str, slugs: list[str]) -> set[str]:
    """Return every name at a level, recorded or on the map."""
    names = {entity(slug, level) for slug in slugs}
    if level == "family":
        return names | curated.families()
    if level == "author":
        return names | {*curated.companies()}
    if level == "country":
        return names | {row.country for name in curated.companies() for row in curated.author(name)}
    return names | {*WEIGHTS} if level == "weights" else names


def _exact(text: str, slugs: list[str]) -> list[tuple[str, str]]:
    """Return a slug, else a model, else a family of that exact name."""
    for level in OF_MODELS:
        if meanings := _at(level, text, slugs):
            return meanings
    return []


def _press_names(text: str, slugs: list[str]) -> list[tuple[str, str]]:
    plain = _plain(text)
    meant = [
        target
        for name, targets in curated.names().items()
        if _plain(name) == plain
        for target in targets
    ]
    families = _names("family", slugs) if meant else set()
    return [
        meaning
        for target in meant
        for meaning in _prefixed(target, slugs)
        or ([("family", target)] if target in families else _exact(target, slugs))
    ]


def _with_variant(text: str, slugs: list[str]) -> list[tuple[str, str]]:
    """Return the slugs of a name with its variant: `Step 3.5 Flash (free)`."""
    match = _VARIANT.fullmatch(text)
    if not match:
        return []
    ending = f":{match['variant'].lower()}"
    return [
        ("slug", slug)
        for level, name in _meanings(match["name"].rstrip(), slugs, None)
        if level in OF_MODELS
        for slug in Subject(level, name).among(slugs)
        if slug.endswith(ending)
    ]


def _tails(text: str, slugs: list[str]) -> list[tuple[str, str]]:
    """Return matches of the part after the slash: `Kimi K3` for `moonshotai/kimi-k3`.

    A model's date may be omitted. Authors match by their whole name.
    """
    plain = _plain(text)
    families = curated.families() | {entity(slug, "family") for slug in slugs}
    matches = [("family", name) for name in families if _plain(_tail(name)) == plain]
    if not matches:
        models = {model(slug) for slug in slugs}
        matches = [
            ("model", name)
            for name in models
            if plain in {_plain(_tail(stem)) for stem in curated.stems(name)}
        ]
    authors = {author(slug) for slug in slugs} | {*curated.companies()}
    return sorted(matches) or [
        ("author", name) for name in sorted(authors) if _plain(name) == plain
    ]


def _companies(text: str) -> list[tuple[str, str]]:
    return [
        ("author", name)
        for name, company in curated.companies().items()
        if _plain(company) == _plain(text)
    ]


def _depth(text: str) -> tuple[str, int | None]:
    match = _DEPTH.search(text)
    if not match:
        return text, None
    return text[: match.start()].rstrip(), int(match["depth"] or VISIBLE)


def _nearest(text: str, slugs: list[str]) -> list[str]:
    """Return known names that are similar to an unknown one, the most similar first."""
    level, _, name = text.partition(":")
    level = level.strip().lower()
    if level in SUMS:
        names = {_plain(each): f"{level}:{each}" for each in sorted(_names(level, slugs))}
    else:
        name = text
        names = {_plain(each): each for each in curated.names()}
        names |= {_plain(form): slug for slug in slugs for form in (slug, _tail(slug))}
    close = get_close_matches(_plain(name), names, 2 * NEAREST)
    return list(dict.fromkeys(names[each] for each in close))[:NEAREST]


def _tail(name: str) -> str:
    return name.partition("/")[2] or name


def _plain(text: str) -> str:
    """Return a name in lower case, with spaces, hyphens and underscores as single spaces."""
    return re.sub(r"[\s_\-\u2010-\u2015]+", " ", text.casefold()).strip()
