"""Cards: what lies beside a raw file and says where it came from, when, and what it must hold.

A card holds no secrets, and of the headers only the etag. The card of a body that had come before
names the file in which the same bytes lie already.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tracker.errors import ConfigError, ParseError
from tracker.records import Payload, Promise
from tracker.weeks import read_instant, stamp

BODY, CARD = ".gz", ".card.json"
ARRIVING, DECIDED, ACCEPTED = ".arriving.json", ".decided.json", ".accepted.json"
BESIDE = (CARD, ARRIVING, DECIDED, ACCEPTED)
"""What lies beside a body and is none."""
FACTS = {
    "source": str,
    "url": str,
    "fetched_at": str,
    "status": int,
    "content_type": str,
    "sha256": str,
    "carries": str,
    "dated": str | None,
    "promise": dict | None,
    "etag": str | None,
    "body": str | None,
}
"""What a card says, and as what."""


def body_of(card: Path) -> Path:
    """The body that lies beside a card."""
    return named_like(card, BODY)


def card_of(body: Path) -> Path:
    """Where the card of a body lies, if it has one."""
    return body.with_name(body.name.removesuffix(BODY) + CARD)


def named_like(card: Path, suffix: str) -> Path:
    """The file of the same capture that ends in ``suffix``."""
    return card.with_name(card.name.removesuffix(CARD) + suffix)


def read_card(card: Path) -> dict[str, Any]:
    """The facts on a card, seen to be those of a payload. Raises ParseError when they are not."""
    try:
        facts: dict[str, Any] = dict(json.loads(card.read_bytes()))
        for fact, kind in FACTS.items():
            if not isinstance(facts.get(fact), kind):
                raise TypeError(f"a strange {fact}") if fact in facts else KeyError(fact)
        json.dumps(facts, ensure_ascii=False).encode()
        payload_of(facts, b"")
    except KeyError as missing:
        raise ParseError(f"the card {card.name} does not say {missing}", datum=card) from None
    except (OSError, ValueError, TypeError, RecursionError, ConfigError) as error:
        reason = error.fact if isinstance(error, ConfigError) else error
        raise ParseError(f"the card {card.name} cannot be read ({reason})", datum=card) from None
    return facts


def payload_of(card: dict[str, Any], body: bytes) -> Payload:
    """The payload that a card and its body describe."""
    promise = card.get("promise")
    return Payload(
        source=card["source"],
        url=card["url"],
        fetched_at=read_instant(card["fetched_at"]),
        status=card["status"],
        content_type=card["content_type"],
        body=body,
        carries=card["carries"],
        dated=read_instant(card["dated"]) if card.get("dated") else None,
        promise=None if promise is None else _promise(promise),
        etag=str(card.get("etag") or ""),
    )


def _promise(written: dict[str, Any]) -> Promise:
    rows = written["rows"]
    return Promise(
        int(written["bytes"]), str(written["sha256"]), None if rows is None else int(rows)
    )


def written(payload: Payload, body: str | None = None) -> bytes:
    """The card of a payload; ``body`` names the file of its bytes if that is not its own."""
    promise = payload.promise
    facts = {
        "source": payload.source,
        "url": payload.url,
        "fetched_at": stamp(payload.fetched_at),
        "status": payload.status,
        "content_type": payload.content_type,
        "bytes": len(payload.body),
        "sha256": payload.sha256,
        "carries": payload.carries,
        "dated": stamp(payload.dated) if payload.dated else None,
        "promise": vars(promise) if promise else None,
        "etag": payload.etag,
        **({"body": body} if body else {}),
    }
    return (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode()
