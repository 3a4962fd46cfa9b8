"""Find the short names of models that a text has named in full: `Sonnet 4.5`, `M3`, `the Bunny`.

A short name is the end of a full one (`Claude Sonnet 4.5`, `MiniMax M3`), or a word of it that is
a name by itself (`Grok`, `Sonnet`). It means the one model of the text that it may be short for; of
several none is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.claims.mentions import Gazetteer, Meanings, Mention
from tracker.claims.words import Match, Word, is_inside

_PARTS = re.compile(r"[A-Za-z]*\d[\w.]*|[A-Za-z]+")
_VERSION = re.compile(r"[A-Z][A-Za-z]*\d[\d.]*")
_CAPITAL = re.compile("[A-Z]")
_BRAND = re.compile(r"[A-Z][A-Za-z]{3,}")
_GENERIC = re.compile(
    "alpha|beta|build|chat|coder?|fast|flash|free|image|instant|instruct|large|latest|lite|long|max"
    "|medium|micro|mini|nano|next|omni|plus|preview|pro|reasoning|small|space|step|super|terminus"
    "|thinking|turbo|ultra|vision",
    re.IGNORECASE,
)
"""Words of names that are none by themselves."""
_GOES_ON = re.compile(r"[ -]?\d|[ -][A-Z]?[A-Za-z]*\d|[A-Za-z]|\.\d|-[a-z]")
_ALL_OF_IT = re.compile(r"(?:'s)? (?:models|family|series|line-?up|stable)\b|系列|模型|家族|全系")


class ShortNames:
    """The short names that a text has introduced so far, each from a place on."""

    def __init__(self) -> None:
        self._meant: dict[str, dict[str, tuple[int, Meanings]]] = {}
        self._longest = 0

    def add(self, words: Iterable[Word], start: int, gazetteer: Gazetteer) -> bool:
        """Add those of the models that words name, which begin at a place; tell if any is new."""
        before = len(self._meant)
        for word in words:
            if word.kind != "subject" or word.value.unknown or not word.value.subjects[0].is_model:
                continue
            for short in _shortened(word.text, gazetteer):
                meant = self._meant.setdefault(short.lower(), {})
                meant.setdefault(
                    str(word.value.subjects[0]), (start + word.end, word.value.subjects)
                )
                self._longest = max(self._longest, len(short))
        return len(self._meant) > before

    def are_in(self, text: str, start: int) -> bool:
        """Return whether a sentence that begins at a place has a short name."""
        return any(self.find(text, match.start(), start) for match in _CAPITAL.finditer(text))

    def find(self, text: str, place: int, start: int) -> Match | None:
        """Find a short name in a sentence that begins at a place of the whole text."""
        if is_inside(text, place) or not text[place].isascii():
            return None
        for end in range(min(place + self._longest, len(text)), place + 1, -1):
            meant = self._meant.get(text[place:end].lower())
            if meant is None or _GOES_ON.match(text, end) or not text[place].isupper():
                continue
            before = [each for named, each in meant.values() if named <= start + place]
            if not before or _ALL_OF_IT.match(text, end):
                return None
            unknown = text[place:end] if len(before) > 1 else ""
            return "subject", Mention(before[0], unknown=unknown), end
        return None


def _shortened(written: str, gazetteer: Gazetteer) -> Iterable[str]:
    """Return the short names of a name as it is written."""
    parts = [*_PARTS.finditer(written)]
    if len(parts) == 1 and _VERSION.fullmatch(written):
        yield written  # it stood behind its maker: `MiniMax's M3`
    for part in parts[1:]:
        rest = written[part.start() :].rstrip(")")
        has_digit = any(map(str.isdigit, rest))
        if rest[0].isalpha() and has_digit and not _GENERIC.fullmatch(rest.split()[0]):
            yield rest
    for part in parts:
        word = part[0]
        is_name = _BRAND.fullmatch(word) and not _GENERIC.fullmatch(word)
        if is_name and len(parts) > 1 and not gazetteer.is_maker(word):
            yield word
