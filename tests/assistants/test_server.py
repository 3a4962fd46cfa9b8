"""The protocol, with the official client: in memory, and with the command as its client starts it."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import sys
import threading
import tomllib
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, ClientSession, StdioServerParameters, stdio_client
from mcp.types import CallToolResult
from PIL import Image
from support.sample_boards import WEEK, put_days
from typer.testing import CliRunner

from tracker import extras
from tracker.assistants import arguments
from tracker.assistants import server as servers
from tracker.assistants.tools import TOOLS, Answer, Record
from tracker.cli import PANELS, app, session
from tracker.errors import ConfigError, GapError
from tracker.records import OTHER
from tracker.store import Store

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 10, 8, tzinfo=UTC)
ONCE: dict[str, dict[str, Any]] = {
    "top": {"limit": 3},
    "streaks": {"limit": 500},
    "versus": {"a": "country:CN", "b": "country:US", "limit": 3},
    "check": {"text": "Hy3 led for five weeks in a row", "published": "2026-08-03"},
    "profile": {"entity": "Qwen3.6 Plus (free)"},
    "chart": {"chart": "reigns", "size": "column"},
    "cite": {"chart": "leaderboard"},
    "define": {"term": "share"},
}
"""A call of each tool."""
Opened = Callable[[], AbstractContextManager[Store]]


def talk(opened: Opened, conversation: Callable[[Client], Awaitable[None]]) -> None:
    """Hold a conversation of the official client with the server, in memory."""

    async def run() -> None:
        async with Client(servers.server(opened, lambda: NOW), mode="legacy") as client:
            await conversation(client)

    anyio.run(run)


def said(result: CallToolResult) -> str:
    (text,) = [content.text for content in result.content if content.type == "text"]
    return text


def refused(opened: Opened, name: str, values: dict[str, Any]) -> str:
    """Return what a client is told of a call that is refused."""
    texts = []

    async def conversation(client: Client) -> None:
        result = await client.call_tool(name, values)
        assert result.is_error
        assert result.structured_content is None
        texts.append(said(result))

    talk(opened, conversation)
    return texts[0]


@pytest.fixture
def few(store: Store) -> Opened:
    """Return how a store with two weeks is opened."""
    put_days(store, WEEK, 14, **{"a/x": 5, "b/y": 3, OTHER: 1})
    return lambda: nullcontext(store)


def test_the_tools_are_listed_with_what_they_take_and_give(few: Opened) -> None:
    async def conversation(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert [*tools] == [*TOOLS] == [*ONCE]
        for tool in tools.values():
            assert tool.annotations
            assert tool.annotations.read_only_hint
            assert not tool.annotations.open_world_hint
            assert tool.description
            assert "\n\n" in tool.description or tool.description.endswith(".")
            assert tool.input_schema["type"] == "object"
            assert tool.output_schema
            assert tool.output_schema["type"] == "object"
        assert client.instructions == servers.INSTRUCTIONS

    talk(few, conversation)


def test_an_answer_is_structured_and_text(few: Opened) -> None:
    async def conversation(client: Client) -> None:
        result = await client.call_tool("top", {"limit": 1})
        assert json.loads(said(result)) == result.structured_content
        (row,) = result.structured_content["rows"]
        assert (row["entity"], row["value"]) == ("a/x", 35)
        assert result.structured_content["source"].startswith("Source: OpenRouter")

    talk(few, conversation)


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("collect", {}, "Error: there is no tool 'collect'.\nHint: Use top, streaks, "),
        (
            "top",
            {"file": "/etc/passwd"},
            "Error: there is no argument 'file'.\nHint: The arguments",
        ),
        (
            "top",
            {"metric": "x\n\x1b[31m"},
            "Error: the argument 'metric' cannot be 'x\\n\\x1b[31m'.",
        ),
        (
            "top",
            {"day": "2026-03-01", "week": "2026-W14"},
            "Error: day and week exclude each other.\nHint: Ask for one period at a time.",
        ),
        (
            "top",
            {"metric": "calls", "day": "2026-03-01"},
            "Error: calls of 1 March 2026 are not published: days count tokens.\nHint: Ask for a week",
        ),
        ("check", {"text": " "}, "Error: the text is empty.\nHint: "),
        ("profile", {"entity": "nobody\u202e/x"}, "Error: unknown name 'nobody\\u202e/x'.\nHint: "),
    ],
)
def test_a_refusal_is_a_sentence_and_a_hint_in_the_words_of_the_tools(
    name: str, values: dict[str, Any], text: str, few: Opened
) -> None:
    refusal = refused(few, name, values)
    assert refusal.startswith(text)
    assert refusal.count("\n") == 1
    assert all(line.isprintable() for line in refusal.splitlines())


def of_top(answer: Callable[[Record, Any], Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tool `top` answer in another way."""
    monkeypatch.setattr(servers, "TOOLS", {"top": replace(TOOLS["top"], answer=answer)})


def test_what_nobody_expected_tells_a_client_nothing_of_the_machine(
    few: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(record: Record, values: Any) -> Answer:
        raise RuntimeError("/home/somebody/secret")

    of_top(broken, monkeypatch)
    with caplog.at_level(logging.ERROR):
        refusal = refused(few, "top", {})
    assert refusal == "Error: the tool failed for a reason of its own.\nHint: Ask in another way."
    assert "/home/somebody/secret" in caplog.text


@pytest.mark.parametrize(
    ("shown", "called"),
    [
        ("/srv/figures/tracker.db", "tracker.db"),
        ("postgresql+psycopg://team:***@10.0.0.1/figures", "figures"),
    ],
)
def test_a_refusal_names_no_place(
    shown: str, called: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-secret")

    def opened() -> AbstractContextManager[Store]:
        raise GapError(f"{shown} holds nothing", remedy=f"see {tmp_path}/archive, sk-or-v1-secret")

    texts = []

    async def run() -> None:
        serving = servers.server(opened, lambda: NOW, session.without_places(shown))
        async with Client(serving, mode="legacy") as client:
            texts.append(said(await client.call_tool("top", {})))

    anyio.run(run)
    assert texts == [f"Error: {called} holds nothing.\nHint: See archive, …."]


def test_an_answer_that_is_too_large_is_refused(
    few: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_top(lambda *_: Answer({"rows": ["x" * servers.LARGEST_ANSWER]}), monkeypatch)
    assert refused(few, "top", {}).startswith("Error: the answer has 100,014 characters, more than")
    of_top(lambda *_: Answer({}, b"x" * (servers.LARGEST_PICTURE + 1)), monkeypatch)
    assert refused(few, "top", {}).startswith("Error: the picture has 700,001 bytes, more than")


def test_an_answer_that_takes_too_long_is_given_up(
    few: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def endless(record: Record, values: Any) -> Answer:
        for _ in record.watch(range(10**12)):
            pass
        return Answer({})

    def watched(record: Record, values: Any) -> Answer:
        try:
            return endless(record, values)
        finally:
            ended.set()

    of_top(watched, monkeypatch)
    monkeypatch.setattr(servers, "LONGEST", 0.05)
    assert refused(few, "top", {}).startswith("Error: there is no answer after ")
    assert ended.wait(60), "the work goes on though nobody waits for it"


def test_answers_are_made_one_at_a_time(few: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most = [], []

    def counted(record: Record, values: Any) -> Answer:
        at_work.append(1)
        most.append(len(at_work))
        at_work.pop()
        return Answer({"rows": [], "heading": "", "notes": [], "ages": [], "source": ""})

    of_top(counted, monkeypatch)

    async def conversation(client: Client) -> None:
        async with anyio.create_task_group() as calls:
            for _ in range(20):
                calls.start_soon(client.call_tool, "top", {})

    talk(few, conversation)
    assert most == [1] * 20


def test_without_its_library_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def halted(module: str) -> None:
        raise ModuleNotFoundError(f"there is no mcp for {module}", name="mcp.server")

    monkeypatch.setattr(extras, "import_module", halted)
    result = CliRunner().invoke(app, ["mcp"])
    assert result.exit_code == 1
    assert isinstance(result.exception, ConfigError)
    assert "mcp needs mcp, which is not installed" in str(result.exception)
    assert "pip install 'openrouter-tracker[mcp]'" in str(result.exception)


# The command, as a client starts it.


def test_the_configuration_in_operating_starts_this_command() -> None:
    """`uvx --from PACKAGE[EXTRA] SCRIPT COMMAND` names what there is."""
    section = (ROOT / "OPERATING.md").read_text(encoding="utf-8").split("\n## Assistants\n")[1]
    configuration = json.loads(section.split("```json\n")[1].split("```")[0])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ((name, started),) = configuration["mcpServers"].items()
    option, package, script, command = started["args"]
    assert (started["command"], option, name) == ("uvx", "--from", servers.NAME)
    assert package == f"{project['name']}[mcp]"
    assert "mcp" in project["optional-dependencies"]
    assert script in project["scripts"]
    assert command in {each.__name__ for commands in PANELS.values() for each in commands}


def test_the_limits_are_those_that_operating_names() -> None:
    section = (ROOT / "OPERATING.md").read_text(encoding="utf-8").split("\n## Assistants\n")[1]
    limits = (
        f"{arguments.LONGEST_TEXT:,} characters",
        f"an answer {servers.LARGEST_ANSWER:,}",
        f"a picture {servers.LARGEST_PICTURE:,} bytes",
        f"{arguments.MOST_ROWS:,} rows",
    )
    for limit in limits:
        assert limit in " ".join(section.split()), limit


@asynccontextmanager
async def started(stderr: Path) -> AsyncIterator[ClientSession]:
    """Start `tracker mcp` as a client does."""
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "tracker", "mcp"], env={**os.environ}
    )
    with stderr.open("w", encoding="utf-8") as errors:
        async with (
            stdio_client(command, errlog=errors) as (read, write),
            ClientSession(read, write) as client,
        ):
            await client.initialize()
            yield client


def state(folder: Path) -> dict[str, tuple[int, str]]:
    """Return when each file of a folder was last written, and the hash of its bytes."""
    return {
        str(file.relative_to(folder)): (
            file.stat().st_mtime_ns,
            hashlib.sha256(file.read_bytes()).hexdigest(),
        )
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_each_tool_answers_a_client_and_nothing_is_written(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_sqlite: None
) -> None:
    """The answers keep to their schemas, which the client checks; streaks are those of the command."""
    expected = json.loads(CliRunner().invoke(app, ["streaks", "--format", "json"]).stdout)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    before = state(recorded)
    answers: dict[str, CallToolResult] = {}

    async def run() -> None:
        async with started(tmp_path / "stderr") as client:
            await client.list_tools()
            for name, values in ONCE.items():
                answers[name] = await client.call_tool(name, values)
            wrong = await client.call_tool("top", {"limit": -1})
            assert wrong.is_error
            assert (await client.call_tool("define", {"term": "week"})).is_error is False

    anyio.run(run)
    for name, result in answers.items():
        assert not result.is_error, (name, said(result))
        assert json.loads(said(result)) == result.structured_content
    assert answers["streaks"].structured_content["rows"] == expected
    (picture,) = [part for part in answers["chart"].content if part.type == "image"]
    assert picture.mime_type == "image/png"
    assert Image.open(BytesIO(b64decode(picture.data))).size == (888, 740)
    assert (tmp_path / "stderr").read_text(encoding="utf-8") == ""
    assert state(recorded) == before
    assert [*folder.iterdir()] == []


def test_a_fresh_install_answers_and_says_on_standard_error_what_it_recorded(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    commands_use: Callable[[Path], None],
    on_sqlite: None,
) -> None:
    commands_use(tmp_path / "data")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    async def run() -> None:
        async with started(tmp_path / "stderr") as client:
            result = await client.call_tool("top", {"limit": 1})
            assert result.structured_content["rows"][0]["rank"] == 1

    anyio.run(run)
    stderr = (tmp_path / "stderr").read_text(encoding="utf-8")
    assert re.fullmatch(r"Note: recorded the bundled history in .*\n", stderr)
