"""The words of a story: every phrase in both languages, and none that nobody uses."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import tracker.publish.story as package
from tracker.identity.names import LANGUAGES
from tracker.publish.story.words import phrases

FOLDER = Path(package.__path__[0])
SOURCE = "".join(
    file.read_text(encoding="utf-8") for file in FOLDER.glob("*.py") if file.name != "words.py"
)
CHINESE_ONLY = re.compile(r"^(?:chart|higher|caption\.names|page\.english)")
ENGLISH_ONLY = re.compile(r"^(?:many|fewer|more\.word)")
WORDS = phrases()


def fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("key", WORDS)
def test_a_phrase_is_there_in_both_languages(key: str) -> None:
    assert len(WORDS[key]) == len(LANGUAGES)
    english, chinese = WORDS[key]
    assert english or CHINESE_ONLY.match(key)
    assert chinese or ENGLISH_ONLY.match(key)
    assert not re.search("[\u4e00-\u9fff]", english), "English"
    assert not re.search(r"[a-z]{3} [a-z]{3}", chinese.replace("openrouter.ai", "")), "Chinese"
    assert not re.search(r"[\u4e00-\u9fff][,.;:()]", chinese), "Chinese punctuation"


def is_used(key: str) -> bool:
    """Return whether the package names a key, or makes keys that begin as it does."""
    made = re.findall(r'f"([a-z_.]+\.)\{', SOURCE)
    ends = re.findall(r'f"\{[a-z]+\}(\.[a-z]+)"', SOURCE)
    name, _, last = key.partition(".")
    of_measure = last in ("tokens", "calls", "spend") and 'f"{name}.{self.metric}"' in SOURCE
    return (
        f'"{key}"' in SOURCE
        or (of_measure and f'"{name}"' in SOURCE)
        or any(key.startswith(start) for start in made)
        or any(f'"{key.removesuffix(end)}"' in SOURCE for end in ends if key.endswith(end))
    )


def test_every_phrase_is_used() -> None:
    assert [key for key in WORDS if not is_used(key)] == []
    assert not is_used("found.nothing.of.the.kind")


def test_a_language_uses_no_field_that_no_caller_gives() -> None:
    given = {name for both in WORDS.values() for phrase in both for name in fields(phrase)}
    assert [name for name in given if f"{name}=" not in SOURCE and f'"{name}"' not in SOURCE] == []
