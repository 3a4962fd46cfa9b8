"""`make fuzz`: the laws of this folder and of the spoilt bodies, over and over with other seeds.

    python tests/fuzz/fuzz.py MINUTES

Each round has a seed of its own and is told with it; `--hypothesis-seed` says it again. The memory
of a round is limited, so that a body that fills it is found as a failure.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
LAWS = (HERE, HERE.parent / "sources" / "test_mutations.py")
MOST_MEMORY = 4 * 2**30


def main(minutes: float) -> int:
    """Exit code 1 as soon as a law does not hold, else 0 when the time is over."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    started, rounds = time.monotonic(), 0
    while time.monotonic() - started < 60 * minutes:
        seed = random.randrange(2**32)
        rounds += 1
        law = LAWS[0] if rounds % 3 else LAWS[1]
        print(f"round {rounds}, seed {seed}: {law.name}", flush=True)
        command = [sys.executable, "-m", "pytest", "-q", "-x", str(law)]
        options = ["--hypothesis-profile=fuzz", f"--hypothesis-seed={seed}"]
        if subprocess.run([*command, *options], check=False).returncode:
            return 1
    print(f"{rounds} rounds in {minutes:g} minutes: every law held.")
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
