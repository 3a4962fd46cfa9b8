"""Settings from the environment and from a `.env` file.

    TRACKER_DATA_DIR       database and archive         the platform's folder for user data
    TRACKER_DATABASE_URL   database                     SQLite file in the data folder
    TRACKER_SOURCES        comma-separated              history,export,catalog,benchmarks,
                                                        export_index,vercel (and with a key
                                                        data_api,app_rankings,session_cost,
                                                        task_shares)
    TRACKER_BASE_URL       server                       https://openrouter.ai
    TRACKER_VERCEL_URL     server of the source vercel  https://vercel.com
    OPENROUTER_API_KEY     key for the data API         none: the keyless sources suffice
    TRACKER_ON_FAILURE     command or URL for failures  none
    TRACKER_ON_EVENT       command or URL for events    none
    TRACKER_PING_URL       URL pinged after good runs   none
    TRACKER_LOG            plain or json                plain

The environment takes precedence over `.env`; only this module reads either. A `.env` is read from
the working directory, so it must belong to the current user or root and be not writable by others;
otherwise the tracker refuses to run. It cannot refer to environment variables (`${…}` is literal),
send the environment's key to another server, or set a command to run.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from tracker.errors import ConfigError
from tracker.files import belongs_to_another

OPENROUTER, VERCEL = "https://openrouter.ai", "https://vercel.com"
KEYLESS_SOURCES = ("history", "export", "catalog", "benchmarks", "export_index")
KEYED_SOURCES = ("data_api", "app_rankings", "session_cost", "task_shares")
LOGS = ("plain", "json")
KEY = "OPENROUTER_API_KEY"
MAYBE_SECRET = (
    KEY,
    "TRACKER_DATABASE_URL",
    "TRACKER_ON_FAILURE",
    "TRACKER_ON_EVENT",
    "TRACKER_PING_URL",
)
SETTINGS = (
    "TRACKER_DATA_DIR",
    "TRACKER_SOURCES",
    "TRACKER_BASE_URL",
    "TRACKER_VERCEL_URL",
    "TRACKER_LOG",
    *MAYBE_SECRET,
)
ORDINARY = frozenset(
    {
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "PWD",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TMPDIR",
        "MAILTO",
        "XDG_RUNTIME_DIR",
        "DBUS_SESSION_BUS_ADDRESS",
        "TRACKER_DATA_DIR",
        "TRACKER_SOURCES",
        "TRACKER_BASE_URL",
        "TRACKER_VERCEL_URL",
        "TRACKER_LOG",
    }
)
"""Variables passed to the command of a hook, with `LC_*`. Any other may be a secret."""
PRIVATE = re.compile("PASS|TOKEN|SECRET|KEY|CREDENTIAL|DATABASE_URL", re.IGNORECASE)
"""Names of variables that are never passed to a command, even if they begin with `LC_`."""


@dataclass(frozen=True)
class Settings:
    """The settings of one run. Possible secrets are not part of the repr.

    ``exposed`` is a warning about secrets in a `.env` that other users can read.
    """

    data_dir: Path
    database_url: str = field(repr=False)
    sources: tuple[str, ...]
    base_url: str = OPENROUTER
    vercel_url: str = VERCEL
    api_key: str | None = field(default=None, repr=False)
    on_failure: str | None = field(default=None, repr=False)
    on_event: str | None = field(default=None, repr=False)
    ping_url: str | None = field(default=None, repr=False)
    log: str = "plain"
    exposed: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The environment for the commands of hooks."""
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The settings that were set explicitly, by name."""

    @property
    def archive(self) -> Path:
        return self.data_dir / "archive"

    @property
    def for_alarms(self) -> tuple[Path, ...]:
        """Return the folders for the memory of alarms, in order of preference."""
        return (self.data_dir, _user_state_dir())

    @property
    def private(self) -> dict[str, str]:
        """Return the explicit settings that may be secrets, which samples do not show.

        A database URL counts only if it contains a password.
        """
        secret = {name for name in MAYBE_SECRET if name in self.given}
        if not _passwords(self.database_url):
            secret -= {"TRACKER_DATABASE_URL"}
        return {name: self.given[name] for name in MAYBE_SECRET if name in secret}

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the values that must not appear in output or logs."""
        addresses = (self.on_failure, self.on_event, self.ping_url)
        candidates = (
            self.api_key,
            *_passwords(self.database_url),
            *(address for address in addresses if address and is_address(address)),
        )
        return tuple(secret for secret in candidates if secret)


def load(environ: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Return the settings from ``environ`` (default: the process's) and ``env_file``.

    Raises ConfigError for an untrusted file, an invalid URL, an unknown log format, or an
    unknown user's home, and if the file would send the environment's key to another server.
    """
    environ = os.environ if environ is None else environ
    from_file = _from_file(env_file)
    merged = {**from_file, **environ}
    settings = {name: value.strip() for name, value in merged.items() if value and value.strip()}

    data_dir = _folder(settings.get("TRACKER_DATA_DIR") or _user_data_dir())
    base_url = settings.get("TRACKER_BASE_URL", OPENROUTER).rstrip("/")
    if not _is_web_address(base_url):
        # The value is not shown, because it may contain a password.
        raise ConfigError("TRACKER_BASE_URL is not a web address")
    vercel_url = settings.get("TRACKER_VERCEL_URL", VERCEL).rstrip("/")
    if not _is_web_address(vercel_url):
        raise ConfigError("TRACKER_VERCEL_URL is not a web address")
    for hook in ("TRACKER_ON_FAILURE", "TRACKER_ON_EVENT"):
        if hook in settings and hook not in environ and not is_address(settings[hook]):
            raise ConfigError(
                f"{env_file} sets {hook} to a command, which is allowed only in the environment",
                datum=hook,
                remedy="set it in the environment, or use a URL in the file",
            )
    ping_url = settings.get("TRACKER_PING_URL")
    if ping_url and not is_address(ping_url):
        raise ConfigError("TRACKER_PING_URL is not a web address")
    log = settings.get("TRACKER_LOG", LOGS[0]).lower()
    if log not in LOGS:
        raise ConfigError(f"TRACKER_LOG must be {' or '.join(LOGS)}, not {log!r}", datum=log)
    api_key = settings.get("OPENROUTER_API_KEY")
    if api_key and base_url != OPENROUTER and _key_without_url(environ):
        raise ConfigError(
            f"{env_file} would send the key from the environment to {base_url}",
            datum=base_url,
            remedy="set OPENROUTER_API_KEY and TRACKER_BASE_URL in the same place",
        )
    sources = settings.get("TRACKER_SOURCES", ",".join(_default_sources(settings, base_url)))
    return Settings(
        data_dir=data_dir,
        database_url=settings.get("TRACKER_DATABASE_URL", f"sqlite:///{data_dir / 'tracker.db'}"),
        sources=tuple(name.strip() for name in sources.split(",") if name.strip()),
        base_url=base_url,
        vercel_url=vercel_url,
        api_key=api_key,
        on_failure=settings.get("TRACKER_ON_FAILURE"),
        on_event=settings.get("TRACKER_ON_EVENT"),
        ping_url=ping_url,
        log=log,
        environment=for_hooks(environ),
        given={name: settings[name] for name in SETTINGS if name in settings},
        exposed=_exposed(from_file, env_file),
    )


def _default_sources(settings: Mapping[str, str], base_url: str) -> tuple[str, ...]:
    """Return the sources that are on by default.

    Whoever collects from another server than OpenRouter's is not sent to Vercel's unasked.
    """
    keyed = KEYED_SOURCES if KEY in settings else ()
    elsewhere = ("vercel",) if base_url == OPENROUTER or "TRACKER_VERCEL_URL" in settings else ()
    return (*KEYLESS_SOURCES, *elsewhere, *keyed)


def for_hooks(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the part of an environment that hook commands receive, always with a PATH."""
    passed = {
        name: value
        for name, value in environ.items()
        if (name in ORDINARY or name.startswith("LC_")) and not PRIVATE.search(name)
    }
    return {"PATH": os.defpath, **passed}


def _folder(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise ConfigError(
            f"TRACKER_DATA_DIR refers to an unknown user's home: {path!r}",
            datum=path,
        ) from None


def _passwords(url: str) -> tuple[str, ...]:
    """Return the passwords in a database URL, as written and decoded."""
    address, _, query = url.partition("?")
    # Up to the last "@": a password may contain others.
    match = re.match(r"[^:]*://[^:/]*:(.*)@", address, re.DOTALL)
    passwords = [match[1], unquote(match[1])] if match else []
    return (*passwords, *parse_qs(query).get("password", ()))


def is_address(target: str) -> bool:
    """Return whether the target of a hook is a URL; otherwise it is a command."""
    return target.startswith(("http://", "https://"))


def _is_web_address(url: str) -> bool:
    """Return whether a URL is usable as base URL. Raises ConfigError if it has credentials."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    if "@" in parts.netloc:
        raise ConfigError("TRACKER_BASE_URL must not contain credentials")
    plain = not parts.query and not parts.fragment and not any(map(str.isspace, url))
    return usable and plain


def _key_without_url(environ: Mapping[str, str]) -> bool:
    """Return whether the environment sets the key but not the base URL."""
    key, url = (environ.get(name, "") for name in ("OPENROUTER_API_KEY", "TRACKER_BASE_URL"))
    return bool(key.strip()) and not url.strip()


def _exposed(values: Mapping[str, str], file: Path) -> str | None:
    """Return a warning if other users can read secrets in the file (POSIX only)."""
    secret = [name for name, value in values.items() if _is_secret(name, value.strip())]
    if not secret or os.name != "posix" or not file.stat().st_mode & 0o044:
        return None
    return (
        f"other users can read {file}, which contains {', '.join(secret)}: run `chmod 600 {file}`"
    )


def _is_secret(name: str, value: str) -> bool:
    """Return whether a setting may be a secret: the key, a password, the URL of a hook."""
    if name == "TRACKER_DATABASE_URL":
        return any(_passwords(value))
    return name in MAYBE_SECRET and (bool(value) if name == KEY else is_address(value))


def _from_file(env_file: Path) -> dict[str, str]:
    if not env_file.is_file():
        return {}
    from dotenv import dotenv_values

    _check_owner(env_file, env_file.lstat())
    try:
        with env_file.open(encoding="utf-8") as file:
            _check_owner(env_file, os.fstat(file.fileno()))
            values = dotenv_values(stream=file, interpolate=False)
    except UnicodeDecodeError:
        raise ConfigError(f"{env_file} is not UTF-8 text", datum=env_file) from None
    return {name: value for name, value in values.items() if value is not None}


def _check_owner(env_file: Path, status: os.stat_result) -> None:
    """Raise ConfigError for a file, or a link to one, that another user controls."""
    if belongs_to_another(status):
        raise ConfigError(
            f"{env_file} belongs to another user and is not trusted",
            datum=env_file,
            remedy="run the tracker in another folder, or check the file and take it over"
            f" (`chown $USER {env_file}`)",
        )
    if os.name == "posix" and stat.S_ISREG(status.st_mode) and status.st_mode & 0o022:
        raise ConfigError(
            f"{env_file} is writable by other users and is not trusted",
            datum=env_file,
            remedy=f"check the file, then run `chmod go-w {env_file}`",
        )


def _user_data_dir() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("openrouter-tracker", appauthor=False)


def _user_state_dir() -> Path:
    from platformdirs import user_state_path

    return user_state_path("openrouter-tracker", appauthor=False)
