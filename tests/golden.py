"""The pictures that charts are compared with, of figures made up for them. After a change that is
meant, draw them anew and look at each:

    python tests/golden.py
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd
from frames import given, weekly
from PIL import Image

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import CONTENTS, style

FOLDER = Path(__file__).resolve().parent / "charts" / "golden"
NAMES = (
    "anthropic/claude-9", "openai/gpt-9", "google/gemini-9-flash", "deepseek/deepseek-v9",
    "qwen/通义千问-9", "x-ai/grok-9:free", "z-ai/a-name-that-is-longer-than-any-chart-can-show-in-full",
    "minimax/minimax-m9", "tencent/hy9", "xiaomi/mimo-v9",
)  # fmt: skip
WEEKS = 30
MISSING = 11


def history() -> pd.DataFrame:
    """Thirty weeks of ten names that rise and fall one after the other; one week is missing, the
    newest is still running, and boards are deeper from the twentieth on."""
    lines = ["week " + " ".join(NAMES) + " other"]
    weeks = [day for n, day in enumerate(pd.date_range("2026-01-05", periods=WEEKS, freq="7D"))
             if n != MISSING]  # fmt: skip
    for number, week in enumerate(weeks):
        values = []
        for place in range(len(NAMES)):
            age = number - 3 * place + 4
            height = 900 - 17 * place
            values.append("." if age < 0 else str(max(height - 8 * (age - 5) ** 2, 20 + place)))
        lines.append(f"{week:%Y-%m-%d} {' '.join(values)} 700")
    frame = weekly("\n".join(lines), incomplete=f"{weeks[-1]:%Y-%m-%d}")
    frame["depth"] = frame["depth"].where(frame["week"] >= weeks[20], 9)
    frame.attrs = {"metric": "tokens", "by": "slug"}
    return share(rank(frame))


def picture(name: str) -> Image.Image:
    """The chart of a name, small and with few tones."""
    drawn = style.picture(name, given(name, history()), ".png", size="column")
    with Image.open(BytesIO(drawn.data)) as found:
        return found.convert("RGB").resize(style.SIZES["column"], Image.Resampling.BOX)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in CONTENTS:
        picture(name).quantize(64).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
