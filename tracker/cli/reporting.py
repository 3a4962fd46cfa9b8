"""report: the record as a site of files."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli import opening, output
from tracker.cli.options import AsOfOption, RevealOption


def report(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The folder that it is written into.")
    ] = Path("out/report"),
    base_url: Annotated[
        str,
        typer.Option(
            "--base-url", metavar="URL", help="Where it will stand, for addresses in its feeds."
        ),
    ] = "",
    as_of: AsOfOption = None,
    reveal: RevealOption = False,
) -> None:
    """A site of files (pages, feeds, charts): open index.html, or copy it to any host."""
    if base_url and not base_url.startswith(("https://", "http://")):
        raise typer.BadParameter(f"{base_url!r} is no address", param_hint="--base-url")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as second:
        # It is started before the libraries are loaded: it loads its own.
        two = (cpu_count() or 1) > 1
        rest = second.submit(_apart, out, base_url, as_of, reveal) if two else None
        from tracker.publish import report as site
        from tracker.publish.answers import Question
        from tracker.weeks import label

        with opening.to_read() as store:
            made = site.build(
                store, Question(as_of=as_of, reveal=reveal), out, base_url,
                lambda files, total: output.watch(files, total, "writing"),
                apart=rest.result if rest else None,
            )  # fmt: skip
    weeks = made.record.weeks
    output.say(f"{out / 'index.html'}: {len(weeks)} weeks, {label(weeks[0])} to {label(weeks[-1])}")


def _apart(out: Path, base_url: str, as_of: datetime | None, reveal: bool) -> None:
    """What the second process does."""
    from tracker.publish import report as site
    from tracker.publish.answers import Question

    with opening.to_read() as store:
        site.write_apart(store, Question(as_of=as_of, reveal=reveal), out, base_url)


COMMANDS = (report,)
