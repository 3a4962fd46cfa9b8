"""Settings, read from the environment and from a `.env` file, and from nowhere else.

    TRACKER_DATA_DIR       database and archive         the platform's folder for user data
    TRACKER_DATABASE_URL   where the store is           sqlite file in the data folder
    TRACKER_SOURCES        comma-separated              history,export,catalog,benchmarks
                                                        (and data_api,app_rankings with a key)
    TRACKER_BASE_URL       the server to ask            https://openrouter.ai
    OPENROUTER_API_KEY     a key for the data API       none: the keyless sources are enough
    TRACKER_ON_FAILURE     who is told of failures      nobody (a command, or an address)
    TRACKER_ON_EVENT       who is told of events        nobody (a command, or an address)
    TRACKER_PING_URL       asked after each good run    none
    TRACKER_LOG            plain or json                plain

The environment wins over `.env`. Only this module reads either. A `.env` lies in whatever folder
the tracker is started in, so it is believed only if it is of who runs the tracker, or of root, and
nobody else can write to it; otherwise nothing is done. It is not trusted with a key that stands
elsewhere either: it can neither name the environment's values (`${…}` is text) nor send the
environment's key to another server, and it cannot say which command is run.
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

OPENROUTER = "https://openrouter.ai"
LOGS = ("plain", "json")
KEY = "OPENROUTER_API_KEY"
MAYBE_SECRET = (
    KEY, "TRACKER_DATABASE_URL", "TRACKER_ON_FAILURE", "TRACKER_ON_EVENT",
    "TRACKER_PING_URL",
)  # fmt: skip
SETTINGS = (
    "TRACKER_DATA_DIR", "TRACKER_SOURCES", "TRACKER_BASE_URL", "TRACKER_LOG", *MAYBE_SECRET,
)  # fmt: skip
ORDINARY = frozenset(
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "LANG", "LANGUAGE", "TZ", "TMPDIR",
        "MAILTO", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "TRACKER_DATA_DIR",
        "TRACKER_SOURCES", "TRACKER_BASE_URL", "TRACKER_LOG",
    }
)  # fmt: skip
"""What a command of a hook is given of the environment, with what begins with `LC_`: where it is,
whose it is and how its user reads. Anything else may be a secret, whatever it is called."""
PRIVATE = re.compile("PASS|TOKEN|SECRET|KEY|CREDENTIAL|DATABASE_URL", re.IGNORECASE)
"""In the name of what is given to no command, not even as a language."""


@dataclass(frozen=True)
class Settings:
    """Where things are and who is told. What may be a secret never shows in a repr. ``exposed``
    says what may be one in a `.env` that others than its owner can read."""

    data_dir: Path
    database_url: str = field(repr=False)
    sources: tuple[str, ...]
    base_url: str = OPENROUTER
    api_key: str | None = field(default=None, repr=False)
    on_failure: str | None = field(default=None, repr=False)
    on_event: str | None = field(default=None, repr=False)
    ping_url: str | None = field(default=None, repr=False)
    log: str = "plain"
    exposed: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What a command of a hook is given."""
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The settings that were made, by their names."""

    @property
    def archive(self) -> Path:
        return self.data_dir / "archive"

    @property
    def for_alarms(self) -> tuple[Path, ...]:
        """Where to note what was told of troubles that stand on no record, in order."""
        return (self.data_dir, _user_state_dir())

    @property
    def private(self) -> dict[str, str]:
        """The settings that were made and may be secrets: no sample shows them. The address of a
        database is none unless it has a password."""
        secret = {name for name in MAYBE_SECRET if name in self.given}
        if not _passwords(self.database_url):
            secret -= {"TRACKER_DATABASE_URL"}
        return {name: self.given[name] for name in MAYBE_SECRET if name in secret}

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not stand in anything that is printed or logged."""
        addresses = (self.on_failure, self.on_event, self.ping_url)
        told = (
            self.api_key,
            *_passwords(self.database_url),
            *(address for address in addresses if address and is_address(address)),
        )
        return tuple(secret for secret in told if secret)


def load(environ: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Settings from ``environ`` (default: the process's) over ``env_file``.

    Raises ConfigError for a file that is not to be believed, for a base or ping URL that is no web
    address, for a base URL that is not to have the key, for the home of nobody, and for an unknown
    kind of log.
    """
    environ = os.environ if environ is None else environ
    written = _from_file(env_file)
    found = {**written, **environ}
    given = {name: value.strip() for name, value in found.items() if value and value.strip()}

    data_dir = _folder(given.get("TRACKER_DATA_DIR") or _user_data_dir())
    base_url = given.get("TRACKER_BASE_URL", OPENROUTER).rstrip("/")
    if not _is_web_address(base_url):
        # Not shown: what is no address may have a password in it all the same.
        raise ConfigError("TRACKER_BASE_URL is not a web address")
    for hook in ("TRACKER_ON_FAILURE", "TRACKER_ON_EVENT"):
        if hook in given and hook not in environ and not is_address(given[hook]):
            raise ConfigError(
                f"{env_file} holds a command as {hook}, and no file may say what is run",
                datum=hook,
                remedy="set it in the environment, or write an address there",
            )
    ping_url = given.get("TRACKER_PING_URL")
    if ping_url and not is_address(ping_url):
        raise ConfigError("TRACKER_PING_URL is not a web address")
    log = given.get("TRACKER_LOG", LOGS[0]).lower()
    if log not in LOGS:
        raise ConfigError(f"TRACKER_LOG is {log!r}, and can be {' or '.join(LOGS)}", datum=log)
    api_key = given.get("OPENROUTER_API_KEY")
    if api_key and base_url != OPENROUTER and _apart(environ):
        raise ConfigError(
            f"{env_file} would send the key of the environment to {base_url}",
            datum=base_url,
            remedy="write OPENROUTER_API_KEY and TRACKER_BASE_URL in the same place",
        )
    keyless = "history,export,catalog,benchmarks"
    default = f"{keyless},data_api,app_rankings" if api_key else keyless
    sources = given.get("TRACKER_SOURCES", default)
    return Settings(
        data_dir=data_dir,
        database_url=given.get("TRACKER_DATABASE_URL", f"sqlite:///{data_dir / 'tracker.db'}"),
        sources=tuple(name.strip() for name in sources.split(",") if name.strip()),
        base_url=base_url,
        api_key=api_key,
        on_failure=given.get("TRACKER_ON_FAILURE"),
        on_event=given.get("TRACKER_ON_EVENT"),
        ping_url=ping_url,
        log=log,
        environment=for_hooks(environ),
        given={name: given[name] for name in SETTINGS if name in given},
        exposed=_exposed(written, env_file),
    )


def for_hooks(environ: Mapping[str, str]) -> dict[str, str]:
    """The part of an environment that a command of a hook is given; a PATH in any case."""
    told = {
        name: value
        for name, value in environ.items()
        if (name in ORDINARY or name.startswith("LC_")) and not PRIVATE.search(name)
    }
    return {"PATH": os.defpath, **told}


def _folder(written: str) -> Path:
    try:
        return Path(written).expanduser()
    except RuntimeError:
        raise ConfigError(
            f"TRACKER_DATA_DIR names the home of a user that is not there: {written!r}",
            datum=written,
        ) from None


def _passwords(url: str) -> tuple[str, ...]:
    """The passwords in the address of a database, as written there and as meant."""
    address, _, query = url.partition("?")
    # To the last sign: what else would stand there has the password in it.
    before = re.match(r"[^:]*://[^:/]*:(.*)@", address, re.DOTALL)
    written = [before[1], unquote(before[1])] if before else []
    return (*written, *parse_qs(query).get("password", ()))


def is_address(target: str) -> bool:
    """Whether what a hook names is a web address; it is a command otherwise."""
    return target.startswith(("http://", "https://"))


def _is_web_address(url: str) -> bool:
    """Of a server, or a folder of it. Raises ConfigError for one with a password in it, which would
    be written down with every address."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    if "@" in parts.netloc:
        raise ConfigError("TRACKER_BASE_URL holds a user name or a password, which nothing takes")
    plain = not parts.query and not parts.fragment and not any(map(str.isspace, url))
    return usable and plain


def _apart(environ: Mapping[str, str]) -> bool:
    """Whether the key stands in the environment and the base URL does not."""
    key, url = (environ.get(name, "") for name in ("OPENROUTER_API_KEY", "TRACKER_BASE_URL"))
    return bool(key.strip()) and not url.strip()


def _exposed(written: Mapping[str, str], file: Path) -> str | None:
    """What may be a secret in a file that others than its owner can read, where files have owners,
    and what to do."""
    secret = [name for name, value in written.items() if _is_secret(name, value.strip())]
    if not secret or os.name != "posix" or not file.stat().st_mode & 0o044:
        return None
    return f"others can read {file}, which holds {', '.join(secret)}: run `chmod 600 {file}`"


def _is_secret(name: str, value: str) -> bool:
    """Whether a setting may be a secret: the key, a password, an address of a hook."""
    if name == "TRACKER_DATABASE_URL":
        return any(_passwords(value))
    return name in MAYBE_SECRET and (bool(value) if name == KEY else is_address(value))


def _from_file(env_file: Path) -> dict[str, str]:
    if not env_file.is_file():
        return {}
    from dotenv import dotenv_values

    _see_whose(env_file, env_file.lstat())
    try:
        with env_file.open(encoding="utf-8") as file:
            _see_whose(env_file, os.fstat(file.fileno()))
            found = dotenv_values(stream=file, interpolate=False)
    except UnicodeDecodeError:
        raise ConfigError(f"{env_file} is not UTF-8 text", datum=env_file) from None
    return {name: value for name, value in found.items() if value is not None}


def _see_whose(env_file: Path, found: os.stat_result) -> None:
    """Raises ConfigError for a file, or a link to one, by which somebody else would say where the
    record is, whom to ask and whom to tell."""
    if belongs_to_another(found):
        raise ConfigError(
            f"{env_file} belongs to another user, and is not believed",
            datum=env_file,
            remedy="start the tracker in another folder; or read the file, and make it yours"
            f" (`chown $USER {env_file}`) if you believe it",
        )
    if os.name == "posix" and stat.S_ISREG(found.st_mode) and found.st_mode & 0o022:
        raise ConfigError(
            f"others can write to {env_file}, and it is not believed",
            datum=env_file,
            remedy=f"read the file, and run `chmod go-w {env_file}` if you believe it",
        )


def _user_data_dir() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("openrouter-tracker", appauthor=False)


def _user_state_dir() -> Path:
    from platformdirs import user_state_path

    return user_state_path("openrouter-tracker", appauthor=False)
