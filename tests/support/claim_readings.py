"""A reader of sentences about a few models, and what it reads in short."""

from __future__ import annotations

from datetime import date
from functools import cache

from tracker.claims.clauses import NotRead, Reading
from tracker.claims.mentions import Gazetteer
from tracker.claims.reading import Reader

SLUGS = (
    "anthropic/claude-4.6-sonnet-20260217", "deepseek/deepseek-v4-flash-20260423",
    "google/gemini-3-flash-preview-20251217", "minimax/minimax-m2.5-20260211",
    "openai/gpt-4o-mini", "qwen/qwen3.6-plus-04-02:free", "stepfun/step-3.5-flash",
    "stepfun/step-3.5-flash:free", "x-ai/grok-code-fast-1", "xiaomi/mimo-v2-pro-20260318",
)  # fmt: skip
PUBLISHED = date(2026, 4, 20)  # a Monday
LAST_WEEK, THAT_WEEK = date(2026, 4, 13), date(2026, 3, 30)


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(SLUGS)


def read(text: str, published: date | None = PUBLISHED) -> list[Reading | NotRead]:
    return Reader(gazetteer, published, lambda: date(2026, 4, 6)).read(text)


def one(text: str) -> Reading:
    (reading,) = read(text)
    assert isinstance(reading, Reading), reading
    return reading


def said(reading: Reading) -> tuple[object, ...]:
    """The class of a claim, its subjects, and its number with the bound."""
    claim = reading.claim
    figure = getattr(claim, "figure", None)
    number = None if figure is None else f"{figure.hedge} {float(figure.value):g}".strip()
    subjects = " > ".join(str(meanings[0]) for meanings in reading.subjects)
    return type(claim), subjects, number


CN, US = "country:CN", "country:US"
M25, MIMO, FLASH = "minimax/minimax-m2.5", "xiaomi/mimo-v2-pro", "deepseek/deepseek-v4-flash"
SONNET, GEMINI = "anthropic/claude-4.6-sonnet", "google/gemini-3-flash-preview"


def told(text: str) -> list[object]:
    """What a text is read to claim, in short; `None` for each part that is refused."""
    return [said(each) if isinstance(each, Reading) else None for each in read(text)]
