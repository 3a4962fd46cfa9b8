"""The package under the name by which it is installed: `import openrouter_tracker as tracker`.

A wheel, and an editable install, have this folder as `openrouter_tracker` beside `tracker`. Both
names mean the same modules, each of which is loaded once.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import TYPE_CHECKING

import tracker

if TYPE_CHECKING:
    from tracker import *  # noqa: F403
    from tracker import __version__ as __version__

NAME = "openrouter_tracker"


class _Same(MetaPathFinder, Loader):
    """Finds `openrouter_tracker.store` as the module `tracker.store`."""

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        return spec_from_loader(fullname, self) if fullname.startswith(f"{NAME}.") else None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        sys.modules[name] = import_module(f"tracker{name.removeprefix(NAME)}")


if __name__ == NAME:
    sys.meta_path.insert(0, _Same())
    sys.modules[NAME] = tracker
