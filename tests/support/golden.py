"""The pictures that charts are compared with, of figures made up for them, and those of the README.
After a change that is meant, draw them anew and look at each:

    PYTHONPATH=tests python tests/support/golden.py
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from PIL import Image
from support.weekly_frames import given, weekly
from typer.testing import CliRunner

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import CONTENTS, fonts, page
from tracker.cli import app

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "charts" / "golden"
README, PICTURES = ROOT / "README.md", ROOT / "notebooks" / "pictures"
NAMES = {
    "anthropic/claude-9": "Claude 9",
    "openai/gpt-9": "GPT-9",
    "google/gemini-9-flash": "Gemini 9 Flash",
    "deepseek/deepseek-v9": "DeepSeek V9",
    "qwen/通义千问-9": "Qwen 9 (通义千问)",
    "x-ai/grok-9:free": "Grok 9 (free)",
    "z-ai/long": "A Name that Is Longer than Any Chart Can Show in Full",
    "minimax/minimax-m9": "MiniMax M9",
    "tencent/hy9": "Hy9",
    "xiaomi/mimo-v9": "MiMo V9",
}
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
    return share(rank(frame))


def of_readme(folder: Path) -> dict[str, Image.Image]:
    """The pictures of the README by name, drawn by its own commands on the bundled history that the
    settings name."""
    lines = re.findall(
        r"^\$ tracker (chart .* --out (\S+\.png))$", README.read_text("utf-8"), re.MULTILINE
    )
    found = {}
    for line, name in lines:
        if f"pictures/{name}" in README.read_text("utf-8"):
            arguments = [*shlex.split(line)[:-1], str(folder / name)]
            result = CliRunner().invoke(app, arguments)
            assert result.exit_code == 0, result.output
            with Image.open(folder / name) as drawn:
                found[name] = drawn.convert("RGB")
    return found


@contextmanager
def without_companion() -> Iterator[None]:
    """Draw with the typefaces that are carried alone: those of the machine are others elsewhere."""
    companions, fonts.COMPANIONS = fonts.COMPANIONS, ()
    try:
        yield
    finally:
        fonts.COMPANIONS = companions


def picture(name: str) -> Image.Image:
    """The chart of a name, small and with few tones."""
    frame = given(name, history())
    if "entity" in frame:
        frame = frame.assign(name=frame["entity"].map(NAMES).fillna(frame["entity"]))
    with without_companion():
        drawn = page.picture(name, frame, ".png", size="column")
    with Image.open(BytesIO(drawn.data)) as found:
        return found.convert("RGB").resize(page.SIZES["column"], Image.Resampling.BOX)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in CONTENTS:
        picture(name).quantize(256).save(FOLDER / f"{name}.png", optimize=True)
    with TemporaryDirectory() as folder:
        os.environ |= {"TRACKER_DATA_DIR": folder, "TRACKER_SOURCES": "history"}
        CliRunner().invoke(app, ["collect"])
        for name, drawn in of_readme(Path(folder)).items():
            drawn.quantize(256).save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    main()
