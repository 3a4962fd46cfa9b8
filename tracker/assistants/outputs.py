"""The JSON Schemas of the answers: the columns of `tracker.columns` with their definitions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracker.analysis import events, streaks, versus
from tracker.answers import periods, top
from tracker.claims.verdicts import NO_CLAIM, VERDICTS
from tracker.columns import column
from tracker.definitions import define, describe

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
ANY: Schema = {"type": "object"}
NUMBERS = ("integer", "number", "boolean")


def _of(required: dict[str, Schema], **optional: Schema) -> Schema:
    properties = {**required, **optional}
    return {"type": "object", "properties": properties, "required": [*required]}


def _value(name: str) -> Schema:
    """Return the schema of a value of a column, any of which may be missing."""
    kind = column(name).kind.type
    types = [kind if kind in NUMBERS else "string", "null"]
    if name == "depth":
        types.append("string")  # all
    return {"type": types, "description": describe("", name)}


def _rows(columns: Iterable[str], *, always: Iterable[str] | None = None) -> Schema:
    """Return the schema of the rows of a table; it has all of its columns, or those ``always``."""
    properties = {name: _value(name) for name in columns}
    required = [*(properties if always is None else always)]
    return {
        "type": "array",
        "items": {"type": "object", "properties": properties, "required": required},
    }


SOURCE = {
    "source": {
        "type": "string",
        "description": "The source line, with as-of and licence: print it with every figure.",
    }
}
AGES = {
    "ages": {
        **TEXTS,
        "description": "How old the newest figures are, where they are older than ten days.",
    }
}
TABLE = {"heading": TEXT, "notes": TEXTS, **AGES, **SOURCE}
RANKED = dict.fromkeys(("name", *top.TOP, *periods.PERIOD, "move", "moved", "debut"))
TOP = _of({"rows": _rows(RANKED, always=("entity", "name", "rank")), **TABLE})
STREAKS = _of({"rows": _rows(("name", *streaks.COLUMNS)), **TABLE})
VERSUS = _of(
    {
        "weeks": _rows(versus.COLUMNS),
        "streaks": _rows(("leader", "first", "last", "weeks", "ongoing")),
        "notes": TEXTS,
        **AGES,
        **SOURCE,
    }
)
VERDICT = _of(
    {
        "claim": TEXT,
        "verdict": {"type": "string", "enum": [*VERDICTS, NO_CLAIM]},
        "because": TEXT,
    },
    read_as=TEXT,
    evidence={"type": "array", "items": ANY},
    definitions={"type": "array", "items": ANY},
    notes=TEXTS,
    nearest=TEXTS,
)
CHECK = _of({"verdicts": {"type": "array", "items": VERDICT}, "summary": TEXT, **AGES, **SOURCE})
PROFILE = _of(
    {
        "entity": TEXT,
        "name": TEXT,
        "sentences": TEXTS,
        "measures": _rows(("question", "measure", "found", "speaks")),
        "events": _rows(("name", *events.COLUMNS)),
        "thresholds": ANY,
        **AGES,
        **SOURCE,
    }
)
CARD = _of(
    {
        "title": TEXT,
        "alt": TEXT,
        **SOURCE,
        "as_of": TEXT,
        "licence": TEXT,
        "digest": {"type": "string", "description": " ".join(define("digest").split())},
        "query": ANY,
    },
    subtitle=TEXT,
    method=TEXT,
)
CITE = _of(
    {
        "sentence": TEXT,
        "bibtex": TEXT,
        "csl": {"type": "array", "items": ANY},
        "card": CARD,
    }
)
DEFINE = _of({}, term=TEXT, definition=TEXT, terms=TEXTS)
