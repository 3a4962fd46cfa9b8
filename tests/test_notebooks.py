"""Every notebook runs from top to bottom, and shows what is kept in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support.notebooks import FOLDER, run

SHOWS = {
    "1-who-led.ipynb": ("<b>refuted</b>: Qwen 3.6 has surpassed", ">Space Bunny Alpha</td>"),
    "2-breakthrough-or-vanity.ipynb": (
        "at best seventh by calls",
        ">81,800</td>",
        "<b>refuted</b>: qwen/qwen3.6-plus #1 for 5 weeks",
        "models from China over models from the United States among the nine largest",
    ),
    "3-countries.ipynb": (
        "<b>depends</b>: country:US -9.33% in 2026-W11",
        "<b>depends</b>: country:US -68% in 2026-W30",
        "<b>depends</b>: country:CN over country:US for 5 weeks",
    ),
    "4-money.ipynb": (">Claude Opus 5.5</td>", ">$2.39M</td>", ">+8.6</td>"),
    "5-event-study.ipynb": ("4% of 76 weeks", ">-8.141</td>"),
    "6-fifteen-analyses.ipynb": (">57,105</td>", "<b>supported</b>: MiniMax M2.5"),
}
"""What is shown or printed on the way: figures that the text around them speaks of."""
MOST_LINES = 5
"""Of code in a cell of the fifteen analyses."""


def outputs(notebook: nbformat.NotebookNode) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def seen(output: Any) -> str:
    """Return what a reader sees of an output: text or HTML, for pictures their alt text."""
    if output.output_type == "stream":
        return str(output.text)
    alt = output.metadata.get("image/png", {}).get("alt", "")
    return str(output.data.get("text/html", output.data.get("text/plain", alt)))


def test_every_notebook_is_tested() -> None:
    assert [path.name for path in sorted(FOLDER.glob("*.ipynb"))] == [*SHOWS]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("name", SHOWS)
def test_a_notebook_shows_what_is_kept_in_it(name: str, recorded: Path, tmp_path: Path) -> None:
    kept, now = nbformat.read(FOLDER / name, as_version=4), run(FOLDER / name, tmp_path)
    shown = [*map(seen, outputs(now))]
    for words in SHOWS[name]:
        assert any(words in text for text in shown), words
    assert not [output for output in outputs(now) if output.get("name") == "stderr"]
    # What pandas lays out itself differs between its versions.
    ours = [text for text in shown if "white-space: nowrap" in text or not text.startswith("<")]
    missing = [text[:300] for text in ours if text not in [*map(seen, outputs(kept))]]
    assert missing == []


def test_the_fifteen_analyses_have_at_most_five_lines_each() -> None:
    cells = nbformat.read(FOLDER / "6-fifteen-analyses.ipynb", as_version=4).cells
    code = [cell.source.strip().splitlines() for cell in cells if cell.cell_type == "code"]
    numbers = [cell.source for cell in cells if re.match(r"\d+\. ", cell.source)]
    assert [int(text.partition(".")[0]) for text in numbers] == [*range(1, 16)]
    assert [lines for lines in code[1:] if len(lines) > MOST_LINES] == []
