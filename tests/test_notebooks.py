"""Every notebook runs from top to bottom on a small record."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
SHOWN: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "1-who-led.ipynb": (5, "who-led.png", ()),
    "2-breakthrough-or-vanity.ipynb": (
        7,
        "qwen.png",
        (
            "refuted: qwen/qwen3.6-plus led for two weeks by tokens at most",
            "it was at best seventh by calls",
            "all of it was free",
            "What did last: models from CN over models from US",
        ),
    ),
    "3-countries.ipynb": (
        10,
        "countries.png",
        (
            "depends: It depends on the definition whether models from CN had more",
            "yes with 5 weeks (2026-W10 to 2026-W14) among the nine largest slugs",
            "no with 2 weeks (2026-W13 to 2026-W14) over all that are published",
        ),
    ),
}
"""How many results each shows, the picture it draws, and what it says."""
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == [*SHOWN]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, recorded: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), (
        "notebooks are kept without output"
    )
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    results = [output for output in outputs if output.output_type == "execute_result"]
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    number, picture, said = SHOWN[path.name]
    assert len(results) == number
    assert (tmp_path / "out" / picture).stat().st_size > 10_000
    for sentence in said:
        assert sentence in printed
