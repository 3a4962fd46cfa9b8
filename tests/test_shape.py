"""The shape of the code: imports point down, one door per library, tables of contents are true.

Each guard is first seen to bite on a small wrong tree.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tracker"

FLOORS = [
    {"__main__", "alias"},
    {"cli"},
    {"notebook", "assistants", "schedule.daemon", "alerts.notify"},
    {"publish"},
    {"alerts.events"},
    {"answers"},
    {"ingest.import_files", "ingest.verify", "ingest.bundled", "ingest.backup"},
    {"ingest.reparse", "ingest.collect"},
    {"ingest.outcome"},
    {"ingest.journey", "schedule.due"},
    {"charts"},
    {"claims", "profiles"},
    {"citation"},
    {"analysis"},
    {"store", "sources", "alerts.hooks"},
    {"checks", "archive", "fetch", "identity", "breaks"},
    {"decisions"},
    {"records"},
    {"schedule.samples", "schedule.heartbeat", "alerts.alarms"},
    {"schedule.timetable", "schedule.freshness"},
    {"definitions"},
    {"columns"},
    {"text", "languages"},
    {"config", "weeks"},
    {"files", "extras"},
    {"errors"},
]
"""Top to bottom. A module imports from its own folder and from lower floors only. `ingest`, `schedule`
and `alerts` are folders of one topic each whose modules stand on several floors."""

DOORS = {
    "requests": {"fetch"},
    "urllib3": {"fetch"},
    "protego": {"fetch"},
    "bs4": {"sources.retired.flight"},
    "sqlalchemy": {"store"},
    "alembic": {"store.schema"},
    "apscheduler": {"schedule.daemon"},
    "matplotlib": {"charts"},
    "typer": {"cli"},
    "rich": {"cli.output"},
    "platformdirs": {"config"},
    "dotenv": {"config"},
    "filelock": {"store.locking"},
    "jinja2": {"publish.site"},
    "markupsafe": {"publish.site"},
    "PIL": {"publish.site.share"},
    "pyarrow": {"publish.export.parquet"},
    "xlsxwriter": {"publish.export.workbook"},
    "mcp": {"assistants.server"},
    "anyio": {"assistants.server"},
    "pydantic": {"assistants.arguments"},
    "pandas": {
        "alerts.events",
        "analysis",
        "answers",
        "charts",
        "citation",
        "claims",
        "notebook",
        "profiles",
        "publish",
    },
    "numpy": {"charts", "analysis", "notebook"},
}
WORDS = {"records", "weeks", "text", "languages", "files", "extras", "errors"}


ELSEWHERE = {
    "alerts/alarms": "alerts/test_notify",
    "answers/bounds": "cli/test_commands",
    "answers/html": "notebook/test_display",
    "answers/prometheus": "answers/test_status",
    "answers/reconcile": "analysis/test_agreement",
    "answers/table": "cli/test_output",
    "assistants/outputs": "assistants/test_server",
    "charts/bump": "charts/test_charts",
    "charts/lines": "charts/test_charts",
    "charts/reigns": "charts/test_charts",
    "charts/share_lines": "charts/test_charts",
    "charts/slope": "charts/test_charts",
    "charts/stack": "charts/test_charts",
    "checks/impossible": "checks/test_checks",
    "checks/unlikely": "checks/test_checks",
    "claims/claim": "claims/test_reading",
    "claims/clauses": "claims/test_reading",
    "claims/elsewhere": "answers/test_check",
    "claims/evidence": "claims/test_verdicts",
    "claims/ground": "claims/test_groups",
    "claims/in_a_row": "claims/test_reading",
    "claims/limits": "claims/test_judge_week",
    "claims/periods_chinese": "claims/test_periods",
    "claims/periods_english": "claims/test_periods",
    "claims/statements": "claims/test_reading",
    "claims/when": "claims/test_periods",
    "cli/article": "cli/test_check",
    "cli/collect": "cli/test_commands",
    "cli/logs": "cli/test_schedule",
    "cli/params": "cli/test_commands",
    "cli/publish": "publish/export/test_tables",
    "cli/session": "cli/test_query",
    "decisions": "test_archive",
    "errors": "cli/test_output",
    "extras": "publish/export/test_tables",
    "fetch/connections": "fetch/test_fetch",
    "fetch/exchange": "fetch/test_fetch",
    "fetch/posting": "alerts/test_hooks",
    "ingest/bundled": "cli/test_fresh",
    "ingest/journey": "ingest/test_collect",
    "ingest/outcome": "ingest/test_collect",
    "profiles/case": "profiles/test_profiles",
    "profiles/elsewhere": "answers/test_profile",
    "profiles/measures": "profiles/test_profiles",
    "profiles/money": "profiles/test_profiles",
    "publish/export/exports": "publish/export/test_tables",
    "publish/export/files": "publish/export/test_tables",
    "publish/export/folder": "publish/export/test_datapackage",
    "publish/story/claimed": "publish/story/test_paragraph",
    "publish/story/findings": "publish/story/test_paragraph",
    "publish/story/further": "publish/story/test_paragraph",
    "charts/alt": "charts/test_headlines",
    "charts/price_marks": "charts/test_price_and_use",
    "publish/figures/encodings": "publish/figures/test_vega",
    "publish/figures/marks": "publish/figures/test_vega",
    "publish/site/chart": "publish/site/test_pages",
    "publish/site/data": "publish/site/test_build",
    "publish/site/entities": "publish/site/test_pages",
    "publish/site/home": "publish/site/test_pages",
    "publish/site/method": "publish/site/test_pages",
    "publish/site/page": "publish/site/test_build",
    "publish/site/records": "publish/site/test_text",
    "publish/site/render": "publish/site/test_build",
    "publish/site/share": "publish/site/test_drawing",
    "publish/site/streaks": "publish/site/test_text",
    "publish/site/tables": "publish/site/test_build",
    "publish/site/verdicts": "publish/site/test_pages",
    "publish/site/weeks": "publish/site/test_pages",
    "schedule/due": "schedule/test_timetable",
    "schedule/samples/place": "schedule/samples/test_samples",
    "sources/datasets/daily": "sources/datasets/test_export",
    "sources/datasets/keyed": "sources/datasets/test_app_rankings",
    "sources/datasets/paging": "sources/datasets/test_catalog",
    "sources/frontend/detect": "sources/frontend/test_frontend",
    "store/identities": "store/test_views",
    "store/journal": "store/test_recording",
    "store/listings": "store/test_views",
    "store/models": "store/test_schema",
    "store/precedence": "store/test_other_vintages",
    "store/queries": "store/test_recording",
    "store/readonly": "answers/test_sql",
    "store/vintages": "store/test_recording",
}
"""Where a module is tested that has no file of tests of its own name."""


@cache
def modules(package: Path) -> dict[str, ast.Module]:
    """Every module of a package by its dotted name inside it (`store.schema`; `store` itself)."""
    found = {}
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        found[name] = ast.parse(file.read_text(encoding="utf-8"))
    return found


def imports(tree: ast.Module) -> set[str]:
    """Dotted names that a module imports, wherever in it; `from a import b` gives `a.b`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def place(name: str) -> str | None:
    """Return the entry of FLOORS that contains a module."""
    entries = [entry for names in FLOORS for entry in names]
    return next((one for one in entries if f"{name}.".startswith(f"{one}.")), None)


def floor(name: str) -> int | None:
    return next((level for level, names in enumerate(FLOORS) if place(name) in names), None)


def upward(package: Path) -> list[str]:
    """Return imports that point up, or sideways to another folder of the same floor."""
    wrong = []
    for name, tree in modules(package).items():
        if not name:
            continue
        for imported in imports(tree):
            if not imported.startswith("tracker."):
                continue
            target = imported.removeprefix("tracker.")
            here, there = floor(name), floor(target)
            if there is None:
                continue
            same = place(name) == place(target)
            if here is None or (not same and there <= here):
                wrong.append(f"{name} imports {target}")
    return wrong


def through_other_doors(package: Path) -> list[str]:
    """Return imports of a library by a module that is not its door."""
    wrong = []
    for name, tree in modules(package).items():
        for imported in imports(tree):
            library = imported.split(".", maxsplit=1)[0]
            doors = DOORS.get(library)
            if doors and not any(name == door or name.startswith(f"{door}.") for door in doors):
                wrong.append(f"{name} imports {library}")
            if library in ("tracker", "__future__") or library in sys.stdlib_module_names:
                continue
            if doors is None or name in WORDS:
                wrong.append(f"{name} imports {library}")
    return sorted(set(wrong))


def test_imports_point_down() -> None:
    assert len(modules(PACKAGE)) > 30
    assert upward(PACKAGE) == []


def test_every_module_stands_on_a_floor() -> None:
    without = [name for name in modules(PACKAGE) if name and floor(name) is None]
    assert without == ["alerts", "ingest", "schedule"], "folders whose modules stand on several"
    assert not any(imports(modules(PACKAGE)[name]) for name in without)


def test_each_library_has_one_door() -> None:
    assert through_other_doors(PACKAGE) == []
    used = {
        imported.split(".")[0] for tree in modules(PACKAGE).values() for imported in imports(tree)
    }
    assert set(DOORS) - used <= {"numpy"}, "a door that nobody uses guards nothing"


def test_only_three_of_the_measures_know_the_store() -> None:
    knowing = [
        name
        for name, tree in modules(PACKAGE).items()
        if name.startswith("analysis.")
        and any(found.startswith("tracker.store") for found in imports(tree))
    ]
    assert knowing == ["analysis.catalog", "analysis.elsewhere", "analysis.frame"]


def test_parsers_know_no_clock_no_network_and_no_settings() -> None:
    forbidden = {
        "requests",
        "os",
        "time",
        "socket",
        "tracker.fetch",
        "tracker.config",
        "tracker.store",
    }
    for name, tree in modules(PACKAGE).items():
        if name.startswith("sources"):
            assert not {found for found in imports(tree) if found.startswith(tuple(forbidden))}, (
                name
            )
            assert ".now(" not in ast.unparse(tree), name


def test_only_cli_prints_and_only_config_reads_the_environment() -> None:
    for name, tree in modules(PACKAGE).items():
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert "print" not in calls or name.startswith("cli"), name
        assert not re.search(r"os\.environ|os\.getenv", ast.unparse(tree)) or name == "config", name


@pytest.mark.parametrize("folder", ["sources", "charts"])
def test_a_table_of_contents_lists_its_folder(folder: str) -> None:
    """What has a NAME is a source or a chart, and the NAME is how it is listed."""
    contents = import_module(f"tracker.{folder}").CONTENTS
    named = {
        ast.literal_eval(node.value)
        for name, tree in modules(PACKAGE / folder).items()
        if name
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NAME"
    }
    assert len(named) >= 3
    assert named == set(contents)


def test_the_measures_are_listed() -> None:
    from tracker.analysis import CONTENTS

    there = {file.stem for file in (PACKAGE / "analysis").glob("*.py")} - {"__init__"}
    assert there == set(CONTENTS)


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [
        name for name in modules(PACKAGE) if re.search(r"\b(utils?|helpers?|common|misc)\b", name)
    ]


def test_the_floor_plan_names_every_module() -> None:
    plan = ast.get_docstring(modules(PACKAGE)[""]) or ""
    for name in {name.split(".")[0] for name in modules(PACKAGE) if name} - {"__main__"}:
        assert re.search(rf"\b{name}(/|\.py)", plan), f"{name} is missing from the floor plan"


def test_the_guards_bite(tmp_path: Path) -> None:
    wrong = tmp_path / "tracker"
    (wrong / "store").mkdir(parents=True)
    (wrong / "__init__.py").write_text("")
    (wrong / "weeks.py").write_text("from tracker.store import Store\nimport pandas\n")
    (wrong / "store" / "__init__.py").write_text(
        "import requests\nfrom tracker import checks, sources\n"
    )
    (wrong / "collect.py").write_text("def f():\n    from tracker.publish import tables\n")
    assert upward(wrong) == [
        "collect imports publish.tables",
        "store imports sources",
        "weeks imports store.Store",
    ]
    assert through_other_doors(wrong) == ["store imports requests", "weeks imports pandas"]


def untested(package: Path, tests: Path) -> list[str]:
    """Modules without a file of tests of their name, and not said to be tested elsewhere."""
    return [
        name
        for file in sorted(package.rglob("*.py"))
        if not file.name.startswith("__")
        and (name := file.relative_to(package).with_suffix("").as_posix()) not in ELSEWHERE
        and not [*(tests / name).parent.glob(f"test_{file.stem}*.py")]
    ]


def test_the_tests_mirror_the_modules(tmp_path: Path) -> None:
    assert untested(PACKAGE, ROOT / "tests") == []
    (tmp_path / "wrong.py").touch()
    assert untested(tmp_path, ROOT / "tests") == ["wrong"]
    for name, file in ELSEWHERE.items():
        assert (PACKAGE / f"{name}.py").is_file(), name
        assert (ROOT / "tests" / f"{file}.py").is_file(), file


def test_every_reading_command_has_its_answer() -> None:
    from tracker.cli import PANELS

    reading = {command.__name__ for command in (*PANELS["Ask"], *PANELS["Maintain"])}
    reading -= {"define", "accept", "reparse", "verify", "backup"}
    for name in {*reading, "status"}:
        assert (PACKAGE / "answers" / f"{name}.py").is_file(), name


def missing_files(package: Path) -> list[str]:
    """Files that a docstring names as of its folder, and that are nowhere in the package."""
    there = {file.name for file in package.rglob("*.py")}
    return [
        f"{name} names {file}"
        for name, tree in modules(package).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        for file in re.findall(r"\b\w+\.py\b", ast.get_docstring(node) or "")
        if file not in there
    ]


def test_docstrings_name_files_that_exist(tmp_path: Path) -> None:
    assert missing_files(PACKAGE) == []
    (tmp_path / "one.py").write_text('"""See one.py and other.py."""')
    assert missing_files(tmp_path) == ["one names other.py"]
