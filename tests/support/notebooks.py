"""Run the notebooks and keep what they show: `python tests/support/notebooks.py`.

What is kept is what a reader sees: HTML, pictures, printed text; no plain text beside them. Ages
of the record are left out, for they change from day to day.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent.parent.parent / "notebooks"
_AGE = re.compile(r"<p>The newest week of [^<]* days ago\.</p>")


def run(path: Path, folder: Path) -> nbformat.NotebookNode:
    """Return a notebook as executed in a folder, with what a reader sees."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(folder)}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if output.output_type == "execute_result":
                _trim(output.data)
    return notebook


def _trim(data: dict[str, Any]) -> None:
    """Leave plain text out where there is more, and how old the record is."""
    if {*data} - {"text/plain"}:
        data.pop("text/plain", None)
    if "text/html" in data:
        data["text/html"] = _AGE.sub("", data["text/html"])


def main() -> None:
    for path in sorted(FOLDER.glob("*.ipynb")):
        with TemporaryDirectory() as folder:
            notebook = run(path, Path(folder))
        notebook.metadata.language_info = {"name": "python"}
        nbformat.write(notebook, path)
        print(path.name)


if __name__ == "__main__":
    main()
