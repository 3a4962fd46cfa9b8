"""`make bench`: what the tracker costs, as ratios within one run, against stated aims.

    commands   whole commands on records of three sizes: the default
    ratios     import, roll-up, a page and the start, beside the same by hand
    measures   every measure and roll-up on ten years of 600 names, beside numpy and SQL
    growth     what an added year costs the daily run
    engines    ten years on each engine, beside the bare driver and DuckDB

`make bench PARTS="commands ratios"` runs some of them. The exit code is 1 where an aim is missed;
growth and engines have none.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

PARTS = {
    "commands": ("commands", "main"),
    "ratios": ("ratios", "main"),
    "measures": ("ratios", "large"),
    "growth": ("growth", "main"),
    "engines": ("ten_years", "main"),
}
"""The module and the function of each; loaded when it is run, since what this process holds counts
as held by those that it starts."""


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in PARTS]:
        print(f"there is no part {unknown[0]!r}: choose from {', '.join(PARTS)}", file=sys.stderr)
        return 2
    missed: list[str] = []
    for name in names or ["commands"]:
        module, function = PARTS[name]
        missed += getattr(import_module(module), function)() or ()
    for aim in missed:
        print(f"missed: {aim}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
