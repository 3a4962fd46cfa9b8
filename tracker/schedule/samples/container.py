"""A container for Docker or Podman that runs the daemon, and a compose file with PostgreSQL.

Both are built in a checkout of the tracker's repository, with the libraries pinned by hash in
`.ci/requirements.lock`. The container runs as a user without privileges and can write only to its
volume, which holds the record, and to a `/tmp` in memory. It is healthy while `tracker status` is.
"""

from __future__ import annotations

import shlex

from tracker.schedule.samples.place import Place, yaml_text

DATABASE = "TRACKER_DATABASE_URL"
DATA_DIR = "TRACKER_DATA_DIR"
IMAGE = "openrouter-tracker"
PYTHON = "docker.io/library/python:3.13-slim-bookworm"
POSTGRES = "docker.io/library/postgres:15-bookworm"
UNUSED = ("pyarrow", "ipykernel", "ipython", "jedi", "debugpy", "pip")
"""Large libraries of Parquet files and notebooks, which is a third of all, and what installs."""
USER = 10001
"""A number, for what refuses to start a container unless it can see that its user is not root."""


def container(place: Place) -> str:
    """Return a Containerfile; how to build and run it with these settings is said in it."""
    server = place.database is not None and not place.database.startswith("sqlite")
    left_out = {DATA_DIR} if server else {DATA_DIR, DATABASE}
    settings = [
        *(shlex.quote(f"{k}={v}") for k, v in place.settings.items() if k not in left_out),
        *place.private,
    ]
    options = [
        "--detach --init --restart unless-stopped --stop-timeout 300",
        "--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges",
        f"--name {IMAGE} --volume {IMAGE}:/data",
        *(f"--env {setting}" for setting in settings),
        f"{IMAGE}:{place.version}",
    ]
    run = "".join(f" \\\n#       {option}" for option in options)
    read = "#   set -a; . ./settings.env; set +a\n" if place.private else ""
    return f"""\
# Containerfile, in a checkout of the tracker's repository. Build it there:
#   docker build --tag {IMAGE}:{place.version} --file Containerfile .
{_secrets(place)}\
# Then run it (podman takes the same options), and ask it:
{read}\
#   docker run{run}
#   docker exec {IMAGE} tracker top
# Name the base image by its digest, if you want to build the same again: --build-arg PYTHON=…
ARG PYTHON={PYTHON}

FROM $PYTHON AS build
COPY .ci/requirements.lock /opt/
RUN python3 -m venv /opt/venv \\
 && /opt/venv/bin/pip install --quiet --no-cache-dir --disable-pip-version-check \\
      --only-binary :all: --require-hashes --requirement /opt/requirements.lock \\
 && /opt/venv/bin/pip uninstall --quiet --yes {" ".join(UNUSED)}
COPY tracker /opt/tracker/tracker
COPY migrations /opt/tracker/migrations
RUN mkdir /opt/tracker/bin \\
 && printf '#!/bin/sh\\nexec /opt/venv/bin/python -m tracker "$@"\\n' >/opt/tracker/bin/tracker \\
 && chmod -R u=rwX,go=rX /opt/tracker && chmod 0755 /opt/tracker/bin/tracker \\
 && /opt/venv/bin/python -m compileall -q /opt/tracker

FROM $PYTHON
COPY --from=build /opt /opt
RUN useradd --uid {USER} --user-group --home-dir /data --shell /usr/sbin/nologin tracker \\
 && install --directory --mode 0700 --owner {USER} --group {USER} /data
ENV PATH=/opt/tracker/bin:$PATH PYTHONPATH=/opt/tracker MPLCONFIGDIR=/tmp {DATA_DIR}=/data
USER {USER}:{USER}
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=15m --timeout=1m --start-period=1h CMD ["tracker", "status"]
ENTRYPOINT ["tracker"]
CMD ["schedule"]
"""


def compose(place: Place) -> str:
    """Return a compose file of the daemon and a PostgreSQL of its own.

    The password is in no setting that is printed: the server and libpq read it from their
    environment.
    """
    settings = {
        **{name: value for name, value in place.settings.items() if name != DATA_DIR},
        DATABASE: "postgresql+psycopg://tracker@database/tracker",
    }
    plain = "\n".join(
        f"      {name}: {yaml_text(value.replace('$', '$$'))}" for name, value in settings.items()
    )
    files = "[database.env, settings.env]" if place.private else "database.env"
    return f"""\
# compose.yaml, in a checkout of the tracker's repository, beside the Containerfile that
# `tracker schedule --print container` prints. The password of the database is read from a private
# file, without which nothing is started. Write it once:
#   (umask 077; word=$(openssl rand -hex 32)
#    printf '%s=%s\\n' POSTGRES_PASSWORD "$word" PGPASSWORD "$word" >database.env)
{_secrets(place)}\
# Then start both, and ask:
#   docker compose up --detach
#   docker compose exec tracker tracker top
name: {IMAGE}
services:
  database:
    image: {POSTGRES}
    user: postgres
    env_file: database.env
    environment:
      POSTGRES_USER: tracker
      POSTGRES_DB: tracker
    volumes:
      - database:/var/lib/postgresql/data
      - socket:/run/postgresql
    tmpfs:
      - /tmp
    shm_size: 128m
    healthcheck: # by TCP: while the database is created, its server listens to a socket alone
      test: [CMD, pg_isready, --quiet, --host=127.0.0.1, --username=tracker]
      interval: 10s
      timeout: 5s
      retries: 12
      start_period: 1m
    stop_grace_period: 1m
{_CONFINED}\
  tracker:
    image: {IMAGE}:{place.version}
    build:
      context: .
      dockerfile: Containerfile
    depends_on:
      database:
        condition: service_healthy
    env_file: {files}
    environment:
{plain}
    volumes:
      - record:/data
    tmpfs:
      - /tmp
    healthcheck:
      test: [CMD, tracker, status]
      interval: 15m
      timeout: 1m
      start_period: 1h
    stop_grace_period: 5m
    mem_limit: 2g
{_CONFINED}\
volumes:
  database:
  socket:
  record:
"""


_CONFINED = """\
    restart: unless-stopped
    init: true
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    pids_limit: 256
"""


def _secrets(place: Place) -> str:
    """Return how the file of secret settings is written, if there are any."""
    if not place.private:
        return "# To use a key or a hook, set it first and print this again.\n"
    return f"""\
# Secret settings: {", ".join(place.private)}.
# They are read from another private file. Write it once, in a shell where they are set:
#   (umask 077; tracker schedule --print settings >settings.env)
"""
