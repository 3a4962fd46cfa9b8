"""Split a sentence into words that mean something: the first step of reading a claim.

The phrases stand in `data/words.csv`, a row for each meaning: kind, value, language, and the
phrases, separated by semicolons. `(a|b)` in a phrase stands for either, `(a|b|)` for either or
nothing, `(a)` for `a` or nothing. Numbers (`quantities.py`), periods (`periods.py`) and subjects
(`mentions.py`) are found by their modules. At each place the longest match counts, and of equally
long ones the first; a word without a meaning is `unknown`, any other sign a `mark`.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Generic, NamedTuple, TypeVar

_SIGNS = {
    **dict.fromkeys("‘’‛", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("–‑−", "-"),
}
"""Quotes and dashes, and the form that phrases and patterns have."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
_SPACES = re.compile(" +")
_WORD = re.compile(r"[A-Za-z][A-Za-z'.&]*[A-Za-z]|[A-Za-z]|\d+(?:[.,]\d+)*|[\u4e00-\u9fff]")
_WORD_OF_PHRASE = re.compile(r"#?[A-Za-z0-9]+(?:[.'&][A-Za-z0-9]+)*")
_NEXT_WORD = re.compile(rf"[ -]*({_WORD_OF_PHRASE.pattern})")
_GROUP = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of a text with one meaning; ``value`` depends on the ``kind``."""

    kind: str
    value: Any
    start: int
    end: int
    text: str


Said = TypeVar("Said")


class Rules(Generic[Said]):
    """Patterns and what each says; they are compiled when a text first needs them.

    Those of Chinese (``beyond_ascii``) need a sign that ASCII lacks. Upper and lower case are one.
    """

    def __init__(
        self,
        of_ascii: Iterable[tuple[str, Said]],
        beyond_ascii: Iterable[tuple[str, Said]],
    ) -> None:
        self._of_ascii = of_ascii
        self._beyond_ascii = beyond_ascii

    def of(self, text: str) -> Sequence[tuple[re.Pattern[str], Said]]:
        """Return the rules that may match somewhere in a text."""
        return self._fewer if text.isascii() else self._all

    @cached_property
    def _fewer(self) -> tuple[tuple[re.Pattern[str], Said], ...]:
        return self._compiled(self._of_ascii)

    @cached_property
    def _all(self) -> tuple[tuple[re.Pattern[str], Said], ...]:
        return (*self._fewer, *self._compiled(self._beyond_ascii))

    @staticmethod
    def _compiled(
        rules: Iterable[tuple[str, Said]],
    ) -> tuple[tuple[re.Pattern[str], Said], ...]:
        flags = re.ASCII | re.IGNORECASE
        return tuple((re.compile(pattern, flags), said) for pattern, said in rules)


Match = tuple[str, Any, int]
"""Kind and value of what begins at a place of a text, and where it ends."""
Finder = Callable[[str, int], Match | None]
"""Return what begins at a place of a normalised text, if anything does."""


def normalised(text: str) -> str:
    """Return a text of the same length with plain characters for full-width and traditional ones.

    >>> normalised("ＭｉｎｉＭａｘ 佔 ２０％")
    'MiniMax 占 20%'
    """
    return "".join(map(_normalised, text))


@cache
def _normalised(character: str) -> str:
    if character.isspace():
        return " "
    table = _plain_characters()
    plain = unicodedata.normalize("NFKC", table.get(character, character))
    return table.get(plain, plain) if len(plain) == 1 else character


@cache
def _plain_characters() -> dict[str, str]:
    """Return signs and traditional characters with those that phrases and patterns have.

    The characters are those of the transliterator Hant-Hans of Unicode's ICU, one by one.
    """
    table = files("tracker").joinpath("data", "characters.csv").read_text(encoding="utf-8")
    return {**_SIGNS, **dict(line.split(",") for line in table.split()[1:])}


class Plain(NamedTuple):
    """A text to be read, and where its characters, and its end, are in the text as written."""

    text: str
    places: list[int]

    def written_from(self, start: int) -> int:
        return self.places[start]

    def written_to(self, end: int) -> int:
        return self.places[end - 1] + 1 if end else 0


def plain(text: str) -> Plain:
    """Return a text in plain characters, without the spaces that some set beside Chinese ones.

    >>> plain("８ 月 25 日單日，Ox Alpha 消耗 5.75 兆").text
    '8月25日单日,Ox Alpha消耗5.75兆'
    """
    written = normalised(text)
    left_out = {
        place
        for spaces in _SPACES.finditer(written)
        if _CHINESE.match(written[spaces.start() - 1 : spaces.start()])
        or _CHINESE.match(written[spaces.end() : spaces.end() + 1])
        for place in range(*spaces.span())
    }
    places = [place for place in range(len(written)) if place not in left_out]
    return Plain("".join(written[place] for place in places), [*places, len(written)])


def split(text: str, finders: Iterable[Finder]) -> list[Word]:
    """Return the words of a normalised text in order: all of it but the spaces between them."""
    finders = (*finders, phrase)
    words: list[Word] = []
    place = 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        matches = [match for finder in finders if (match := finder(text, place))]
        if matches:
            kind, value, end = max(matches, key=lambda match: match[2])
        elif word := _WORD.match(text, place):
            kind, value, end = "unknown", word[0], word.end()
        else:
            kind, value, end = "mark", text[place], place + 1
        words.append(Word(kind, value, place, end, text[place:end]))
        place = end
    return words


def is_inside(text: str, place: int) -> bool:
    """Return whether a place continues a Latin word or a number."""
    before = text[place - 1 : place]
    return before.isascii() and before.isalnum() and text[place].isascii()


def phrase(text: str, place: int) -> Match | None:
    """Find the longest phrase of the table that begins at a place."""
    if not text.isascii():
        chinese, longest_chinese = _chinese_phrases()
        for end in range(min(place + longest_chinese, len(text)), place, -1):
            if meaning := chinese.get(text[place:end].lower()):
                return *meaning, end
    longest = _latin(text, place)
    return longest and (*longest[0], longest[1])


def _latin(text: str, place: int) -> tuple[_Meaning, int] | None:
    """Return the meaning of the longest Latin phrase at a place, and where it ends.

    Its words have spaces or hyphens between. The last may be a possessive: `the platform's`.
    """
    longest: tuple[_Meaning, int] | None = None
    before = _latin_phrases()
    match = _WORD_OF_PHRASE.match(text, place)
    while match is not None:
        written = match[0].lower().lstrip(" -")
        owner = before.following(written.removesuffix("'s")) if written.endswith("'s") else None
        words = before.following(written)
        for each in (owner, words):
            if each is not None and each.meaning is not None:
                longest = each.meaning, match.end()
        if words is None:
            break
        before, match = words, _NEXT_WORD.match(text, match.end())
    return longest


_Meaning = tuple[str, str]


class _Words:
    """Words with which phrases begin: what they mean alone, and what may follow them.

    ``rests`` are what phrases have behind them, in which groups are not yet resolved: all readings
    of all phrases would be tens of thousands.
    """

    def __init__(self, rests: Iterable[tuple[str, _Meaning]]) -> None:
        self.meaning: _Meaning | None = None
        self._rests: dict[str, list[tuple[str, _Meaning]]] = {}
        for written, meaning in rests:
            for one in _alternatives(written):
                first = _WORD_OF_PHRASE.search(one)
                if first is None:
                    self.meaning = self.meaning or meaning
                else:
                    self._rests.setdefault(first[0], []).append((one[first.end() :], meaning))
        self._following: dict[str, _Words] = {}

    def following(self, word: str) -> _Words | None:
        if word not in self._following and word in self._rests:
            self._following[word] = _Words(self._rests[word])
        return self._following.get(word)


@cache
def _latin_phrases() -> _Words:
    """Return the Latin phrases of the table by what they begin with; of equal ones the first."""
    return _Words(one for one in _written() if one[0].isascii())


@cache
def _chinese_phrases() -> tuple[dict[str, _Meaning], int]:
    """Return the Chinese phrases of the table, and the length of the longest."""
    phrases: dict[str, _Meaning] = {}
    for written, meaning in _written():
        for one in [] if written.isascii() else _alternatives(written):
            phrases.setdefault(one, meaning)
    return phrases, max(map(len, phrases))


@cache
def _written() -> tuple[tuple[str, _Meaning], ...]:
    """Return the phrases of the table with their groups, and what they mean."""
    table = files("tracker").joinpath("data", "words.csv").read_text(encoding="utf-8")
    return tuple(
        (written, (row["kind"], row["value"]))
        for row in csv.DictReader(table.splitlines())
        for written in row["phrases"].lower().split(";")
    )


def _alternatives(written: str) -> list[str]:
    """Return every reading of a phrase with groups: `(a|b) c` is `a c` and `b c`.

    Those after its first word remain.
    """
    group = _GROUP.search(written)
    if group is None:
        return [written]
    before, after = written[: group.start()], written[group.end() :]
    if " " in before.strip() and "(" not in before:
        return [written]
    choices = group[1].split("|") if "|" in group[1] else [group[1], ""]
    each = (f"{before}{choice}{after}" for choice in choices)
    return [one for phrase in each for one in _alternatives(phrase)]
