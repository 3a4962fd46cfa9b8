"""A workflow for GitHub Actions that keeps the collected data in two branches.

It belongs into a copy of the tracker's repository, runs the tracker of its own commit with the
libraries pinned by hash in `.ci/requirements.lock`, and uses no third-party actions. The branch
`record` holds the archive; `state` holds the current database in one commit that is replaced each
time, with the log of runs and notifications.
"""

from __future__ import annotations

from tracker.schedule.samples.place import MINUTE, Place
from tracker.schedule.timetable import TIMETABLE

KEY = "OPENROUTER_API_KEY"
DATABASE = "TRACKER_DATABASE_URL"


def actions(place: Place) -> str:
    """Return the workflow for a copy of the tracker's repository."""
    server = place.database is not None and not place.database.startswith("sqlite")
    settings = {name: value for name, value in place.settings.items() if name != "TRACKER_DATA_DIR"}
    if not server:
        settings.pop(DATABASE, None)
    secrets = sorted({KEY, *(name for name in place.private if server or name != DATABASE)})
    crons = "\n".join(f'    - cron: "{line}"' for line in _crons(place.sources))
    plain = "\n".join(f"      {name}: {_quoted(value)}" for name, value in settings.items())
    return f"""\
# .github/workflows/collect.yml, in a copy of the tracker's own repository: it runs the tracker of
# its own commit. The branch `record` keeps the archive, everything received; `state` keeps the
# database, which is rebuilt from the archive if you delete that branch. The responses of the front
# end and the catalogue state no licence: keep the repository private if you collect them.
# Repository secrets used: {", ".join(secrets)}.
name: collect
on:
  schedule:
{crons}
  workflow_dispatch:
permissions: {{}}
concurrency:
  group: collect
  cancel-in-progress: false
defaults:
  run:
    shell: bash
jobs:
  collect:
    name: collect
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: write # the branches record and state
    env:
      TRACKER_DATA_DIR: ${{{{ github.workspace }}}}/record
{plain}
      PYTHONPATH: ${{{{ github.workspace }}}}/code
      GIT_CONFIG_COUNT: "1"
      GIT_CONFIG_KEY_0: credential.helper
      GIT_CONFIG_VALUE_0: '!echo username=x-access-token; echo "password=$TOKEN"; :'
      ORIGIN: ${{{{ github.server_url }}}}/${{{{ github.repository }}}}.git
    steps:
      - name: Check out the tracker at this commit
        env:
          TOKEN: ${{{{ github.token }}}}
        run: |
          git init --quiet code
          git -C code fetch --quiet --depth 1 "$ORIGIN" "$GITHUB_SHA"
          git -C code checkout --quiet --detach FETCH_HEAD
      - name: Install pinned libraries
        run: |
          python3 -m venv venv
          venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: \\
            --require-hashes --requirement code/.ci/requirements.lock
      - name: Fetch the record
        id: record
        env:
          TOKEN: ${{{{ github.token }}}}
        run: |
          git init --quiet --initial-branch record record
          cd record
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git remote add origin "$ORIGIN"
          branches=$(git ls-remote --heads origin record state)
          if grep --quiet 'refs/heads/record$' <<<"$branches"; then
            git fetch --quiet --depth 1 origin record
            git reset --quiet --hard FETCH_HEAD
          fi
{"" if server else _FETCH_STATE}\
      - name: Collect
        env:
{_secrets(secrets)}
        run: venv/bin/python -m tracker collect --due
      - name: Push the archive
        if: always() && steps.record.outcome == 'success'
        env:
          TOKEN: ${{{{ github.token }}}}
        run: |
          cd record
          if [ -d archive ]; then git add archive; fi
          if ! git diff --cached --quiet; then
            git commit --quiet --message "Captures of $(date -u +%F)"
            git push --quiet origin HEAD:refs/heads/record ||
              {{ sleep 60; git push --quiet origin HEAD:refs/heads/record; }}
          fi
{"" if server else _KEEP_STATE}\
      - name: Show the status
        if: always() && steps.record.outcome == 'success'
{_database(secrets)}\
        run: venv/bin/python -m tracker status
"""


_FETCH_STATE = """\
          if grep --quiet 'refs/heads/state$' <<<"$branches"; then
            git fetch --quiet --depth 1 origin state
            git show FETCH_HEAD:tracker.db.gz | gunzip >tracker.db
          fi
      - name: Rebuild the database if there is none
        continue-on-error: true
        run: |
          if [ -d record/archive ] && [ ! -f record/tracker.db ]; then
            venv/bin/python -m tracker reparse
          fi
"""
_KEEP_STATE = """\
      - name: Push the database
        if: always() && steps.record.outcome == 'success'
        env:
          TOKEN: ${{ github.token }}
        run: |
          if [ -f record/tracker.db ]; then
            venv/bin/python -m tracker backup --to "$RUNNER_TEMP/backup"
            cd record
            database=$(gzip -9n <"$RUNNER_TEMP/backup/tracker.db" | git hash-object -w --stdin)
            tree=$(printf '100644 blob %s\\ttracker.db.gz\\n' "$database" | git mktree)
            state=$(git commit-tree -m "The database of $(date -u +%F)" "$tree")
            git push --quiet --force origin "$state:refs/heads/state"
          fi
"""


def _secrets(names: list[str]) -> str:
    return "\n".join(f"          {name}: ${{{{ secrets.{name} }}}}" for name in names)


def _database(secrets: list[str]) -> str:
    """Return the environment of a step that opens the database, if its URL is a secret."""
    return f"        env:\n{_secrets([DATABASE])}\n" if DATABASE in secrets else ""


def _quoted(text: str) -> str:
    """Return text quoted for YAML."""
    return "'" + text.replace("'", "''") + "'"


def _crons(sources: tuple[str, ...]) -> list[str]:
    """Return a cron line for each hour in which a source is due. Cron counts days from Sunday."""
    lines: dict[int, set[int]] = {}
    for times in (TIMETABLE[name] for name in sources if name in TIMETABLE):
        lines.setdefault(times.at.hour, set()).update(times.weekdays)
    return [f"{MINUTE} {hour} * * {_weekdays(days)}" for hour, days in sorted(lines.items())]


def _weekdays(days: set[int]) -> str:
    return "*" if len(days) == 7 else ",".join(str((day + 1) % 7) for day in sorted(days))
