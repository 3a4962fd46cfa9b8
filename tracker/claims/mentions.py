"""Find the subjects of a sentence: models, makers, countries and weights, as the press names them.

mention
    A name on record in a text: a slug, a name of the catalogue, a name used in the press, a company
    with its models (`Alibaba's Qwen 3.6`, `小米MiMo-V2.5`). Capitals, spaces and hyphens make no
    difference, and nothing else does: a longer name is never taken for a shorter one that it begins
    with. A short name (`V4.1 Flash`) stands for the one model whose name ends with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.claims.words import Match, is_inside, phrase
from tracker.errors import UnknownName
from tracker.identity import AND, FREE, UNKNOWN, author, curated, entity, variant
from tracker.identity.names import ADJECTIVES, COUNTRIES
from tracker.identity.subjects import BEST, Subject, find

Meanings = tuple[Subject, ...]
SUMS = ("country", "weights", "access", "country+weights")
"""Levels of which many models are in the top at once."""
UNCLEAR: Meanings = (Subject("unclear", "unclear"),)
"""What a clause is about whose own subject was not understood."""
_PART = re.compile(
    r"[a-z]+(?:\+(?![a-z0-9]))?|\d+(?:\.\d+)*|(?-i:[\u4e00-\u9fff])", re.ASCII | re.IGNORECASE
)
_NEXT_PART = re.compile(rf"(?:: |[ \-./:_(]{{0,2}})({_PART.pattern})", re.ASCII | re.IGNORECASE)
_SUFFIX = re.compile(
    r"[ -](?P<word>[A-Z][A-Za-z]*|(?!\d+[年月日周万亿])[A-Za-z]*\d[\w.]*|(?<=-)[a-z]+)", re.ASCII
)
_REST = re.compile(r"[A-Za-z]+\d+(?:\.\d+)*(?:[- ][A-Z][a-z]+)?", re.ASCII)
_APART = r"(?:'s|s')?(?: [A-Za-z-]{2,12}){0,3} $|[\u4e00-\u9fff]{1,6}$"
"""What may stand between a maker and the rest of a name."""
_DATE = re.compile(r"-(20\d{6})$")
_AMOUNT = re.compile(r" \d{3,}")
_UNIT = re.compile(
    r"[ -]?(?:trillions?|billions?|millions?|tn|bn|percent|per cent)\b|%|[ -]?[千百]?[万亿]|兆",
    re.IGNORECASE,
)
"""What stands behind a number that is an amount, and no part of the name before it."""
_LARGE = re.compile(r" \d+(?:\.\d+)?(?:T|tn|bn)\.?")
_BRANDS = {
    "Qwen": ("通义千问", "千问"),
    "DeepSeek": ("深度求索",),
    "Hunyuan": ("混元",),
    "Seed ": ("豆包Seed", "豆包"),
    "seed-": ("豆包Seed", "豆包"),
}
"""Brands that the Chinese press translates."""
_NOT_NAMES = {
    "OpenRouter",
    "the platform",
    "platform total",
    "all models",
    "stealth models",
    "Stealth",
    "Writer",
    "Sesame",
    "R1",
}
"""Names on record that say something else in a sentence, or nothing certain."""
_NOT_SUFFIXES = {
    "free",
    "on",
    "has",
    "tokens",
    "token",
    "is",
    "was",
    "i",
    "models",
    "model",
    "app",
    "api",
    "ai",
}
"""Words of names that may follow another name, as in a headline, and are no part of it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What a name may mean, and its text; ``unknown`` if it is part of a longer, unknown name."""

    subjects: Meanings
    unknown: str = ""

    @property
    def is_author(self) -> bool:
        """Return whether it can only be a maker."""
        return all(subject.level == "author" for subject in self.subjects)


class Gazetteer:
    """The names on record, ready to be found in texts.

    ``slugs`` are those on record; ``named`` maps display names to what they mean.
    """

    def __init__(self, slugs: Iterable[str], named: Mapping[str, Subject] | None = None) -> None:
        self._slugs = [*slugs]
        self._named = dict(named or {})
        self._meanings: dict[str, Meanings] = {}
        self._makers = {*_names_of_makers()}
        names = {*curated.names(), *self._named, *self._keys(), *self._makers}
        self._same = {**self._short_names(), **_translated(names)}
        self._after_maker = self._names_after_makers()
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._parts: set[str] = set()
        for name in names | {*self._same}:
            parts = tuple(part.lower() for part in _PART.findall(name))
            if parts and name not in _NOT_NAMES:
                self._by_first.setdefault(parts[0], []).append((parts[1:], name))
                self._parts.update(parts)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: (-len(entry[0]), entry[1]))

    def _keys(self) -> Iterator[str]:
        """Yield the slugs, their models and families, with their maker and without."""
        yield from self._slugs
        for level in ("model", "family"):
            for key in {entity(slug, level) for slug in self._slugs}:
                yield key
                yield key.partition("/")[2]

    def _short_names(self) -> dict[str, str]:
        """Return names without their maker (`V4.1 Flash`) that mean one family only."""
        full: dict[str, list[str]] = {}
        for name, subject in self._named.items():
            maker, _, rest = name.partition(" ")
            is_short = " " in rest and any(map(str.isdigit, rest)) and rest not in curated.names()
            makers = {row.name for row in curated.author(author(subject.name))}
            if subject.level in ("family", "model") and is_short and maker in makers:
                full.setdefault(rest, []).append(name)
        return {rest: names[0] for rest, names in full.items() if len(names) == 1}

    def _names_after_makers(self) -> dict[str, list[tuple[str, str]]]:
        """Return names with the maker apart: `MiniMax's new M3` is `MiniMax M3`."""
        apart: dict[str, list[tuple[str, str]]] = {}
        for name, subject in self._named.items():
            maker, _, rest = name.partition(" ")
            if subject.level == "family" and any(map(str.isdigit, rest)):
                apart.setdefault(rest.lower(), []).append((maker.lower(), name))
        return apart

    def _after(self, text: str, place: int) -> tuple[Mention, int] | None:
        """Find the rest of a name whose maker stands before it, a few words apart."""
        match = _REST.match(text, place)
        if match is None or not _is_whole(text, match.end()):
            return None
        for maker, name in self._after_maker.get(match[0].lower(), ()):
            if re.search(f"{re.escape(maker)}(?:{_APART})", text[:place], re.IGNORECASE):
                return Mention(self._meaning(name)), match.end()
        return None

    def find(self, text: str, place: int) -> Match | None:
        """Find the longest subject that begins at a place of a normalised text."""
        if is_inside(text, place) or _is_in_slug(text, place):
            return None
        results = filter(
            None, (self._name(text, place), self._after(text, place), _group(text, place))
        )
        longest = max(results, key=lambda result: result[1], default=None)
        return longest and ("subject", *longest)

    def _name(self, text: str, place: int) -> tuple[Mention, int] | None:
        name = self._known_name(text, place)
        if name is None:
            return None
        subjects, end = name
        suffix = _SUFFIX.match(text, end)
        if suffix and self._goes_on(text, suffix, subjects[0]):
            return Mention(subjects, unknown=text[place : suffix.end()]), suffix.end()
        return Mention(subjects), end

    def _known_name(self, text: str, place: int) -> tuple[Meanings, int] | None:
        """Return what the longest known name at a place may mean, and where it ends."""
        first = _PART.match(text, place)
        for parts, name in self._by_first.get(first[0].lower(), ()) if first else ():
            end = _end(text, first.end(), parts)  # type: ignore[union-attr]
            if end and _is_whole(text, end) and (subjects := self._meaning(name)):
                return subjects, end
        return None

    def _goes_on(self, text: str, suffix: re.Match[str], subject: Subject) -> bool:
        """Return whether what follows a name makes it a longer one, which is not on record."""
        has_digit = any(map(str.isdigit, suffix["word"]))
        if not subject.is_model and not (subject.level == "author" and has_digit):
            return False
        if text.isupper() and not has_digit:  # among capitals a capital says nothing
            return False
        if suffix[0][0] == " " and (_UNIT.match(text, suffix.end()) or _LARGE.fullmatch(suffix[0])):
            return False
        word = suffix["word"].lower()
        is_word = word not in self._parts and phrase(text, suffix.start("word")) is not None
        if is_word or word in _NOT_SUFFIXES or _AMOUNT.fullmatch(suffix[0]):
            return False
        return not self._known_name(text, suffix.start("word"))

    def _meaning(self, name: str) -> Meanings:
        if name not in self._meanings:
            self._meanings[name] = self._look_up(self._same.get(name, name))
        return self._meanings[name]

    def _look_up(self, name: str) -> Meanings:
        try:
            return (find(name, self._slugs),)
        except UnknownName as unknown:
            if unknown.several:
                return tuple(Subject(*meaning) for meaning in unknown.meant)
        if name in self._named:
            return (self._named[name],)
        makers = {author(slug) for slug in self._slugs}
        return tuple(
            Subject("author", key)
            for key, company in curated.companies().items()
            if key in makers and name in (company, *_spoken(key))
        )

    def free_variant(self, subjects: Meanings) -> Meanings:
        """Return the free slugs of models, or the models themselves where none is on record."""
        free = tuple(
            Subject("slug", slug)
            for subject in subjects
            if subject.is_model
            for slug in subject.among(self._slugs)
            if variant(slug) == FREE
        )
        return free or subjects

    def launched(self, subjects: Meanings) -> date | None:
        """Return the date in the slugs of a model, of the earliest; None if one has none."""
        dates = [
            _DATE.search(slug.partition(":")[0])
            for subject in subjects
            if subject.is_model
            for slug in subject.among(self._slugs)
        ]
        if not dates or None in dates:
            return None
        return min(date.fromisoformat(match[1]) for match in dates if match)

    def is_of(self, makers: Meanings, models: Meanings) -> bool:
        """Return whether names mean a maker and a model of its."""
        return all(maker.level == "author" for maker in makers) and any(
            model.is_model and self.belongs(model, maker) for model in models for maker in makers
        )

    def is_maker(self, name: str) -> bool:
        """Return whether a name is that of a maker, and not of its models alone."""
        return name in self._makers

    def is_among(self, models: Meanings, group: Meanings) -> bool:
        """Return whether names mean a model that belongs to a group: one of China's."""
        return any(
            model.is_model and each.among(model.among(self._slugs), date.max)
            for model in models
            for each in group
            if group != UNCLEAR
        )

    def belongs(self, model: Subject, maker: Subject) -> bool:
        """Return whether a model is of a maker, or of the same company."""
        companies = curated.companies()
        names = {author(slug) for slug in model.among(self._slugs)}
        company = companies.get(maker.name)
        return any(name == maker.name or companies.get(name, name) == company for name in names)


def _spoken(maker: str) -> set[str]:
    """Return the names of a maker in English and Chinese."""
    row = curated.author(maker)[-1]
    return {row.name, *row.name_zh.split("、")} - {""}


def _names_of_makers() -> Iterator[str]:
    for maker, company in curated.companies().items():
        yield company
        yield from _spoken(maker)


def _translated(names: Iterable[str]) -> dict[str, str]:
    """Return names with their brand in Chinese (`千问3.6`), and what they stand for."""
    return {
        brand + name.removeprefix(latin): name
        for name in names
        for latin, brands in _BRANDS.items()
        if name.startswith(latin)
        for brand in brands
    }


def _is_in_slug(text: str, place: int) -> bool:
    """Return whether a place follows the slash or the colon of a slug."""
    before = text[max(place - 2, 0) : place]
    is_part = before.endswith("/") or (before.endswith(":") and is_inside(before, 1))
    return is_part and text[place].isascii()


def _end(text: str, place: int, parts: Iterable[str]) -> int:
    """Return where the parts of a name end that follow each other; else 0."""
    for part in parts:
        match = _NEXT_PART.match(text, place)
        if match is None or match[1].lower() != part:
            return 0
        place = match.end()
    return place


def _is_whole(text: str, end: int) -> bool:
    """Return whether no letter or digit continues a name, and no version."""
    following, after = text[end : end + 1], text[end + 1 : end + 2]
    if following.isascii() and following.isalnum():
        return not text[end - 1].isascii()
    return not (following and following in ".:/" and after.isascii() and after.isalnum())


_LEVELS = {"open": "weights", "closed": "weights", "free": "access", "paid": "access"}
OF_MODELS = (
    "(?= (?:models?|ones|rivals|systems|counterparts|competitors|alternatives|American|Chinese|US))"
)
_KINDS = {
    "open": f"open(?:[ -](?:weights?|sourced?)|{OF_MODELS})",
    "closed": f"closed(?:[ -](?:weights?|sourced?)|{OF_MODELS})|proprietary",
    "free": "free",
    "paid": "paid",
}
_KINDS_ZH = {"open": "开放权重|开源", "closed": "闭源", "free": "免费", "paid": "付费"}
_ALSO = {
    "CA": "Canada's",
    "CN": "China's|China",
    "FR": "France's",
    "GB": "UK",
    "JP": "Japan's",
    "KR": "Korean",
    "US": r"US|U\.S\.|USA|America's|America|(?<=the )Americans",
}
_COUNTRIES = {
    code: f"{adjective}|{_ALSO[code]}" if code in _ALSO else adjective
    for code, adjective in ADJECTIVES.items()
}
_COUNTRIES_ZH = {code: names[1] for code, names in COUNTRIES.items() if code != UNKNOWN}
_COUNTRIES_ZH["CN"] += "(?:大陆|内地)?|国产|内地|(?<![洲新])大陆"
_ORIGINS = {"china": "CN", "the us": "US", "america": "US", "the united states": "US"}
_MODELS = (
    "(?:AI |language |large language |rival )?"
    "(?:models?|ones|rivals?|competitors?|counterparts?|labs?|suppliers?|makers?|compan(?:y|ies)"
    "|offerings?|firms?|developers?|peers?|systems?|vendors?|providers?|LLMs?|players?"
    "|competition)(?:'s?)?(?: models?)?|endpoints?|variants?"
)


def _any_of(patterns: Mapping[str, str]) -> str:
    """Return a pattern of any of some patterns, each in a group of its name."""
    return "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())


_NATION = f"(?:{_any_of(_COUNTRIES)})(?![A-Za-z])"
_KIND = f"(?:{_any_of(_KINDS)})"
_REST_OF_GROUP = (
    f"(?P<models> ?(?:{_MODELS}))?(?: from (?P<origin>{'|'.join(_ORIGINS)}))?(?![A-Za-z])"
)
_OF_ALL = (
    "(?:(?:among|within|of(?= all )) )?(?:the )?(?:all |(?P<any>any |every ))?(?:the )?(?:other )?"
)
_GROUPS = [
    re.compile(f"{_OF_ALL}{names}{_REST_OF_GROUP}", re.IGNORECASE)
    for names in (f"(?:{_NATION})?(?: ?{_KIND})?", f"{_KIND} {_NATION}")
]
"""`Chinese open-weight models`, `open-weight Chinese models`."""
_NATION_ZH = f"(?:{_any_of(_COUNTRIES_ZH)})[的产]?"
_KIND_ZH = f"(?:{_any_of(_KINDS_ZH)})的?"
_MODELS_ZH = "大语言模型|大模型|模型|厂商|公司|端点|竞争对手|对手|同行|阵营|同类"
_REST_ZH = f"(?:AI)?(?P<models>{_MODELS_ZH})?(?:之中|当中|中(?!国))?"
_GROUPS_ZH = [
    re.compile(f"在?(?P<any>任何(?:一[个款])?)?{names}{_REST_ZH}")
    for names in (f"(?:{_NATION_ZH})?(?:{_KIND_ZH})?的?", f"{_KIND_ZH}{_NATION_ZH}")
]


def _group(text: str, place: int) -> tuple[Mention, int] | None:
    """Find the models of a country, of open or closed weights, free or paid, or both at once."""
    patterns = _GROUPS if text[place].isascii() else _GROUPS_ZH
    matches = filter(None, (pattern.match(text, place) for pattern in patterns))
    match = max(matches, key=lambda match: match.end(), default=None)
    if match is None:
        return None
    groups = {name for name, written in match.groupdict().items() if written}
    levels: dict[str, str] = {}
    for code in groups & {*COUNTRIES}:
        levels["country"] = code
    if "origin" in groups:
        levels["country"] = _ORIGINS[match["origin"].lower()]
    levels |= {level: kind for kind, level in _LEVELS.items() if kind in groups}
    if not levels or ([*levels] == ["access"] and "models" not in groups):
        return None  # `free` alone says something of what follows
    group = Subject(AND.join(levels), AND.join(levels.values()))
    subject = Subject(BEST, str(group)) if "any" in groups else group
    return Mention((subject,)), match.end()
