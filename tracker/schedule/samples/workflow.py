"""A workflow for GitHub Actions that keeps the collected data in two branches and publishes it.

It belongs into a copy of the tracker's repository and runs the tracker of its own commit with the
libraries pinned by hash in `.ci/requirements.lock`. The branch `record` holds the archive; `state`
holds the current database in one commit that is replaced each time, with the log of runs and
notifications. Each job has the permissions that it needs and no others:

    collect    the tracker alone, no actions; the only job with secrets of sources
    site       builds the site from the branch `state`
    publish    deploys it to GitHub Pages
    issue      opens one issue when a run fails, and closes it after a good one
    enable     enables the workflow again, which GitHub disables after 60 days without activity

A site is published only if every source states a licence for what it publishes.
"""

from __future__ import annotations

from tracker.schedule.samples.place import MINUTE, Place, yaml_text
from tracker.schedule.timetable import TIMETABLE

KEY = "OPENROUTER_API_KEY"
DATABASE = "TRACKER_DATABASE_URL"
CONFIGURE = "actions/configure-pages@45bfe0192ca1faeb007ade9deae92b16b8254a0d # v6.0.0"
UPLOAD = "actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0"
DEPLOY = "actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128 # v5.0.0"
ISSUE = "The record needs attention"
"""The title by which the issue is found again, if GitHub's own bot opened it."""


def actions(place: Place) -> str:
    """Return the workflow for a copy of the tracker's repository."""
    server = place.database is not None and not place.database.startswith("sqlite")
    settings = {name: value for name, value in place.settings.items() if name != "TRACKER_DATA_DIR"}
    if not server:
        settings.pop(DATABASE, None)
    secrets = sorted({KEY, *(name for name in place.private if server or name != DATABASE)})
    public = not place.unlicensed
    jobs = [
        _collect(settings, secrets, server=server),
        *([_site(settings, secrets, server=server), _PUBLISH] if public else []),
        _issue(["collect", "site", "publish"] if public else ["collect"]),
        _ENABLE,
    ]
    crons = "\n".join(f'    - cron: "{line}"' for line in _crons(place.sources))
    return f"""\
# .github/workflows/collect.yml, in a copy of the tracker's own repository: it runs the tracker of
# its own commit. The branch `record` keeps the archive, everything received; `state` keeps the
# database, which is rebuilt from the archive if you delete that branch.
{_PUBLIC if public else _private(place.unlicensed)}
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
{"".join(jobs)}"""


_PUBLIC = """\
# The site is published to GitHub Pages; choose the source "GitHub Actions" in Settings, Pages."""


def _private(unlicensed: tuple[str, ...]) -> str:
    names = ", ".join(unlicensed)
    return f"""\
# No licence is stated for what these sources publish: {names}. Keep the repository
# private. No site is published; to have one, leave them out of TRACKER_SOURCES and print this
# again."""


def _collect(settings: dict[str, str], secrets: list[str], *, server: bool) -> str:
    return f"""\
  collect:
    name: collect
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: write # the branches record and state
{_environment(settings)}\
    steps:
{_SET_UP}\
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


def _site(settings: dict[str, str], secrets: list[str], *, server: bool) -> str:
    """Return the job that builds the site, also after a failed run: other sources went well."""
    database = {DATABASE: settings[DATABASE]} if DATABASE in settings else {}
    secret = f"{_secrets([DATABASE])}\n" if DATABASE in secrets else ""
    return f"""\
  site:
    name: site
    needs: collect
    if: ${{{{ !cancelled() }}}}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read # the branch state
      pages: read # the address of the site
{_environment(database)}\
    steps:
{_SET_UP}\
{"" if server else _READ_STATE}\
      - name: Ask for the address of the site
        id: pages
        uses: {CONFIGURE}
      - name: Build the site
        env:
          ADDRESS: ${{{{ steps.pages.outputs.base_url }}}}
{secret}\
        run: venv/bin/python -m tracker report --out site --base-url "$ADDRESS"
      - name: Upload the site
        uses: {UPLOAD}
        with:
          path: site
"""


def _issue(jobs: list[str]) -> str:
    """Return the job that keeps one issue for as long as runs fail.

    The author is checked, since anybody may open an issue with that title.
    """
    return f"""\
  issue:
    name: issue
    needs: [{", ".join(jobs)}]
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      issues: write # the issue about failed runs
    steps:
      - name: Open or close the issue
        env:
          GH_TOKEN: ${{{{ github.token }}}}
          GH_REPO: ${{{{ github.repository }}}}
          RESULTS: ${{{{ join(needs.*.result, ' ') }}}}
        run: |
          run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
          issue=$(gh api --paginate "repos/$GH_REPO/issues?state=open&per_page=100" --jq '.[] |
            select(.title == "{ISSUE}" and .user.login == "github-actions[bot]") |
            .number')
          if [[ $RESULTS != *failure* && $RESULTS != *cancelled* ]]; then
            for number in $issue; do
              gh issue close "$number" --comment "All is well again: $run"
            done
          elif [ -z "$issue" ]; then
            gh issue create --title "{ISSUE}" \\
              --body "A run failed; its log says why: $run. The next good run closes this issue."
          fi
"""


_PUBLISH = f"""\
  publish:
    name: publish
    needs: site
    if: ${{{{ !cancelled() && needs.site.result == 'success' }}}}
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      pages: write # the deployment
      id-token: write # shows Pages which workflow it comes from
    environment:
      name: github-pages
      url: ${{{{ steps.deployment.outputs.page_url }}}}
    steps:
      - name: Deploy the site
        id: deployment
        uses: {DEPLOY}
"""
_ENABLE = """\
  enable:
    name: enable
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      actions: write # its own schedule, which GitHub disables after 60 days without activity
    steps:
      - name: Keep the schedule enabled
        env:
          GH_TOKEN: ${{ github.token }}
        run: |
          file=${GITHUB_WORKFLOW_REF%%@*}
          gh api --method PUT "repos/$GITHUB_REPOSITORY/actions/workflows/${file##*/}/enable"
"""
_SET_UP = """\
      - name: Check out the tracker at this commit
        env:
          TOKEN: ${{ github.token }}
        run: |
          git init --quiet code
          git -C code fetch --quiet --depth 1 "$ORIGIN" "$GITHUB_SHA"
          git -C code checkout --quiet --detach FETCH_HEAD
      - name: Install pinned libraries
        run: |
          python3 -m venv venv
          venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: \\
            --require-hashes --requirement code/.ci/requirements.lock
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
_READ_STATE = """\
      - name: Fetch the database
        env:
          TOKEN: ${{ github.token }}
        run: |
          git init --quiet record
          cd record
          git fetch --quiet --depth 1 "$ORIGIN" state
          git show FETCH_HEAD:tracker.db.gz | gunzip >tracker.db
"""


def _environment(settings: dict[str, str]) -> str:
    """Return the environment of a job that runs the tracker."""
    plain = "".join(f"      {name}: {yaml_text(value)}\n" for name, value in settings.items())
    return f"""\
    env:
      TRACKER_DATA_DIR: ${{{{ github.workspace }}}}/record
{plain}\
      PYTHONPATH: ${{{{ github.workspace }}}}/code
      GIT_CONFIG_COUNT: "1"
      GIT_CONFIG_KEY_0: credential.helper
      GIT_CONFIG_VALUE_0: '!echo username=x-access-token; echo "password=$TOKEN"; :'
      ORIGIN: ${{{{ github.server_url }}}}/${{{{ github.repository }}}}.git
"""


def _secrets(names: list[str]) -> str:
    return "\n".join(f"          {name}: ${{{{ secrets.{name} }}}}" for name in names)


def _database(secrets: list[str]) -> str:
    """Return the environment of a step that opens the database, if its URL is a secret."""
    return f"        env:\n{_secrets([DATABASE])}\n" if DATABASE in secrets else ""


def _crons(sources: tuple[str, ...]) -> list[str]:
    """Return a cron line for each hour in which a source is due. Cron counts days from Sunday."""
    lines: dict[int, set[int]] = {}
    for times in (TIMETABLE[name] for name in sources if name in TIMETABLE):
        lines.setdefault(times.at.hour, set()).update(times.weekdays)
    return [f"{MINUTE} {hour} * * {_weekdays(days)}" for hour, days in sorted(lines.items())]


def _weekdays(days: set[int]) -> str:
    return "*" if len(days) == 7 else ",".join(str((day + 1) % 7) for day in sorted(days))
