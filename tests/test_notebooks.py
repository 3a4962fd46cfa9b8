"""Every notebook runs from top to bottom on a small record, and comes to its conclusion."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
PICTURES = {
    "1-who-led.ipynb": "who-led.png",
    "2-breakthrough-or-vanity.ipynb": "qwen.png",
    "3-countries.ipynb": "countries.png",
}
SAYS = {
    "1-who-led.ipynb": (r"qwen/qwen3\.6-plus-04-02:free +tokens +slug +2026-03-30 2026-04-06",),
    "2-breakthrough-or-vanity.ipynb": (
        r"qwen/qwen3\.6-plus-04-02:free .*1\.495849",
        r"qwen/qwen3\.6-plus-04-02:free +56243908 +4600778695301 +81800",
        r"2026-04-06 +22 +qwen/qwen3\.6-plus-04-02 ",
        r"xiaomi/mimo-v2-pro .* -6\.04",
        r"half_life +2\.0+ +1\.0+",
        r"led no more than two weeks running \(2026-W14 to 2026-W15\); it was at best seventh by calls; 97\.0 % of it was",
        r"What did last: models from China over models from the United States among the nine largest",
    ),
    "3-countries.ipynb": (
        r"nine +1 +a 2026-02-09 2026-02-16 +2 +False\n +3 +a 2026-03-02 2026-04-06 +6 ",
        r"all +1 +a 2026-03-23 2026-03-30 +2 ",
        r"2026-03-16 +0\.991559 +b +1\.126836 +a",
        r"depends: .* fell by 9\.33 % in the week to 15 March 2026: yes, -9\.5 % among the nine",
        r"models from the United States in both changed by \+9\.34 %",
        r"depends: .* fell by 68 % in the week to 26 July 2026: yes, -68\.3 % among the nine",
        r"CN +43136022686477 +0\.57",
        r"yes, 5 weeks \(2026-W10 to 2026-W14\) among the nine largest slugs; no, 2 weeks",
    ),
}
"""What is shown or printed on the way: figures that the text around them speaks of."""
VERDICTS = {"2-breakthrough-or-vanity.ipynb": "refuted", "3-countries.ipynb": "depends"}
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == [*PICTURES]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_output(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, recorded: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    wide = nbformat.v4.new_code_cell("import pandas as pd\npd.set_option('display.width', 250)")
    notebook.cells.insert(0, wide)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()

    outputs = [_text(output) for cell in notebook.cells for output in cell.get("outputs", [])]
    shown = "\n".join(outputs)
    for said in SAYS[path.name]:
        assert re.search(said, shown), said
    assert (tmp_path / "out" / PICTURES[path.name]).stat().st_size > 10_000
    if path.name in VERDICTS:
        assert outputs[-1].startswith(f"{VERDICTS[path.name]}: ")


def _text(output: Any) -> str:
    if output.output_type == "stream":
        assert output.name == "stdout", output.text
        return str(output.text)
    return str(output.data.get("text/plain", ""))
