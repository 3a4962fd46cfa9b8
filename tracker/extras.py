"""Modules that need a library which an extra of the package brings: `pip install '…[parquet]'`."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from tracker.errors import ConfigError

LIBRARIES = {"parquet": ("pyarrow",), "xlsx": ("xlsxwriter",), "mcp": ("mcp", "pydantic", "anyio")}
"""The libraries of an extra; the first is the one that people know."""


def module(name: str, extra: str) -> ModuleType:
    """Return the module ``name``. Raises ConfigError if a library of the extra is missing."""
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        library, *_ = libraries = LIBRARIES[extra]
        if (missing.name or "").partition(".")[0] not in libraries:
            raise
        raise ConfigError(
            f"{extra} needs {library}, which is not installed",
            datum=library,
            remedy=f"run `pip install 'openrouter-tracker[{extra}]'`",
        ) from None
