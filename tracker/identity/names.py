"""The names that people read, from the catalogue and the curated map, never by similarity.

display name
    What people read instead of a key: the name that OpenRouter's catalogue gives a model, without
    its maker ("DeepSeek V4 Flash 0423"), else the one in `data/names.csv`, else the slug. A
    variant that the catalogue does not list has the name of its model and the variant in brackets.
    An author has the company's own spelling, a country its English or Chinese name. Of two that
    would have the same name, the dated one carries its date, or else its key.
names_before
    Earlier names of a model in the catalogue, separated by ` | `.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property

from tracker.identity import AND, UNKNOWN, curated, entity, is_stealth
from tracker.identity.listed import model_names, without_date, without_maker
from tracker.languages import LANGUAGES
from tracker.records import OTHER

COUNTRIES = {
    "AE": ("United Arab Emirates", "阿联酋"),
    "CA": ("Canada", "加拿大"),
    "CH": ("Switzerland", "瑞士"),
    "CN": ("China", "中国"),
    "DE": ("Germany", "德国"),
    "FR": ("France", "法国"),
    "GB": ("United Kingdom", "英国"),
    "IL": ("Israel", "以色列"),
    "IN": ("India", "印度"),
    "JP": ("Japan", "日本"),
    "KR": ("South Korea", "韩国"),
    "US": ("United States", "美国"),
    UNKNOWN: ("Unknown country", "来源未知"),
}
ADJECTIVES = {
    "AE": "Emirati",
    "CA": "Canadian",
    "CH": "Swiss",
    "CN": "Chinese",
    "DE": "German",
    "FR": "French",
    "GB": "British",
    "IL": "Israeli",
    "IN": "Indian",
    "JP": "Japanese",
    "KR": "South Korean",
    "US": "American",
}
"""What models of a country are called in English; in Chinese its name is both."""
WEIGHTS = {
    "open": ("Open weights", "开放权重"),
    "closed": ("Closed weights", "闭源"),
    UNKNOWN: ("Unknown weights", "权重未知"),
}
ACCESS = {"free": ("Free variants", "免费版本"), "paid": ("Paid variants", "付费版本")}
_TABLES = {"country": COUNTRIES, "weights": WEIGHTS, "access": ACCESS}
OTHERS = ("Other", "其他")
_APP = re.compile(r" \(\d+\)$")


Naming = Callable[[str, str], str]
"""What people read for an entity at a level."""


def keys(key: str, by: str) -> str:
    """Return the key itself, for those who ask for keys."""
    return key


def in_sentence(name: str) -> str:
    """Return a name as it stands within a sentence: the United States."""
    return f"the {name}" if name.startswith("United ") else name


class Names:
    """Display names of entities at every level.

    ``listed`` maps slugs, with their variant, to the names that the catalogue gives them.
    ``slugs`` are those on record: a name that two of them would share tells them apart.

    >>> names = Names({"z-ai/glm-5": "Z.ai: GLM 5"}, ["z-ai/glm-5", "z-ai/glm-5:free"])
    >>> names("z-ai/glm-5:free", "slug"), names("z-ai", "author"), names("CN", "country")
    ('GLM 5 (free)', 'Z.ai', 'China')
    """

    def __init__(
        self, listed: Mapping[str, str], slugs: Iterable[str] = (), language: str = "en"
    ) -> None:
        self._chinese = LANGUAGES.index(language)
        self._listed = {slug: without_maker(name) for slug, name in listed.items()}
        self._makers = {
            slug.partition("/")[0]: name.partition(": ")[0]
            for slug, name in listed.items()
            if ": " in name
        }
        self._of_model = model_names(listed)
        self._on_record = {*slugs} or {*listed}
        self._of_makers: dict[str, Callable[[str], str]] = {
            "app": lambda app: _APP.sub("", app),
            "author": self._author,
        }
        self._levels: dict[str, Callable[[str], str]] = {
            "slug": self._slug,
            "model": self._model,
            "family": self._family,
        }
        self._apart = cache(self._told_apart)

    def __call__(self, key: str, by: str) -> str:
        """Return the display name of an entity at level ``by``; the key itself if it has none."""
        if key == OTHER:
            return OTHERS[self._chinese]
        if by in self._of_makers:
            return self._of_makers[by](key)
        if by in _TABLES:
            return _TABLES[by].get(key, (key, key))[self._chinese]
        if AND in by:
            parts = zip(key.split(AND), by.split(AND), strict=True)
            return ("，" if self._chinese else ", ").join(self(*part) for part in parts)
        if by not in self._levels:  # the total
            return key
        return self._apart(by).get(key) or self._levels[by](key)

    def _told_apart(self, by: str) -> dict[str, str]:
        """Return the names of everything on record at a level, no two of them alike."""
        if by == "family":
            keys = {*self._of_family}
        else:
            keys = {entity(slug, by) for slug in self._on_record}
        return _told_apart({key: self._levels[by](key) for key in sorted(keys)})

    def _slug(self, slug: str) -> str:
        if slug in self._listed:
            return self._listed[slug]
        model, _, variant = slug.partition(":")
        name = self._model(model)
        if name == model:
            return slug
        return f"{name} ({variant})" if variant else name

    def _model(self, model: str) -> str:
        return self._of_model.get(model) or _curated().get(model) or model

    @cached_property
    def _of_family(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for model in sorted({entity(slug, "model") for slug in self._on_record | {*self._listed}}):
            # A revealed stealth model is of the family that it was, and does not name it.
            if not is_stealth(model) and (name := self._model(model)) != model:
                names.setdefault(entity(model, "family"), without_date(name))
        return names

    def _family(self, family: str) -> str:
        return self._of_family.get(family) or self._model(family)

    def _author(self, author: str) -> str:
        rows = curated.author(author)
        if not rows:
            return self._makers.get(author, author)
        return (self._chinese and rows[-1].name_zh) or rows[-1].name


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return the names with those that several keys share made different."""
    shared = Counter(names.values())
    dated = {
        key: f"{name} ({date})"
        if shared[name] > 1 and (date := _date(key)) and date not in name
        else name
        for key, name in names.items()
    }
    still = Counter(dated.values())
    # One of them may keep the plain name: the one whose key has no date.
    return {
        key: f"{name} ({key})" if still[name] > 1 and key != min(_with(dated, name)) else name
        for key, name in dated.items()
    }


def _with(names: Mapping[str, str], name: str) -> list[str]:
    return [key for key, other in names.items() if other == name]


def _date(key: str) -> str:
    """Return the date at the end of a model's slug, as it is written there."""
    model = key.partition(":")[0]
    stem = next(iter([*curated.stems(model)][1:]), model)
    return model[len(stem) :].strip("-")


@cache
def _curated() -> dict[str, str]:
    return curated.display_names()
