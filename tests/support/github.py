"""The machines of GitHub that run a workflow, as far as this project needs them.

Every step is run by bash in its order, in a folder of its own for each job, against a bare
repository. The actions of Pages and the program `gh` are played; a token is what its job may do, so
that nothing is done without the permission for it.
"""

from __future__ import annotations

import compileall
import gzip
import json
import os
import py_compile
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from tracker.schedule.samples import Place, actions
from tracker.sources import history

ROOT = Path(__file__).resolve().parents[2]
SITE = "https://keeper.github.io/record"
BOT = "github-actions[bot]"

PYTHON = """\
#!/bin/sh
# What the runner calls python3: makes an environment without asking anybody for packages.
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "$@" >>"{log}"\\n' >"$3/bin/pip"
printf '#!/bin/sh\\nexec {python} "$@"\\n' >"$3/bin/python"
chmod +x "$3"/bin/*
"""
DATE = """\
#!/bin/sh
exec /bin/date --date "$AT" "$@"
"""
GH = f"""\
#!{sys.executable}
# Issues and the schedule of a repository, in a file; each call is written down.
import json, os, re, sys
from pathlib import Path

here = Path(__file__).resolve().parent.parent
kept, calls = here / "issues.json", here / "calls.jsonl"
issues = json.loads(kept.read_text()) if kept.exists() else []
may, arguments = json.loads(os.environ["GH_TOKEN"]), sys.argv[1:]
with calls.open("a") as log:
    print(json.dumps([os.environ["AT"], *arguments]), file=log)

def option(name):
    return arguments[arguments.index(name) + 1]

def allow(permission):
    if may.get(permission) != "write":
        sys.exit(f"HTTP 403: the token may not write {{permission}}")

if arguments[0] == "api" and "--jq" in arguments:
    allow("issues")
    assert arguments[2] == f"repos/{{os.environ['GH_REPO']}}/issues?state=open&per_page=100"
    wanted = dict(re.findall(r'\\.([a-z.]+) == "([^"]*)"', option("--jq")))
    for issue in issues:
        if issue["open"] and {{name: issue[name] for name in wanted}} == wanted:
            print(issue["number"])
elif arguments[:2] == ["issue", "create"]:
    allow("issues")
    issues.append({{"number": len(issues) + 1, "title": option("--title"),
                    "user.login": "{BOT}", "open": True}})
elif arguments[:2] == ["issue", "close"]:
    allow("issues")
    issues[int(arguments[2]) - 1]["open"] = False
elif arguments[:3] == ["api", "--method", "PUT"]:
    allow("actions")
    assert arguments[3].endswith("/actions/workflows/collect.yml/enable")
else:
    sys.exit(f"unknown: {{arguments}}")
kept.write_text(json.dumps(issues))
"""


@dataclass
class Run:
    """What became of the jobs and steps of one run, and what they printed."""

    results: dict[str, str] = field(default_factory=dict)
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    output: str = ""

    @property
    def collect(self) -> dict[str, str]:
        return self.steps["collect"]


@dataclass
class GitHub:
    """A repository and its machines; each job begins with an empty folder."""

    folder: Path
    commit: str
    place: Place
    secrets: dict[str, str]

    @property
    def origin(self) -> Path:
        return self.folder / "origin.git"

    @property
    def pages(self) -> Path:
        """The published site."""
        return self.folder / "pages"

    @property
    def issues(self) -> list[dict[str, Any]]:
        file = self.folder / "issues.json"
        return json.loads(file.read_text()) if file.exists() else []

    def open_issue(self, title: str, author: str) -> None:
        issue = {"number": len(self.issues) + 1, "title": title, "user.login": author, "open": True}
        (self.folder / "issues.json").write_text(json.dumps([*self.issues, issue]))

    def calls(self, *beginning: str) -> list[list[str]]:
        """The calls of `gh` that begin so, each after the instant at which it was made."""
        file = self.folder / "calls.jsonl"
        calls = (
            [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        )
        return [call for call in calls if tuple(call[1 : len(beginning) + 1]) == beginning]

    def run(self, now: datetime, event: str = "schedule") -> Run:
        """Run the workflow at an instant."""
        run = Run()
        for name, job in yaml.safe_load(actions(self.place))["jobs"].items():
            needs = job.get("needs", [])
            results = [run.results[need] for need in ([needs] if isinstance(needs, str) else needs)]
            condition = {
                None: all(result == "success" for result in results),
                "always()": True,
                "${{ !cancelled() }}": True,
                "${{ !cancelled() && needs.site.result == 'success' }}": run.results.get("site")
                == "success",
                "github.event_name == 'schedule'": event == "schedule",
            }[job.get("if")]
            run.results[name] = "skipped"
            if condition:
                folder = self.folder / f"{now:%m-%d-%H}-{name}"
                self._job(run, name, job, folder, now, results)
                shutil.rmtree(folder)
        return run

    def git(self, *arguments: str) -> bytes:
        return subprocess.run(
            ["git", "-C", self.origin, *arguments], capture_output=True, check=True
        ).stdout

    def _job(
        self, run: Run, name: str, job: Any, folder: Path, now: datetime, results: list[str]
    ) -> None:
        (folder / "temp").mkdir(parents=True)
        steps = run.steps[name] = {}
        values = {
            "github.workspace": str(folder),
            "github.token": json.dumps(job["permissions"]),
            "github.server_url": f"file://{self.folder}",
            "github.repository": "origin",
            "join(needs.*.result, ' ')": " ".join(results),
            "steps.pages.outputs.base_url": SITE,
            **{f"secrets.{secret}": value for secret, value in self.secrets.items()},
        }
        outcomes: dict[str, str] = {}
        run.results[name] = "success"
        for step in job["steps"]:
            condition = step.get("if")
            assert condition in (None, "always() && steps.record.outcome == 'success'")
            if outcomes.get("record") != "success" if condition else "failure" in steps.values():
                steps[step["name"]] = "skipped"
                continue
            environment = {
                variable: re.sub(
                    r"\$\{\{ (.+?) \}\}", lambda match: values.get(match[1], ""), str(value)
                )
                for variable, value in {**job.get("env", {}), **step.get("env", {})}.items()
            }
            if "uses" in step:
                fine = self._action(step, job["permissions"], folder)
            else:
                fine = self._bash(run, step["run"], folder, now, environment)
            outcomes[step.get("id", "")] = "success" if fine else "failure"
            steps[step["name"]] = "success" if fine or step.get("continue-on-error") else "failure"
        if "failure" in steps.values():
            run.results[name] = "failure"

    def _bash(
        self, run: Run, script: str, folder: Path, now: datetime, environment: dict[str, str]
    ) -> bool:
        now += timedelta(minutes=sum(map(len, run.steps.values())))  # no command before the last
        machine = {
            "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
            "HOME": str(folder / "temp"),
            "GITHUB_SHA": self.commit,
            "RUNNER_TEMP": str(folder / "temp"),
            "AT": now.isoformat(),
            "GITHUB_REPOSITORY": "origin",
            "GITHUB_RUN_ID": "1",
            "GITHUB_SERVER_URL": f"file://{self.folder}",
            "GITHUB_WORKFLOW_REF": "origin/.github/workflows/collect.yml@refs/heads/main",
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=folder,
            env={**machine, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        run.output += done.stdout + done.stderr
        return done.returncode == 0

    def _action(self, step: Any, permissions: dict[str, str], folder: Path) -> bool:
        action, artifact = step["uses"].partition("@")[0], self.folder / "artifact"
        if action == "actions/configure-pages":
            return permissions["pages"] in ("read", "write")
        if action == "actions/upload-pages-artifact":
            shutil.rmtree(artifact, ignore_errors=True)
            shutil.move(folder / step["with"]["path"], artifact)
            return True
        assert action == "actions/deploy-pages"
        shutil.rmtree(self.pages, ignore_errors=True)
        shutil.move(artifact, self.pages)
        return permissions == {"pages": "write", "id-token": "write"}


def github(
    folder: Path, url: str, python: str, change: Callable[[Path], object] = lambda source: None
) -> GitHub:
    """Return a repository with this tracker that collects from a server on this machine.

    ``python`` is that of `warm_python`. ``change`` may change its files before they are committed.
    """
    source, bin_ = folder / "source", folder / "bin"
    for part in ("tracker", "migrations", ".ci"):
        shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
    change(source)
    # Each machine would compile all of it again: a fresh checkout is newer than any bytecode.
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(source / "tracker", quiet=1, invalidation_mode=unchecked)
    bin_.mkdir()
    python3 = PYTHON.format(log=folder / "pip", python=python)
    for name, script in {"python3": python3, "date": DATE, "gh": GH}.items():
        (bin_ / name).write_text(script)
        (bin_ / name).chmod(0o700)
    somebody = {
        f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    for command in (
        ["git", "init", "-q", "--bare", folder / "origin.git"],
        ["git", "init", "-q", "-b", "main", source],
        ["git", "-C", source, "add", "--force", "."],
        ["git", "-C", source, "commit", "-q", "-m", "The tracker"],
        ["git", "-C", source, "push", "-q", folder / "origin.git", "main"],
    ):
        subprocess.run(command, check=True, env={**os.environ, **somebody})
    commit = subprocess.run(
        ["git", "-C", source, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    hook = f"cat >>{folder}/told"
    place = Place(
        Path("tracker"),
        folder,
        ("history", "export"),
        "k",
        "1",
        {"TRACKER_BASE_URL": url},
        ("TRACKER_ON_FAILURE", "TRACKER_ON_EVENT"),
    )
    return GitHub(folder, commit, place, {"TRACKER_ON_FAILURE": hook, "TRACKER_ON_EVENT": hook})


def few_weeks(source: Path) -> None:
    """Leave one week of the bundled history and one claim to a copy of the tracker.

    Its site is then as small as what a test publishes.
    """
    claims = source / "tracker/data/site_claims.csv"
    claims.write_text("".join(claims.read_text(encoding="utf-8").splitlines(True)[:2]))
    week = {
        "dataset": "history-model-activity",
        "metric": "calls",
        "week": "2026-09-28",
        "depth": 9,
        "selection": "tokens",
        "as_of": "2026-10-05T00:00:00Z",
        "readings": {f"b/model-{n}": 900 - n for n in range(9)},
    }
    for name in history.FILES:
        file = source / "tracker/data/history" / f"{name}.gz"
        head, *lines = gzip.decompress(file.read_bytes()).splitlines()
        dataset = json.loads(head)["dataset"]
        if dataset == history.DAYS:
            kept = [head, lines[-1]]
        elif dataset == history.CATALOG:
            kept = [head, lines[0]]
        else:
            kept = [json.dumps({**week, "source": name}).encode()]
        file.write_bytes(gzip.compress(b"\n".join(kept) + b"\n"))
